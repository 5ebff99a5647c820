// How many bytes a value takes: what DATALENGTH tells and what counts against the size of an index key.
import { varcharByteLength } from './code-page';
import { storageBytes } from '../format-type';
import { absolute } from '../number/decimal';
import { isBinary, isCharacter, isClrType, isDecimal, isUnicode, type SqlType } from '../sql-type';
import type { Value } from '../value';

/** Measures values of a type, NULL excepted. */
export function byteLength(type: SqlType): (value: Value) => number {
  if (isCharacter(type)) {
    return isUnicode(type) ? (value) => (value as string).length * 2 : (value) => varcharByteLength(value as string, type.collation);
  }
  if (isBinary(type) || type.name === 'vector' || isClrType(type)) return (value) => (value as Uint8Array).length;
  if (type.name === 'xml') return (value) => (value as string).length * 2;
  if (type.name === 'sql_variant') return ofVariant(byteLength);
  return () => storageBytes(type);
}

/** What DATALENGTH tells: of a decimal the bytes that its digits need, as it stands in an expression, and not those of its column. */
export function dataLength(type: SqlType): (value: Value) => number {
  if (isDecimal(type)) return (value) => 1 + 4 * wordsOf(absolute(value as bigint));
  return type.name === 'sql_variant' ? ofVariant(dataLength) : byteLength(type);
}

const ofVariant = (measure: typeof byteLength) => (value: Value): number => (value !== null && typeof value === 'object' && 'type' in value ? measure(value.type)(value.value) : 0);

/** Words of 32 bits; there is one at least. */
function wordsOf(magnitude: bigint): number {
  const rest = magnitude >> 32n;
  return rest === 0n ? 1 : 1 + wordsOf(rest);
}
