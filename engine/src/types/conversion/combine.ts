// The type of an expression from its operands' types: precedence, decimal rules, string lengths. Knows no values.
import { raise } from '../../errors/sql-error';
import { Messages } from '../../errors/catalogue';
import type { SqlType, SqlTypeName } from '../sql-type';
import { isApproximate, isBinary, isCharacter, isClrType, isDecimal, isInteger, isMoney, isTemporal, isUnicode, numeric, PRECEDENCE } from '../sql-type';
import { requireConversion } from './convert-matrix';
import { messageTypeName } from '../format-type';

/** The binary operators that compute. */
export type ArithmeticOperator = '+' | '-' | '*' | '/' | '%' | '&' | '|' | '^';

/** The digits of an integer literal operand, where it is one (10.0/3). */
export interface LiteralDigits { readonly left?: number; readonly right?: number }

const MAX_PRECISION = 38;
const OPERATOR_NAMES: Readonly<Record<ArithmeticOperator, string>> = {
  '+': 'add', '-': 'subtract', '*': 'multiply', '/': 'divide', '%': 'modulo', '&': "'&'", '|': "'|'", '^': "'^'",
};
const INTEGER_DIGITS: Partial<Record<SqlTypeName, number>> = { bit: 1, tinyint: 3, smallint: 5, int: 10, bigint: 19 };
const LENGTH_LIMIT = { bytes: 8000, characters: 4000 };

const rank = (type: SqlType): number => PRECEDENCE.indexOf(type.name);

/** The decimal type that a number counts as beside a decimal. */
export function asDecimal(type: SqlType, literalDigits?: number): SqlType {
  if (isDecimal(type)) return type;
  if (isMoney(type)) return numeric(type.name === 'money' ? 19 : 10, 4);
  return numeric(literalDigits ?? INTEGER_DIGITS[type.name] ?? 10, 0);
}

function unionDecimal(left: SqlType, right: SqlType, name: 'decimal' | 'numeric'): SqlType {
  const scale = Math.max(left.scale ?? 0, right.scale ?? 0);
  const integral = Math.max((left.precision ?? 18) - (left.scale ?? 0), (right.precision ?? 18) - (right.scale ?? 0));
  if (integral + scale <= MAX_PRECISION) return { name, precision: integral + scale, scale };
  return { name, precision: MAX_PRECISION, scale: Math.max(0, MAX_PRECISION - integral) };
}

const longer = (left: SqlType['length'], right: SqlType['length'], limit: number): number | 'max' =>
  (left === 'max' || right === 'max' ? 'max' : Math.min(limit, Math.max(left ?? 1, right ?? 1)));

function commonText(left: SqlType, right: SqlType, winner: SqlType): SqlType {
  const collation = left.collation ?? right.collation;
  if (winner.name === 'text' || winner.name === 'ntext') return { name: winner.name, collation };
  const isVarying = [left, right].some((type) => type.name.includes('var') || type.length === 'max' || type.name === 'text');
  const name: SqlTypeName = isUnicode(winner) ? (isVarying ? 'nvarchar' : 'nchar') : isVarying ? 'varchar' : 'char';
  const toLength = (type: SqlType): SqlType['length'] => (type.name === 'text' || type.name === 'ntext' ? 'max' : type.length);
  return { name, length: longer(toLength(left), toLength(right), isUnicode(winner) ? LENGTH_LIMIT.characters : LENGTH_LIMIT.bytes), collation };
}

function commonBinary(left: SqlType, right: SqlType, winner: SqlType): SqlType {
  if (winner.name === 'image' || winner.name === 'timestamp') return left.name === right.name ? winner : { name: 'varbinary', length: longer(bytesOf(left), bytesOf(right), LENGTH_LIMIT.bytes) };
  const name = left.name === 'binary' && right.name === 'binary' ? 'binary' : 'varbinary';
  return { name, length: longer(left.length, right.length, LENGTH_LIMIT.bytes) };
}

const bytesOf = (type: SqlType): SqlType['length'] => (type.name === 'timestamp' ? 8 : type.name === 'image' ? 'max' : type.length);
const secondsScale = (type: SqlType): number => (type.name === 'datetime' ? 3 : type.name === 'date' || type.name === 'smalldatetime' ? 0 : type.scale ?? 7);

const requireImplicit = (left: SqlType, right: SqlType, winner: SqlType): void => requireConversion(winner === left ? right : left, winner, false);

const isNewDate = (type: SqlType): boolean => isTemporal(type) && type.name !== 'datetime' && type.name !== 'smalldatetime';

/** Raises 206 where a number meets a date of no old type, in a comparison or an operator; the date is named first, wherever it stands. */
export function requireNoNumberBesideDate(left: SqlType, right: SqlType): void {
  const [date, other] = isNewDate(left) ? [left, right] : [right, left];
  if (isNewDate(date) && isNumeric(other)) throw raise(Messages.OperandTypeClash, { left: messageTypeName(date), right: messageTypeName(other) });
}

/** True of types that operators and comparisons find incompatible (402), though one may become the other. */
export const isBytesBesideDate = (left: SqlType, right: SqlType): boolean => (isBinary(left) && isNewDate(right)) || (isNewDate(left) && isBinary(right));

/** The one type of several, found from the one that all the others become. */
export function commonTypeOf(types: readonly [SqlType, ...SqlType[]]): SqlType {
  const [first, ...rest] = types;
  const greatest = rest.reduce((best, type) => (rank(type) < rank(best) ? type : best), first);
  return types.reduce<SqlType>(commonType, greatest);
}

/** The one type to which CASE, UNION, COALESCE and comparisons bring both operands; raises 206 or 257 where none is. */
export function commonType(left: SqlType, right: SqlType): SqlType {
  const winner = rank(left) <= rank(right) ? left : right;
  requireImplicit(left, right, winner);
  // Typed xml beside other xml is xml of no type.
  if (winner.name === 'xml' && (left.xmlSchema?.sources !== right.xmlSchema?.sources || left.xmlSchema?.isDocument !== right.xmlSchema?.isDocument)) return { name: 'xml' };
  if (isCharacter(left) && isCharacter(right)) return commonText(left, right, winner);
  if (isBinary(left) && isBinary(right)) return commonBinary(left, right, winner);
  if (isDecimal(winner) && (isDecimal(left) || isInteger(left) || isMoney(left)) && (isDecimal(right) || isInteger(right) || isMoney(right))) {
    return unionDecimal(asDecimal(left), asDecimal(right), winner.name as 'decimal' | 'numeric');
  }
  const isFractional = winner.name === 'datetime2' || winner.name === 'datetimeoffset' || winner.name === 'time';
  if (isFractional && isTemporal(left) && isTemporal(right)) return { name: winner.name, scale: Math.max(secondsScale(left), secondsScale(right)) };
  if (isCharacter(winner) && isBinary(left === winner ? right : left)) return commonText(left, right, winner);
  if (isCharacter(winner)) return { ...winner, length: winner.length === 'max' ? 'max' : Math.max(winner.length ?? 1, 1) };
  return winner;
}

function clampDecimal(precision: number, scale: number, isProduct: boolean): SqlType {
  if (precision <= MAX_PRECISION) return numeric(precision, scale);
  const integral = precision - scale;
  if (!isProduct) return numeric(MAX_PRECISION, Math.max(0, MAX_PRECISION - Math.min(integral - 1, MAX_PRECISION)));
  if (integral < 32) return numeric(MAX_PRECISION, Math.min(scale, MAX_PRECISION - integral));
  return numeric(MAX_PRECISION, Math.min(scale, 6));
}

/** The decimal type of an operation on two decimals (Microsoft Learn: Precision, scale, and length). */
function decimalResult(op: ArithmeticOperator, left: SqlType, right: SqlType): SqlType {
  const [p1, s1, p2, s2] = [left.precision ?? 18, left.scale ?? 0, right.precision ?? 18, right.scale ?? 0];
  const scale = Math.max(s1, s2);
  switch (op) {
    case '*': return clampDecimal(p1 + p2 + 1, s1 + s2, true);
    case '/': {
      const quotientScale = Math.max(6, s1 + p2 + 1);
      return clampDecimal(p1 - s1 + s2 + quotientScale, quotientScale, true);
    }
    case '%': return clampDecimal(Math.min(p1 - s1, p2 - s2) + scale, scale, true);
    default: return clampDecimal(Math.max(p1 - s1, p2 - s2) + scale + 1, scale, false);
  }
}

const isProduct = (op: ArithmeticOperator): boolean => op === '*' || op === '/';
const isOneKind = (left: SqlType, right: SqlType): boolean => left.name === right.name || (isBinary(left) && isBinary(right));

function invalid(op: ArithmeticOperator, left: SqlType, right: SqlType): Error {
  const operator = OPERATOR_NAMES[op];
  const namesLeftAlone = isProduct(op) && (isOneKind(left, right) || left.name === 'bit' || right.name === 'bit');
  const isRemainder = op === '%' && isApproximate(left) && isApproximate(right);
  const isOldRule = left.name === right.name && left.name !== 'bit' && !isBinary(left) && !isCharacter(left);
  if (namesLeftAlone || isRemainder || isOldRule) return raise(Messages.OperandTypeInvalid, { type: messageTypeName(left), operator });
  return raise(Messages.IncompatibleOperands, { left: messageTypeName(left), right: messageTypeName(right), operator });
}

/** What a variant meets in an operator: 257 where the other operand is a number, two of them 8117 where bits are meant, 402 beside anything else. */
function invalidOfVariant(op: ArithmeticOperator, left: SqlType, right: SqlType): Error {
  const isOfBits = op === '&' || op === '|' || op === '^';
  if (isOfBits && left.name === right.name) return raise(Messages.OperandTypeInvalid, { type: left.name, operator: OPERATOR_NAMES[op] });
  const [variant, other] = left.name === 'sql_variant' ? [left, right] : [right, left];
  if (!isOfBits && op !== '%' && other.name !== 'bit' && isNumeric(other)) requireConversion(variant, other, false);
  return raise(Messages.IncompatibleOperands, { left: messageTypeName(left), right: messageTypeName(right), operator: OPERATOR_NAMES[op] });
}

function temporalResult(op: ArithmeticOperator, left: SqlType, right: SqlType): SqlType {
  requireNoNumberBesideDate(left, right);
  if (isNewDate(left) || isNewDate(right)) throw invalid(op, left, right);
  const winner = rank(left) <= rank(right) ? left : right;
  if (isProduct(op) && isNumeric(right)) requireConversion(left, right, false);
  if (isProduct(op) && isNumeric(left)) requireConversion(right, left, false);
  if (op !== '+' && op !== '-') throw invalid(op, left, right);
  requireImplicit(left, right, winner);
  return winner;
}

function bitwiseResult(op: ArithmeticOperator, left: SqlType, right: SqlType): SqlType {
  const isBits = (type: SqlType): boolean => isInteger(type) || isCharacter(type) || isBinary(type);
  if (isInteger(left) && isInteger(right)) return rank(left) <= rank(right) ? left : right;
  if (!isBits(left) || !isBits(right) || (!isInteger(left) && !isInteger(right))) throw invalid(op, left, right);
  return isInteger(left) ? left : right;
}

function requireNumber(op: ArithmeticOperator, left: SqlType, right: SqlType): void {
  const isOperand = (type: SqlType): boolean => isInteger(type) || isDecimal(type) || isMoney(type) || isApproximate(type) || isCharacter(type) || isBinary(type);
  if ((left.name === 'bit' && isBitOrText(right)) || (right.name === 'bit' && isBitOrText(left))) throw invalid(op, left, right);
  if (!isOperand(left) || !isOperand(right)) {
    if (left.name === 'uniqueidentifier' && isNumeric(right)) requireConversion(left, right, false);
    if (right.name === 'uniqueidentifier' && isNumeric(left)) requireConversion(right, left, false);
    throw invalid(op, left, right);
  }
  if (!isNumeric(left) && !isNumeric(right)) throw invalid(op, left, right);
}

const isBitOrText = (type: SqlType): boolean => type.name === 'bit' || isCharacter(type);

const isNumeric = (type: SqlType): boolean => isInteger(type) || isDecimal(type) || isMoney(type) || isApproximate(type);

function numberResult(op: ArithmeticOperator, left: SqlType, right: SqlType, digits: LiteralDigits): SqlType {
  requireNumber(op, left, right);
  const winner = rank(left) <= rank(right) ? left : right;
  if (isApproximate(winner)) {
    if (op === '%') throw invalid(op, left, right);
    requireImplicit(left, right, winner);
    return winner;
  }
  if (!isDecimal(left) && !isDecimal(right)) return isNumeric(winner) ? winner : isNumeric(left) ? left : right;
  const other = isDecimal(left) ? left : right;
  // A bit and what is no number become what the decimal is.
  const asOperand = (type: SqlType, literalDigits?: number): SqlType => (isNumeric(type) && type.name !== 'bit' ? asDecimal(type, literalDigits) : other);
  return decimalResult(op, asOperand(left, digits.left), asOperand(right, digits.right));
}

/** The type of `left op right`; raises 206, 402 or 8117 where there is none. Text + text is concatenation. */
export function arithmeticType(op: ArithmeticOperator, left: SqlType, right: SqlType, literalDigits: LiteralDigits = {}): SqlType {
  if (op === '+' && isConcatenation(left, right)) return concatType(left, right);
  if (left.name === 'sql_variant' || right.name === 'sql_variant') throw invalidOfVariant(op, left, right);
  if (left.name === 'xml' || right.name === 'xml') throw invalid(op, left, right);
  const clr = [left, right].find(isClrType);
  if (clr) throw raise(Messages.OperatorNotForType, { operator: OPERATOR_NAMES[op], type: clr.name });
  if (isTemporal(left) || isTemporal(right)) return temporalResult(op, left, right);
  if (op === '&' || op === '|' || op === '^') return bitwiseResult(op, left, right);
  return numberResult(op, left, right, literalDigits);
}

/** True when `+` of the two types joins strings or bytes instead of adding. */
export const isConcatenation = (left: SqlType, right: SqlType): boolean =>
  (isCharacter(left) && isCharacter(right)) || (isBinary(left) && isBinary(right));

/** The type of the concatenation of two strings (or binaries): lengths added, capped at 8000 bytes unless one is (max). */
function concatType(left: SqlType, right: SqlType): SqlType {
  if (left.name === 'text' || left.name === 'ntext' || left.name === 'image') throw invalid('+', left, right);
  if (right.name === 'text' || right.name === 'ntext' || right.name === 'image') throw invalid('+', left, right);
  const common = commonType(left, right);
  const limit = isUnicode(common) ? LENGTH_LIMIT.characters : LENGTH_LIMIT.bytes;
  const [a, b] = [bytesOf(left), bytesOf(right)];
  return { ...common, length: a === 'max' || b === 'max' ? 'max' : Math.min(limit, (a ?? 1) + (b ?? 1)) };
}
