// The locks of one table for one owner: which resource stands for a row or key, and the cheap tests. Throws nothing itself.
import type { LockManager } from '../locking/lock-manager';
import type { LockMode } from '../locking/lock-mode';
import type { LockOwner } from '../locking/lock-owner';
import type { LockDuration } from '../locking/lock-wait';
import { objectResource, tableKey, type Resource } from '../locking/resource';
import type { TableHandle } from './row-access';

const CLUSTERED = 1;
const HEAP = 0;

/** True for tables that only their session can see: nothing of them is locked. */
export const isLocal = (table: TableHandle): boolean => table.isVariable || table.isSessionLocal;

/** One table's resources. Row locks are KEY locks of the clustered index, or RID locks of a heap (index id 0). */
export class TableLocks {
  readonly object: Resource;
  readonly key: number;
  readonly #databaseId: number;
  readonly #objectId: number;

  constructor(readonly locks: LockManager, readonly owner: LockOwner, readonly table: TableHandle) {
    this.#databaseId = table.databaseId;
    this.#objectId = table.store.objectId;
    this.object = objectResource(this.#databaseId, this.#objectId);
    this.key = tableKey(this.#databaseId, this.#objectId);
  }

  /** The index whose locks are the rows' locks. */
  get baseIndexId(): number { return this.table.store.content.indexes.has(CLUSTERED) ? CLUSTERED : HEAP; }

  /** The resource of one row's place in an index. */
  resource(indexId: number, rowId: number | 'infinity'): Resource {
    return { kind: indexId === HEAP ? 'RID' : 'KEY', databaseId: this.#databaseId, objectId: this.#objectId, indexId, rowId };
  }

  /** True if the lock could be had at once. */
  isFree(indexId: number, rowId: number | 'infinity', mode: LockMode): boolean { return this.locks.isFree(this.owner, this.resource(indexId, rowId), mode); }

  /** Takes a lock if it is free. */
  tryAcquire(resource: Resource, mode: LockMode, duration: LockDuration): boolean { return this.locks.tryAcquire(this.owner, resource, mode, duration) === 'granted'; }

  /** False if no row of the table is locked by anybody else, so that no test can fail. */
  get hasRowLocksOfOthers(): boolean { return this.locks.hasRowLocksOfOthers(this.owner, this.key); }
  /** True if an insert must look for key-range locks. */
  get hasRangeLocks(): boolean { return this.locks.hasRangeLocks(this.key); }

  /** True if this owner's range lock covers the gap before a key: a key put into that gap has to carry it on. */
  ownsRange(indexId: number, rowId: number | 'infinity'): boolean {
    const mode = this.locks.heldMode(this.owner, this.resource(indexId, rowId));
    return mode !== undefined && (mode.startsWith('RangeS') || mode.startsWith('RangeX'));
  }
}
