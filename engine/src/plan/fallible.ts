// Whether working out an expression may raise an error: a division, a conversion that not every value survives, a function with a domain.
// An arithmetic overflow is not thought of. Knows the kinds of expressions, not what functions compute.
import type { ArithmeticExpression, BoundExpression, ConvertExpression } from './expression';
import { columnsOf, walkExpression } from './rewrite';
import { isCharacter, isDecimal, type SqlType } from '../types/sql-type';

/** Built-in functions that give a value or NULL for every argument. */
const TOTAL: ReadonlySet<string> = new Set([
  'ISNULL', 'UPPER', 'LOWER', 'LTRIM', 'RTRIM', 'TRIM', 'LEN', 'DATALENGTH', 'REVERSE', 'CONCAT', 'CONCAT_WS', 'REPLACE', 'CHARINDEX', 'PATINDEX', 'YEAR', 'MONTH', 'DAY', 'SIGN', 'FLOOR', 'CEILING',
  'ROUND', 'ABS', 'CHECKSUM', 'BINARY_CHECKSUM', 'HASHBYTES', 'ASCII', 'UNICODE', 'CHAR', 'NCHAR', 'SOUNDEX', 'ISJSON', 'ISNUMERIC', 'QUOTENAME',
]);
/** Functions whose last argument is a length, which must not be negative. */
const OF_LENGTH: ReadonlySet<string> = new Set(['LEFT', 'RIGHT', 'SUBSTRING']);
const KINDS: ReadonlySet<BoundExpression['kind']> = new Set(['constant', 'column', 'concat', 'negate', 'case', 'collate', 'compare', 'logical', 'not', 'is-null', 'is-distinct', 'in-list', 'like']);

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
    case 'arithmetic': return (e.operator === '/' || e.operator === '%') && !isNonZero(e);
    case 'convert': return !e.isTry && !isTotalConversion(e);
    case 'call': return !TOTAL.has(e.name.toUpperCase()) && !(OF_LENGTH.has(e.name.toUpperCase()) && isNatural(e.args.at(-1)));
    default: return !KINDS.has(e.kind);
  }
}

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
