// The SQL batch request: headers, then text. Does not read the text.
import { ByteReader } from '../byte-reader';
import { skipAllHeaders } from './all-headers';

/** The text of a batch. */
export function decodeSqlBatch(payload: Buffer): string {
  const reader = new ByteReader(payload);
  skipAllHeaders(reader);
  return reader.ucs2(reader.remaining);
}
