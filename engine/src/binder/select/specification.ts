// One SELECT ... FROM ... WHERE ... GROUP BY ... HAVING with what orders and limits its rows, as operators.
import type { NamedWindow, QuerySpecification, QueryTail } from '../../syntax/ast/query';
import type { OutputColumn, PlanNode } from '../../plan/node';
import type { Environment, WrittenThrough } from '../environment';
import { expressionsIn } from '../expression/bind-expression';
import { distinctWindows, resolveWindow } from '../expression/named-windows';
import type { ExpressionBinder } from '../expression/expression-binder';
import { bindFrom } from '../from/bind-from';
import { nestedSource, requireNoReadsBeside, requirePlainBeside } from '../from/nested-statement';
import { makeScope, type CarriedTable, type Collector, type Scope } from '../scope';
import { carriedThrough } from './carry';
import { bindGroupBy } from './grouping';
import { refuseNumbersFromCatalog } from './numbers-from-catalog';
import { filter, layOut } from './layout';
import { notUpdatable } from './not-updatable';
import { bindOrderBy, refuseOwnColumns, requireCollations, toldOrder } from './order-by';
import { bindItems, type BoundAssignment, type BoundItem } from './select-items';
import { shape } from './shape';
import { writtenSource } from './written-source';

/** What a specification is bound with. */
export interface SpecificationRequest { readonly env: Environment; readonly outer: Scope | undefined; readonly tail: QueryTail; readonly carry: boolean; readonly written?: WrittenThrough; readonly isInserted?: boolean }

/** A bound specification. `items` are the output expressions, for FOR JSON and SELECT INTO; `scope` the names they saw. */
export interface BoundSpecification {
  readonly node: PlanNode; readonly columns: readonly OutputColumn[]; readonly items: readonly BoundItem[]; readonly scope: Scope;
  /** The select list as written, over the rows of FROM. */
  readonly selected: readonly BoundItem[];
  readonly assignments?: readonly BoundAssignment[]; readonly carried?: CarriedTable; readonly isGrouped: boolean;
  /** See SelectPlan. */
  readonly toldOrder: readonly number[];
}

/** The names in a window must be known, whether or not anything uses it. */
function bindUnused(b: ExpressionBinder, named: NamedWindow, windows: readonly NamedWindow[]): void {
  const { partitionBy, orderBy } = named.window;
  for (const tree of [...partitionBy, ...orderBy.map((item) => item.expression)]) b.bind(tree);
  resolveWindow(named.window, windows, b.env.context.names, [named]);
}

/** Binds one specification; see the file's head. */
export function bindSpecification(spec: QuerySpecification, request: SpecificationRequest): BoundSpecification {
  const { env, outer, tail, carry } = request;
  refuseNumbersFromCatalog(spec);
  const collector: Collector = { aggregates: [], windows: [], named: distinctWindows(spec.windows ?? [], env.context.names) };
  const through = carry ? writtenSource(spec, request) : undefined;
  const nested = request.isInserted === true && nestedSource(spec) !== undefined;
  if (nested) requirePlainBeside(spec, tail);
  const from = bindFrom(spec.from, { env, outer, ...through, takesStatement: nested });
  const scope = makeScope(outer, from.node.columns, from.tables, collector);
  refuseOwnColumns(expressionsIn(env, scope, 'other'), [spec.top?.count, tail.offset, tail.fetch]);
  const where = spec.where && expressionsIn(env, scope, 'where').predicate(spec.where);
  const filtered = where ? filter(from.node, where) : from.node;
  const grouping = spec.groupBy ? bindGroupBy(expressionsIn(env, scope, 'group by'), spec.groupBy) : undefined;
  collector.groupKeys = grouping?.keys;
  collector.hasSets = grouping?.sets !== undefined;
  const bound = bindItems(expressionsIn(env, scope, 'select'), spec.items, spec.isDistinct);
  const unwindowed = { aggregates: [], windows: [] };
  for (const named of spec.windows ?? []) bindUnused(expressionsIn(env, makeScope(outer, from.node.columns, from.tables, unwindowed), 'window'), named, spec.windows ?? []);
  const having = spec.having && expressionsIn(env, scope, 'having').predicate(spec.having);
  const order = bindOrderBy(expressionsIn(env, scope, 'order by'), tail.orderBy, bound.items, spec.isDistinct);
  // What is inserted takes the collation of its column.
  requireCollations(grouping?.keys ?? [], order, request.isInserted && !spec.isDistinct ? [] : bound.items);
  if (nested) requireNoReadsBeside(bound.items.map((item) => item.expression), where, collector.aggregates.length > 0);
  const isGrouped = grouping !== undefined || spec.having !== undefined || collector.aggregates.length > 0;
  if (carry && (isGrouped || spec.isDistinct)) throw notUpdatable('grouped', request.written);
  const laid = layOut(filtered, { ...bound, order, having }, { grouping: isGrouped ? grouping ?? { keys: [] } : undefined, collector, scope });
  const carried = carry ? carriedThrough(from, where, bound.items, request.written) : undefined;
  const { node, columns } = shape(spec, { node: laid.node, ...laid.parts }, { env, outer, tail, carried });
  return {
    node,
    columns,
    items: laid.parts.items,
    selected: bound.items,
    scope,
    isGrouped,
    toldOrder: order.length === 0 ? tail.orderBy.map(() => 0) : toldOrder(order),
    assignments: laid.parts.assignments,
    carried: carried && {
      ...carried,
      ...(spec.from.length > 1 || spec.from[0]?.kind === 'join' ? { isJoined: true } : {}),
      offset: columns.length,
      rowIdOrdinal: columns.length + carried.definition.columns.length,
    },
  };
}
