// The five bytes in which a collation travels. Knows which bits matter to clients, not how strings compare.
import { collationFamily } from './collation-family';

/** SQL_Latin1_General_CP1_CI_AS. */
const DEFAULT_COLLATION_BYTES: readonly number[] = [0x09, 0x04, 0xd0, 0x00, 0x34];

/** Of the fourth byte: char and varchar are UTF-8. */
export const UTF8_FLAG = 0x04;

/** True for a collation whose char and varchar are UTF-8. */
export const isUtf8Collation = (collation: string | undefined): boolean => collation !== undefined && /_UTF8$/i.test(collation);

/** True for a collation that tells case apart. */
export const isCaseSensitiveCollation = (collation: string | undefined): boolean => collation !== undefined && /_(?:CS|BIN2?)(?:_|$)/i.test(collation);

/** The bytes of a collation by name: its language, its flags, and a SQL_ collation's sort id. */
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
  const { lcid = 0x0409, sortId = 0 } = collationFamily(collation) ?? {};
  return [lcid & 0xff, (lcid >> 8) & 0xff, (flags << 4) | (lcid >> 16), versionBits(collation) | highFlags, sortId === 0 ? 0 : sortIdOf(collation, sortId)];
}

function versionBits(collation: string): number {
  if (/_140_/.test(collation)) return 0x30;
  if (/_100_/.test(collation)) return 0x20;
  return /_90_/.test(collation) ? 0x10 : 0;
}

/** `base` is the sort id of _CI_AS. */
function sortIdOf(collation: string, base: number): number {
  if (/_CS_AS$/i.test(collation)) return base - 1;
  if (/_BIN2?$/i.test(collation)) return base - 2;
  return /_CI_AI$/i.test(collation) ? base + 2 : base;
}
