// The five bytes in which a collation travels. Knows which bits matter to clients, not how strings compare.
import type { ByteReader } from '../byte-reader';

/** SQL_Latin1_General_CP1_CI_AS. */
export const DEFAULT_COLLATION_BYTES: readonly number[] = [0x09, 0x04, 0xd0, 0x00, 0x34];

const UTF8_FLAG = 0x04;

/** True for a collation whose char and varchar are UTF-8. */
export const isUtf8Collation = (collation: string | undefined): boolean => collation !== undefined && /_UTF8$/i.test(collation);

/** The bytes of a collation by name: those of the default, save for case, accent, UTF-8 and (for Windows collations) no sort id. */
export function collationBytes(collation: string | undefined): readonly number[] {
  if (collation === undefined || /^sql_latin1_general_cp1_ci_as$/i.test(collation)) return DEFAULT_COLLATION_BYTES;
  const isBinary = /_BIN2?(_|$)/i.test(collation);
  let flags = 0;
  if (!isBinary) {
    if (!/_CS(_|$)/i.test(collation)) flags |= 0x1;
    if (/_AI(_|$)/i.test(collation)) flags |= 0x2;
    if (!/_WS(_|$)/i.test(collation)) flags |= 0x4;
    if (!/_KS(_|$)/i.test(collation)) flags |= 0x8;
  }
  const highFlags = (/_BIN(_|$)/i.test(collation) ? 0x01 : 0) | (/_BIN2(_|$)/i.test(collation) ? 0x02 : 0) | (isUtf8Collation(collation) ? UTF8_FLAG : 0);
  const version = /_100_/.test(collation) ? 0x20 : 0;
  return [0x09, 0x04, flags << 4, version | highFlags, sortId(collation)];
}

function sortId(collation: string): number {
  if (!/^SQL_Latin1_General_CP1_/i.test(collation)) return 0;
  if (/_CI_AI$/i.test(collation)) return 0x36;
  return /_CS_AS$/i.test(collation) ? 0x33 : 0x34;
}

/** Reads the bytes of a client's collation: all that is asked is whether its text is UTF-8. */
export function readCollation(reader: ByteReader): { readonly isUtf8: boolean } {
  const bytes = reader.view(5);
  return { isUtf8: ((bytes[3] ?? 0) & UTF8_FLAG) !== 0 };
}
