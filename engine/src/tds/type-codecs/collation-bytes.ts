// Reads a collation off the wire: all that is asked is how its text is written.
import { codePageOf } from '../../types/text/code-page';
import { codePageOnWire } from '../../types/text/collation-family';
import { isUtf8Collation, UTF8_FLAG } from '../../types/text/collation-wire';
import type { ByteReader } from '../byte-reader';

/** How a client writes char and varchar. */
export interface TextEncoding { readonly isUtf8: boolean; readonly codePage: number }

/** Reads the bytes of a client's collation: all that is asked is how its text is written. Five zeros name none: the session's counts. */
export function readCollation(reader: ByteReader): TextEncoding {
  const [low = 0, high = 0, flags = 0, version = 0, sort = 0] = reader.view(5);
  if ((low | high | flags | version | sort) === 0 && reader.collation !== undefined) return { isUtf8: isUtf8Collation(reader.collation), codePage: codePageOf(reader.collation) };
  return { isUtf8: (version & UTF8_FLAG) !== 0, codePage: codePageOnWire(low | (high << 8) | ((flags & 0x0f) << 16), sort) };
}
