// Which bound expressions SQL Server works out while it compiles: constants, and what is computed of nothing else.
// Knows no values but those of constants.
import { raise } from '../../errors/sql-error';
import { Messages } from '../../errors/catalogue';
import type { BoundExpression } from '../../plan/expression';
import type { SortKey } from '../../plan/node';
import { isInteger, type SqlType } from '../../types/sql-type';

/** True for a constant, and for conversions, signs, arithmetic and concatenation of constants alone. */
export function isFolded(e: BoundExpression): boolean {
  switch (e.kind) {
    case 'constant': return true;
    case 'convert': case 'collate': case 'negate': return isFolded(e.operand);
    case 'arithmetic': case 'concat': return isFolded(e.left) && isFolded(e.right);
    default: return false;
  }
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
