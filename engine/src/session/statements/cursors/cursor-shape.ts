// What the query of a cursor is over, and in which order: decides whether the cursor can follow its tables as they change. Works on syntax trees.
import type { IndexDefinition, TableDefinition } from '../../../catalog/definitions';
import type { Expression } from '../../../syntax/ast/expression';
import type { NamedTable, OrderItem, QuerySpecification, SelectStatement, TableSource } from '../../../syntax/ast/query';
import type { NameRules } from '../../../types/text/collation';
import type { CursorTable } from '../../cursor';
import type { Frame } from '../../frame';
import { bindIn } from '../../plan-cache';
import type { SessionState } from '../../state';

/** A query that can be asked again for the rows as they are. */
export interface OpenShape {
  readonly kind: 'open'; readonly query: QuerySpecification; readonly tables: readonly CursorTable[];
  /** TOP, OFFSET or FETCH. */
  readonly isLimited: boolean;
  /** Its ORDER BY needs a sort. */
  readonly isSorted: boolean;
  /** Every table has what a keyset finds its rows by. */
  readonly hasLocators: boolean;
  /** ORDER BY over the tables' own columns; constants are left out. */
  readonly order: readonly OrderItem[];
}

/** 'fixed': SQL Server copies its rows too. 'opaque': SQL Server looks through it, this engine does not. */
export type CursorShape = OpenShape | { readonly kind: 'fixed' } | { readonly kind: 'opaque' };

const FIXED = { kind: 'fixed' } as const;
const OPAQUE = { kind: 'opaque' } as const;

/** The shape of a cursor's query. */
export function cursorShape(state: SessionState, frame: Frame, statement: SelectStatement): CursorShape {
  const { query } = statement;
  if (query.kind !== 'query' || isCopied(statement, query)) return FIXED;
  if (statement.with.length > 0 || query.items.some((item) => contains(item, 'next-value'))) return OPAQUE;
  const tables: CursorTable[] = [];
  for (const source of query.from) {
    const found = collect(state, frame, source, { tables, isOuter: false });
    if (found) return found;
  }
  const { names } = bindIn(state, frame);
  const order = orderOf(statement, query, names);
  return {
    kind: 'open', query, tables, isLimited: query.top !== undefined || statement.offset !== undefined, isSorted: !isDelivered(order, tables, names), order,
    hasLocators: tables.every(({ definition }) => definition.indexes.some((index) => index.isClustered || (index.isUnique && index.filter === undefined))),
  };
}

const isCopied = ({ forClause }: SelectStatement, query: QuerySpecification): boolean =>
  forClause !== undefined ||
  query.isDistinct ||
  query.into !== undefined ||
  query.groupBy !== undefined ||
  query.having !== undefined ||
  query.from.length === 0 ||
  query.items.some((item) => contains(item, 'over') || hasAggregate(item));

const AGGREGATES = new Set(['count', 'count_big', 'sum', 'min', 'max', 'avg', 'string_agg', 'stdev', 'stdevp', 'var', 'varp', 'checksum_agg', 'approx_count_distinct']);

/** Aggregates of the query itself, not of a subquery in it. */
function hasAggregate(tree: unknown): boolean {
  if (typeof tree !== 'object' || tree === null) return false;
  const node = tree as { readonly kind?: unknown; readonly name?: { readonly parts?: readonly string[] } };
  if (node.kind === 'select') return false;
  if (node.kind === 'call' && node.name?.parts?.length === 1 && AGGREGATES.has((node.name.parts[0] ?? '').toLowerCase())) return true;
  return Object.values(tree).some(hasAggregate);
}

/** True when a tree has a node of such a kind, or a part of such a name. */
function contains(tree: unknown, name: string): boolean {
  if (typeof tree !== 'object' || tree === null) return false;
  return Object.entries(tree).some(([key, value]) => value !== undefined && (key === name || (key === 'kind' && value === name) || contains(value, name)));
}

interface Collected { readonly tables: CursorTable[]; readonly isOuter: boolean }

/** Adds the tables of a source; gives the shape of the whole where the source decides it. */
function collect(state: SessionState, frame: Frame, source: TableSource, at: Collected): typeof FIXED | typeof OPAQUE | undefined {
  switch (source.kind) {
    case 'table': return collectNamed(state, frame, source, at);
    case 'table-variable': {
      const found = bindIn(state, frame).resolveTableVariable(source.name);
      if (found) at.tables.push({ source, ...found, prefix: [source.alias?.name ?? source.name], isOuter: at.isOuter });
      return found ? undefined : OPAQUE;
    }
    case 'join': {
      if (source.join === 'cross-apply' || source.join === 'outer-apply') return OPAQUE;
      const isLeftOuter = at.isOuter || source.join === 'right' || source.join === 'full';
      const isRightOuter = at.isOuter || source.join === 'left' || source.join === 'full';
      return collect(state, frame, source.left, { ...at, isOuter: isLeftOuter }) ?? collect(state, frame, source.right, { ...at, isOuter: isRightOuter });
    }
    case 'derived': return OPAQUE;
    default: return FIXED;
  }
}

function collectNamed(state: SessionState, frame: Frame, source: NamedTable, at: Collected): typeof FIXED | typeof OPAQUE | undefined {
  if (source.temporal) return FIXED;
  const found = bindIn(state, frame).resolveTable(source.name.parts);
  if (found?.kind === 'virtual') return FIXED;
  if (found?.kind !== 'table' || found.ref.kind !== 'base') return OPAQUE;
  at.tables.push({ source, definition: found.definition, ref: found.ref, prefix: source.alias ? [source.alias.name] : source.name.parts, isOuter: at.isOuter });
  return undefined;
}

/** ORDER BY with numbers and aliases as the expressions that they stand for. */
function orderOf(statement: SelectStatement, query: QuerySpecification, names: NameRules): OrderItem[] {
  return statement.orderBy.flatMap((item): OrderItem[] => {
    const expression = behind(item.expression, query, names);
    if (expression.kind === 'subquery' && !contains(expression, 'column')) return [];
    return [{ ...item, expression }];
  });
}

function behind(expression: Expression, query: QuerySpecification, names: NameRules): Expression {
  const { items } = query;
  if (expression.kind === 'literal' && expression.literal === 'integer') {
    const item = items[Number(expression.text) - 1];
    const isCounted = !items.slice(0, Number(expression.text)).some((one) => one.kind === 'star');
    return isCounted && item?.kind === 'expression' ? item.expression : expression;
  }
  const alias = expression.kind === 'column' && expression.parts.length === 1 ? expression.parts[0] : undefined;
  const named = alias === undefined ? undefined : items.find((item) => item.kind === 'expression' && item.alias !== undefined && names.isSame(item.alias.name, alias));
  return named?.kind === 'expression' ? named.expression : expression;
}

interface OrderedColumn { readonly table: CursorTable; readonly columnId: number; readonly isDescending: boolean }

function columnOf({ expression, isDescending }: OrderItem, tables: readonly CursorTable[], { isSame }: NameRules): OrderedColumn | undefined {
  if (expression.kind !== 'column') return undefined;
  const name = expression.parts.at(-1) ?? '';
  const qualifier = expression.parts.at(-2);
  for (const table of tables) {
    if (qualifier !== undefined && !isSame(qualifier, table.prefix.at(-1) ?? '')) continue;
    const column = table.definition.columns.find((one) => isSame(one.name, name));
    if (column) return { table, columnId: column.columnId, isDescending };
  }
  return undefined;
}

/** Whether indexes give the rows in that order: one run of columns a table, each but the last telling its rows apart. */
function isDelivered(order: readonly OrderItem[], tables: readonly CursorTable[], names: NameRules): boolean {
  const columns = order.map((item) => columnOf(item, tables, names));
  const runs: OrderedColumn[][] = [];
  for (const column of columns) {
    if (!column) return false;
    const run = runs.at(-1);
    if (run?.[0]?.table === column.table) run.push(column);
    else runs.push([column]);
  }
  return runs.every((run, i) => run[0] !== undefined && indexesOf(run[0].table.definition).some((index) => delivers(index, run, i < runs.length - 1)));
}

interface OrderingIndex { readonly columns: IndexDefinition['columns']; readonly isUnique: boolean }

/** The indexes that can give an order; a nonclustered one ends in the clustered key. */
function indexesOf({ indexes }: TableDefinition): OrderingIndex[] {
  const clustered = indexes.find((index) => index.isClustered);
  return indexes.filter((index) => !index.isDisabled && index.filter === undefined).map((index) => {
    if (index.isClustered || index.isUnique || !clustered) return index;
    return { columns: [...index.columns, ...clustered.columns.filter(({ columnId }) => !index.columns.some((own) => own.columnId === columnId))], isUnique: clustered.isUnique };
  });
}

function delivers(index: OrderingIndex, run: readonly OrderedColumn[], mustBeUnique: boolean): boolean {
  const [first] = index.columns;
  if (!first || !run[0]) return false;
  const isReversed = first.isDescending !== run[0].isDescending;
  for (const [i, wanted] of run.entries()) {
    const own = index.columns[i];
    if (!own) return index.isUnique;
    if (own.columnId !== wanted.columnId || (own.isDescending !== wanted.isDescending) !== isReversed) return false;
  }
  return !mustBeUnique || (index.isUnique && run.length >= index.columns.length);
}
