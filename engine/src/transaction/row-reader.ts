// Reads rows one at a time under a ReadPlan: dirty, by version, or by locks on keys, rows and key ranges.
// Decides nothing about isolation (isolation.ts) and writes nothing.
import { Messages } from '../errors/catalogue';
import { raise } from '../errors/sql-error';
import type { LockMode } from '../locking/lock-mode';
import { LockWait } from '../locking/lock-wait';
import type { Resource } from '../locking/resource';
import type { IndexKey, IndexStore } from '../storage/index-store';
import { versionAt, type Slot, type Writer } from '../storage/slot';
import { belongs } from '../storage/table-content';
import type { Row } from '../types/value';
import type { ReadPlan, RowMode } from './isolation';
import type { ReadRequest, RowCursor, StoredRow, TableHandle } from './row-access';
import { behindHigh, isPoint, type RowSource } from './row-source';
import type { TableLocks } from './table-locks';

/** What a reader needs of its transaction. */
export interface ReaderContext {
  readonly plan: ReadPlan; readonly locks: TableLocks; readonly writer: Writer;
  /** As of which commit versions are read. */
  readonly stamp: number;
  /** Throws the LockWait of a lock that is tested, not kept. */
  waitForTest(resource: Resource, mode: LockMode, timeoutMs?: number): never;
}

const RANGE_MODE: Readonly<Record<RowMode, LockMode>> = { S: 'RangeS-S', U: 'RangeS-U', X: 'RangeX-X' };

/** Rows as they stand, whoever wrote them: READ UNCOMMITTED, local tables, tables locked as a whole. */
export class PlainReader implements RowCursor {
  constructor(private readonly request: ReadRequest, private readonly source: RowSource) {}

  next(): StoredRow | undefined {
    const { source, request } = this;
    while (source.next()) {
      const values = source.slot?.values;
      if (values && source.isRightPlace(values) && (!request.predicate || request.predicate(values, source.rowId))) return { rowId: source.rowId, values };
    }
    return undefined;
  }
}

/** Rows as of a commit: READ COMMITTED SNAPSHOT and SNAPSHOT. */
export class VersionReader implements RowCursor {
  constructor(private readonly request: ReadRequest, private readonly source: RowSource, private readonly context: ReaderContext) {}

  next(): StoredRow | undefined {
    const { source, request, context } = this;
    while (source.next()) {
      const values = versionAt(source.slot, context.writer, context.stamp)?.values;
      if (values && source.isRightPlace(values) && (!request.predicate || request.predicate(values, source.rowId))) return { rowId: source.rowId, values };
    }
    return undefined;
  }
}

/** Rows under locks. */
export class LockingReader implements RowCursor {
  readonly #mode: RowMode;
  readonly #isPoint: boolean;
  readonly #baseIndexId: number;
  /** The index whose keys are locked beside the rows; undefined if they are the rows' own locks. */
  readonly #keyIndexId: number | undefined;
  #hasEnded = false;
  #hasFoundPoint = false;
  #hasStarted = false;

  constructor(private readonly request: ReadRequest, private readonly source: RowSource, private readonly context: ReaderContext) {
    this.#mode = context.plan.rowMode ?? 'S';
    this.#baseIndexId = context.locks.baseIndexId;
    const indexId = source.index?.shape.indexId;
    this.#keyIndexId = indexId === this.#baseIndexId ? undefined : indexId;
    this.#isPoint = source.index !== undefined && isPoint(source.index, request.range);
  }

  next(): StoredRow | undefined {
    if (this.#hasEnded) return undefined;
    const { source, context: { plan } } = this;
    // A range's end is locked where it is reached: first when walking backwards.
    if (plan.isRange && !this.#hasStarted && this.request.isBackward && !this.#isPoint) this.#lockBehindRange();
    this.#hasStarted = true;
    while (source.next()) {
      const values = plan.isRange ? this.#acceptInRange(source.rowId) : this.#accept(source.rowId, source.slot);
      if (values) return { rowId: source.rowId, values };
    }
    this.#hasEnded = true;
    if (plan.isRange && (!this.request.isBackward || this.#isPoint) && !this.#hasFoundPoint) this.#lockBehindRange();
    return undefined;
  }

  #accept(rowId: number, slot: Slot | undefined): Row | undefined {
    const { context: { plan, locks }, request } = this;
    const isSnapshot = plan.versions === 'transaction';
    if (isSnapshot && !this.#isWantedInSnapshot(rowId, slot)) return undefined;
    if (locks.hasRowLocksOfOthers && !this.#test(rowId)) return undefined;
    if (isSnapshot && slot && slot.writer !== this.context.writer && slot.writer.stamp > this.context.stamp) throw snapshotConflict(request.table);
    const values = slot?.values;
    if (!values || !this.source.isRightPlace(values)) return undefined;
    if (request.predicate && !request.predicate(values, rowId)) return undefined;
    if (plan.hold !== 'test') this.#take(rowId, plan.hold);
    return values;
  }

  #isWantedInSnapshot(rowId: number, slot: Slot | undefined): boolean {
    const values = versionAt(slot, this.context.writer, this.context.stamp)?.values;
    return values !== undefined && values !== null && this.source.isRightPlace(values) && this.request.predicate?.(values, rowId) !== false;
  }

  /** True if the key's and the row's locks are free; throws LockWait if not, or says false under READPAST. */
  #test(rowId: number): boolean {
    const { locks, plan } = this.context;
    const blocked = this.#keyIndexId !== undefined && !locks.isFree(this.#keyIndexId, rowId, this.#mode) ? this.#keyIndexId
      : !locks.isFree(this.#baseIndexId, rowId, this.#mode) ? this.#baseIndexId : undefined;
    if (blocked === undefined) return true;
    if (plan.readPast) return false;
    const resource = locks.resource(blocked, rowId);
    if (plan.hold === 'test') return this.context.waitForTest(resource, this.#mode, plan.timeoutMs);
    throw new LockWait(resource, this.#mode, plan.hold, plan.timeoutMs);
  }

  #take(rowId: number, duration: 'statement' | 'transaction'): void {
    if (this.#keyIndexId !== undefined) this.#lock(this.#keyIndexId, rowId, this.#mode, duration);
    this.#lock(this.#baseIndexId, rowId, this.#mode, duration);
  }

  #acceptInRange(rowId: number): Row | undefined {
    const { request, source } = this;
    const indexId = source.index?.shape.indexId ?? this.#baseIndexId;
    this.#lock(indexId, rowId, this.#isPoint ? this.#mode : RANGE_MODE[this.#mode], 'transaction');
    if (this.#keyIndexId !== undefined) this.#lock(this.#baseIndexId, rowId, this.#mode, 'transaction');
    const values = source.slot?.values;
    if (!values || !source.isRightPlace(values)) return undefined;
    this.#hasFoundPoint ||= this.#isPoint;
    return request.predicate && !request.predicate(values, rowId) ? undefined : values;
  }

  /**
   * Locks the key behind the range, and on to the first that will not go while the lock is held: a ghost that is kept for a snapshot goes with its
   * reader, a key of this transaction's own with a rollback to a savepoint, and a new row's gap would then end where nobody has locked.
   */
  #lockBehindRange(): void {
    const { index } = this.source;
    if (!index) return;
    const { indexId } = index.shape;
    const end = behindHigh(this.request.range?.high);
    if (end) for (const cursor = index.cursor({ from: end }); cursor.next();) {
      this.#lock(indexId, cursor.value, RANGE_MODE[this.#mode], 'transaction');
      if (this.#isCommitted(index, cursor.key, cursor.value)) return;
    }
    this.#lock(indexId, 'infinity', RANGE_MODE[this.#mode], 'transaction');
  }

  #isCommitted(index: IndexStore, key: IndexKey, rowId: number): boolean {
    const { table } = this.request;
    const values = versionAt(table.store.content.slot(rowId), undefined, Number.POSITIVE_INFINITY)?.values;
    return values !== undefined && values !== null && index.isKeyOf(key, values) && belongs(table.filters, index, values);
  }

  #lock(indexId: number, rowId: number | 'infinity', mode: LockMode, duration: 'statement' | 'transaction'): void {
    const { locks, plan } = this.context;
    const resource = locks.resource(indexId, rowId);
    if (!locks.tryAcquire(resource, mode, duration)) throw new LockWait(resource, mode, duration, plan.timeoutMs);
  }
}

/** 3960: the row has changed since the transaction's snapshot. */
export const snapshotConflict = (table: TableHandle): Error =>
  raise(Messages.SnapshotConflict, { table: `${table.schemaName}.${table.definition.name}`, database: table.databaseName });
