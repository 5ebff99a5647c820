// MIN and MAX of a column that an index keeps in order: the first row in that order has the value, and no other is read (or locked).
import type { AggregateNode, PlanNode, TopNode } from '../plan/node';
import { BIGINT } from '../types/sql-type';
import { readInOrder } from './ordering';

/** The plan with a TOP (1) below the aggregate, if its input can be read in the order of the only column that it asks the least or greatest value of. */
export function readExtremeOnly(plan: AggregateNode): AggregateNode {
  const { input } = plan;
  const [call] = plan.aggregates;
  const name = call?.name.toUpperCase();
  if (plan.keys.length > 0 || plan.sets || plan.aggregates.length !== 1 || (name !== 'MIN' && name !== 'MAX')) return plan;
  // Of a column with NULLs the aggregate says that it passed over them (8153): it has to see them.
  if (call?.argument?.kind !== 'column' || call.argument.isNullable) return plan;
  const isWhole = input.kind === 'scan' && !input.predicate && !input.access.low && !input.access.high;
  const ordered = readInOrder(input, [{ expression: call.argument, isDescending: name === 'MAX' }], isWhole);
  return ordered ? { ...plan, input: first(ordered) } : plan;
}

const first = (input: PlanNode): TopNode => ({ kind: 'top', input, count: { kind: 'constant', value: 1n, type: BIGINT, isNullable: false }, isPercent: false, columns: input.columns });
