// The lock entries of all resources, found by number for rows and tables and by name for the rest.
// Knows no rules of granting.
import type { LockEntry } from './lock-owner';
import { namedKey, rowKey, tableKey, type Resource } from './resource';

/** The locks of one table: on itself, on its rows and keys, and how many of those there are. */
export interface TableLocks { object: LockEntry | undefined; readonly rows: Map<number, LockEntry>; rowHolds: number; rangeHolds: number }

/** All lock entries of an engine. An entry lives while somebody holds or waits. */
export class LockTable {
  readonly #tables = new Map<number, TableLocks>();
  readonly #named = new Map<string, LockEntry>();

  /** The locks of a table, if any. */
  table(key: number): TableLocks | undefined { return this.#tables.get(key); }

  /** The entry of a resource, if somebody holds it or waits for it. */
  find(resource: Resource): LockEntry | undefined {
    if (!('objectId' in resource)) return this.#named.get(namedKey(resource));
    const table = this.#tables.get(tableKey(resource.databaseId, resource.objectId));
    return resource.kind === 'OBJECT' ? table?.object : table?.rows.get(rowKey(resource.indexId, resource.rowId));
  }

  /** Makes the entry of a resource that has none. */
  add(resource: Resource): LockEntry {
    const entry: LockEntry = { resource, holds: [], queue: [] };
    if (!('objectId' in resource)) {
      this.#named.set(namedKey(resource), entry);
      return entry;
    }
    const key = tableKey(resource.databaseId, resource.objectId);
    let table = this.#tables.get(key);
    if (!table) this.#tables.set(key, table = { object: undefined, rows: new Map(), rowHolds: 0, rangeHolds: 0 });
    if (resource.kind === 'OBJECT') table.object = entry;
    else table.rows.set(rowKey(resource.indexId, resource.rowId), entry);
    return entry;
  }

  /** Forgets an entry that nobody holds or waits for. */
  dropIfIdle(entry: LockEntry): void {
    if (entry.holds.length > 0 || entry.queue.length > 0) return;
    const resource = entry.resource;
    if (!('objectId' in resource)) {
      this.#named.delete(namedKey(resource));
      return;
    }
    const key = tableKey(resource.databaseId, resource.objectId);
    const table = this.#tables.get(key);
    if (!table) return;
    if (resource.kind === 'OBJECT') table.object = undefined;
    else table.rows.delete(rowKey(resource.indexId, resource.rowId));
    if (!table.object && table.rows.size === 0) this.#tables.delete(key);
  }

  /** Every entry there is. */
  *entries(): IterableIterator<LockEntry> {
    yield* this.#named.values();
    for (const table of this.#tables.values()) {
      if (table.object) yield table.object;
      yield* table.rows.values();
    }
  }
}
