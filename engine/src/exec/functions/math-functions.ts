// Mathematical functions, by the family of their argument. Knows no arithmetic operators.
import { isSqlError, raise } from '../../errors/sql-error';
import { Messages } from '../../errors/catalogue';
import type { SqlType } from '../../types/sql-type';
import { INT, isApproximate, isDecimal, isInteger, isMoney } from '../../types/sql-type';
import type { Value } from '../../types/value';
import { comparator } from '../../types/compare';
import { byteLength } from '../../types/text/byte-length';
import { overflow } from '../../types/conversion/convert-number';
import { absolute, decimalFromDouble, divideRounded, doubleFromDecimal, exactDecimal, fitsPrecision, pow10 } from '../../types/number/decimal';
import { sixPlaces } from '../../types/number/number-text';
import type { FunctionContext } from './function-context';
import { numberAt, strict } from './implementation';
import type { Factory, FunctionTable } from './implementation';

const domainError = (): Error => raise(Messages.InvalidFloatOperation, {});

/** A float function: NaN is outside its domain (3623), infinity an overflow. */
const floating = (compute: (...args: number[]) => number): Factory => (_, resultType) => strict((args) => {
  const value = compute(...args.map(Number));
  if (Number.isNaN(value)) throw domainError();
  if (!Number.isFinite(value)) throw overflow('expression', resultType);
  return value;
});

const logarithm = (value: number, base?: number): number => {
  if (value <= 0 || (base !== undefined && (base <= 0 || base === 1))) throw domainError();
  return base === undefined ? Math.log(value) : Math.log(value) / Math.log(base);
};

const isBigint = (type: SqlType): boolean => type.name === 'bigint' || isDecimal(type) || isMoney(type);
const scaleOf = (type: SqlType): number => (isMoney(type) ? 4 : type.scale ?? 0);

/** Checks an exact result against its type: 8115 when it does not fit. */
function checked(value: bigint, type: SqlType): Value {
  if (isDecimal(type)) {
    if (!fitsPrecision(value, type.precision ?? 38)) throw overflow('expression', type);
    return value;
  }
  const limit = type.name === 'bigint' || type.name === 'money' ? 2n ** 63n : 2n ** 31n;
  if (value >= limit || value < -limit) throw overflow('expression', type);
  return isBigint(type) ? value : Number(value);
}

/** A value of a result type made from a double: cut to an integer, rounded to a scale. */
function fromDouble(value: number, type: SqlType): Value {
  if (Number.isNaN(value)) throw domainError();
  if (!Number.isFinite(value)) throw overflow('expression', type);
  if (isApproximate(type)) return value;
  return checked(decimalFromDouble(isDecimal(type) || isMoney(type) ? value : Math.trunc(value), scaleOf(type)), type);
}

const toDouble = (value: Value, type: SqlType): number => (isBigint(type) ? doubleFromDecimal(value as bigint, scaleOf(type)) : Number(value));

const unary = (exact: (value: bigint, unit: bigint) => bigint, approximate: (value: number) => number): Factory => ([type = INT], resultType) => {
  if (isApproximate(type)) return strict((args) => approximate(numberAt(args, 0)));
  const unit = pow10(scaleOf(type));
  return strict(([value]) => checked(exact(BigInt(value as number | bigint), unit), resultType));
};

const floorDivide = (value: bigint, unit: bigint): bigint => (value >= 0n || value % unit === 0n ? value / unit : value / unit - 1n);

/** CEILING and FLOOR: decimal loses its scale, money keeps its ten-thousandths. */
const wholeNumber = (exact: (value: bigint, unit: bigint) => bigint, approximate: (value: number) => number): Factory => (argTypes, resultType) => {
  const [type = INT] = argTypes;
  return isMoney(type) ? unary((value, unit) => exact(value, unit) * unit, approximate)(argTypes, resultType) : unary(exact, approximate)(argTypes, resultType);
};

/** More than any number has, a float of seventeen places included. */
const MOST_DIGITS = 400;

function roundExact(value: bigint, dropped: number, isTruncating: boolean): bigint {
  if (dropped <= 0) return value;
  const unit = pow10(Math.min(dropped, MOST_DIGITS));
  return (isTruncating ? value / unit : divideRounded(value, unit)) * unit;
}

const EXACT_DOUBLE_LIMIT = 1e15;

function roundDouble(value: number, places: number, isTruncating: boolean): number {
  if (places > 16 || (places >= 0 && Math.abs(value) >= EXACT_DOUBLE_LIMIT)) return value;
  const scale = Math.max(places, 0) + 17;
  const rounded = roundExact(exactDecimal(value, scale), scale - places, isTruncating);
  return doubleFromDecimal(rounded, scale);
}

const round: Factory = ([type = INT], resultType) => strict((args) => {
  const places = numberAt(args, 1);
  const isTruncating = args.length > 2 && numberAt(args, 2) !== 0;
  if (isApproximate(type)) return roundDouble(numberAt(args, 0), places, isTruncating);
  return checked(roundExact(BigInt(args[0] as number | bigint), scaleOf(type) - places, isTruncating), resultType);
});

/** POWER raises 232 with the number where the result does not fit an integer type. */
const power: Factory = ([type = INT], resultType) => strict((args) => {
  const exponent = numberAt(args, 1);
  if (exponent < 0 && toDouble(args[0] ?? null, type) === 0) throw raise(Messages.DivideByZero, {});
  const isExact = !isApproximate(type) && scaleOf(type) === 0 && Number.isInteger(exponent) && exponent >= 0 && exponent < 1024;
  try {
    if (isExact) return checked(BigInt(args[0] as number | bigint) ** BigInt(exponent) * pow10(scaleOf(resultType)), resultType);
    return fromDouble(toDouble(args[0] ?? null, type) ** exponent, resultType);
  } catch (error) {
    const value = toDouble(args[0] ?? null, type) ** exponent;
    if (isSqlError(error) && isInteger(resultType) && Number.isFinite(value)) throw raise(Messages.FloatOverflow, { type: resultType.name, value: sixPlaces(value) });
    throw error;
  }
});

const scaledBy = (factor: number): Factory => ([type = INT], resultType) => strict((args) => fromDouble(toDouble(args[0] ?? null, type) * factor, resultType));

/** RAND() is worked out once a statement at each place where it is written, whatever the number of rows; RAND(seed) anew for each seed. */
const random: Factory = () => {
  const drawn = new WeakMap<FunctionContext, number>();
  return ([seed], context) => {
    if (seed !== undefined && seed !== null) {
      context.seedRandom(Number(seed));
      return context.random();
    }
    const number = drawn.get(context) ?? context.random();
    drawn.set(context, number);
    return number;
  };
};

/** GREATEST (sign 1) and LEAST (sign -1): NULLs are passed over, texts and bytes beyond 8,000 bytes are refused. */
const extreme = (sign: 1 | -1): Factory => ([type = INT], resultType) => {
  const compare = comparator(resultType);
  const better = (best: Value, value: Value): Value => (value !== null && (best === null || compare(value, best) * sign > 0) ? value : best);
  if (type.length !== 'max') return (args) => args.reduce(better, null);
  const bytes = byteLength(type);
  return (args) => {
    if (args.some((value) => value !== null && bytes(value) > 8000)) throw raise(Messages.WouldBeTruncatedSomewhere, {}, 10);
    return args.reduce(better, null);
  };
};

const DEGREES_PER_RADIAN = 180 / Math.PI;

/** Mathematical functions by name. */
export const MATH_FUNCTIONS: FunctionTable = {
  SQRT: floating(Math.sqrt), SQUARE: floating((value) => value * value), EXP: floating(Math.exp),
  LOG: floating((value = 0, base) => logarithm(value, base)), LOG10: floating((value = 0) => (value <= 0 ? Number.NaN : Math.log10(value))),
  SIN: floating(Math.sin), COS: floating(Math.cos), TAN: floating(Math.tan), COT: floating((value = 0) => 1 / Math.tan(value)),
  ASIN: floating(Math.asin), ACOS: floating(Math.acos), ATAN: floating(Math.atan), ATN2: floating((y, x) => (y === 0 && x === 0 ? Number.NaN : Math.atan2(y ?? 0, x ?? 0))),
  PI: () => () => Math.PI, RAND: random,
  ABS: unary(absolute, Math.abs),
  SIGN: unary((value, unit) => (value > 0n ? unit : value < 0n ? -unit : 0n), (value) => Math.sign(value) + 0),
  CEILING: wholeNumber((value, unit) => -floorDivide(-value, unit), (value) => Math.ceil(value) + 0), FLOOR: wholeNumber(floorDivide, Math.floor),
  ROUND: round, POWER: power, DEGREES: scaledBy(DEGREES_PER_RADIAN), RADIANS: scaledBy(1 / DEGREES_PER_RADIAN),
  GREATEST: extreme(1), LEAST: extreme(-1),
};
