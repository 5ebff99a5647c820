// How many bytes a value takes: what DATALENGTH tells and what counts against the size of an index key.
import { varcharByteLength } from './code-page';
import { decimalWords } from '../number/number-bytes';
import { storageBytes } from '../format-type';
import { isBinary, isCharacter, isClrType, isDecimal, isUnicode, type SqlType } from '../sql-type';
import type { Value } from '../value';

/** Measures values of a type, NULL excepted. */
export function byteLength(type: SqlType): (value: Value) => number {
  if (isCharacter(type)) {
    return isUnicode(type) ? (value) => (value as string).length * 2 : (value) => varcharByteLength(value as string, type.collation);
  }
  if (isBinary(type) || type.name === 'vector' || isClrType(type)) return (value) => (value as Uint8Array).length;
  if (type.name === 'xml') return (value) => (value as string).length * 2;
  if (type.name === 'sql_variant') return (value) => (value !== null && typeof value === 'object' && 'type' in value ? byteLength(value.type)(value.value) : 0);
  if (isDecimal(type)) return (value) => 1 + 4 * decimalWords(value as bigint);
  return () => storageBytes(type);
}
