// Aggregates, HAVING and window calls of a specification as operators, and its other parts rewritten over their rows.
import { Messages } from '../../errors/catalogue';
import { mapTelling, numbersOf } from '../../errors/sql-error';
import type { BoundExpression } from '../../plan/expression';
import type { OutputColumn, PlanNode } from '../../plan/node';
import { mapExpression, mapWindow } from '../../plan/rewrite';
import { WINDOW_BASE, type Collector, type Scope } from '../scope';
import { makeAggregate, regrouper, type BoundGrouping, type GroupedClause, type Regroup } from './grouping';
import type { OrderKey } from './order-by';
import type { BoundAssignment, BoundItem } from './select-items';

/** A query's parts over its current row. */
export interface Parts { readonly items: readonly BoundItem[]; readonly assignments?: readonly BoundAssignment[]; readonly order: readonly OrderKey[]; readonly having?: BoundExpression }

const UNGROUPED = numbersOf(Messages.NotInGroupBy);

function mapParts(parts: Parts, each: (e: BoundExpression, clause: GroupedClause) => BoundExpression): Parts {
  return {
    items: mapTelling(parts.items, UNGROUPED, (i) => ({ ...i, expression: each(i.expression, 'select') })),
    assignments: parts.assignments?.map((a) => ({ ...a, expression: each(a.expression, 'select') })),
    order: parts.order.map((k) => ({ ...k, expression: each(k.expression, 'order by') })),
    having: parts.having && each(parts.having, 'having'),
  };
}

/** The rows for which the condition holds. */
export const filter = (input: PlanNode, predicate: BoundExpression): PlanNode => ({ kind: 'filter', input, predicate, columns: input.columns });

/** What decides the operators. `grouping` undefined: rows are not grouped. */
export interface Layout { readonly grouping?: BoundGrouping; readonly collector: Collector; readonly scope: Scope }
/** Rows and the parts over them. */
export interface LaidOut { readonly node: PlanNode; readonly parts: Parts }

/** Aggregate, HAVING and window operators, with the parts rewritten over their rows. */
export function layOut(input: PlanNode, bound: Parts, { grouping, collector, scope }: Layout): LaidOut {
  let node = input;
  let parts = bound;
  let regroup: Regroup = (e) => e;
  if (grouping) {
    const aggregate = makeAggregate(input, grouping, collector);
    regroup = regrouper(aggregate, scope);
    parts = mapParts(bound, regroup);
    node = parts.having ? filter(aggregate, parts.having) : aggregate;
  }
  if (collector.windows.length === 0) return { node, parts };
  const width = node.columns.length;
  const calls = collector.windows.map((w) => mapWindow(w, (e) => regroup(e, 'select')));
  const columns = [...node.columns, ...calls.map((c): OutputColumn => ({ name: '', type: c.type, isNullable: true, madeBy: 'rows' }))];
  const placed = (expression: BoundExpression): BoundExpression =>
    mapExpression(expression, (e, depth) => (e.kind === 'column' && depth === 0 && e.ordinal >= WINDOW_BASE ? { ...e, ordinal: e.ordinal - WINDOW_BASE + width } : undefined));
  return { node: { kind: 'window', input: node, calls, columns }, parts: mapParts(parts, placed) };
}
