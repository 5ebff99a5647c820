// Which bound expressions SQL Server works out while it compiles: constants, and what is computed of nothing else.
// Knows no values but those of constants.
import { raise } from '../../errors/sql-error';
import { Messages } from '../../errors/catalogue';
import type { BoundExpression, CaseExpression } from '../../plan/expression';
import type { SortKey } from '../../plan/node';
import { isInteger, type SqlType } from '../../types/sql-type';
import { constant, isNullLiteral } from './conversion';

/** The functions that are worked out at once if all their arguments are. Not all that could be: UPPER, ISNULL, QUOTENAME and HASHBYTES are not. */
const FOLDED_FUNCTIONS: ReadonlySet<string> = new Set([
  'ABS', 'ACOS', 'ASCII', 'ASIN', 'ATAN', 'ATN2', 'BINARY_CHECKSUM', 'BIT_COUNT', 'CEILING', 'CHAR', 'CHARINDEX', 'CHECKSUM', 'CONCAT', 'CONCAT_WS', 'COS', 'COT', 'DATALENGTH',
  'DATEADD', 'DATEDIFF', 'DATEDIFF_BIG', 'DATEFROMPARTS', 'DATENAME', 'DATEPART', 'DATETIME2FROMPARTS', 'DATETIMEFROMPARTS', 'DATETIMEOFFSETFROMPARTS', 'DATETRUNC', 'DATE_BUCKET',
  'DAY', 'DEGREES', 'DIFFERENCE', 'EOMONTH', 'EXP', 'FLOOR', 'GET_BIT', 'GREATEST', 'ISNUMERIC', 'JSON_PATH_EXISTS', 'JSON_QUERY', 'JSON_VALUE', 'LEAST', 'LEFT', 'LEFT_SHIFT', 'LEN',
  'LOG', 'LOG10', 'LTRIM', 'MONTH', 'NCHAR', 'PATINDEX', 'PI', 'POWER', 'RADIANS', 'REPLACE', 'REPLICATE', 'REVERSE', 'RIGHT', 'RIGHT_SHIFT', 'ROUND', 'RTRIM', 'SET_BIT', 'SIGN', 'SIN',
  'SMALLDATETIMEFROMPARTS', 'SOUNDEX', 'SPACE', 'SQRT', 'SQUARE', 'STR', 'STUFF', 'SUBSTRING', 'SWITCHOFFSET', 'TAN', 'TIMEFROMPARTS', 'TODATETIMEOFFSET', 'TRANSLATE', 'TRIM', 'UNICODE',
  'YEAR',
]);

/** True for a constant, and for conversions, operators, conditions and functions of constants alone. */
export function isFolded(e: BoundExpression): boolean {
  switch (e.kind) {
    case 'constant': return true;
    case 'convert': case 'collate': case 'negate': case 'not': case 'is-null': return isFolded(e.operand);
    case 'arithmetic': case 'concat': case 'compare': case 'is-distinct': return isFolded(e.left) && isFolded(e.right);
    case 'logical': return e.operands.every(isFolded);
    case 'in-list': return isFolded(e.operand) && e.items.every(isFolded);
    case 'call': return FOLDED_FUNCTIONS.has(e.name) && e.args.every(isFolded);
    case 'case': return isFoldedCase(e);
    default: return false;
  }
}

/** What COALESCE is that begins with a constant. */
function firstConstant({ branches: [first] }: CaseExpression): BoundExpression | undefined {
  return first?.when.kind === 'is-null' && first.when.isNegated && first.when.operand.kind === 'constant' && first.when.operand.value !== null ? first.then : undefined;
}

/** COALESCE ends with its first constant; CHOOSE, which has no ELSE, is worked out for each row. */
function isFoldedCase(expression: CaseExpression): boolean {
  const first = firstConstant(expression);
  if (first) return isFolded(first);
  const { branches, otherwise } = expression;
  return otherwise !== undefined && isFolded(otherwise) && branches.every(({ when, then }) => isFolded(when) && isFolded(then));
}

const isNull = (e: BoundExpression): boolean => (e.kind === 'convert' && e.isImplicit ? isNull(e.operand) : isNullLiteral(e));

/** What is left of an expression whose columns cannot matter, before anybody asks for them: COALESCE behind a constant, a comparison with NULL. */
export function settled(e: BoundExpression): BoundExpression | undefined {
  if (e.kind === 'case') return firstConstant(e);
  return e.kind === 'compare' && (isNull(e.left) || isNull(e.right)) ? constant(null, e.type) : undefined;
}

const staysWhatItIs = (from: SqlType, to: SqlType): boolean => (isInteger(from) && isInteger(to)) || (from.name === to.name && from.length === to.length && from.scale === to.scale);

/** A variable by itself or as another integer, which ORDER BY would take for a position; converted to another type it is a value like any other. */
export const isPositionVariable = (e: BoundExpression): boolean => e.kind === 'variable' || (e.kind === 'convert' && staysWhatItIs(e.operand.type, e.type) && isPositionVariable(e.operand));

/** Raises 5308 or 5309 for a constant among the sort keys of a window or of an aggregate; one that fails to fold (1/0) stands. */
export function requireNoConstantKey(keys: readonly SortKey[]): void {
  for (const { expression } of keys) {
    const isQuotient = expression.kind === 'arithmetic' && (expression.operator === '/' || expression.operator === '%');
    if (!isFolded(expression) || isQuotient) continue;
    const isIndex = expression.type.name === 'int' && (expression.kind !== 'constant' || Number(expression.value) >= 1);
    throw raise(isIndex ? Messages.WindowOrderByIndex : Messages.WindowOrderByConstant, {});
  }
}
