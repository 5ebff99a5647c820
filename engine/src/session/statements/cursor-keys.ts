// Which cursors may be written through, and how their rows are found again: the query with the keys of its tables behind its columns, and the
// same query for one set of keys. Works on syntax trees; knows nothing of positions.
import type { Expression } from '../../syntax/ast/expression';
import type { NamedTable, QuerySpecification, SelectItem, SelectStatement, TableSource } from '../../syntax/ast/query';
import { isSqlError } from '../../errors/sql-error';
import type { Row } from '../../types/value';
import type { SqlType } from '../../types/sql-type';
import type { Frame, Variable } from '../frame';
import { bindIn } from '../plan-cache';
import { selectFor } from './select-plan';
import type { SessionState } from '../state';

/** One key column of a table of a cursor: the hidden variable that holds its value, and where the value stands in a row of `keyed`. */
export interface CursorKey { readonly objectId: number; readonly column: string; readonly variable: string; readonly type: SqlType; readonly ordinal: number }
/** A cursor's query with keys, and for the row with the keys that hidden variables hold (`current` asks WHERE again, `member` does not). */
export interface KeyedQuery { readonly width: number; readonly keys: readonly CursorKey[]; readonly keyed: SelectStatement; readonly current: SelectStatement; readonly member: SelectStatement }

const STATIC_PARTS = new Set(['over', 'next-value', 'assign']);

function tablesOf(source: TableSource): readonly NamedTable[] | undefined {
  if (source.kind === 'table') return source.temporal ? undefined : [source];
  if (source.kind !== 'join' || (source.join !== 'inner' && source.join !== 'cross')) return undefined;
  const [left, right] = [tablesOf(source.left), tablesOf(source.right)];
  return left && right && [...left, ...right];
}

/** Queries whose cursors SQL Server makes static itself. */
const isFixed = ({ query, forClause }: SelectStatement): boolean =>
  query.kind !== 'query' || forClause !== undefined || query.isDistinct || query.into !== undefined || query.groupBy !== undefined || query.having !== undefined || query.from.length === 0;

/** Queries whose rows can be found again by their keys alone. */
function isPlain(statement: SelectStatement): statement is SelectStatement & { readonly query: QuerySpecification } {
  const { query } = statement;
  if (query.kind !== 'query' || statement.with.length > 0 || statement.offset || query.top) return false;
  return !query.items.some((item) => contains(item, STATIC_PARTS));
}

/** True when a tree has a node of such a kind, or a part of such a name. */
function contains(tree: unknown, names: ReadonlySet<string>): boolean {
  if (typeof tree !== 'object' || tree === null) return false;
  return Object.entries(tree).some(([name, value]) => value !== undefined && (names.has(name) || (name === 'kind' && names.has(String(value))) || contains(value, names)));
}

/** The key of one table: its narrowest unique index over columns that are never NULL. */
function keyOf(state: SessionState, frame: Frame, table: NamedTable): readonly Omit<CursorKey, 'ordinal'>[] | undefined {
  const found = bindIn(state, frame).resolveTable(table.name.parts);
  if (found?.kind !== 'table' || found.ref.kind !== 'base') return undefined;
  const { definition } = found;
  const columnsOf = (ids: readonly { readonly columnId: number }[]): readonly (typeof definition.columns[number])[] => ids.flatMap(({ columnId }) => definition.columns.filter((c) => c.columnId === columnId));
  const [index] = definition.indexes.filter((i) => i.isUnique && i.filter === undefined && !i.isDisabled && columnsOf(i.columns).every((c) => !c.isNullable))
    .sort((a, b) => Number(b.isPrimaryKey) - Number(a.isPrimaryKey) || a.columns.length - b.columns.length);
  if (!index) return undefined;
  const alias = table.alias?.name ?? table.name.parts.at(-1) ?? '';
  return columnsOf(index.columns).map((c) => ({ objectId: definition.objectId, column: c.name, variable: `@ cursor ${alias.toLowerCase()}.${c.name.toLowerCase()}`, type: c.type }));
}

const both = (left: Expression | undefined, right: Expression): Expression => (left ? { kind: 'logical', operator: 'and', left, right, at: right.at } : right);

/** The keyed form of a cursor's query; undefined for one that is read-only by its shape, 'no-key' where rows cannot be found again by keys. */
export function keyedQuery(state: SessionState, frame: Frame, statement: SelectStatement): KeyedQuery | 'no-key' | undefined {
  if (isFixed(statement)) return undefined;
  if (!isPlain(statement)) return 'no-key';
  const { query, at } = statement;
  const tables = query.from.map(tablesOf).reduce<readonly NamedTable[] | undefined>((all, some) => all && some && [...all, ...some], []);
  if (!tables) return 'no-key';
  const perTable = tables.map((table) => ({ table, key: keyOf(state, frame, table) }));
  const items: SelectItem[] = [];
  const keys: Omit<CursorKey, 'ordinal'>[] = [];
  let filter: Expression | undefined;
  for (const { table, key } of perTable) {
    if (!key) return 'no-key';
    for (const part of key) {
      const column: Expression = { kind: 'column', parts: [...(table.alias ? [table.alias.name] : table.name.parts), part.column], at };
      items.push({ kind: 'expression', expression: column, at });
      filter = both(filter, { kind: 'comparison', operator: '=', left: column, right: { kind: 'variable', name: part.variable, at }, at });
      keys.push(part);
    }
  }
  if (!filter) return undefined;
  return measured(state, frame, { statement, query, items, filter, keys });
}

interface Parts { readonly statement: SelectStatement; readonly query: QuerySpecification; readonly items: readonly SelectItem[]; readonly filter: Expression; readonly keys: readonly Omit<CursorKey, 'ordinal'>[] }

function measured(state: SessionState, frame: Frame, { statement, query, items, filter, keys }: Parts): KeyedQuery | undefined {
  const width = selectFor(state, frame, statement).compiled.columns.length;
  const keyed: SelectStatement = { ...statement, query: { ...query, items: [...query.items, ...items] } };
  try {
    selectFor(state, frame, keyed);
  } catch (error) {
    if (isSqlError(error)) return undefined;
    throw error;
  }
  const where = query.where ? both({ kind: 'parenthesized', operand: query.where, at: statement.at }, filter) : filter;
  const again = (condition: Expression): SelectStatement => ({ ...statement, orderBy: [], query: { ...query, where: condition } });
  return { width, keys: keys.map((key, i) => ({ ...key, ordinal: width + i })), keyed, current: again(where), member: again(filter) };
}

/** The frame with the keys of `row` in hidden variables. */
export function withKeys(frame: Frame, { keys }: KeyedQuery, row: Row): Frame {
  const hidden = keys.map((key): [string, Variable] => [key.variable, { kind: 'scalar', type: key.type, value: row[key.ordinal] ?? null }]);
  return { ...frame, variables: new Map([...frame.variables, ...hidden]) };
}

/** The condition `key = hidden variable` on one table of the cursor; undefined if the table is not among its tables. */
export function keyCondition({ keys }: KeyedQuery, objectId: number, at: Expression['at']): Expression | undefined {
  const own = keys.filter((key) => key.objectId === objectId);
  return own.reduce<Expression | undefined>((condition, key) => both(condition, { kind: 'comparison', operator: '=', left: { kind: 'column', parts: [key.column], at }, right: { kind: 'variable', name: key.variable, at }, at }), undefined);
}
