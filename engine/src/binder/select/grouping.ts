// GROUP BY: keys and grouping sets, and the rewriting of expressions over the grouped row.
import { raise, throwAll, type SqlError } from '../../errors/sql-error';
import { Messages } from '../../errors/catalogue';
import { notSupported } from '../../errors/not-supported';
import type { Expression } from '../../syntax/ast/expression';
import type { GroupBy, GroupingElement } from '../../syntax/ast/query';
import { columnAtDepth, type BoundExpression } from '../../plan/expression';
import { expressionKey } from '../../plan/expression-key';
import type { AggregateCall, AggregateNode, OutputColumn, PlanNode } from '../../plan/node';
import { columnsOf, hasSubquery, isOfStartingRow, mapExpression } from '../../plan/rewrite';
import { INT } from '../../types/sql-type';
import { collationMark } from '../expression/collation-label';
import { requireSortableType } from '../expression/comparable';
import { settled } from '../expression/folded';
import type { ExpressionBinder } from '../expression/expression-binder';
import { AGGREGATE_BASE, GROUPING_BASE, WINDOW_BASE, type Collector, type Scope } from '../scope';

/** Bound group keys; `sets` where there is more than the plain one. */
export interface BoundGrouping { readonly keys: readonly BoundExpression[]; readonly sets?: readonly (readonly number[])[] }

type ExpressionSet = readonly Expression[];

const product = (left: readonly ExpressionSet[], right: readonly ExpressionSet[]): readonly ExpressionSet[] => left.flatMap((l) => right.map((r) => [...l, ...r]));

function setsOf(element: GroupingElement): readonly ExpressionSet[] {
  switch (element.kind) {
    case 'expression': return [[element.expression]];
    case 'rollup': return [...element.items.keys(), element.items.length].reverse().map((count) => element.items.slice(0, count).flat());
    case 'cube': return element.items.reduce<readonly ExpressionSet[]>((sets, item) => sets.flatMap((s) => [[...s, ...item], s]), [[]]);
    case 'grouping-sets': return element.sets.flatMap((list) => list.map(setsOf).reduce(product, [[]]));
  }
}

/** Binds GROUP BY; raises 164 for a key without columns. */
export function bindGroupBy(b: ExpressionBinder, groupBy: GroupBy): BoundGrouping {
  if (groupBy.isAll) throw notSupported('GROUP BY ALL');
  const keys: BoundExpression[] = [];
  const ordinals = new Map<string, number>();
  const keyOf = (tree: Expression): number => {
    const bound = b.bind(tree);
    if (hasSubquery(bound)) throw raise(Messages.AggregateInGroupBy, {});
    requireSortableType(bound.type, 'GROUP BY');
    if (columnsOf(bound).size === 0) throw raise(Messages.GroupByWithoutColumn, {});
    const text = expressionKey(bound);
    const known = ordinals.get(text);
    if (known !== undefined) return known;
    ordinals.set(text, keys.length);
    return keys.push(bound) - 1;
  };
  const sets = groupBy.sets.map(setsOf).reduce(product, [[]]).map((set) => [...new Set(set.map(keyOf))]);
  const isPlain = groupBy.sets.every((s) => s.kind === 'expression');
  return isPlain ? { keys } : { keys, sets };
}

const isPrefix = (shorter: readonly string[], longer: readonly string[]): boolean => shorter.every((key, i) => key === longer[i]);

/** Raises 8711 for aggregates that want their rows in orders that no one sort gives, and 8710 for a STRING_AGG whose subtotals would have to be joined. */
function requireSortedOnce(aggregates: readonly AggregateCall[], hasSets: boolean): void {
  const joined = aggregates.filter((call) => call.name === 'STRING_AGG');
  if (hasSets && joined.length > 0) throw raise(Messages.NotMergedOverSets, {});
  const orders = joined.map((call) => call.orderBy.map((key) => `${expressionKey(key.expression)} ${String(key.isDescending)}`));
  const differs = orders.some((one, i) => orders.slice(0, i).some((other) => !isPrefix(one, other) && !isPrefix(other, one)));
  if (differs) throw raise(Messages.OrdersDiffer, {});
}

/** The aggregate operator of a query. */
export function makeAggregate(input: PlanNode, grouping: BoundGrouping, collector: Collector): AggregateNode {
  const { keys, sets } = grouping;
  requireSortedOnce(collector.aggregates, sets !== undefined);
  const keyColumns = keys.map((k): OutputColumn => ({ name: k.kind === 'column' ? k.name : '', type: k.type, isNullable: k.isNullable || sets !== undefined, ...collationMark([k]) }));
  const aggregateColumns = collector.aggregates.map((a): OutputColumn => ({ name: '', type: a.type, isNullable: true, madeBy: 'rows' }));
  const flags = sets ? keys.map((): OutputColumn => ({ name: '', type: INT, isNullable: false })) : [];
  const columns = [...keyColumns, ...aggregateColumns, ...flags];
  return { kind: 'aggregate', input, keys, aggregates: collector.aggregates, ...(sets ? { sets } : {}), isScalar: keys.length === 0 && !sets, columns };
}

/** The clause whose expressions are rewritten, for the error of a column that is not grouped. */
export type GroupedClause = 'select' | 'having' | 'order by';

function notGrouped(ordinal: number, scope: Scope, clause: GroupedClause): SqlError {
  const table = scope.tables.find((t) => t.columns.some((c) => c.ordinal === ordinal));
  const name = table?.columns.find((c) => c.ordinal === ordinal)?.name ?? scope.row[ordinal]?.name ?? '';
  const column = table && table.name !== '' ? `${table.objectName ?? table.name}.${name}` : name;
  switch (clause) {
    case 'select': return raise(Messages.NotInGroupBy, { column });
    case 'having': return raise(Messages.NotInGroupByHaving, { column });
    case 'order by': return raise(Messages.NotInGroupByOrder, { column });
  }
}

/** Expressions over the ungrouped row, as they read over the aggregate's row. */
export type Regroup = (expression: BoundExpression, clause: GroupedClause) => BoundExpression;

/** Makes the rewriting for one aggregate. */
export function regrouper({ keys, aggregates, columns }: AggregateNode, scope: Scope): Regroup {
  const texts = keys.map(expressionKey);
  const kinds = new Set(keys.map((k) => k.kind));
  const at = (ordinal: number, depth: number): BoundExpression => columnAtDepth(columns[ordinal] ?? { name: '', type: INT, isNullable: true }, ordinal, depth);
  const ordinalOf = (ordinal: number, clause: GroupedClause, ungrouped: SqlError[]): number => {
    if (ordinal >= GROUPING_BASE) return keys.length + aggregates.length + ordinal - GROUPING_BASE;
    if (ordinal >= AGGREGATE_BASE) return keys.length + ordinal - AGGREGATE_BASE;
    const key = keys.findIndex((k) => k.kind === 'column' && k.ordinal === ordinal);
    if (key < 0) ungrouped.push(notGrouped(ordinal, scope, clause));
    return key;
  };
  const regrouped = (expression: BoundExpression, clause: GroupedClause, ungrouped: SqlError[]): BoundExpression => mapExpression(expression, (e, depth) => {
    if (depth === 0 && kinds.has(e.kind) && e.kind !== 'column') {
      const key = texts.indexOf(expressionKey(e));
      if (key >= 0) return at(key, 0);
    }
    const rest = depth === 0 ? settled(e) : undefined;
    if (rest) return regrouped(rest, clause, ungrouped);
    if (!isOfStartingRow(e, depth) || isWindow(e.ordinal)) return undefined;
    return at(ordinalOf(e.ordinal, clause, ungrouped), depth);
  });
  return (expression, clause) => {
    const ungrouped: SqlError[] = [];
    const made = regrouped(expression, clause, ungrouped);
    throwAll(ungrouped);
    return made;
  };
}

const isWindow = (ordinal: number): boolean => ordinal >= WINDOW_BASE && ordinal < GROUPING_BASE;
