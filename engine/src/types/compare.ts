// Order and equality of values of one type. Knows no NULL except in compareNullsFirst, and converts nothing but sql_variant.
import { EngineBug } from '../errors/engine-bug';
import type { SqlType } from './sql-type';
import { isApproximate, isBinary, isCharacter, isNumber, isTemporal, isUnicode } from './sql-type';
import type { OffsetInstant, Value, Variant } from './value';
import { textComparator, textKeyer } from './text/collation-order';
import { commonType } from './conversion/combine';
import { converter } from './conversion/convert';
import { compareGuids } from './guid';

/** Orders two values: negative, zero or positive. */
export type Comparator = (left: Value, right: Value) => number;

function compareNumbers(left: Value, right: Value): number {
  const a = left as number;
  const b = right as number;
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Bytewise; the shorter value is compared as if zeros followed it, so that 0x01 equals 0x0100. */
function compareBytes(left: Uint8Array, right: Uint8Array): number {
  const length = Math.max(left.length, right.length);
  for (let index = 0; index < length; index++) {
    const difference = (left[index] ?? 0) - (right[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Bytewise; of two that begin alike the shorter is the smaller. */
function compareNodes(left: Uint8Array, right: Uint8Array): number {
  return Buffer.compare(left, right);
}

/** The bytes without the zeros at their end: what two equal binary values share. */
function significantBytes(bytes: Uint8Array): Uint8Array {
  let length = bytes.length;
  while (length > 0 && bytes[length - 1] === 0) length--;
  return length === bytes.length ? bytes : bytes.subarray(0, length);
}

/** The families sql_variant compares by, the greatest last. */
function variantFamily(type: SqlType): number {
  if (isTemporal(type)) return 5;
  if (isApproximate(type)) return 4;
  if (isNumber(type)) return 3;
  if (isCharacter(type)) return 2;
  return isBinary(type) ? 1 : 0;
}

function compareVariants(left: Variant, right: Variant): number {
  const families = variantFamily(left.type) - variantFamily(right.type);
  if (families !== 0) return families;
  const type = commonType(left.type, right.type);
  return comparator(type)(converter(left.type, type)(left.value), converter(right.type, type)(right.value));
}

function variantKey(variant: Variant): string {
  const family = variantFamily(variant.type);
  // Style 2 shows money whole, which style 0 rounds; other numbers do not heed it.
  if (family === 3) return `3:${String(converter(variant.type, { name: 'varchar', length: 'max' }, { style: 2 })(variant.value)).replace(/(\.\d*?)0+$/, '$1').replace(/\.$/, '')}`;
  if (family === 5) return `5:${String(valueKey({ name: 'datetimeoffset', scale: 7 })(converter(variant.type, { name: 'datetimeoffset', scale: 7 })(variant.value)))}`;
  return `${family}:${String(valueKey(variant.type)(variant.value))}`;
}

/** The order of two non-null values of `type`. */
export function comparator(type: SqlType): Comparator {
  if (isCharacter(type)) {
    const compareTexts = textComparator(type.collation, isUnicode(type));
    return (left, right) => compareTexts(left as string, right as string);
  }
  if (isBinary(type)) return (left, right) => compareBytes(left as Uint8Array, right as Uint8Array);
  switch (type.name) {
    case 'hierarchyid': return (left, right) => compareNodes(left as Uint8Array, right as Uint8Array);
    case 'uniqueidentifier': return (left, right) => compareGuids(left as string, right as string);
    case 'datetimeoffset': return (left, right) => compareNumbers((left as OffsetInstant).utcTicks, (right as OffsetInstant).utcTicks);
    case 'sql_variant': return (left, right) => compareVariants(left as Variant, right as Variant);
    case 'xml': case 'vector': case 'geometry': case 'geography': throw new EngineBug(`${type.name} values compared`);
    default: return compareNumbers;
  }
}

/** The order of ORDER BY and of indexes: NULL before every value. */
export function compareNullsFirst(type: SqlType): Comparator {
  const compare = comparator(type);
  return (left, right) => {
    if (left === null) return right === null ? 0 : -1;
    return right === null ? 1 : compare(left, right);
  };
}

/** A key that two non-null values of `type` share exactly when they are equal. */
export function valueKey(type: SqlType): (value: Value) => string | number | bigint {
  if (isCharacter(type) || type.name === 'xml') {
    const keyOf = textKeyer(type.collation, isUnicode(type));
    return (value) => keyOf(value as string);
  }
  if (isBinary(type)) return (value) => Buffer.from(significantBytes(value as Uint8Array)).toString('latin1');
  switch (type.name) {
    case 'hierarchyid': return (value) => Buffer.from(value as Uint8Array).toString('latin1');
    case 'datetimeoffset': return (value) => (value as OffsetInstant).utcTicks;
    case 'sql_variant': return (value) => variantKey(value as Variant);
    case 'float': case 'real': return (value) => (value as number) + 0;
    default: return (value) => value as string | number | bigint;
  }
}
