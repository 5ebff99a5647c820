// What OPEN makes of a cursor, and what its declaration asked for. Plain data: the files of engine/src/session/statements that begin with cursor run them.
import type { TableDefinition } from '../catalog/definitions';
import type { TableRef } from '../plan/node';
import type { Expression } from '../syntax/ast/expression';
import type { NamedTable, SelectStatement, TableVariableSource } from '../syntax/ast/query';
import type { ResultColumn } from '../tds/session-port';
import type { SqlType } from '../types/sql-type';
import type { Row } from '../types/value';

/** How a cursor follows its tables: not at all, its rows' values, or which rows there are too. */
export type Sensitivity = 'static' | 'keyset' | 'dynamic';

/** The options of a cursor. */
export interface CursorWants {
  readonly sensitivity: Sensitivity;
  readonly isScrollable: boolean;
  /** Forward-only and read-only: it reads as the fetches go. */
  readonly isFastForward: boolean;
  readonly isReadOnly: boolean;
  /** SCROLL_LOCKS: a fetched row stays locked. */
  readonly locksRows: boolean;
  readonly warnsOfType: boolean;
}

/** A base table or table variable of a cursor. `prefix` qualifies its columns; the rows of an outer join may be absent. */
export interface CursorTable {
  readonly source: NamedTable | TableVariableSource;
  readonly definition: TableDefinition;
  readonly ref: TableRef;
  readonly prefix: readonly string[];
  readonly isOuter: boolean;
}

/** One key column of a table of a cursor: the hidden variable that holds its value, and where the value stands in a row of `keyed`. */
export interface CursorKey { readonly table: CursorTable; readonly column: string; readonly variable: string; readonly type: SqlType; readonly ordinal: number }

/** One part of the order that a live cursor walks in. */
export interface OrderPart {
  readonly expression: Expression;
  readonly isDescending: boolean;
  readonly isNullable: boolean;
  readonly variable: string;
  readonly type: SqlType;
  readonly ordinal: number;
}

/** A cursor's query with keys behind its `width` columns, and for the row with the keys that hidden variables hold; it does not ask WHERE again. */
export interface KeyedQuery {
  readonly width: number;
  readonly keys: readonly CursorKey[];
  readonly tables: readonly CursorTable[];
  readonly keyed: SelectStatement;
  readonly member: SelectStatement;
  readonly locked: SelectStatement;
  /** Set for a single table: its rows stand in an order that tells each from every other, so that the next one can be sought. */
  readonly walk?: { readonly parts: readonly OrderPart[]; readonly seeks: Map<string, readonly SelectStatement[]> };
}

/** Rows that were settled at OPEN; `position` counts from 1, 0 is before the first. */
export interface SettledWalk { readonly kind: 'settled'; readonly rows: readonly Row[]; position: number }

/** The rows as they are: each fetch asks for the next one. */
export interface LiveWalk {
  readonly kind: 'live'; readonly keyed: KeyedQuery; readonly isForwardOnly: boolean;
  place: 'before' | 'on' | 'after'; row?: Row;
  /** Without an order to seek by: the rows when they were last listed, where it stands among them, and those it has given. */
  list?: Listed; readonly given: Set<string>;
}

/** The rows that a live walk without an order listed last, and how each is told from the others. */
export interface Listed { readonly rows: readonly Row[]; readonly identities: readonly string[]; readonly stamps: readonly unknown[]; index: number }

/** Where an open cursor stands. */
export type Walk = SettledWalk | LiveWalk;

/** What OPEN has made of it. */
export interface OpenedCursor {
  readonly sensitivity: Sensitivity; readonly walk: Walk;
  /** What the client is told of each row. */
  readonly columns: readonly ResultColumn[];
  /** How its rows are found again; undefined for static ones. */
  readonly keyed?: KeyedQuery;
  /** Over a query that SQL Server looks through and this engine does not. */
  readonly isOpaque: boolean;
  /** The row as it was last fetched. */
  fetched?: Row;
}
