// Partially length-prefixed values: the wire form of the (max) types and xml. Knows no type.
import type { ByteReader } from '../byte-reader';
import type { ByteWriter } from '../byte-writer';
import { ProtocolViolation } from '../protocol-violation';

const PLP_NULL = 0xffffffffffffffffn;
const PLP_UNKNOWN = 0xfffffffffffffffen;

/** Bytes of a NULL. */
export const PLP_NULL_BYTES = 8;

/** Writes NULL, or the bytes as one chunk of known length. */
export function writePlp(writer: ByteWriter, bytes: Uint8Array | null): void {
  if (bytes === null) {
    writer.u64(PLP_NULL);
    return;
  }
  writer.u64(BigInt(bytes.length));
  if (bytes.length > 0) {
    writer.u32(bytes.length);
    writer.bytes(bytes);
  }
  writer.u32(0);
}

/** Reads NULL or all chunks, of known or unknown length. */
export function readPlp(reader: ByteReader): Buffer | null {
  const total = reader.u64();
  if (total === PLP_NULL) return null;
  const chunks: Buffer[] = [];
  for (let lengthBytes = reader.u32(); lengthBytes !== 0; lengthBytes = reader.u32()) chunks.push(reader.view(lengthBytes));
  const bytes = Buffer.concat(chunks);
  if (total !== PLP_UNKNOWN && total !== BigInt(bytes.length)) throw new ProtocolViolation('the chunks of a (max) value do not add up to its length');
  return bytes;
}
