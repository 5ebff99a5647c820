// Conversions whose target is a number. Knows overflow and its messages; null is the caller's.
import { raise } from '../../errors/sql-error';
import { Messages } from '../../errors/catalogue';
import { EngineBug } from '../../errors/engine-bug';
import type { SqlType, SqlTypeName } from '../sql-type';
import { isApproximate, isBinary, isCharacter, isDecimal, isMoney, isTemporal, isUnicode } from '../sql-type';
import type { Value } from '../value';
import { absolute, decimalFromDouble, divideRounded, doubleFromDecimal, exactDecimal, fitsPrecision, formatDecimal, parseDecimal, pow10, rescale } from '../number/decimal';
import { DATETIME_TICKS_PER_DAY } from '../datetime/date-time';
import { messageTypeName } from '../format-type';
import { parseFloatText, parseInteger, parseMoney, sixPlaces, withoutBlanks } from '../number/number-text';
import { bytesToBigint, decimalFromBytes } from '../number/number-bytes';

/** One conversion step of a non-null value. */
export type Step = (value: Value) => Value;

const INT_RANGES: Partial<Record<SqlTypeName, readonly [number, number]>> = {
  bit: [0, 1], tinyint: [0, 255], smallint: [-32_768, 32_767], int: [-2_147_483_648, 2_147_483_647],
};
const BIGINT_MIN = -(2n ** 63n);
const BIGINT_MAX = 2n ** 63n - 1n;
const MOST_PLACES = 38;
const MOST_DIGITS = pow10(MOST_PLACES);
const SMALLMONEY_LIMIT = 2n ** 31n;
const INT_BYTES: Partial<Record<SqlTypeName, number>> = { bit: 1, tinyint: 1, smallint: 2, int: 4, bigint: 8, money: 8, smallmoney: 4 };

/** `type` as the 8114 and 8115 messages name it: decimal is always numeric there. */
const overflowTypeName = (type: SqlType): string => (type.name === 'decimal' ? 'numeric' : messageTypeName(type));

/** Text as messages on its value name it: neither a fixed length nor max shows. */
const textName = (from: SqlType): string => (isUnicode(from) ? 'nvarchar' : 'varchar');

/** The 8115 of a value of `from` that does not fit `to`. */
export const overflow = (from: string, to: SqlType): Error => raise(Messages.ArithmeticOverflow, { from, to: overflowTypeName(to) }, isDecimal(to) ? 8 : undefined);

const FLOAT_STATES: Partial<Record<SqlTypeName, number>> = { tinyint: 1, smallint: 2, int: 3 };
const MONEY_STATES: Partial<Record<SqlTypeName, number>> = { int: 1, smallint: 2, tinyint: 3 };

function overflowOfInteger(value: number | bigint, from: SqlType, to: SqlType): Error {
  if (isApproximate(from)) return raise(Messages.FloatOverflow, { type: to.name, value: sixPlaces(Number(value)) }, FLOAT_STATES[to.name]);
  if (to.name === 'int' || from.name === 'bigint' || isDecimal(from)) return overflow('expression', to);
  return raise(Messages.IntegerOverflowForType, { type: to.name, value: String(value) }, from.name === 'smallint' ? 2 : 1);
}

/** Of money: each target has an error of its own, and all have one for what is beyond int. */
function overflowOfMoneyAsInteger(units: bigint, integer: bigint, from: SqlType, to: SqlType): Error {
  const [low, high] = INT_RANGES.int ?? [0, 0];
  if (from.name === 'money' && (integer < low || integer > high)) return raise(Messages.MoneySpaceInsufficient, { from: 'money', to: to.name }, MONEY_STATES[to.name]);
  if (from.name === 'money' && to.name === 'tinyint') return raise(Messages.FloatOverflow, { type: to.name, value: `${formatDecimal(units, 4)}00` }, 11);
  if (to.name === 'tinyint') return overflow('expression', to);
  return from.name === 'money' ? raise(Messages.IntegerOverflowForType, { type: to.name, value: String(units) }, 7) : raise(Messages.IntegerOverflowForType, { type: to.name, value: String(units / 10_000n) }, 5);
}

/** Days rounded to whole ones, a half away from zero. */
const wholeDays = (days: number): number => Math.sign(days) * Math.round(Math.abs(days)) + 0;

/** A reader of any number type as an exact integer, rounded as SQL Server rounds it on the way to an integer type. */
function integerReader(from: SqlType): (value: Value) => number | bigint {
  const scale = from.scale ?? 0;
  if (isDecimal(from)) return (value) => (value as bigint) / pow10(scale);
  if (isMoney(from)) return (value) => divideRounded(value as bigint, 10_000n);
  if (isApproximate(from)) return (value) => Math.trunc(value as number);
  if (from.name === 'datetime') return (value) => wholeDays((value as number) / DATETIME_TICKS_PER_DAY);
  if (from.name === 'smalldatetime') return (value) => wholeDays((value as number) / 1440);
  return (value) => value as number | bigint;
}

function textToInteger(from: SqlType, to: SqlType, range: readonly [number, number]): Step {
  return (value) => {
    const text = value as string;
    const parsed = parseInteger(text);
    if (parsed === undefined) throw raise(Messages.StringToIntFailed, { from: textName(from), value: text, to: to.name });
    if (parsed >= BigInt(range[0]) && parsed <= BigInt(range[1])) return Number(parsed);
    if (to.name === 'int') throw raise(Messages.StringToIntOverflow, { from: textName(from), value: text });
    throw raise(Messages.StringToSmallIntOverflow, { from: textName(from), value: text, kind: to.name === 'tinyint' ? 'INT1' : 'INT2' }, to.name === 'tinyint' ? 1 : 2);
  };
}

function textToBit(from: SqlType, to: SqlType): Step {
  return (value) => {
    const text = withoutBlanks(value as string).toLowerCase();
    if (text === 'true') return 1;
    if (text === 'false') return 0;
    const parsed = parseInteger(text);
    if (parsed === undefined) throw raise(Messages.StringToIntFailed, { from: textName(from), value: value as string, to: to.name });
    return parsed === 0n ? 0 : 1;
  };
}

function toBit(from: SqlType, to: SqlType): Step {
  if (isCharacter(from)) return textToBit(from, to);
  if (isBinary(from)) return (value) => ((value as Uint8Array).at(-1) ?? 0) === 0 ? 0 : 1;
  return (value) => (Number(value) === 0 ? 0 : 1);
}

function signed(value: bigint, bytes: number, isUnsigned: boolean): bigint {
  return isUnsigned ? value : BigInt.asIntN(bytes * 8, value);
}

function toSmallInteger(from: SqlType, to: SqlType): Step {
  const range = INT_RANGES[to.name];
  if (range === undefined) throw new EngineBug(`${to.name} is no small integer`);
  const [low, high] = range;
  if (isCharacter(from)) return textToInteger(from, to, range);
  const bytes = INT_BYTES[to.name] ?? 4;
  if (isBinary(from)) return (value) => Number(signed(bytesToBigint(value as Uint8Array, bytes), bytes, to.name === 'tinyint'));
  const read = integerReader(from);
  return (value) => {
    const integer = read(value);
    if (integer < low || integer > high || Number.isNaN(integer)) {
      throw isMoney(from) ? overflowOfMoneyAsInteger(value as bigint, integer as bigint, from, to) : overflowOfInteger(integer, from, to);
    }
    return Number(integer) + 0;
  };
}

function toBigint(from: SqlType, to: SqlType): Step {
  if (isCharacter(from)) {
    return (value) => {
      const parsed = parseInteger(value as string);
      if (parsed === undefined) throw raise(Messages.ConversionError, { from: textName(from), to: to.name });
      return checkBigint(parsed, to);
    };
  }
  if (isBinary(from)) return (value) => signed(bytesToBigint(value as Uint8Array, 8), 8, false);
  const read = integerReader(from);
  return (value) => {
    const integer = read(value);
    return typeof integer === 'number' && !Number.isFinite(integer) ? checkBigint(BIGINT_MAX + 1n, to) : checkBigint(BigInt(integer), to);
  };
}

function checkBigint(value: bigint, to: SqlType): bigint {
  if (value < BIGINT_MIN || value > BIGINT_MAX) throw overflow('expression', to);
  return value;
}

/** A conversion to bit, tinyint, smallint, int or bigint. */
export function toInteger(from: SqlType, to: SqlType): Step {
  if (to.name === 'bit') return toBit(from, to);
  return to.name === 'bigint' ? toBigint(from, to) : toSmallInteger(from, to);
}

/** A reader of any number type at decimal scale `scale`, rounded half away from zero. */
function scaledReader(from: SqlType, scale: number): (value: Value) => bigint {
  const fromScale = from.scale ?? 0;
  if (isDecimal(from)) return fromScale === scale ? (value) => value as bigint : (value) => rescale(value as bigint, fromScale, scale);
  if (isMoney(from)) return (value) => rescale(value as bigint, 4, scale);
  if (isApproximate(from)) return (value) => exactDecimal(value as number, scale);
  if (from.name === 'datetime') return (value) => decimalFromDouble((value as number) / DATETIME_TICKS_PER_DAY, scale);
  if (from.name === 'smalldatetime') return (value) => decimalFromDouble((value as number) / 1440, scale);
  const factor = pow10(scale);
  return (value) => BigInt(value as number | bigint) * factor;
}

function overflowSource(from: SqlType): string {
  if (isCharacter(from)) return textName(from);
  return isDecimal(from) || isMoney(from) || isApproximate(from) || from.name === 'int' || from.name === 'bigint'
    || from.name === 'smallint' || from.name === 'tinyint' ? overflowTypeName(from) : 'expression';
}

/** Whether the scales alone say that digits are lost on the way to a decimal, whatever the value. */
export const losesScale = (from: SqlType, to: SqlType): boolean => (isDecimal(from) ? from.scale ?? 0 : isMoney(from) ? 4 : 0) > (to.scale ?? 0);

/** A conversion to decimal(p, s); `roundAbort` raises 8115 where digits behind the point would be lost. */
export function toDecimal(from: SqlType, to: SqlType, roundAbort = false): Step {
  const scale = to.scale ?? 0;
  const digitLost = (): Error => raise(Messages.ArithmeticOverflow, { from: overflowTypeName(from), to: 'numeric' }, 7);
  if (roundAbort && losesScale(from, to)) return () => { throw digitLost(); };
  const limit = pow10(to.precision ?? 18);
  // State 6 is for what no numeric could hold, 8 for what this one cannot.
  const check = (value: bigint, isBeyondAll: boolean): bigint => {
    if (absolute(value) >= limit) throw raise(Messages.ArithmeticOverflow, { from: overflowSource(from), to: 'numeric' }, isBeyondAll ? 6 : 8);
    return value;
  };
  if (isCharacter(from)) {
    return (value) => {
      const parsed = parseDecimal(withoutBlanks(value as string));
      if (parsed === undefined) throw raise(Messages.ConversionError, { from: textName(from), to: 'numeric' });
      if (roundAbort && parsed.scale > scale) throw digitLost();
      return check(rescale(parsed.unscaled, parsed.scale, scale), absolute(parsed.unscaled) >= MOST_DIGITS);
    };
  }
  if (isBinary(from)) return (value) => checkBinary(value as Uint8Array, from, to);
  const read = scaledReader(from, scale);
  return (value) => {
    const scaled = read(value);
    return check(scaled, isApproximate(from) || (isDecimal(from) && absolute(scaled) >= MOST_DIGITS));
  };
}

function checkBinary(bytes: Uint8Array, from: SqlType, to: SqlType): bigint {
  const parsed = decimalFromBytes(bytes);
  if (parsed && parsed.precision > MOST_PLACES) throw raise(Messages.ArithmeticOverflow, { from: messageTypeName(from), to: 'numeric' }, 6);
  const value = parsed === undefined ? undefined : rescale(parsed.unscaled, parsed.scale, to.scale ?? 0);
  if (value === undefined || !fitsPrecision(value, to.precision ?? 18)) throw raise(Messages.ConversionError, { from: messageTypeName(from), to: 'numeric' });
  return value;
}

/** A conversion to money or smallmoney. */
export function toMoney(from: SqlType, to: SqlType): Step {
  const limit = to.name === 'money' ? 2n ** 63n : SMALLMONEY_LIMIT;
  const fits = (value: bigint): boolean => value < limit && value >= -limit;
  if (isCharacter(from)) {
    return (value) => {
      const parsed = parseMoney(value as string);
      if (parsed === undefined) throw to.name === 'money' ? raise(Messages.StringToMoneyFailed, {}) : raise(Messages.StringToSmallMoneyFailed, {});
      if (!fits(parsed)) throw overflow('expression', to);
      return parsed;
    };
  }
  const bytes = INT_BYTES[to.name] ?? 8;
  if (isBinary(from)) return (value) => signed(bytesToBigint(value as Uint8Array, bytes), bytes, false);
  const read = scaledReader(from, 4);
  return (value) => {
    const units = read(value);
    if (!fits(units)) throw overflowOfMoney(value, from, to);
    return units;
  };
}

/** The error of a number that does not fit money or smallmoney: each kind of source has its own. */
function overflowOfMoney(value: Value, from: SqlType, to: SqlType): Error {
  if (isDecimal(from)) return raise(Messages.ArithmeticOverflow, { from: 'numeric', to: to.name }, 4);
  if (isMoney(from)) return raise(Messages.MoneySpaceInsufficient, { from: from.name, to: to.name }, 3);
  if (isApproximate(from)) return raise(Messages.FloatOverflow, { type: to.name, value: sixPlaces(Number(value)) }, 2);
  if (INT_RANGES[from.name]) return raise(Messages.IntegerOverflowForType, { type: to.name, value: String(value) }, 3);
  return overflow('expression', to);
}

function doubleReader(from: SqlType): (value: Value) => number {
  if (isDecimal(from)) return (value) => doubleFromDecimal(value as bigint, from.scale ?? 0);
  if (isMoney(from)) return (value) => doubleFromDecimal(value as bigint, 4);
  if (from.name === 'datetime') return (value) => (value as number) / DATETIME_TICKS_PER_DAY;
  if (from.name === 'smalldatetime') return (value) => (value as number) / 1440;
  if (isTemporal(from) || isBinary(from)) throw new EngineBug(`${from.name} read as a float`);
  return (value) => Number(value);
}

function textToDouble(from: SqlType, to: SqlType): (value: Value) => number {
  return (value) => {
    const parsed = parseFloatText(value as string);
    if (parsed === undefined) throw raise(Messages.ConversionError, { from: textName(from), to: to.name });
    return parsed;
  };
}

/** A conversion to float or real. */
export function toFloat(from: SqlType, to: SqlType): Step {
  const read = isCharacter(from) ? textToDouble(from, to) : doubleReader(from);
  const round = to.name === 'real' ? Math.fround : (value: number): number => value;
  return (value) => {
    const rounded = round(read(value));
    if (!Number.isFinite(rounded)) throw isApproximate(from) ? raise(Messages.FloatOverflow, { type: to.name, value: sixPlaces(Number(value)) }) : overflow('expression', to);
    return rounded;
  };
}
