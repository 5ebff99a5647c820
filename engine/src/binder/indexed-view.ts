// The query of an indexed view: bound so that its rows can be kept, and tested for what a view may hold to be indexed.
// Knows the tree and the plan; keeps no rows.
import type { ViewDefinition } from '../catalog/definitions';
import { Messages } from '../errors/catalogue';
import { notSupported } from '../errors/not-supported';
import { raise } from '../errors/sql-error';
import type { MaintainedView } from '../plan/indexed-view';
import type { BoundExpression } from '../plan/expression';
import type { PlanNode } from '../plan/node';
import { mapPlan } from '../plan/rewrite';
import type { Expression, FunctionCall } from '../syntax/ast/expression';
import type { NamedTable, QuerySpecification, TableSource } from '../syntax/ast/query';
import { visitTree } from '../syntax/visit-tree';
import type { NameRules } from '../types/text/collation';
import type { BindContext } from './bind-context';
import { aggregateSignature, scalarFunction } from './function-signatures';
import { parsedView } from './parsed-text';
import { bindQuery } from './select/bind-query';
import { environmentOf } from './services';

/** The view's query with locking reads under every isolation level, and what its columns are if it groups. */
export function bindViewQuery(view: ViewDefinition, context: BindContext): { readonly node: PlanNode; readonly grouped?: MaintainedView['grouped'] } {
  const { query } = parsedView(view, context);
  const env = { ...environmentOf(context), inheritedHints: { isolation: 'READCOMMITTEDLOCK' as const } };
  const { node } = bindQuery({ statement: query, env, use: 'derived' });
  const calls = query.query.kind === 'query' && query.query.groupBy ? query.query.items.map((item) => (item.kind === 'expression' ? aggregateCall(item.expression) : undefined)) : [];
  const additive = calls.flatMap((call, ordinal) => (call ? [ordinal] : []));
  const count = calls.findIndex((call) => call !== undefined && isCountBig(call) && countsRows(call));
  return calls.length > 0 ? { node, grouped: { additive, count } } : { node };
}

const nameOf = (call: FunctionCall): string => (call.name.parts.length === 1 ? call.name.parts[0] ?? '' : '').toUpperCase();
const isCountBig = (call: FunctionCall): boolean => nameOf(call) === 'COUNT_BIG';
const countsRows = (call: FunctionCall): boolean => call.isStar || call.args[0]?.kind === 'literal';

function aggregateCall(expression: Expression): FunctionCall | undefined {
  if (expression.kind === 'parenthesized') return aggregateCall(expression.operand);
  return expression.kind === 'call' && !expression.over && aggregateSignature(nameOf(expression)) ? expression : undefined;
}

/** Names for messages: the view's full name, the index and its key columns. */
export interface IndexedNames { readonly fullName: string; readonly index: string; readonly keyColumns: readonly string[] }

/** Raises the error of the first thing in the view's query that no indexed view may hold. */
export function requireIndexable(view: ViewDefinition, context: BindContext, names: IndexedNames): void {
  const name = names.fullName;
  const { query } = parsedView(view, context);
  const [cte] = query.with;
  if (cte) throw raise(Messages.IndexCte, { name, cte: cte.name.name });
  if (query.query.kind === 'set-operation') throw raise(Messages.IndexSetOperator, { name });
  const spec = query.query;
  if (spec.isDistinct) throw raise(Messages.IndexDistinct, { name });
  if (spec.top || query.offset || query.orderBy.length > 0) throw raise(Messages.IndexTop, { name });
  requireJoins(spec, context, name);
  requireExpressions(spec, name);
  if (spec.having) throw raise(Messages.IndexHaving, { name });
  requireGroups(spec, view, context, names);
  requireBound(view, context, names);
}

const SUBQUERIES = new Set(['subquery', 'exists', 'in-subquery', 'quantified']);

function tablesIn(source: TableSource, name: string): readonly NamedTable[] {
  if (source.kind === 'table') return [source];
  if (source.kind !== 'join') throw notSupported(`indexed views over ${source.kind === 'derived' ? 'derived tables' : source.kind}`);
  if (source.join === 'left' || source.join === 'right' || source.join === 'full') throw raise(Messages.IndexOuterJoin, { name });
  if (source.join !== 'inner' && source.join !== 'cross') throw notSupported('indexed views with APPLY');
  if (source.hint !== undefined) throw notSupported('indexed views with join hints');
  return [...tablesIn(source.left, name), ...tablesIn(source.right, name)];
}

function requireJoins(spec: QuerySpecification, context: BindContext, name: string): void {
  const seen = new Set<number>();
  if (spec.from.length === 0) throw notSupported('indexed views without FROM');
  for (const source of spec.from.flatMap((from) => tablesIn(from, name))) {
    if (source.hints.length > 0 || source.temporal) throw notSupported('indexed views with table hints');
    const table = context.resolveTable(source.name.parts);
    if (table?.kind === 'view') throw raise(Messages.IndexOverView, { name: name.split('.').at(-1) ?? name, other: source.name.parts.join('.') });
    if (table?.kind !== 'table') throw notSupported('indexed views over system views');
    if (table.definition.temporal || table.definition.isHistory) throw notSupported('indexed views over system-versioned tables');
    const { objectId } = table.definition;
    if (seen.has(objectId)) throw raise(Messages.IndexOverSelfJoin, { name, table: `${table.databaseName}.${table.schemaName}.${table.definition.name}` });
    seen.add(objectId);
  }
}

function requireExpressions(spec: QuerySpecification, name: string): void {
  visitTree([spec.items, spec.where, spec.groupBy, spec.having, spec.from], (kind, node) => {
    if (SUBQUERIES.has(kind)) throw raise(Messages.IndexSubquery, { name });
    if (kind !== 'call') return;
    const call = node as unknown as FunctionCall;
    if (call.over) throw notSupported('indexed views with window functions');
    const called = nameOf(call);
    if (!aggregateSignature(called)) return;
    if (call.isDistinct) throw raise(Messages.IndexAggregateDistinct, { name, aggregate: called });
    if (called === 'COUNT') throw raise(Messages.IndexCount, { name });
    if (called !== 'SUM' && called !== 'COUNT_BIG') throw raise(Messages.IndexAggregate, { name, aggregate: called });
  });
}

const bare = (expression: Expression): Expression => (expression.kind === 'parenthesized' ? bare(expression.operand) : expression);

/** One text for equal expressions, wherever they stand. */
const textOf = (expression: Expression, { keyOf }: NameRules): string => JSON.stringify(bare(expression), (key, value: unknown) => {
  if (key === 'at') return undefined;
  return key === 'parts' && Array.isArray(value) ? keyOf(String(value.at(-1))) : value;
});

function requireGroups(spec: QuerySpecification, view: ViewDefinition, context: BindContext, names: IndexedNames): void {
  const [name, index] = [names.fullName, names.index];
  const items = spec.items.flatMap((item) => (item.kind === 'expression' ? [item.expression] : []));
  const holdsAggregate = (tree: unknown): boolean => {
    let isFound = false;
    visitTree(tree, (kind, node) => { if (kind === 'call' && aggregateSignature(nameOf(node as unknown as FunctionCall))) isFound = true; });
    return isFound;
  };
  if (!spec.groupBy) {
    if (holdsAggregate(spec.items)) throw notSupported('indexed views with aggregates but no GROUP BY');
    return;
  }
  const keys = spec.groupBy.sets.map((set) => {
    if (set.kind !== 'expression') throw notSupported('indexed views with CUBE, ROLLUP or GROUPING SETS');
    return textOf(set.expression, context.names);
  });
  const calls = items.map(aggregateCall);
  if (!calls.some((call) => call && isCountBig(call) && countsRows(call))) throw raise(Messages.IndexNoCountBig, { name });
  const shown = items.map((item) => textOf(item, context.names));
  if (items.some((_, i) => !calls[i] && !keys.includes(shown[i] ?? ''))) throw raise(Messages.IndexOverResult, { index, name });
  if (keys.some((key) => !shown.includes(key))) throw raise(Messages.IndexLacksGroupColumns, { index, name });
  const isKeySum = names.keyColumns.some((key) => calls[view.columns.findIndex((column) => context.names.isSame(column.name, key))]);
  if (isKeySum) throw raise(Messages.IndexKeyOutsideGroup, { index, name });
}

const LARGE = new Set(['text', 'ntext', 'image', 'xml']);
const REFUSED_TYPES = new Set(['geometry', 'geography', 'vector', 'sql_variant']);
const APPROXIMATE = new Set(['float', 'real']);

function requireBound(view: ViewDefinition, context: BindContext, names: IndexedNames): void {
  const [name, index] = [names.fullName, names.index];
  if (view.columns.some((column) => LARGE.has(column.type.name))) throw raise(Messages.IndexOverLargeTypes, { name });
  const refused = view.columns.find((column) => REFUSED_TYPES.has(column.type.name));
  if (refused) throw notSupported(`indexed views with ${refused.type.name} columns`);
  const isApproximate = names.keyColumns.some((key) => APPROXIMATE.has(view.columns.find((column) => context.names.isSame(column.name, key))?.type.name ?? ''));
  if (isApproximate) throw notSupported('indexed views with float or real in the key');
  const { node } = bindViewQuery(view, context);
  mapPlan(node, (expression) => {
    if (expression.kind === 'user-function') throw notSupported('indexed views that call user-defined functions');
    if (expression.kind === 'system-variable') throw raise(Messages.IndexNondeterministic, { name, function: expression.name.toLowerCase() });
    if (expression.kind === 'call' && scalarFunction(expression.name)?.isDeterministic !== true) throw raise(Messages.IndexNondeterministic, { name, function: expression.name.toLowerCase() });
    return undefined;
  }, 0);
  if (sumsNullable(node)) throw raise(Messages.IndexSumNullable, { index, name });
}

function sumsNullable(node: PlanNode): boolean {
  if (node.kind === 'aggregate') return node.aggregates.some((call) => call.name.toUpperCase() === 'SUM' && (!call.argument || mayBeNull(call.argument)));
  return 'input' in node && sumsNullable(node.input);
}

/** Arithmetic and conversions of values that are never NULL give none under the settings that an indexed view asks for (ARITHABORT ON). */
function mayBeNull(expression: BoundExpression): boolean {
  if (expression.kind === 'arithmetic') return mayBeNull(expression.left) || mayBeNull(expression.right);
  if (expression.kind === 'negate' || (expression.kind === 'convert' && !expression.isTry)) return mayBeNull(expression.operand);
  return expression.isNullable;
}
