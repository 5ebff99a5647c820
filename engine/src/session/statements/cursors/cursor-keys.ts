// How the rows of a cursor are found again: the query with the keys of its tables behind its columns, the same query for one set of keys, and
// for what comes after or before a row. Works on syntax trees; knows nothing of positions.
import type { Identifier } from '../../../syntax/ast/common';
import type { Expression } from '../../../syntax/ast/expression';
import type { OrderItem, QuerySpecification, SelectItem, SelectStatement, TableHint, TableSource } from '../../../syntax/ast/query';
import { ROW_ID_NAME } from '../../../binder/from/scan';
import { sameName } from '../../../types/text/collation';
import type { Row } from '../../../types/value';
import { INT, type SqlType } from '../../../types/sql-type';
import type { OpenShape } from './cursor-shape';
import type { CursorKey, CursorTable, KeyedQuery, OrderPart } from '../../cursor';
import type { Frame, Variable } from '../../frame';
import { selectFor } from '../select-plan';
import type { SessionState } from '../../state';

/** The columns that tell a table's rows apart: its clustered unique key, its primary key or the narrowest unique index over columns that are never NULL; else the row id. */
function keyOf({ definition }: CursorTable): { readonly columns: readonly { readonly name: string; readonly type: SqlType }[]; readonly isClustered: boolean } {
  const columnsOf = (ids: readonly { readonly columnId: number }[]): readonly (typeof definition.columns)[number][] =>
    ids.flatMap(({ columnId }) => definition.columns.filter((c) => c.columnId === columnId));
  const [index] = definition.indexes.filter((i) => i.isUnique && i.filter === undefined && !i.isDisabled && columnsOf(i.columns).every((c) => !c.isNullable))
    .sort((a, b) => Number(b.isClustered) - Number(a.isClustered) || Number(b.isPrimaryKey) - Number(a.isPrimaryKey) || a.columns.length - b.columns.length);
  const isHeap = !definition.indexes.some((i) => i.isClustered);
  if (!index || (!index.isClustered && !isHeap)) return { columns: [{ name: ROW_ID_NAME, type: INT }], isClustered: false };
  return { columns: columnsOf(index.columns), isClustered: index.isClustered };
}

type Condition = Expression | undefined;
const both = (left: Condition, right: Expression): Expression => (left ? { kind: 'logical', operator: 'and', left, right, at: right.at } : right);
const either = (left: Condition, right: Expression): Expression => (left ? { kind: 'logical', operator: 'or', left, right, at: right.at } : right);

function withRowIds(source: TableSource): TableSource {
  if (source.kind === 'table' || source.kind === 'table-variable') return { ...source, showsRowId: true };
  return source.kind === 'join' ? { ...source, left: withRowIds(source.left), right: withRowIds(source.right) } : source;
}

const UPDLOCK = (at: TableHint['at']): TableHint => ({ name: 'UPDLOCK', args: [], at });
function withLocks(source: TableSource): TableSource {
  if (source.kind === 'table') return { ...source, hints: [...source.hints, UPDLOCK(source.at)] };
  return source.kind === 'join' ? { ...source, left: withLocks(source.left), right: withLocks(source.right) } : source;
}

/** The keyed form of a cursor's query. */
export function keyedQuery(state: SessionState, frame: Frame, statement: SelectStatement, shape: OpenShape): KeyedQuery {
  const { at } = statement;
  const query: QuerySpecification = { ...shape.query, from: shape.query.from.map(withRowIds) };
  const width = selectFor(state, frame, statement).compiled.columns.length;
  const items: SelectItem[] = [];
  const keys: CursorKey[] = [];
  let filter: Condition;
  for (const [i, table] of shape.tables.entries()) {
    for (const [place, { name, type }] of keyOf(table).columns.entries()) {
      const key: CursorKey = { table, column: name, variable: `@ cursor ${i}.${place}`, type, ordinal: width + items.length };
      const column: Expression = { kind: 'column', parts: [...table.prefix, name], at };
      items.push({ kind: 'expression', expression: column, alias: hidden(items.length, at), at });
      filter = both(
        filter,
        table.isOuter
          ? { kind: 'is-distinct', isNegated: true, left: column, right: variable(key.variable, at), at }
          : { kind: 'comparison', operator: '=', left: column, right: variable(key.variable, at), at },
      );
      keys.push(key);
    }
  }
  const walk = walkOf(shape, width + items.length, at);
  const ordered = (walk?.parts ?? []).map(({ expression }, i): SelectItem => ({ kind: 'expression', expression, alias: hidden(items.length + i, at), at }));
  const { top: _, ...unlimited } = query;
  const again = (where: Condition, from = query.from): SelectStatement => ({
    ...statement,
    orderBy: [],
    offset: undefined,
    fetch: undefined,
    query: { ...unlimited, from, items: [...query.items], where },
  });
  const keyed: SelectStatement = { ...statement, query: { ...query, items: [...query.items, ...items, ...ordered] } };
  const typed = walk && { ...walk, parts: typedParts(walk.parts, selectFor(state, frame, keyed).compiled.columns) };
  return { width, keys, tables: shape.tables, keyed, member: again(filter), locked: again(filter, query.from.map(withLocks)), ...(typed ? { walk: typed } : {}) };
}

const variable = (name: string, at: Expression['at']): Expression => ({ kind: 'variable', name, at });
/** The name of a column that the cursor adds: ORDER BY cannot mean it. */
const hidden = (position: number, at: Expression['at']): Identifier => ({ name: `@ cursor column ${position}`, at });
const bracketed = (operand: Expression): Expression => ({ kind: 'parenthesized', operand, at: operand.at });
const typedParts = (parts: readonly OrderPart[], columns: readonly { readonly type: SqlType }[]): OrderPart[] => parts.map((part) => ({ ...part, type: columns[part.ordinal]?.type ?? INT }));

/** A single table walked by ORDER BY, else by its clustered index or its row ids; what does not tell rows apart ends in the row id. */
function walkOf({ tables: [table, second], order, isSorted, isLimited }: OpenShape, start: number, at: Expression['at']): KeyedQuery['walk'] {
  if (!table || second || isSorted || isLimited) return undefined;
  const { definition, prefix } = table;
  const column = (name: string): Expression => ({ kind: 'column', parts: [...prefix, name], at });
  const clustered = definition.indexes.find((index) => index.isClustered);
  const natural = (clustered?.columns ?? []).map(({ columnId, isDescending }) => ({ expression: column(definition.columns.find((one) => one.columnId === columnId)?.name ?? ''), isDescending }));
  const wanted: readonly OrderItem[] = order.length > 0 ? order : natural;
  const isUnique = order.length === 0 && clustered?.isUnique === true;
  const ordered = isUnique ? wanted : [...wanted, { expression: column(ROW_ID_NAME), isDescending: wanted.length > 0 && wanted.every((item) => item.isDescending) }];
  return {
    seeks: new Map(),
    parts: ordered.map(({ expression, isDescending }, i) => ({
      expression,
      isDescending,
      isNullable: isNullable(expression, definition),
      variable: `@ cursor order ${i}`,
      type: INT,
      ordinal: start + i,
    })),
  };
}

function isNullable(expression: Expression, { columns }: CursorTable['definition']): boolean {
  const name = expression.kind === 'column' ? (expression.parts.at(-1) ?? '') : '';
  return name !== ROW_ID_NAME && columns.find((column) => sameName(column.name, name))?.isNullable !== false;
}

/**
 * The queries of the first row behind (or before) the one whose values the hidden variables hold, to be asked one after the other; without a row, of
 * the first (or last) of all.
 */
export function seeksFrom({ keyed, walk }: KeyedQuery, row: Row | undefined, isForward: boolean): readonly SelectStatement[] {
  const { parts = [], seeks = new Map<string, readonly SelectStatement[]>() } = walk ?? {};
  const pattern = `${isForward ? 'next' : 'prior'} ${row ? parts.map((part) => (row[part.ordinal] === null ? 'n' : 'v')).join('') : 'all'}`;
  const known = seeks.get(pattern);
  if (known || keyed.query.kind !== 'query') return known ?? [keyed];
  const { at, query } = keyed;
  const directed = parts.map((part) => ({ ...part, isDescending: part.isDescending === isForward }));
  const made = (row ? beyondRow(directed, row, at) : [undefined]).map((beyond): SelectStatement => ({
    ...keyed,
    orderBy: directed.map(({ expression, isDescending }) => ({ expression, isDescending })),
    query: {
      ...query,
      where: beyond && query.where ? both(bracketed(query.where), beyond) : (beyond ?? query.where),
      top: { count: integer('1', at), isPercent: false, withTies: false },
    },
  }));
  seeks.set(pattern, made);
  return made;
}

const integer = (text: string, at: Expression['at']): Expression => ({ kind: 'literal', literal: 'integer', text, at });

/**
 * Everything behind the row in the order of the parts, which an index over the first part can be entered by: rows of a NULL there are asked for
 * apart. NULLs come first in an ascending part.
 */
function beyondRow(parts: readonly OrderPart[], row: Row, at: Expression['at']): Expression[] {
  const [first, ...rest] = parts;
  if (!first) return [];
  const isNullTest = (isNegated: boolean): Expression => ({ kind: 'is-null', operand: first.expression, isNegated, at });
  const compare = (operator: '=' | '<' | '>' | '<=' | '>='): Expression => ({ kind: 'comparison', operator, left: first.expression, right: variable(first.variable, at), at });
  const among = rest.length > 0 ? beyondRow(rest, row, at).reduce<Condition>((all, one) => either(all, bracketed(one)), undefined) : undefined;
  if (row[first.ordinal] === null) {
    const ties = among ? [both(isNullTest(false), bracketed(among))] : [];
    return first.isDescending ? ties : [...ties, isNullTest(true)];
  }
  const further = compare(first.isDescending ? '<' : '>');
  const behind = among ? both(compare(first.isDescending ? '<=' : '>='), bracketed(either(further, bracketed(both(compare('='), bracketed(among)))))) : further;
  return first.isDescending && first.isNullable ? [behind, isNullTest(false)] : [behind];
}

/** The frame with the keys of `row`, and its place in the order, in hidden variables. */
export function withKeys(frame: Frame, { keys, walk }: KeyedQuery, row: Row | undefined): Frame {
  const hidden = [...keys, ...(walk?.parts ?? [])].map((key): [string, Variable] => [key.variable, { kind: 'scalar', type: key.type, value: row?.[key.ordinal] ?? null }]);
  return { ...frame, variables: new Map([...frame.variables, ...hidden]) };
}

/** The condition `key = hidden variable` on one table of the cursor; undefined if the table is not among its tables. */
export function keyCondition({ keys }: KeyedQuery, objectId: number, at: Expression['at']): Expression | undefined {
  const own = keys.filter(({ table }) => table.ref.kind === 'base' && table.ref.objectId === objectId);
  return own.reduce<Expression | undefined>(
    (condition, key) => both(condition, { kind: 'comparison', operator: '=', left: { kind: 'column', parts: [key.column], at }, right: variable(key.variable, at), at }),
    undefined,
  );
}

/** What tells a row from the others. */
export const identityOf = ({ keys }: KeyedQuery, row: Row): string =>
  JSON.stringify(
    keys.map((key) => row[key.ordinal] ?? null),
    (_key, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value),
  );
