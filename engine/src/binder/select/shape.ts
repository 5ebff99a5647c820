// The output of a specification: Project, Distinct, Sort, Top and Offset in the order that gives the asked rows.
import type { QuerySpecification, QueryTail } from '../../syntax/ast/query';
import type { BoundExpression } from '../../plan/expression';
import type { OutputColumn, PlanNode, SortKey } from '../../plan/node';
import { hasSubquery } from '../../plan/rewrite';
import { isDeterministic } from '../determinism';
import type { Environment } from '../environment';
import { expressionsIn } from '../expression/bind-expression';
import { makeScope, type CarriedTable, type Scope } from '../scope';
import { columnAt, limited, sorted, type OrderKey } from './order-by';
import { outputColumn, type BoundAssignment, type BoundItem } from './select-items';

/** A query's rows and what is asked of them, over those rows. */
export interface LaidOut {
  readonly node: PlanNode; readonly items: readonly BoundItem[]; readonly order: readonly OrderKey[]; readonly assignments?: readonly BoundAssignment[];
}

/** What shaping needs besides the rows. */
export interface Shaping { readonly env: Environment; readonly outer: Scope | undefined; readonly tail: QueryTail; readonly carried?: CarriedTable }

/** May the expression be computed again for sorting? */
const isRepeatable = (e: BoundExpression): boolean => e.kind === 'column' || (!hasSubquery(e) && isDeterministic(e));

/** Project, Distinct, Sort, Top and Offset in the order that gives the asked rows. */
export function shape(spec: QuerySpecification, { node, items, order, assignments }: LaidOut, request: Shaping): { readonly node: PlanNode; readonly columns: readonly OutputColumn[] } {
  const b = expressionsIn(request.env, makeScope(request.outer, [], []), 'other');
  const limit = (input: PlanNode, keys: readonly SortKey[]): PlanNode => limited(b, sorted(input, keys), { top: spec.top, tail: request.tail, keys });
  const own = order.map(({ expression, isDescending }): SortKey => ({ expression, isDescending }));
  if (assignments) return { node: limit(node, own), columns: [] };
  const columns = items.map((i) => outputColumn(i, node.columns));
  const carry = carriedColumns(request);
  const expressions = [...items.map((i) => i.expression), ...carry.map((ordinal) => columnAt(node.columns, ordinal))];
  const all = [...columns, ...carry.map((ordinal) => node.columns[ordinal]).filter((c) => c !== undefined)];
  if (!spec.isDistinct && order.every((k) => k.item === undefined || isRepeatable(k.expression))) {
    return { node: { kind: 'project', input: limit(node, own), expressions, columns: all }, columns };
  }
  return { node: spec.isDistinct ? distinct(node, { expressions, columns: all, order }, limit) : sortedByOutput(node, { expressions, columns: all, order }, limit), columns };
}

interface Output { readonly expressions: readonly BoundExpression[]; readonly columns: readonly OutputColumn[]; readonly order: readonly OrderKey[] }
type Limit = (input: PlanNode, keys: readonly SortKey[]) => PlanNode;

function distinct(input: PlanNode, { expressions, columns, order }: Output, limit: Limit): PlanNode {
  const project: PlanNode = { kind: 'project', input, expressions, columns };
  const keys = order.map((k): SortKey => ({ expression: columnAt(columns, k.item ?? 0), isDescending: k.isDescending }));
  return limit({ kind: 'distinct', input: project, columns }, keys);
}

/** Values that must not be computed twice are projected first, together with hidden sort columns that a last Project takes off. */
function sortedByOutput(input: PlanNode, { expressions, columns, order }: Output, limit: Limit): PlanNode {
  const hidden = order.filter((k) => k.item === undefined);
  const wide = [...columns, ...hidden.map((k): OutputColumn => ({ name: '', type: k.expression.type, isNullable: k.expression.isNullable }))];
  const project: PlanNode = { kind: 'project', input, expressions: [...expressions, ...hidden.map((k) => k.expression)], columns: wide };
  const keys = order.map((k): SortKey => ({ expression: columnAt(wide, k.item ?? columns.length + hidden.indexOf(k)), isDescending: k.isDescending }));
  const limitedRows = limit(project, keys);
  return hidden.length === 0 ? limitedRows : { kind: 'project', input: limitedRows, expressions: columns.map((_, i) => columnAt(columns, i)), columns };
}

function carriedColumns({ carried }: Shaping): readonly number[] {
  if (!carried) return [];
  return [...carried.definition.columns.map((_, i) => carried.offset + i), carried.rowIdOrdinal];
}
