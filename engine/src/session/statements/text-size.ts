// SET TEXTSIZE: how much of a large value a SELECT sends. Values in the engine stay whole.
import type { ResultColumn } from '../../tds/session-port';
import { encodeVarchar } from '../../types/text/code-page';
import { isCharacter, isUnicode, type SqlType } from '../../types/sql-type';
import type { Row, Value } from '../../types/value';

const NO_LIMIT = 2147483647;
const LARGE_TYPES: ReadonlySet<string> = new Set(['text', 'ntext', 'image']);
const isLarge = ({ type }: ResultColumn): boolean => LARGE_TYPES.has(type.name) || (type.length === 'max' && type.name !== 'xml');

/** Cuts the large values of a row; undefined if nothing is to be cut. */
export function textSizeLimit(columns: readonly ResultColumn[], sizeBytes: number): ((row: Row) => Row) | undefined {
  if (sizeBytes < 0 || sizeBytes >= NO_LIMIT || !columns.some(isLarge)) return undefined;
  const types = columns.map((column) => (isLarge(column) ? column.type : undefined));
  return (row) => row.map((value, i) => cut(value, types[i], sizeBytes));
}

function cut(value: Value, type: SqlType | undefined, sizeBytes: number): Value {
  if (type === undefined) return value;
  if (value instanceof Uint8Array) return value.length > sizeBytes ? value.subarray(0, sizeBytes) : value;
  if (typeof value !== 'string' || !isCharacter(type)) return value;
  if (isUnicode(type)) return value.slice(0, Math.floor(sizeBytes / 2));
  const bytes = encodeVarchar(value, type.collation);
  return bytes.length > sizeBytes ? value.slice(0, bytes.length === value.length ? sizeBytes : charactersIn(value, type, sizeBytes)) : value;
}

function charactersIn(text: string, type: SqlType, sizeBytes: number): number {
  let count = 0;
  let used = 0;
  for (const character of text) {
    used += encodeVarchar(character, type.collation).length;
    if (used > sizeBytes) return count;
    count += character.length;
  }
  return count;
}
