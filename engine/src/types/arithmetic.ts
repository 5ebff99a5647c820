// Arithmetic on non-null values, compiled for the operand types. Knows no expressions; result types are combine.ts's.
import { raise } from '../errors/sql-error';
import { Messages } from '../errors/catalogue';
import { EngineBug } from '../errors/engine-bug';
import type { SqlType, SqlTypeName } from './sql-type';
import { DATETIME, isApproximate, isBinary, isCharacter, isDecimal, isMoney, isTemporal, isUnicode, SMALLINT } from './sql-type';
import type { Value } from './value';
import { asDecimal, isConcatenation } from './conversion/combine';
import type { ArithmeticOperator } from './conversion/combine';
import { converter } from './conversion/convert';
import { overflow } from './conversion/convert-number';
import { fitsPrecision, pow10, rescale } from './number/decimal';
import { DATETIME_TICKS_PER_DAY, DAYS_TO_1753, DAYS_TO_1900, LAST_DAY } from './datetime/date-time';
import { messageTypeName } from './format-type';

export type { ArithmeticOperator } from './conversion/combine';

/** A compiled binary operator on non-null values. */
export type BinaryOperation = (left: Value, right: Value) => Value;

const RANGES: Partial<Record<SqlTypeName, readonly [number, number]>> = {
  bit: [0, 1], tinyint: [0, 255], smallint: [-32_768, 32_767], int: [-2_147_483_648, 2_147_483_647],
};
const LIMIT_64 = 2n ** 63n;

const divideByZero = (): Error => raise(Messages.DivideByZero, {});

function refuse(op: ArithmeticOperator, type: SqlType): never {
  throw new EngineBug(`operator ${op} compiled for ${type.name}`);
}

function nonZero<T extends number | bigint>(divisor: T): T {
  if (divisor === 0 || divisor === 0n) throw divideByZero();
  return divisor;
}

function numberOperation(op: ArithmeticOperator): (a: number, b: number) => number {
  switch (op) {
    case '+': return (a, b) => a + b;
    case '-': return (a, b) => a - b;
    case '*': return (a, b) => a * b;
    case '/': return (a, b) => Math.trunc(a / nonZero(b));
    case '%': return (a, b) => a % nonZero(b) + 0;
    case '&': return (a, b) => a & b;
    case '|': return (a, b) => a | b;
    case '^': return (a, b) => a ^ b;
  }
}

function bigintOperation(op: ArithmeticOperator): (a: bigint, b: bigint) => bigint {
  switch (op) {
    case '+': return (a, b) => a + b;
    case '-': return (a, b) => a - b;
    case '*': return (a, b) => a * b;
    case '/': return (a, b) => a / nonZero(b);
    case '%': return (a, b) => a % nonZero(b);
    case '&': return (a, b) => a & b;
    case '|': return (a, b) => a | b;
    case '^': return (a, b) => a ^ b;
  }
}

function integerArithmetic(op: ArithmeticOperator, result: SqlType): BinaryOperation {
  if (result.name === 'bigint') {
    const compute = bigintOperation(op);
    return (left, right) => {
      if (op === '%' && right === -1n && left === -LIMIT_64) throw overflow('expression', result);
      return checked64(compute(left as bigint, right as bigint), result);
    };
  }
  const compute = numberOperation(op);
  const [low, high] = RANGES[result.name] ?? refuse(op, result);
  return (left, right) => {
    // The quotient is formed for a remainder too, and does not fit.
    if (op === '%' && right === -1 && left === low && low < 0) throw overflow('expression', result);
    const value = compute(left as number, right as number);
    if (value < low || value > high) throw overflow('expression', result);
    return value + 0;
  };
}

function checked64(value: bigint, result: SqlType): bigint {
  if (value >= LIMIT_64 || value < -LIMIT_64) throw overflow('expression', result);
  return value;
}

function moneyArithmetic(op: ArithmeticOperator, result: SqlType): BinaryOperation {
  const limit = result.name === 'smallmoney' ? 2n ** 31n : LIMIT_64;
  const plain = bigintOperation(op);
  const compute = op === '*' ? (a: bigint, b: bigint): bigint => rescale(a * b, 8, 4)
    : op === '/' ? (a: bigint, b: bigint): bigint => a * 10_000n / nonZero(b) : plain;
  return (left, right) => {
    const value = compute(left as bigint, right as bigint);
    if (value >= limit || value < -limit) throw overflow('expression', result);
    return value;
  };
}

function approximateArithmetic(op: ArithmeticOperator, result: SqlType): BinaryOperation {
  const compute = op === '/' ? (a: number, b: number): number => a / nonZero(b) : numberOperation(op);
  const isSingle = result.name === 'real';
  return (left, right) => {
    const exact = compute(left as number, right as number);
    const value = isSingle ? Math.fround(exact) : exact;
    if (!Number.isFinite(value)) throw overflow('expression', result);
    return value;
  };
}

/** An exact operation on unscaled values of scales `leftScale` and `rightScale`, giving scale `scale`. */
function decimalOperation(op: ArithmeticOperator, scales: readonly [number, number, number]): (a: bigint, b: bigint) => bigint {
  const [leftScale, rightScale, scale] = scales;
  const common = Math.max(leftScale, rightScale);
  const leftFactor = pow10(common - leftScale);
  const rightFactor = pow10(common - rightScale);
  if (op === '*') return (a, b) => rescale(a * b, leftScale + rightScale, scale);
  if (op === '/') {
    const shift = scale + rightScale - leftScale;
    return shift >= 0 ? (a, b) => a * pow10(shift) / nonZero(b) : (a, b) => a / (nonZero(b) * pow10(-shift));
  }
  const compute = bigintOperation(op);
  return (a, b) => rescale(compute(a * leftFactor, b * rightFactor), common, scale);
}

function decimalArithmetic(op: ArithmeticOperator, operands: readonly [SqlType, SqlType], result: SqlType): BinaryOperation {
  const compute = decimalOperation(op, [operands[0].scale ?? 0, operands[1].scale ?? 0, result.scale ?? 0]);
  const precision = result.precision ?? 38;
  return (left, right) => {
    const value = compute(left as bigint, right as bigint);
    if (!fitsPrecision(value, precision)) throw overflow('expression', result);
    return value;
  };
}

function datetimeArithmetic(op: ArithmeticOperator, result: SqlType): BinaryOperation {
  const low = (DAYS_TO_1753 - DAYS_TO_1900) * DATETIME_TICKS_PER_DAY;
  const high = (LAST_DAY + 1 - DAYS_TO_1900) * DATETIME_TICKS_PER_DAY;
  const finish = converter(DATETIME, result);
  return (left, right) => {
    const value = op === '-' ? (left as number) - (right as number) : (left as number) + (right as number);
    if (value < low || value >= high) throw overflow('expression', result);
    return finish(value);
  };
}

function concatenation(result: SqlType): BinaryOperation {
  const limit = result.length === 'max' ? Number.POSITIVE_INFINITY : isUnicode(result) ? 4000 : 8000;
  if (isCharacter(result)) {
    return (left, right) => {
      const text = (left as string) + (right as string);
      return text.length > limit ? text.slice(0, limit) : text;
    };
  }
  return (left, right) => {
    const bytes = new Uint8Array(Buffer.concat([left as Uint8Array, right as Uint8Array]));
    return bytes.length > limit ? bytes.slice(0, limit) : bytes;
  };
}

/** The type an operand is brought to before the operation of type `result`. */
function operandType(operand: SqlType, other: SqlType, result: SqlType): SqlType {
  if (!isDecimal(result)) return isTemporal(result) ? DATETIME : result;
  if (isDecimal(operand)) return operand;
  return isCharacter(operand) || isBinary(operand) ? asDecimal(other) : asDecimal(operand);
}

function compile(op: ArithmeticOperator, operands: readonly [SqlType, SqlType], result: SqlType): BinaryOperation {
  if (isCharacter(result) || isBinary(result)) return concatenation(result);
  if (isDecimal(result)) return decimalArithmetic(op, operands, result);
  if (isMoney(result)) return moneyArithmetic(op, result);
  if (isApproximate(result)) return approximateArithmetic(op, result);
  return isTemporal(result) ? datetimeArithmetic(op, result) : integerArithmetic(op, result);
}

/** Compiles `left op right` of the given operand types to `result` (from arithmeticType); operands come in their own types. */
export function arithmetic(op: ArithmeticOperator, left: SqlType, right: SqlType, result: SqlType): BinaryOperation {
  const isText = op === '+' && isConcatenation(left, right);
  const leftType = isText ? { ...left, name: result.name } : operandType(left, right, result);
  const rightType = isText ? { ...right, name: result.name } : operandType(right, left, result);
  const compute = compile(op, [leftType, rightType], result);
  const convertLeft = converter(left, isText ? unpadded(leftType, result) : leftType);
  const convertRight = converter(right, isText ? unpadded(rightType, result) : rightType);
  if (left.name === leftType.name && right.name === rightType.name) return compute;
  return (a, b) => compute(convertLeft(a), convertRight(b));
}

/**
 * Whether the 38 digits of a decimal have cut the scale of `left op right`: under SET NUMERIC_ROUNDABORT ON its value is then `digitsLost`.
 */
export function losesDigits(op: ArithmeticOperator, left: SqlType, right: SqlType, result: SqlType): boolean {
  if (!isDecimal(result) || result.precision !== 38) return false;
  const [a, b] = [operandType(left, right, result), operandType(right, left, result)];
  const [leftScale, rightScale, scale] = [a.scale ?? 0, b.scale ?? 0, result.scale ?? 0];
  if (op === '*') return leftScale + rightScale > scale;
  if (op === '/') return Math.max(6, leftScale + (b.precision ?? 18) + 1) > scale;
  return Math.max(leftScale, rightScale) > scale;
}

/** The 8115 of an operation or an average whose digits behind the point were cut, under SET NUMERIC_ROUNDABORT ON. */
export const digitsLost = (result: SqlType): Error => raise(Messages.ArithmeticOverflow, { from: 'expression', to: result.name === 'decimal' ? 'numeric' : result.name }, 1);

/** The concatenation's operand in the result's alphabet, wide enough to cut nothing. */
const unpadded = (operand: SqlType, result: SqlType): SqlType =>
  ({ name: isBinary(result) ? 'varbinary' : isUnicode(result) ? 'nvarchar' : 'varchar', length: 'max', collation: operand.collation });

/** The type of unary minus: tinyint becomes smallint, bit and non-numbers are refused (8117). */
export function negateType(type: SqlType): SqlType {
  if (type.name === 'tinyint') return SMALLINT;
  if (type.name === 'smallint' || type.name === 'int' || type.name === 'bigint' || isDecimal(type) || isMoney(type) || isApproximate(type)) return type;
  throw raise(Messages.OperandTypeInvalid, { type: messageTypeName(type), operator: 'minus' });
}

/** Compiles unary minus for operands of `type`. */
export function negate(type: SqlType): (value: Value) => Value {
  const result = negateType(type);
  if (type.name === 'bigint' || isMoney(type)) return (value) => checked64(-(value as bigint), result);
  if (isDecimal(type)) return (value) => -(value as bigint);
  if (isApproximate(type)) return (value) => 0 - (value as number);
  const high = RANGES[result.name]?.[1] ?? 0;
  return (value) => {
    const negated = 0 - (value as number);
    if (negated > high) throw overflow('expression', result);
    return negated;
  };
}

/** Compiles `~` for operands of `type`; raises 8117 for what is no integer. */
export function bitNot(type: SqlType): (value: Value) => Value {
  switch (type.name) {
    case 'bit': return (value) => (value === 0 ? 1 : 0);
    case 'tinyint': return (value) => 255 - (value as number);
    case 'smallint': case 'int': return (value) => ~(value as number);
    case 'bigint': return (value) => ~(value as bigint);
    default: throw raise(Messages.OperandTypeInvalid, { type: messageTypeName(type), operator: "'~'" });
  }
}
