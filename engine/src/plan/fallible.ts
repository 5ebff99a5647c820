// Whether working out an expression may raise an error: a division, an overflow, a conversion that not every value survives, a function with
// a domain. Knows the kinds of expressions, not what functions compute.
import type { ArithmeticExpression, BoundExpression, CallExpression, ConvertExpression } from './expression';
import { columnsOf, walkExpression } from './rewrite';
import { isCharacter, isDecimal, isInteger, isMoney, type SqlType } from '../types/sql-type';

/** Built-in functions that give a value or NULL for every argument. */
const TOTAL: ReadonlySet<string> = new Set([
  'ISNULL', 'UPPER', 'LOWER', 'LTRIM', 'RTRIM', 'TRIM', 'LEN', 'DATALENGTH', 'REVERSE', 'CONCAT', 'CONCAT_WS', 'REPLACE', 'CHARINDEX', 'PATINDEX', 'YEAR', 'MONTH', 'DAY', 'SIGN', 'FLOOR', 'CEILING',
  'CHECKSUM', 'BINARY_CHECKSUM', 'HASHBYTES', 'ASCII', 'UNICODE', 'CHAR', 'NCHAR', 'SOUNDEX', 'ISJSON', 'ISNUMERIC', 'QUOTENAME',
]);
/** Functions whose last argument is a length, which must not be negative. */
const OF_LENGTH: ReadonlySet<string> = new Set(['LEFT', 'RIGHT', 'SUBSTRING']);
const KINDS: ReadonlySet<BoundExpression['kind']> = new Set(['constant', 'column', 'concat', 'case', 'collate', 'compare', 'logical', 'not', 'is-null', 'is-distinct', 'in-list', 'like']);
/** Functions whose result may lie outside the type of the argument: ABS of the least integer, ROUND of a decimal that is all nines. */
const OF_RANGE: ReadonlySet<string> = new Set(['ABS', 'ROUND']);

/** True unless the expression gives a value for every row. */
export function mayFail(expression: BoundExpression): boolean {
  let isFallible = false;
  walkExpression(expression, (e) => { isFallible ||= failsByItself(e); });
  return isFallible;
}

/** True unless the expression gives a value for every row or, for what it computes without a row, for none. */
export function mayFailForRow(expression: BoundExpression): boolean {
  let isFallible = false;
  walkExpression(expression, (e) => { isFallible ||= failsByItself(e) && columnsOf(e).size > 0; });
  return isFallible;
}

function failsByItself(e: BoundExpression): boolean {
  switch (e.kind) {
    case 'arithmetic': return '/%'.includes(e.operator) ? !isNonZero(e) : '+-*'.includes(e.operator) && !isSpacious(e.type);
    case 'negate': return e.operator === '-' && isWhole(e.type);
    case 'convert': return !e.isTry && !isTotalConversion(e);
    case 'call': return callMayFail(e);
    default: return !KINDS.has(e.kind);
  }
}

function callMayFail({ name, args, type }: CallExpression): boolean {
  const known = name.toUpperCase();
  if (OF_RANGE.has(known)) return type.name !== 'float';
  return !TOTAL.has(known) && !(OF_LENGTH.has(known) && isNatural(args.at(-1)));
}

const MOST_DIGITS = 38;
/** The sum, difference and product of decimals have room for every result, as long as the type could be made wide enough. */
const isSpacious = (type: SqlType): boolean => isDecimal(type) && (type.precision ?? 0) < MOST_DIGITS;
const isWhole = (type: SqlType): boolean => isInteger(type) || isMoney(type);

const valueOf = (e: BoundExpression | undefined): unknown => (e?.kind === 'convert' ? valueOf(e.operand) : e?.kind === 'constant' ? e.value : undefined);
const isNonZero = ({ right }: ArithmeticExpression): boolean => !['undefined', '0', 'null'].includes(String(valueOf(right)));
const isNatural = (e: BoundExpression | undefined): boolean => typeof valueOf(e) === 'number' && Number(valueOf(e)) >= 0;

const RANKS: Readonly<Record<string, number>> = { bit: 1, tinyint: 2, smallint: 3, int: 4, bigint: 5, float: 7 };
/** The longest text that a value of another type than text makes. */
const LONGEST_TEXT = 40;

function isTotalConversion({ operand, type, style }: ConvertExpression): boolean {
  const from = operand.type;
  if (operand.kind === 'constant') return true;
  if (isCharacter(type)) return isCharacter(from) || (style === undefined && isLongEnough(type));
  if (isCharacter(from)) return false;
  if (from.name === type.name && !isDecimal(type)) return true;
  if (isDecimal(type) || isDecimal(from)) return holds(from, type);
  const [before, after] = [RANKS[from.name], RANKS[type.name]];
  return before !== undefined && after !== undefined && before <= after;
}

const isLongEnough = ({ length }: SqlType): boolean => length === 'max' || (length ?? 0) >= LONGEST_TEXT;
const WHOLE_DIGITS: Readonly<Record<string, number>> = { bit: 1, tinyint: 3, smallint: 5, int: 10, bigint: 19 };
const digitsBeforePoint = (type: SqlType): number => (isDecimal(type) ? (type.precision ?? 18) - (type.scale ?? 0) : (WHOLE_DIGITS[type.name] ?? Number.POSITIVE_INFINITY));

function holds(from: SqlType, type: SqlType): boolean {
  if (type.name === 'float') return true;
  return isDecimal(type) && digitsBeforePoint(from) <= digitsBeforePoint(type) && (!isDecimal(from) || (from.scale ?? 0) <= (type.scale ?? 0));
}
