// TOP over ROW_NUMBER without an order of its own: only so many rows are numbered as are returned. Knows no other window.
import type { BoundExpression } from '../plan/expression';
import type { PlanNode, TopNode, WindowCall } from '../plan/node';

/** The rows under a TOP with the TOP set below their numbering as well, where the numbers are those of the first rows in any order. */
export function limitNumbering(top: TopNode, plan: PlanNode = top.input): PlanNode {
  if (top.count.kind !== 'constant' || top.isPercent || top.tieKeys) return plan;
  if (plan.kind === 'project') return { ...plan, input: limitNumbering(top, plan.input) };
  if (plan.kind !== 'window' || !plan.calls.every(numbersAnyOrder)) return plan;
  return { ...plan, input: { kind: 'top', input: plan.input, count: top.count, isPercent: false, columns: plan.input.columns } };
}

const numbersAnyOrder = (call: WindowCall): boolean => call.name === 'ROW_NUMBER' && call.partitionBy.length === 0 && call.orderBy.every(({ expression }) => isFixed(expression));

/** A constant, or (SELECT constant). */
function isFixed(expression: BoundExpression): boolean {
  if (expression.kind === 'constant') return true;
  if (expression.kind !== 'scalar-subquery') return false;
  const { plan } = expression;
  return plan.kind === 'project' && plan.input.kind === 'one-row' && plan.expressions.every((e) => e.kind === 'constant');
}
