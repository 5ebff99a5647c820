// A transaction's state: its log, its locks, its snapshots, its beginning and end. Knows nothing of reading and writing rows.
import type { Catalog, DatabaseHeader } from '../catalog/database';
import type { TableDefinition } from '../catalog/definitions';
import { Messages } from '../errors/catalogue';
import { raise } from '../errors/sql-error';
import type { LockManager } from '../locking/lock-manager';
import type { LockMode } from '../locking/lock-mode';
import { LockOwner } from '../locking/lock-owner';
import { LockWait, type LockDuration } from '../locking/lock-wait';
import type { Resource } from '../locking/resource';
import type { TracedChange } from '../storage/change';
import type { DatabaseStore } from '../storage/database-store';
import type { Writer } from '../storage/slot';
import type { RowChange, TableContent } from '../storage/table-content';
import type { IsolationLevel } from './isolation';
import { publishTraces } from './row-traces';
import { UndoLog } from './undo-log';
import { requireWritablePlace } from './writable-place';

/** A database as transactions need it. The engine's own object may have more. */
export interface TransactionalDatabase { readonly header: DatabaseHeader; readonly catalog: Catalog; readonly store: DatabaseStore }

/** What a transaction asks of the engine (implemented by TransactionManager). */
export interface TransactionHost {
  readonly locks: LockManager;
  /** The stamp of the last commit. */
  readonly stamp: number;
  findDatabase(databaseId: number): TransactionalDatabase | undefined;
  nextTransactionId(): number;
  /** The next commit's stamp. */
  takeStamp(): number;
  noteBegun(transaction: TransactionCore): void;
  noteEnded(transaction: TransactionCore): void;
  /** A transaction has or has no more a snapshot that old versions must be kept for. */
  noteReader(transaction: TransactionCore, isReader: boolean): void;
  /** Commits a row change: settles it, or keeps its old version for those who may still read it. */
  settle(change: RowChange, stamp: number): void;
}

/** A place in the undo log to return to. */
export interface Mark { readonly kind: 'statement' | 'savepoint'; readonly position: number; readonly depth: number }

/** Everything of a transaction but its rows. One object per session, used for one transaction after the other. */
export class TransactionCore {
  /** Its locks; also the session's handle for DATABASE and APPLICATION locks. */
  readonly owner: LockOwner;
  isolationLevel: IsolationLevel = 'READ COMMITTED';
  /** XACT_STATE() -1: may only be rolled back. commit() refuses. */
  isDoomed = false;
  protected readonly log = new UndoLog();
  /** Where the latest mark is: counters are logged once behind it. */
  protected lastMark = 0;
  /** The first value of each database's rowversion counter that it drew: rows behind it are not settled while it lasts. */
  readonly firstRowVersions = new Map<number, bigint>();
  #writer: Writer | undefined;
  #name = '';
  #begunAtMs = 0;
  #depth = 0;
  #isExplicit = false;
  #startedInSnapshot: boolean | undefined;
  #transactionStamp: number | undefined;
  #statementStamp: number | undefined;
  #waitedTest: Resource | undefined;
  #statementStart = 0;
  #hasUndoneOlder = false;

  constructor(protected readonly host: TransactionHost, readonly spid: number) { this.owner = new LockOwner(spid); }

  /** The transaction's number; undefined while nothing has begun. */
  get id(): number | undefined { return this.#writer?.transactionId; }
  get name(): string { return this.#name; }
  /** Milliseconds since the epoch. */
  get begunAtMs(): number | undefined { return this.#writer && this.#begunAtMs; }
  /** True once begun: explicitly, or by a row access or catalog change. */
  get isActive(): boolean { return this.#writer !== undefined; }
  get changesCatalog(): boolean { return this.log.changesCatalog; }
  /** True once the outermost statement under way has undone what is older than itself (a trigger's ROLLBACK to a savepoint): it cannot be run again. */
  get hasUndoneOlder(): boolean { return this.#hasUndoneOlder; }
  get bytesLogged(): number { return this.owner.bytesLogged; }
  /** The oldest stamp it reads as of, if it reads versions. */
  get readerStamp(): number | undefined { return minimum(this.#transactionStamp, this.#statementStamp); }
  /** The commits that it has to take for not yet made, if it has a snapshot. */
  protected get snapshotStamp(): number | undefined { return this.#transactionStamp; }
  /** The writer of its slots, if it has begun. */
  protected get currentWriter(): Writer | undefined { return this.#writer; }
  /** The log's entries of one database, newest first. */
  changesOf(databaseId: number): ReturnType<UndoLog['newestFirst']> { return this.log.newestFirst(databaseId); }

  /** Begins explicitly; no-op if already begun. */
  begin(name = ''): void {
    this.ensureBegun();
    this.#isExplicit = true;
    this.#name = name;
  }

  /** Makes everything permanent and releases all but session locks. */
  commit(): void {
    if (this.isDoomed) throw raise(Messages.DoomedTransaction, {});
    this.#end();
  }

  /** Undoes everything (but table variables, identities, sequences, rowversions) and releases all but session locks. */
  rollback(): void {
    this.log.rollbackTo(0, { keepVariables: true, isRestart: false });
    this.isDoomed = false;
    this.#end();
  }

  /** SAVE TRANSACTION: rollbackTo() of it keeps table variables. */
  savepoint(): Mark {
    this.lastMark = this.log.length;
    return { kind: 'savepoint', position: this.log.length, depth: this.#depth };
  }

  /** Before each statement, and again before each restart of it. Nested statements (triggers, functions) may have their own. */
  beginStatement(): Mark {
    this.lastMark = this.log.length;
    if (this.#depth === 0) {
      this.#statementStart = this.log.length;
      this.#hasUndoneOlder = false;
    }
    return { kind: 'statement', position: this.log.length, depth: this.#depth++ };
  }

  /** After each statement, failed or not (but not before a restart). The outermost one releases statement locks. */
  endStatement(mark: Mark): void {
    this.#depth = mark.depth;
    if (mark.depth > 0) return;
    this.host.locks.releaseStatement(this.owner);
    this.#waitedTest = undefined;
    if (this.#statementStamp === undefined) return;
    this.#statementStamp = undefined;
    this.host.noteReader(this, this.#transactionStamp !== undefined);
  }

  /** Undoes everything since the mark; locks stay. `restart` gives identity and sequence values back too. */
  rollbackTo(mark: Mark, options: { readonly restart?: boolean } = {}): void {
    this.log.rollbackTo(mark.position, { keepVariables: mark.kind === 'savepoint', isRestart: options.restart === true });
    if (this.#depth > 0 && mark.position < this.#statementStart) this.#hasUndoneOlder = true;
    if (options.restart) this.#depth = mark.depth;
    this.lastMark = this.log.length;
  }

  /** Takes a lock or throws LockWait. */
  protected lock(resource: Resource, mode: LockMode, duration: LockDuration, timeoutMs?: number): void {
    if (this.host.locks.tryAcquire(this.owner, resource, mode, duration) === 'conflict') throw new LockWait(resource, mode, duration, timeoutMs);
  }

  /**
   * Throws the LockWait of a lock that is only tested. It will be held for the rest of the statement, so that its rerun gets past;
   * one that an earlier run waited for is let go, or two readers could block a writer in a circle that SQL Server does not have.
   */
  protected waitForTest(resource: Resource, mode: LockMode, timeoutMs?: number): never {
    if (this.#waitedTest) this.host.locks.release(this.owner, this.#waitedTest, 'statement');
    this.#waitedTest = resource;
    throw new LockWait(resource, mode, 'statement', timeoutMs);
  }

  /** The writer of this transaction's slots; begins it if need be. */
  protected ensureBegun(): Writer {
    if (!this.#writer) {
      this.#writer = { transactionId: this.host.nextTransactionId(), stamp: 0 };
      this.#begunAtMs = Date.now();
      this.host.noteBegun(this);
    }
    return this.#writer;
  }

  /** Raises 3906 for a database that is READ_ONLY. Every change begins with it. */
  protected requireWritable(databaseId: number): void {
    const header = this.host.findDatabase(databaseId)?.header;
    if (header?.options.isReadOnly === true) throw raise(Messages.DatabaseReadOnly, { database: header.name });
  }

  /** Raises 652 and 622 for a table whose rows are on a file group that is read-only, or has no files. */
  protected requirePlace(databaseId: number, table: TableDefinition): void {
    const database = this.host.findDatabase(databaseId);
    if (database?.header.fileGroups) requireWritablePlace(database.header, database.catalog, table);
  }

  /** Notes an access to a shared table; raises 3952 and 3951 for SNAPSHOT where it cannot be. `readsSnapshot`: no hint makes it another level. */
  protected noteAccess(databaseId: number, readsSnapshot: boolean): void {
    const isSnapshotLevel = this.isolationLevel === 'SNAPSHOT';
    if (isSnapshotLevel && readsSnapshot) {
      const header = this.host.findDatabase(databaseId)?.header;
      if (header && header.options.snapshotIsolation !== 'ON') throw raise(Messages.SnapshotNotAllowed, { database: header.name });
      if (this.#isExplicit && this.#startedInSnapshot === false) {
        this.isDoomed = true;
        throw raise(Messages.SnapshotSwitch, { database: header?.name ?? '' });
      }
      this.stampFor('transaction');
    }
    this.#startedInSnapshot ??= isSnapshotLevel;
  }

  /** The stamp as of which versions are read: fixed at the first versioned read of the statement or transaction. */
  protected stampFor(scope: 'statement' | 'transaction'): number {
    const known = scope === 'transaction' ? this.#transactionStamp : this.#statementStamp;
    if (known !== undefined) return known;
    const { stamp } = this.host;
    if (scope === 'transaction') this.#transactionStamp = stamp;
    else this.#statementStamp = stamp;
    this.host.noteReader(this, true);
    return stamp;
  }

  /** Counts log for the choice of a deadlock's victim. */
  protected countLog(bytes: number): void { this.owner.bytesLogged += bytes; }

  /** Called when a transaction has ended, for what subclasses remember of it. */
  protected forget(): void { this.lastMark = 0; }

  /** A content that only this transaction's log knows how to replace belongs to this transaction until it ends. */
  protected own(content: TableContent): TableContent {
    content.writer = this.ensureBegun();
    return content;
  }

  #end(): void {
    const writer = this.#writer;
    this.#transactionStamp = undefined;
    this.#statementStamp = undefined;
    this.host.noteReader(this, false);
    if (writer && this.log.length > 0) {
      const stamp = writer.stamp = this.host.takeStamp();
      const traced: TracedChange[] = [];
      for (const change of this.log.drain()) {
        if (change.kind === 'trace') traced.push(change);
        else this.host.settle(change, stamp);
      }
      publishTraces(traced);
    }
    this.#writer = undefined;
    this.#name = '';
    this.#isExplicit = false;
    this.#startedInSnapshot = undefined;
    this.#waitedTest = undefined;
    this.forget();
    this.owner.bytesLogged = 0;
    if (writer) this.host.noteEnded(this);
    this.host.locks.releaseAll(this.owner);
  }
}

const minimum = (left: number | undefined, right: number | undefined): number | undefined => left === undefined ? right : right === undefined ? left : Math.min(left, right);
