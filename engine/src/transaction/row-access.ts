// The only door to rows: what exec asks of a transaction. Implemented in transaction/transaction.ts over storage/ and locking/.
// Every read and write here has taken its lock decision; a lock that is not free is thrown as LockWait (locking/lock-wait.ts).
import type { TableDefinition } from '../catalog/definitions';
import type { TableStore } from '../storage/table-store';
import type { Row, Value } from '../types/value';

/** A table that a statement works on: definition, rows, and the compiled filters of its filtered indexes (by index id). */
export interface TableHandle {
  readonly databaseId: number; readonly databaseName: string; readonly schemaName: string;
  readonly definition: TableDefinition; readonly store: TableStore;
  readonly filters: ReadonlyMap<number, (row: Row) => boolean>;
  /** Table variables: no locks, and a transaction's rollback leaves their rows. */
  readonly isVariable: boolean;
  /** Local temporary tables: no locks needed, but they roll back. */
  readonly isSessionLocal: boolean;
}

/** A row as stored: its identity within the table and its values in column order. */
export interface StoredRow { readonly rowId: number; readonly values: Row }

/** Hints that decide locking, folded from T-SQL's table hints (upper-case names). */
export interface LockHints {
  readonly isolation?: 'NOLOCK' | 'READUNCOMMITTED' | 'READCOMMITTED' | 'READCOMMITTEDLOCK' | 'REPEATABLEREAD' | 'SERIALIZABLE' | 'HOLDLOCK' | 'SNAPSHOT';
  readonly mode?: 'UPDLOCK' | 'XLOCK';
  readonly granularity?: 'ROWLOCK' | 'PAGLOCK' | 'TABLOCK' | 'TABLOCKX';
  readonly readPast?: boolean; readonly noWait?: boolean;
}

/**
 * A range of keys of one index, in the index's own column order. Prefixes are allowed; undefined means open. Bounds never hold the key's row id.
 * `low` is where an ascending walk of the index begins: in a descending column the greater value. NULLs come first in an ascending column.
 */
export interface KeyRange {
  readonly low?: { readonly key: readonly Value[]; readonly isInclusive: boolean };
  readonly high?: { readonly key: readonly Value[]; readonly isInclusive: boolean };
}

/** One access to a table's rows. `indexId` undefined: the clustered index if there is one, else the heap in row-id order. */
export interface ReadRequest {
  readonly table: TableHandle;
  readonly indexId?: number;
  readonly range?: KeyRange;
  /** Of a heap: only rows behind that id, before that one. */
  readonly rowIds?: { readonly after?: number; readonly before?: number };
  readonly isBackward?: boolean;
  readonly hints: LockHints;
  /** 'read' for SELECT, 'update' for the target of UPDATE/DELETE/MERGE (U locks), 'check' for foreign-key look-ups (locking S under every level, no versions). */
  readonly purpose: 'read' | 'update' | 'check';
  /** Decides under the row's lock whether the row is wanted: locks of rejected rows are released (below SERIALIZABLE). */
  readonly predicate?: (values: Row, rowId: number) => boolean;
}

/** Rows pulled one at a time; undefined at the end. */
export interface RowCursor { next(): StoredRow | undefined }

/** What exec may do with rows. */
export interface RowAccess {
  read(request: ReadRequest): RowCursor;
  /** Inserts a complete row. Takes locks, maintains every index, raises 2627/2601. Returns the row id. */
  insert(table: TableHandle, values: Row): number;
  /** Replaces a row that was read for update. `changed` lists the ordinals that may differ. Raises 2627/2601. */
  update(table: TableHandle, rowId: number, values: Row, changed: readonly number[]): void;
  delete(table: TableHandle, rowId: number): void;
  /** Table lock of an INSERT's TABLOCK and TABLOCKX hints, before its rows. */
  lockForInsert(table: TableHandle, hints: LockHints): void;
  /** Hands out the next identity value (given back if the statement is restarted, kept if it merely fails). */
  nextIdentity(table: TableHandle): bigint;
  /** Tells of an explicit identity value (IDENTITY_INSERT): raises the counter if it is further on. */
  noteIdentity(table: TableHandle, value: bigint): void;
  /** A new value of the database's rowversion counter, 8 bytes. */
  nextRowVersion(databaseId: number): Uint8Array;
  /** Counts one statement that maintains the table's indexes, for sys.dm_db_index_usage_stats. */
  countUpdate(table: TableHandle): void;
}
