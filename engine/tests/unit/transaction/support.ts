// A small database for tests of transactions: one table of two int columns and a text, with the indexes a test asks for.
import { FOLDED_NAMES } from '../../../src/types/text/collation';
import { Catalog, type DatabaseHeader } from '../../../src/catalog/database';
import type { Column, IndexDefinition, TableDefinition } from '../../../src/catalog/definitions';
import type { LockWait } from '../../../src/locking/lock-wait';
import type { WaitOutcome } from '../../../src/locking/lock-owner';
import { DatabaseStore } from '../../../src/storage/database-store';
import type { LockHints, ReadRequest, TableHandle } from '../../../src/transaction/row-access';
import type { Transaction } from '../../../src/transaction/transaction';
import { TransactionManager } from '../../../src/transaction/transaction-manager';
import { INT, varchar, type SqlType } from '../../../src/types/sql-type';
import type { Row } from '../../../src/types/value';

/** One column. */
export const column = (columnId: number, name: string, type: SqlType = INT, identity?: Column['identity']): Column =>
  ({ columnId, name, type, isNullable: true, isRowGuid: false, isHidden: false, isSparse: false, identity });

/** One index on the given columns. */
export const index = (indexId: number, columnIds: readonly number[], more: Partial<IndexDefinition> = {}): IndexDefinition => ({
  indexId, name: `ix_${indexId}`, isUnique: false, isClustered: indexId === 1, isPrimaryKey: false, isUniqueConstraint: false, isSystemNamed: false,
  columns: columnIds.map(columnId => ({ columnId, isDescending: false })), includedColumnIds: [], isDisabled: false, ignoreDuplicateKey: false, fillFactor: 0, isPadded: false, ...more,
});

/** A clustered primary key on column a. */
export const primaryKey = index(1, [1], { isUnique: true, isPrimaryKey: true, name: 'pk' });

/** Table dbo.t (a int, b int, c varchar(50)). */
export const definition = (indexes: readonly IndexDefinition[], identity?: Column['identity']): TableDefinition => ({
  kind: 'table', objectId: 100, schemaId: 1, name: 't', createdAt: 0, modifiedAt: 0, columns: [column(1, 'a', INT, identity), column(2, 'b'), column(3, 'c', varchar(50))],
  indexes, checks: [], foreignKeys: [], maxColumnId: 3,
});

/** One engine with one database (id 5). */
export class World {
  readonly store = new DatabaseStore();
  readonly catalog = new Catalog(FOLDED_NAMES);
  header = { databaseId: 5, name: 'db', createdAt: 0, ownerLogin: 'sa', files: [], options: { isReadCommittedSnapshot: false, snapshotIsolation: 'OFF' } } as unknown as DatabaseHeader;
  readonly manager = new TransactionManager(() => this);
  #spid = 50;
  #objectId = 99;

  /** Changes row-versioning options. */
  options(isReadCommittedSnapshot: boolean, snapshotIsolation: 'ON' | 'OFF'): void {
    this.header = { ...this.header, options: { ...this.header.options, isReadCommittedSnapshot, snapshotIsolation } };
  }

  session(): Transaction { return this.manager.createTransaction(++this.#spid); }

  /** Makes table t and fills it. */
  table(indexes: readonly IndexDefinition[], rows: readonly Row[] = [], more: Partial<TableHandle> = {}): TableHandle {
    const table = { ...definition(indexes), objectId: ++this.#objectId };
    const maker = this.session();
    const store = maker.createStore(5, table);
    const handle: TableHandle = { databaseId: 5, databaseName: 'db', schemaName: 'dbo', definition: table, store, filters: new Map(), isVariable: false, isSessionLocal: false, ...more };
    for (const row of rows) maker.insert(handle, row);
    maker.commit();
    return handle;
  }
}

/** All rows of a read. */
export function rowsOf(session: Transaction, table: TableHandle, more: Partial<ReadRequest> = {}): Row[] {
  const cursor = session.read({ table, hints: {}, purpose: 'read', ...more });
  const rows: Row[] = [];
  for (let row = cursor.next(); row; row = cursor.next()) rows.push(row.values);
  return rows;
}

/** The first column of all rows of a read. */
export const keysOf = (session: Transaction, table: TableHandle, more: Partial<ReadRequest> = {}): unknown[] => rowsOf(session, table, more).map(row => row[0]);

/** The range of one key. */
export const point = (...key: number[]): ReadRequest['range'] => ({ low: { key, isInclusive: true }, high: { key, isInclusive: true } });

/** Updates column b of the rows with a = key, as an UPDATE statement would. */
export function setB(session: Transaction, table: TableHandle, key: number, b: number, hints: LockHints = {}): void {
  const cursor = session.read({ table, range: table.store.content.indexes.has(1) ? point(key) : undefined, hints, purpose: 'update', predicate: row => row[0] === key });
  for (let row = cursor.next(); row; row = cursor.next()) session.update(table, row.rowId, [row.values[0] ?? null, b, row.values[2] ?? null], [1]);
}

/** Deletes the rows with a = key. */
export function remove(session: Transaction, table: TableHandle, key: number): void {
  const cursor = session.read({ table, hints: {}, purpose: 'update', predicate: row => row[0] === key });
  for (let row = cursor.next(); row; row = cursor.next()) session.delete(table, row.rowId);
}

/** What a statement threw. */
export function thrownBy(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  return undefined;
}

/** A statement that may wait: runs, and runs again when its lock is granted, as a session does. */
export class Statement {
  outcome: WaitOutcome | 'done' | undefined;
  error: unknown;
  waits: LockWait[] = [];
  constructor(readonly world: World, readonly session: Transaction, readonly work: () => void) { this.run(); }

  run(): void {
    const mark = this.session.beginStatement();
    try {
      this.work();
      this.session.endStatement(mark);
      this.outcome = 'done';
    } catch (error) {
      if (error instanceof Error) {
        this.session.rollbackTo(mark);
        this.session.endStatement(mark);
        this.error = error;
        this.outcome = 'done';
        return;
      }
      this.session.rollbackTo(mark, { restart: true });
      const wait = error as LockWait;
      this.waits.push(wait);
      this.world.manager.locks.wait(this.session.owner, wait, { timeoutMs: wait.timeoutMs ?? -1, onEnd: outcome => { if (outcome === 'granted') this.run(); else this.outcome = outcome; } });
    }
  }
}
