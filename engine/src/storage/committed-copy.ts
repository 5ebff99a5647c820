// A copy of a database's rows without what is not committed, for BACKUP. Knows no transactions, only their changes.
import { undoChange, type StoreChange, type UndoTarget } from './change';
import type { DatabaseStore } from './database-store';
import type { TableContent } from './table-content';
import type { TableStore } from './table-store';

/** A copy with only committed rows, in O(tables) and the number of `uncommitted` changes: those of this database, newest first within each transaction. */
export function snapshotCommitted(store: DatabaseStore, uncommitted: Iterable<StoreChange>): DatabaseStore {
  const copy = store.clone();
  const target = copyTarget(store, copy);
  for (const change of uncommitted) undoChange(change, target);
  for (const table of copy.tables()) table.content.settleUpTo(Number.POSITIVE_INFINITY, { keepsVersions: true });
  return copy;
}

// Contents and stores are copied when they are first met.
function copyTarget(original: DatabaseStore, copy: DatabaseStore): UndoTarget {
  const contents = new Map<TableContent, TableContent>();
  const stores = new Map<TableStore, TableStore>();
  for (const store of original.tables()) {
    const copied = copy.table(store.objectId);
    if (!copied) continue;
    stores.set(store, copied);
    contents.set(store.content, copied.content);
  }
  const content = (from: TableContent): TableContent => memo(contents, from, () => from.snapshot());
  return {
    content,
    store: from => memo(stores, from, () => from.snapshot(content(from.content))),
    index: from => from.snapshot(),
    database: () => copy,
  };
}

function memo<T extends object>(known: Map<T, T>, from: T, make: () => T): T {
  let to = known.get(from);
  if (!to) known.set(from, to = make());
  return to;
}
