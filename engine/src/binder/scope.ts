// Which names an expression can see: the tables of the query around it and of the queries around that.
// Knows rows by ordinal only; where the rows come from is the FROM clause's affair.
import { raise } from '../errors/sql-error';
import { Messages } from '../errors/catalogue';
import type { TableDefinition } from '../catalog/definitions';
import type { NamedWindow } from '../syntax/ast/query';
import type { AggregateCall, OutputColumn, TableRef, WindowCall } from '../plan/node';
import type { BoundExpression } from '../plan/expression';
import { sameName, type NameRules } from '../types/text/collation';
import type { ReadNotes } from './object-use';

/** A column as a name sees it: its ordinal in the scope's row. */
export interface ScopeColumn { readonly name: string; readonly ordinal: number; readonly isHidden: boolean }

/** The base table under a name that may be written to: where its columns and row id stand in the scope's row. */
export interface CarriedTable {
  readonly ref: TableRef; readonly definition: TableDefinition; readonly databaseId: number; readonly databaseName: string; readonly schemaName: string;
  readonly offset: number; readonly rowIdOrdinal: number;
  /** Base column ordinal behind each visible column; undefined for expressions. */
  readonly baseOrdinals: readonly (number | undefined)[];
  /** What stands behind a visible column that is none of the table's: an expression over its columns, 'other' for another table's column, undefined where it is neither. */
  readonly derived?: readonly (BoundExpression | 'other' | undefined)[];
  /** What the queries on the way ask of a row, over the base table's columns; `check`: as much of it as WITH CHECK OPTION enforces. */
  readonly filter?: BoundExpression; readonly check?: BoundExpression;
  /** A query on the way joins it with others: `filter` does not say all. */
  readonly isJoined?: true;
}

/** One name of a FROM clause. */
export interface ScopeTable {
  readonly name: string; readonly isAlias: boolean; readonly schemaName?: string; readonly databaseName?: string;
  /** As FROM writes it, alias or not: what is not grouped is told of under that name. */
  readonly objectName?: string;
  readonly columns: readonly ScopeColumn[]; readonly definition?: TableDefinition; readonly carried?: CarriedTable;
  /** A function of the system's without an alias: its name may stand beside others like it. */
  readonly isUnnamed?: boolean;
  /** How its columns' names compare, where it is another database's than the statement's: as that one has it. */
  readonly columnNames?: NameRules;
  /** The rows of a function of the system: no table to FOR JSON AUTO. */
  readonly isRowset?: boolean;
  /** A source of OUTPUT: its columns need the prefix. */
  readonly isQualifiedOnly?: boolean;
  /** inserted and deleted in OUTPUT: names of the language, in any case. */
  readonly isOfLanguage?: boolean;
  /** Where notes are taken: the object that the name stands for. */
  readonly notes?: ReadNotes;
}

/** What a query's expressions leave behind for its operators: aggregates and window calls, referred to by placeholder ordinals. */
export interface Collector {
  readonly aggregates: AggregateCall[]; readonly windows: WindowCall[];
  /** Group keys by expression text, once GROUP BY is bound; undefined before. */
  groupKeys?: readonly BoundExpression[]; hasSets?: boolean;
  /** The query's WINDOW clause. */
  readonly named?: readonly NamedWindow[];
}

/** The clause an expression stands in: decides whether aggregates and window functions may be there. */
export type Clause = 'select' | 'where' | 'on' | 'group by' | 'having' | 'order by' | 'when' | 'other' | 'aggregate' | 'window' | 'output' | 'check';

/** The names in force at one place. `level` counts the row scopes around it. */
export interface Scope {
  readonly parent?: Scope; readonly level: number; readonly row: readonly OutputColumn[]; readonly tables: readonly ScopeTable[]; readonly collector?: Collector;
  /** Of the row outside a subquery: the clause that the subquery stands in, or APPLY. */
  readonly within?: Clause | 'apply';
}

/** Ordinals from here on stand for aggregates until the query's operators are laid out. */
export const AGGREGATE_BASE = 1_000_000;
/** Ordinals from here on stand for window calls until then. */
export const WINDOW_BASE = 2_000_000;
/** Ordinals from here on stand for GROUPING() of a key until then. */
export const GROUPING_BASE = 3_000_000;

/** A scope for the rows of one FROM clause inside `parent`. */
export const makeScope = (parent: Scope | undefined, row: readonly OutputColumn[], tables: readonly ScopeTable[], collector?: Collector): Scope =>
  ({ parent, level: (parent?.level ?? -1) + 1, row, tables, collector });

/** The same row scopes without their names: for bodies that must not see where they are expanded. */
export const opaque = (scope: Scope | undefined): Scope | undefined => (scope ? { level: scope.level, row: [], tables: [] } : undefined);

/** A table of a scope over all of `columns`, starting at `start`. */
export function scopeTable(name: string, columns: readonly OutputColumn[], start = 0, isAlias = true): ScopeTable {
  return { name, isAlias, columns: columns.map((c, i) => ({ name: c.name, ordinal: start + i, isHidden: c.isHidden === true })) };
}

/** The table moved right in its row. */
export const shiftTable = (table: ScopeTable, by: number): ScopeTable => (by === 0 ? table : {
  ...table, columns: table.columns.map((c) => ({ ...c, ordinal: c.ordinal + by })),
  carried: table.carried && { ...table.carried, offset: table.carried.offset + by, rowIdOrdinal: table.carried.rowIdOrdinal + by },
});

/** What its statement calls a table: its alias, or the name as FROM writes it. */
export const calledName = ({ name, isAlias, objectName }: ScopeTable): string => (isAlias ? name : objectName ?? name);

/** A column found: `depth` 0 is the scope itself. */
export interface FoundColumn { readonly scope: Scope; readonly depth: number; readonly column: ScopeColumn; readonly table: ScopeTable }

/** True when `qualifier` (without the column) names the table. */
export function matchesQualifier(table: ScopeTable, qualifier: readonly string[], names: NameRules): boolean {
  const [name = '', schema, database] = [...qualifier].reverse();
  if (!(table.isOfLanguage ? sameName : names.isSame)(table.name, name)) return false;
  if (schema === undefined) return true;
  if (table.isAlias) return false;
  if (schema !== '' && !(table.schemaName !== undefined && names.isSame(table.schemaName, schema))) return false;
  return database === undefined || database === '' || (table.databaseName !== undefined && sameName(table.databaseName, database));
}

/** The column of that name by the rules of the statement's database, innermost scope first; undefined where no scope knows it. Raises 209, 207 and 4104. */
export function findColumn(scope: Scope | undefined, parts: readonly string[], names: NameRules): FoundColumn | undefined {
  const sought = { parts, names };
  let depth = 0;
  for (let s = scope; s; s = s.parent, depth++) {
    const found = findInScope(s, sought, depth);
    if (found) return found;
  }
  return undefined;
}

function findInScope(scope: Scope, { parts, names }: { readonly parts: readonly string[]; readonly names: NameRules }, depth: number): FoundColumn | undefined {
  const name = parts.at(-1) ?? '';
  const qualifier = parts.slice(0, -1);
  const tables = qualifier.length > 0 ? scope.tables.filter((t) => matchesQualifier(t, qualifier, names)) : scope.tables.filter((t) => !t.isQualifiedOnly);
  const found = tables.flatMap((table) => columnsNamed(table, name, names).map((column) => ({ scope, depth, column, table })));
  if (found.length > 1) throw raise(Messages.AmbiguousColumn, { name });
  if (found.length === 0 && qualifier.length > 0 && tables.length > 0) throw raise(Messages.InvalidColumnName, { name });
  for (const { table, column } of found) table.notes?.note(column.name);
  return found[0];
}

/** The columns that a name means: by their own names, or as $identity or $rowguid. */
export function columnsNamed(table: ScopeTable, name: string, names: NameRules): readonly ScopeColumn[] {
  if (name === '$identity') return table.columns.filter((c) => table.definition?.columns.some((d) => d.identity && d.name === c.name));
  if (name === '$rowguid') return table.columns.filter((c) => table.definition?.columns.some((d) => d.isRowGuid && d.name === c.name));
  if (name === '') return [];
  return table.columns.filter((c) => (table.columnNames ?? names).isSame(c.name, name));
}

/** The error of a name that no scope knows: 207 for a bare one, 4104 with a prefix. */
export const unknownColumn = (parts: readonly string[]): Error =>
  (parts.length === 1 ? raise(Messages.InvalidColumnName, { name: parts[0] ?? '' }) : raise(Messages.MultiPartNotBound, { name: parts.join('.') }));
