// Conditions that cannot tell equal values apart: 'a' and 'A' are one group, and so are two moments at one instant, but DATALENGTH, another
// collation or the offset know them from each other. Knows nothing of where a condition stands.
import type { BoundExpression } from '../plan/expression';
import { isOfStartingRow, walkExpression } from '../plan/rewrite';
import { isBinary, isCharacter, type SqlType } from '../types/sql-type';

/** Types with values that are equal and not the same. */
const hasEquals = (type: SqlType): boolean => isCharacter(type) || isBinary(type) || type.name === 'datetimeoffset' || type.name === 'sql_variant';

/** Reads no column of such a type. */
function isPlain(expression: BoundExpression): boolean {
  let readsEquals = false;
  walkExpression(expression, (e, depth) => {
    readsEquals ||= isOfStartingRow(e, depth) && hasEquals(e.type);
  });
  return !readsEquals;
}

/** A column as it is, or as text in Unicode, compared by its own equality; or nothing that could tell. */
function isCompared(operand: BoundExpression, operandType: SqlType): boolean {
  if (isPlain(operand)) return true;
  const isText = operand.kind === 'convert' && operand.isImplicit && !operand.isTry && isCharacter(operand.type) && isCharacter(operand.operand.type);
  const column = isText ? operand.operand : operand;
  return column.kind === 'column' && operand.type.name === operandType.name && column.type.collation === operandType.collation;
}

/** True when the condition holds for all of several equal values or for none. */
export function isSameForEquals(condition: BoundExpression): boolean {
  switch (condition.kind) {
    case 'compare': case 'is-distinct': return isCompared(condition.left, condition.operandType) && isCompared(condition.right, condition.operandType);
    case 'in-list': return isCompared(condition.operand, condition.operandType) && condition.items.every((item) => isCompared(item, condition.operandType));
    case 'is-null': return isPlain(condition.operand) || condition.operand.kind === 'column';
    case 'logical': return condition.operands.every(isSameForEquals);
    case 'not': return isSameForEquals(condition.operand);
    default: return isPlain(condition);
  }
}
