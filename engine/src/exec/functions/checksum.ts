// CHECKSUM and BINARY_CHECKSUM: a number of 32 bits for each argument, folded into one. Knows no rows.
import type { SqlType } from '../../types/sql-type';
import { isBinary, isCharacter, isUnicode, nvarchar } from '../../types/sql-type';
import type { Value } from '../../types/value';
import { converter } from '../../types/conversion/convert';
import { DATETIME_TICKS_PER_DAY, DAYS_TO_1900, inUtc, momentReader } from '../../types/datetime/date-time';
import { guidToBytes } from '../../types/guid';
import { encodeVarchar } from '../../types/text/code-page';
import { collationKey } from '../../types/text/collation';
import type { Factory } from './implementation';

const rotated = (sum: number): number => (sum << 4) | (sum >>> 28);
const fold = (units: Iterable<number>): number => {
  let sum = 0;
  for (const unit of units) sum = rotated(sum) ^ unit;
  return sum | 0;
};

/** The two halves of 64 bits, one upon the other. */
const halves = (bits: bigint): number => Number(BigInt.asIntN(32, bits >> 32n)) ^ Number(BigInt.asIntN(32, bits));

const codeUnits = (text: string): number[] => Array.from({ length: text.length }, (_, at) => text.charCodeAt(at));
const withoutBlanks = (text: string): string => text.replace(/ +$/, '');

function bitsOfFloat(value: number): number {
  if (value === 0) return 0;
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  return halves(view.getBigUint64(0));
}

function bitsOfReal(value: number): number {
  const view = new DataView(new ArrayBuffer(4));
  view.setFloat32(0, value);
  return view.getInt32(0);
}

function bitsOfDatetime(value: number): number {
  const days = Math.floor(value / DATETIME_TICKS_PER_DAY);
  return days ^ (value - days * DATETIME_TICKS_PER_DAY);
}

/** The day since 1900 and the time of day, offsets aside. */
function bitsOfMoment(type: SqlType): (value: Value) => number {
  const read = momentReader(type);
  return (value) => {
    const { days, ticks } = inUtc(read(value));
    return (days - DAYS_TO_1900) ^ halves(BigInt(ticks));
  };
}

function bytesWithoutZeros(bytes: Uint8Array): Uint8Array {
  let { length } = bytes;
  while (length > 0 && bytes[length - 1] === 0) length--;
  return bytes.subarray(0, length);
}

function bitsOfValue(type: SqlType): ((value: Value) => number) | undefined {
  if (isBinary(type)) return (value) => fold(bytesWithoutZeros(value as Uint8Array));
  switch (type.name) {
    case 'int': case 'tinyint': case 'bit': return Number;
    case 'smallint': return (value) => Number(value) & 0xffff;
    case 'bigint': case 'money': return (value) => halves(BigInt(value as bigint));
    case 'smallmoney': return (value) => Number(value);
    case 'float': return (value) => bitsOfFloat(value as number);
    case 'real': return (value) => bitsOfReal(value as number);
    case 'date': case 'time': case 'datetime2': case 'datetimeoffset': return bitsOfMoment(type);
    case 'datetime': return (value) => bitsOfDatetime(value as number);
    case 'smalldatetime': return (value) => (Math.floor((value as number) / 1440) << 16) | ((value as number) % 1440);
    case 'uniqueidentifier': return (value) => fold(guidToBytes(value as string));
    default: return undefined;
  }
}

function bitsOfText(type: SqlType): (value: Value) => number {
  if (isUnicode(type)) return (value) => fold(codeUnits(withoutBlanks(value as string)));
  return (value) => fold(Int8Array.from(encodeVarchar(withoutBlanks(value as string), type.collation)));
}

/** Of text under a collation, and of what has no sum of its own: SQL Server's differ, which no table here knows. */
function bitsOfWritten(type: SqlType, isCaseFolded: boolean): (value: Value) => number {
  const toText = converter(type, nvarchar('max'));
  return (value) => {
    const text = toText(value) as string;
    return fold(codeUnits(withoutBlanks(isCaseFolded ? collationKey(text, type.collation) : text)));
  };
}

const NULL_SUM = 0x7fffffff;

function summand(type: SqlType, isCaseFolded: boolean): (value: Value) => number {
  const bits = bitsOfValue(type) ?? (isCharacter(type) && !isCaseFolded ? bitsOfText(type) : bitsOfWritten(type, isCaseFolded));
  return (value) => (value === null ? NULL_SUM : bits(value));
}

/** CHECKSUM and BINARY_CHECKSUM. Sums of decimals, of text under CHECKSUM and of variants are equal for equal arguments, but not SQL Server's. */
export const checksum = (isCaseFolded: boolean): Factory => (argTypes) => {
  const summands = argTypes.map((type) => summand(type, isCaseFolded));
  return (args) => args.reduce<number>((sum, value, index) => rotated(sum) ^ (summands[index]?.(value) ?? 0), 0) | 0;
};
