// The changes of one transaction in order, and how they are taken back or made permanent. Knows no locks.
import type { Catalog, CatalogChange } from '../catalog/database';
import { IN_PLACE, undoChange, type StoreChange, type TracedChange } from '../storage/change';
import type { RowChange } from '../storage/table-content';

/** A change of a catalog, as the log holds it. */
export interface CatalogEntry { readonly kind: 'catalog'; readonly catalog: Catalog; readonly change: CatalogChange }

/** A change of what belongs to the server and to no database (logins), with what takes it back. */
export interface ServerEntry { readonly kind: 'server'; undo(): void }

/** What a transaction may have changed. */
export type LoggedChange = StoreChange | CatalogEntry | ServerEntry;

/** One entry of the log. */
export interface LogEntry { readonly databaseId: number; readonly change: LoggedChange }

/** The same change the other way round. */
export function mirrored(change: CatalogChange): CatalogChange {
  return { ...change, before: change.after, after: change.before } as CatalogChange;
}

/** The log. Positions in it are what savepoints and statement marks remember. */
export class UndoLog {
  #entries: LogEntry[] = [];
  #catalogEntries = 0;

  get length(): number { return this.#entries.length; }
  /** True if a catalog has been changed. */
  get changesCatalog(): boolean { return this.#catalogEntries > 0; }

  /** Adds a change that has just been made. */
  push(databaseId: number, change: LoggedChange): void {
    this.#entries.push({ databaseId, change });
    if (change.kind === 'catalog') this.#catalogEntries++;
  }

  /** The change at a position. */
  at(position: number): LoggedChange | undefined { return this.#entries[position]?.change; }

  /** The changes of one database, newest first. */
  *newestFirst(databaseId: number): IterableIterator<LoggedChange> {
    for (let at = this.#entries.length - 1; at >= 0; at--) {
      const entry = this.#entries[at];
      if (entry?.databaseId === databaseId) yield entry.change;
    }
  }

  /** Takes everything since `position` back, newest first. `keepVariables` leaves table variables' rows (and their entries). */
  rollbackTo(position: number, options: { readonly keepVariables: boolean; readonly isRestart: boolean }): void {
    const kept: LogEntry[] = [];
    for (let at = this.#entries.length - 1; at >= position; at--) {
      const entry = this.#entries[at];
      if (!entry) continue;
      const { change } = entry;
      if (change.kind === 'server') change.undo();
      else if (change.kind === 'catalog') {
        change.catalog.apply(mirrored(change.change));
        this.#catalogEntries--;
      }
      else if (change.kind === 'row' && change.context.isVariable && options.keepVariables) kept.push(entry);
      else if (!('restartOnly' in change) || !change.restartOnly || options.isRestart) undoChange(change, IN_PLACE);
    }
    this.#entries.length = Math.min(this.#entries.length, position);
    this.#entries.push(...kept.reverse());
  }

  /** Empties the log and hands out its row changes and what change tracking keeps of them, oldest first. */
  *drain(): IterableIterator<RowChange | TracedChange> {
    const entries = this.#entries;
    this.#entries = [];
    this.#catalogEntries = 0;
    for (const { change } of entries) if (change.kind === 'row' || change.kind === 'trace') yield change;
  }
}
