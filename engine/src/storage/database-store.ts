// All tables' stores, sequences' states and the rowversion counter of one database. Knows no catalog and no transactions.
import type { ChangeHistory } from './change-history';
import type { TableStore } from './table-store';

/** `lastValue` null: never used. `restartAt` is the next value after ALTER SEQUENCE RESTART. */
export interface SequenceState { readonly lastValue: bigint | null; readonly restartAt?: bigint }

/** The rows of one database. */
export class DatabaseStore {
  readonly #tables = new Map<number, TableStore>();
  readonly #sequences = new Map<number, SequenceState>();
  readonly #histories = new Map<number, ChangeHistory>();
  /** The last rowversion handed out (@@DBTS). */
  rowVersion = 2000n;
  /** The last version that change tracking has drawn. It goes on when tracking is turned off and on. */
  changeVersion = 0n;

  /** The store of a table. */
  table(objectId: number): TableStore | undefined { return this.#tables.get(objectId); }
  /** Every table's store. */
  tables(): IterableIterator<TableStore> { return this.#tables.values(); }
  /** Puts a table's store in, replaces it, or (undefined) takes it out. Transactions log this; nobody else calls it on a live database. */
  putTable(objectId: number, store: TableStore | undefined): void {
    if (store) this.#tables.set(objectId, store);
    else this.#tables.delete(objectId);
  }

  /** The state of a sequence; undefined if it was never used nor restarted. */
  sequence(objectId: number): SequenceState | undefined { return this.#sequences.get(objectId); }
  /** Sets or (undefined) forgets a sequence's state. */
  setSequence(objectId: number, state: SequenceState | undefined): void {
    if (state) this.#sequences.set(objectId, state);
    else this.#sequences.delete(objectId);
  }
  /** Every sequence that has a state, by object id. */
  sequences(): IterableIterator<[number, SequenceState]> { return this.#sequences.entries(); }

  /** What change tracking keeps of a table. */
  history(objectId: number): ChangeHistory | undefined { return this.#histories.get(objectId); }
  /** Puts a history in, replaces it, or (undefined) takes it out. Transactions log this. */
  putHistory(objectId: number, history: ChangeHistory | undefined): void {
    if (history) this.#histories.set(objectId, history);
    else this.#histories.delete(objectId);
  }
  /** Every tracked table's history, by object id. */
  histories(): IterableIterator<[number, ChangeHistory]> { return this.#histories.entries(); }

  /** Counts the rowversion up and gives the new value as 8 bytes. */
  nextRowVersion(): Uint8Array {
    this.rowVersion++;
    const bytes = Buffer.alloc(8);
    bytes.writeBigUInt64BE(this.rowVersion);
    return new Uint8Array(bytes.buffer, bytes.byteOffset, 8);
  }

  /** An O(tables) copy, uncommitted rows included; both sides go on independently. user_updates start again at 0 in the copy. */
  clone(): DatabaseStore {
    const copy = new DatabaseStore();
    for (const [objectId, store] of this.#tables) copy.#tables.set(objectId, store.snapshot());
    for (const [objectId, state] of this.#sequences) copy.#sequences.set(objectId, state);
    for (const [objectId, history] of this.#histories) copy.#histories.set(objectId, history.clone());
    copy.changeVersion = this.changeVersion;
    copy.rowVersion = this.rowVersion;
    return copy;
  }
}
