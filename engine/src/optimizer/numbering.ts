// ROW_NUMBER without an order of its own numbers rows as they come: nothing is sorted, and no more rows are read than are numbered. Knows no other window.
import { MIRRORED, type BoundExpression } from '../plan/expression';
import { isNumbering, numbersAsRead, type PlanNode, type WindowNode } from '../plan/node';
import { BIGINT } from '../types/sql-type';
import { isOutside } from './access';

/** The window without the orders that order nothing, if all of its calls are such numbers. */
export function withoutIdleOrder(window: WindowNode): WindowNode {
  if (!window.calls.every((call) => isNumbering(call) && call.orderBy.every(({ expression }) => isFixed(expression, window.input)))) return window;
  return { ...window, calls: window.calls.map((call) => ({ ...call, orderBy: [] })) };
}

/** Numbers rows only as far as a condition over them asks for, `number <= 5` for one. */
export function numberedUpTo(plan: PlanNode, parts: readonly BoundExpression[]): PlanNode {
  if (plan.kind !== 'window' || !numbersAsRead(plan)) return plan;
  const { input } = plan;
  return parts.reduce<PlanNode>((limited, part) => {
    const count = highest(part, input.columns.length);
    return count && limited.kind === 'window' ? { ...limited, input: { kind: 'top', input: limited.input, count, isPercent: false, columns: input.columns } } : limited;
  }, plan);
}

/** The highest number that a comparison leaves, 0 for none or NULL. */
function highest(part: BoundExpression, firstNumber: number): BoundExpression | undefined {
  if (part.kind !== 'compare') return undefined;
  const isLeft = part.left.kind === 'column';
  const [number, bound] = isLeft ? [part.left, part.right] : [part.right, part.left];
  const operator = isLeft ? part.operator : MIRRORED[part.operator];
  if (number.kind !== 'column' || number.ordinal < firstNumber || bound.type.name !== 'bigint' || !isOutside(bound)) return undefined;
  if (operator !== '<=' && operator !== '<' && operator !== '=') return undefined;
  const none: BoundExpression = { kind: 'constant', value: 0n, type: BIGINT, isNullable: false };
  return { kind: 'case', branches: [{ when: { ...part, operator: '>=', left: bound, right: none }, then: bound }], otherwise: none, type: BIGINT, isNullable: false };
}

/** Whether an expression gives one value for all rows of a plan: a constant, (SELECT constant), a column that holds one. */
function isFixed(expression: BoundExpression, plan: PlanNode): boolean {
  if (expression.kind === 'constant') return true;
  if (expression.kind === 'column') return constantOf(plan, expression.ordinal) !== undefined;
  if (expression.kind !== 'scalar-subquery') return false;
  const { plan: query } = expression;
  return query.kind === 'project' && query.input.kind === 'one-row' && query.expressions.every((e) => e.kind === 'constant');
}

type Constant = Extract<BoundExpression, { kind: 'constant' }>;

/** The constant that a column of a plan holds in every row. */
function constantOf(plan: PlanNode, ordinal: number): Constant | undefined {
  switch (plan.kind) {
    case 'project': {
      const expression = plan.expressions[ordinal];
      if (expression?.kind === 'column') return constantOf(plan.input, expression.ordinal);
      return expression?.kind === 'constant' ? expression : undefined;
    }
    case 'filter': case 'top': case 'offset': return constantOf(plan.input, ordinal);
    case 'nested-loop':
      if (plan.join !== 'inner' && plan.join !== 'cross') return undefined;
      return ordinal < plan.left.columns.length ? constantOf(plan.left, ordinal) : constantOf(plan.right, ordinal - plan.left.columns.length);
    case 'union-all': {
      const [first, ...others] = plan.inputs.map((input) => constantOf(input, ordinal));
      return others.every((other) => other !== undefined && other.value === first?.value) ? first : undefined;
    }
    default: return undefined;
  }
}
