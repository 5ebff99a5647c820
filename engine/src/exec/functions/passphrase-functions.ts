// ENCRYPTBYPASSPHRASE and DECRYPTBYPASSPHRASE as of SQL Server 2017. What they give: version, initialization vector, and under AES-256
// the magic number, the lengths of authenticator and text, the authenticator and the text. Knows no keys of a database.
import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { notSupported } from '../../errors/not-supported';
import { varbinary } from '../../types/sql-type';
import type { Value } from '../../types/value';
import { encodeNvarchar } from '../../types/text/code-page';
import type { Factory, FunctionTable } from './implementation';
import { textAt } from './implementation';
import { bytesOf } from './value-functions';

const ALGORITHM = 'aes-256-cbc';
const VERSION = Buffer.from('02000000', 'hex');
const VERSION_OF_2016 = Buffer.from('01000000', 'hex');
const MAGIC = Buffer.from('0df0adba', 'hex');
const BLOCK = 16;
const HEADER_BYTES = MAGIC.length + 4;
const LARGEST = 8000;

const keyOf = (args: readonly Value[]): Buffer => createHash('sha256').update(encodeNvarchar(textAt(args, 0))).digest();

/** What ties a text to the fourth argument, where the third is 1. */
function authenticatorOf(args: readonly Value[], text: Uint8Array): Buffer {
  return args[2] === 1 ? createHash('sha1').update(text).update(encodeNvarchar(textAt(args, 3))).digest() : Buffer.alloc(0);
}

/** Passphrase and text may be NULL, and so may the data of an authenticator that there is none of. */
function isComplete([passphrase, text, adds, data]: readonly Value[]): boolean {
  if (adds === null || (adds !== undefined && data === undefined) || (adds === 1 && data === null)) throw notSupported('ENCRYPTBYPASSPHRASE and DECRYPTBYPASSPHRASE with half of an authenticator');
  return passphrase !== null && text !== null;
}

function encrypted(args: readonly Value[], text: Uint8Array): Uint8Array {
  const authenticator = authenticatorOf(args, text);
  const header = Buffer.alloc(HEADER_BYTES);
  MAGIC.copy(header);
  header.writeUInt16LE(authenticator.length, MAGIC.length);
  header.writeUInt16LE(text.length, MAGIC.length + 2);
  const vector = randomBytes(BLOCK);
  const cipher = createCipheriv(ALGORITHM, keyOf(args), vector);
  return new Uint8Array(Buffer.concat([VERSION, vector, cipher.update(Buffer.concat([header, authenticator, text])), cipher.final()]));
}

const encrypt: Factory = ([, type = varbinary(LARGEST)]) => {
  const read = bytesOf(type);
  return (args) => {
    if (!isComplete(args)) return null;
    const text = read(args[1] ?? null);
    const made = text.length <= LARGEST ? encrypted(args, text) : undefined;
    if (made === undefined || made.length > LARGEST) throw notSupported('ENCRYPTBYPASSPHRASE of what makes more than 8,000 bytes');
    return made;
  };
};

/** What is under the cipher; undefined where the passphrase is another one. */
function opened(args: readonly Value[], bytes: Buffer): Buffer | undefined {
  const decipher = createDecipheriv(ALGORITHM, keyOf(args), bytes.subarray(VERSION.length, VERSION.length + BLOCK));
  try {
    const message = Buffer.concat([decipher.update(bytes.subarray(VERSION.length + BLOCK)), decipher.final()]);
    return message.length >= HEADER_BYTES && message.subarray(0, MAGIC.length).equals(MAGIC) ? message : undefined;
  } catch {
    return undefined;
  }
}

function decrypted(args: readonly Value[], bytes: Buffer): Uint8Array | null {
  if (bytes.subarray(0, VERSION.length).equals(VERSION_OF_2016)) throw notSupported('DECRYPTBYPASSPHRASE of what SQL Server 2016 or an earlier version encrypted');
  if (!bytes.subarray(0, VERSION.length).equals(VERSION) || bytes.length < VERSION.length + 2 * BLOCK) return null;
  const message = opened(args, bytes);
  if (!message) return null;
  const start = HEADER_BYTES + message.readUInt16LE(MAGIC.length);
  const text = message.subarray(start, start + message.readUInt16LE(MAGIC.length + 2));
  return authenticatorOf(args, text).equals(message.subarray(HEADER_BYTES, start)) ? new Uint8Array(text) : null;
}

const decrypt: Factory = ([, type = varbinary(LARGEST)]) => {
  const read = bytesOf(type);
  return (args) => (isComplete(args) ? decrypted(args, Buffer.from(read(args[1] ?? null))) : null);
};

/** Encryption by a passphrase, by name. */
export const PASSPHRASE_FUNCTIONS: FunctionTable = { ENCRYPTBYPASSPHRASE: encrypt, DECRYPTBYPASSPHRASE: decrypt };
