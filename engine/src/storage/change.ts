// What a transaction's undo log holds about storage, and how each entry is taken back, on the real stores or on a copy of them.
// Knows no transactions and no catalog.
import type { ChangeHistory, RowTrace } from './change-history';
import type { DatabaseStore, SequenceState } from './database-store';
import type { IndexStore } from './index-store';
import type { Writer } from './slot';
import type { IdentityState, RowChange, TableContent } from './table-content';
import type { TableStore } from './table-store';

/** One reversible change of storage. Those with `restartOnly` are taken back only when a statement is run again. */
export type StoreChange =
  | RowChange
  /** `keepsIdentity`: it is one column's before and after; what it has handed out meanwhile stays so. */
  | { readonly kind: 'content'; readonly store: TableStore; readonly before: TableContent; readonly keepsIdentity?: boolean }
  | { readonly kind: 'index'; readonly content: TableContent; readonly indexId: number; readonly before: IndexStore | undefined }
  /** Change tracking of a table began, ended or began anew. */
  | { readonly kind: 'history'; readonly database: DatabaseStore; readonly objectId: number; readonly before: ChangeHistory | undefined }
  | TracedChange
  /** Another writer has put the content in place, or changed what its table is. */
  | { readonly kind: 'writer'; readonly content: TableContent; readonly before: Writer }
  | { readonly kind: 'store'; readonly database: DatabaseStore; readonly objectId: number; readonly before: TableStore | undefined }
  | { readonly kind: 'identity'; readonly content: TableContent; readonly before: IdentityState | undefined; readonly restartOnly: boolean }
  | { readonly kind: 'sequence'; readonly database: DatabaseStore; readonly objectId: number; readonly before: SequenceState | undefined; readonly restartOnly: boolean };

/** What a tracked row's change adds to its table's history when it is committed. */
export interface TracedChange { readonly kind: 'trace'; readonly database: DatabaseStore; readonly history: ChangeHistory; readonly trace: RowTrace }

/** Where changes are taken back: what stands for a content, a store, an index, a database. */
export interface UndoTarget {
  content(original: TableContent): TableContent;
  store(original: TableStore): TableStore;
  index(original: IndexStore): IndexStore;
  database(original: DatabaseStore): DatabaseStore;
}

/** The target that is the real thing. */
export const IN_PLACE: UndoTarget = { content: original => original, store: original => original, index: original => original, database: original => original };

/** Takes one change back. */
export function undoChange(change: StoreChange, target: UndoTarget): void {
  switch (change.kind) {
    case 'row': target.content(change.content).undo(change); return;
    case 'content': {
      const store = target.store(change.store);
      const content = target.content(change.before);
      if (change.keepsIdentity) content.identity = store.content.identity;
      store.content = content;
      return;
    }
    case 'index': {
      const { indexes } = target.content(change.content);
      if (change.before) indexes.set(change.indexId, target.index(change.before));
      else indexes.delete(change.indexId);
      return;
    }
    case 'history': {
      const database = target.database(change.database);
      database.putHistory(change.objectId, database === change.database ? change.before : change.before?.clone());
      return;
    }
    case 'trace': return;
    case 'writer': target.content(change.content).writer = change.before; return;
    case 'store': target.database(change.database).putTable(change.objectId, change.before && target.store(change.before)); return;
    case 'identity': target.content(change.content).identity = change.before; return;
    case 'sequence': target.database(change.database).setSequence(change.objectId, change.before); return;
  }
}
