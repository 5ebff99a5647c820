// COMPRESS and DECOMPRESS: one member of GZIP with the header that SQL Server writes.
import { gunzipSync, gzipSync } from 'node:zlib';
import { Messages } from '../../errors/catalogue';
import { raise } from '../../errors/sql-error';

/** Where the header tells of the level and of the system that wrote it: the fastest, and FAT. */
const EXTRA_FLAGS = 8;
const FASTEST = 4;

/** The bytes of COMPRESS; nothing stays nothing. */
export function compressed(bytes: Uint8Array): Uint8Array {
  if (bytes.length === 0) return bytes;
  const member = new Uint8Array(gzipSync(bytes));
  member.set([FASTEST, 0], EXTRA_FLAGS);
  return member;
}

/** What was compressed, null where the bytes end too early or hold nothing. Raises 9826. */
export function decompressed(bytes: Uint8Array): Uint8Array | null {
  if (bytes.length === 0) return bytes;
  try {
    const plain = new Uint8Array(gunzipSync(bytes));
    return plain.length === 0 ? null : plain;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'Z_BUF_ERROR') return null;
    throw raise(Messages.NotCompressed, {});
  }
}
