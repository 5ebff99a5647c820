// Inserts, updates and deletes rows: locks first, then unique keys, then the change and its log entry.
// Knows no statements; a LockWait or an error may leave a statement half done, which its mark undoes.
import { EngineBug } from '../errors/engine-bug';
import type { LockMode } from '../locking/lock-mode';
import { LockWait, type LockDuration } from '../locking/lock-wait';
import type { Resource } from '../locking/resource';
import type { IndexKey, IndexStore } from '../storage/index-store';
import type { Slot } from '../storage/slot';
import { belongs, type RowChange, type WriteContext } from '../storage/table-content';
import type { Row } from '../types/value';
import type { TableHandle } from './row-access';
import { snapshotConflict } from './row-reader';
import { RowTracer, type TracedRow } from './row-traces';
import type { TableLocks } from './table-locks';
import { checkKeySize, checkUnique, type KeyWriter } from './unique-check';

const BYTES_PER_CHANGE = 100;
const BYTES_PER_COLUMN = 10;

/** What a writer needs of its transaction. */
export interface WriterHost {
  lock(resource: Resource, mode: LockMode, duration: LockDuration): void;
  log(databaseId: number, change: RowChange, bytes: number): void;
  /** Notes a tracked table's row for the moment of the commit. */
  trace(table: TableHandle, tracer: RowTracer, row: TracedRow): void;
  /** The commit a SNAPSHOT transaction sees; undefined under any other level. */
  readonly snapshotStamp: number | undefined;
}

/** One table's rows as one transaction writes them. `locks` is undefined for local tables. */
export class RowWriter {
  readonly #tracer: RowTracer | undefined;

  constructor(private readonly host: WriterHost, private readonly table: TableHandle, readonly locks: TableLocks | undefined, readonly context: WriteContext) {
    this.#tracer = table.definition.changeTracking && new RowTracer(table.definition, table.store.content.indexes);
  }

  insert(values: Row): number {
    const { table, context } = this;
    const { content } = table.store;
    // A number is given once: locks that a restarted statement leaves on it must not meet another's row.
    const rowId = content.nextRowId++;
    this.#lockTable();
    const keyModes = new Map<number, LockMode>();
    for (const index of content.indexes.values()) {
      if (!belongs(context.filters, index, values)) continue;
      const key = index.keyOf(values, rowId);
      checkKeySize(table.definition, index, key);
      if (index.shape.isUnique) checkUnique(table, index, key, this.#keyWriter());
      keyModes.set(index.shape.indexId, this.#testGap(index, key));
    }
    if (this.locks) {
      const { baseIndexId } = this.locks;
      if (!keyModes.has(baseIndexId)) this.#lockRow(baseIndexId, rowId, 'X');
      for (const [indexId, mode] of keyModes) this.#lockRow(indexId, rowId, mode);
    }
    this.#log(content.insert(rowId, values, context), values.length);
    this.#trace({ after: values });
    return rowId;
  }

  update(rowId: number, values: Row, changed: readonly number[]): void {
    const { table, context } = this;
    const { content } = table.store;
    this.#lockTable();
    const before = this.#lockForWrite(rowId);
    if (!before?.values) throw new EngineBug(`update of row ${rowId} of ${table.definition.name}, which is not there`);
    if (this.locks) this.#lockChangedKeys(rowId, before.values, values);
    const change = content.update(rowId, before, values, context);
    this.#log(change, changed.length);
    this.#trace({ before: before.values, after: values, changed });
    for (const { indexId, added } of change.keys) {
      const index = content.indexes.get(indexId);
      if (!index) continue;
      if (added) checkKeySize(table.definition, index, added);
      if (index.shape.isUnique && (added || belongs(context.filters, index, values))) checkUnique(table, index, added ?? index.keyOf(values, rowId), this.#keyWriter());
    }
  }

  delete(rowId: number): void {
    const { content } = this.table.store;
    this.#lockTable();
    const before = this.#lockForWrite(rowId);
    if (!before?.values) return;
    if (this.locks) for (const index of content.indexes.values()) {
      if (belongs(this.context.filters, index, before.values)) this.#lockRow(index.shape.indexId, rowId, 'X');
    }
    this.#log(content.delete(rowId, before, this.context), before.values.length);
    this.#trace({ before: before.values });
  }

  #keyWriter(): KeyWriter { return { locks: this.locks, writer: this.context.writer, snapshotStamp: this.host.snapshotStamp }; }

  #lockTable(): void {
    if (this.locks) this.host.lock(this.locks.object, 'IX', 'transaction');
  }

  #lockRow(indexId: number, rowId: number, mode: LockMode): void {
    if (this.locks) this.host.lock(this.locks.resource(indexId, rowId), mode, 'transaction');
  }

  #lockForWrite(rowId: number): Slot | undefined {
    if (this.locks) this.#lockRow(this.locks.baseIndexId, rowId, 'X');
    const slot = this.table.store.content.slot(rowId);
    const { snapshotStamp } = this.host;
    if (this.locks && snapshotStamp !== undefined && slot && slot.writer !== this.context.writer && slot.writer.stamp > snapshotStamp) throw snapshotConflict(this.table);
    return slot;
  }

  #lockChangedKeys(rowId: number, old: Row, values: Row): void {
    for (const index of this.table.store.content.indexes.values()) {
      const isIn = belongs(this.context.filters, index, values);
      const wasIn = belongs(this.context.filters, index, old);
      if (isIn === wasIn && (!isIn || index.isSameKey(old, values))) continue;
      this.#lockRow(index.shape.indexId, rowId, isIn ? this.#testGap(index, index.keyOf(values, rowId)) : 'X');
    }
  }

  /** Waits for those who hold the gap that a key falls into; says in which mode the new key is to be locked. */
  #testGap(index: IndexStore, key: IndexKey): LockMode {
    const { locks } = this;
    if (!locks?.hasRangeLocks) return 'X';
    const { indexId } = index.shape;
    const nextId = index.next(key) ?? 'infinity';
    if (!locks.isFree(indexId, nextId, 'RangeI-N')) throw new LockWait(locks.resource(indexId, nextId), 'RangeI-N', 'statement');
    return locks.ownsRange(indexId, nextId) ? 'RangeX-X' : 'X';
  }

  #trace(row: TracedRow): void {
    if (this.#tracer) this.host.trace(this.table, this.#tracer, row);
  }

  #log(change: RowChange, columns: number): void {
    this.host.log(this.table.databaseId, change, BYTES_PER_CHANGE + BYTES_PER_COLUMN * columns);
  }
}
