// Passwords and tokens: only hashes are stored.
import { createHash, randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

const derive = promisify<string, Buffer, number, Buffer>(scrypt);
const KEY_LENGTH_BYTES = 32;

/** `salt:key`, both in hex; every call uses a new salt. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const key = await derive(password, salt, KEY_LENGTH_BYTES);
  return `${salt.toString('hex')}:${key.toString('hex')}`;
}

/** Whether the password belongs to the hash; takes the same time either way. */
export async function verifyPassword(password: string, hash: string): Promise<boolean> {
  const [salt = '', key = ''] = hash.split(':');
  const expected = Buffer.from(key, 'hex');
  if (expected.length !== KEY_LENGTH_BYTES) return false;
  return timingSafeEqual(expected, await derive(password, Buffer.from(salt, 'hex'), KEY_LENGTH_BYTES));
}

/** A new bearer token: 256 random bits in hex. */
export function newToken(): string {
  return randomBytes(32).toString('hex');
}

/** What is stored of a token, in hex. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
