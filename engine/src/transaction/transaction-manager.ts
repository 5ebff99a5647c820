// What all transactions of one engine share: lock manager, commit stamps, the list of active ones, garbage of old row versions.
// Knows no sessions.
import type { Catalog } from '../catalog/database';
import type { CatalogObject } from '../catalog/definitions';
import { EngineBug } from '../errors/engine-bug';
import { LockManager } from '../locking/lock-manager';
import type { StoreChange } from '../storage/change';
import { snapshotCommitted } from '../storage/committed-copy';
import type { DatabaseStore } from '../storage/database-store';
import type { RowChange, TableContent } from '../storage/table-content';
import { Transaction } from './transaction';
import type { TransactionalDatabase, TransactionCore, TransactionHost } from './transaction-core';
import { mirrored } from './undo-log';

export type { TransactionalDatabase } from './transaction-core';

/** Engine-wide state of transactions. */
export class TransactionManager implements TransactionHost {
  readonly locks = new LockManager((databaseId, objectId) => this.#findDatabase(databaseId)?.catalog.table(objectId)?.lockEscalation !== 'DISABLE');
  readonly #findDatabase: (databaseId: number) => TransactionalDatabase | undefined;
  readonly #active = new Set<TransactionCore>();
  readonly #readers = new Set<TransactionCore>();
  readonly #unsettled = new Set<TableContent>();
  #stamp = 1;
  #lastId = 1000;

  constructor(findDatabase: (databaseId: number) => TransactionalDatabase | undefined) { this.#findDatabase = findDatabase; }

  /** The transaction object of a new session; it lives as long as the session and begins and ends many times. */
  createTransaction(spid: number): Transaction { return new Transaction(this, spid); }

  /** Transactions that have begun and not ended, in order of their beginning. */
  active(): IterableIterator<TransactionCore> { return this.#active.values(); }

  /** The lowest rowversion that a transaction under way has drawn; the next one if there is none. */
  minActiveRowVersion(databaseId: number): bigint {
    const drawn = [...this.#active].flatMap((transaction) => transaction.firstRowVersions.get(databaseId) ?? []);
    const next = (this.#findDatabase(databaseId)?.store.rowVersion ?? 0n) + 1n;
    return drawn.reduce((least, version) => (version < least ? version : least), next);
  }

  /** An object that another session has made, altered, dropped or renamed and not committed: whoever asks for it must wait for that session. */
  uncommittedChange(databaseId: number, asker: number, isMeant: (object: CatalogObject) => boolean): CatalogObject | undefined {
    for (const transaction of this.#active) {
      if (transaction.spid === asker || !transaction.changesCatalog) continue;
      for (const change of transaction.changesOf(databaseId)) {
        if (change.kind !== 'catalog' || change.change.kind !== 'object') continue;
        const { before, after } = change.change;
        if (before && isMeant(before)) return before;
        if (after && isMeant(after)) return after;
      }
    }
    return undefined;
  }

  /** An O(tables) copy of a database's committed rows and catalog, whatever is going on in it (BACKUP). */
  snapshotCommitted(databaseId: number): { readonly store: DatabaseStore; readonly catalog: Catalog } {
    const database = this.#findDatabase(databaseId);
    if (!database) throw new EngineBug(`a copy of database ${databaseId}, which does not exist`);
    const catalog = database.catalog.clone();
    const changes: StoreChange[] = [];
    for (const transaction of this.#active) for (const change of transaction.changesOf(databaseId)) {
      if (change.kind === 'catalog') catalog.apply(mirrored(change.change));
      else if (change.kind !== 'server' && (!('restartOnly' in change) || !change.restartOnly)) changes.push(change);
    }
    return { store: snapshotCommitted(database.store, changes), catalog };
  }

  get stamp(): number { return this.#stamp; }
  findDatabase(databaseId: number): TransactionalDatabase | undefined { return this.#findDatabase(databaseId); }
  nextTransactionId(): number { return ++this.#lastId; }
  takeStamp(): number { return ++this.#stamp; }
  noteBegun(transaction: TransactionCore): void { this.#active.add(transaction); }

  noteEnded(transaction: TransactionCore): void {
    this.#active.delete(transaction);
    this.#collect();
  }

  noteReader(transaction: TransactionCore, isReader: boolean): void {
    if (isReader) this.#readers.add(transaction);
    else if (this.#readers.delete(transaction)) this.#collect();
  }

  settle(change: RowChange, stamp: number): void {
    const { content } = change;
    if (!change.before) return;
    if (change.context.isVariable || stamp <= this.#horizon()) {
      content.settle(change);
      change.after.prior = undefined;
      return;
    }
    content.unsettled.push({ stamp, change });
    this.#unsettled.add(content);
  }

  /** The oldest stamp that somebody still reads as of. */
  #horizon(): number {
    let horizon = Number.POSITIVE_INFINITY;
    for (const { readerStamp } of this.#readers) if (readerStamp !== undefined && readerStamp < horizon) horizon = readerStamp;
    return horizon;
  }

  #collect(): void {
    if (this.#unsettled.size === 0) return;
    const horizon = this.#horizon();
    for (const content of this.#unsettled) {
      content.settleUpTo(horizon);
      if (content.unsettled.length === 0) this.#unsettled.delete(content);
    }
  }
}
