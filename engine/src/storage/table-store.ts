// A table's rows, indexes and counters as one stable object whose content can be swapped. Knows no locks and no transactions.
import { TableContent, type IdentityState } from './table-content';
import type { IndexShape } from './index-store';

/** One table's storage: the same object for as long as the table exists. */
export class TableStore {
  /** Rows and indexes; swapped as a whole by TRUNCATE and ALTER TABLE. */
  content: TableContent;
  /** Statements that maintained the table's indexes since the store was made (user_updates); not rolled back. */
  userUpdates = 0;

  constructor(readonly objectId: number, shapes: readonly IndexShape[], identity?: { readonly seed: bigint; readonly increment: bigint }) {
    this.content = TableContent.empty(shapes);
    if (identity) this.content.identity = { ...identity, lastValue: null };
  }

  /** Live rows, uncommitted ones included. */
  get rowCount(): number { return this.content.rowCount; }
  get identity(): IdentityState | undefined { return this.content.identity; }

  /** DBCC CHECKIDENT RESEED: an unused table gives `value` itself next, a used one value + increment. */
  reseed(value: bigint): void { this.content.identity = reseeded(this.content.identity, value); }

  /** An independent copy that shares every row; user_updates start again. */
  snapshot(content: TableContent = this.content.snapshot()): TableStore {
    const copy = new TableStore(this.objectId, []);
    copy.content = content;
    return copy;
  }

  /** An empty content of the same indexes, identity back at its seed: what TRUNCATE puts in. */
  emptied(): TableContent {
    const content = TableContent.empty([...this.content.indexes.values()].map(index => index.shape), this.content.nextRowId);
    if (this.identity) content.identity = { seed: this.identity.declaredSeed ?? this.identity.seed, increment: this.identity.increment, lastValue: null };
    return content;
  }
}

function reseeded(identity: IdentityState | undefined, value: bigint): IdentityState | undefined {
  if (!identity) return undefined;
  return identity.lastValue === null ? { ...identity, seed: value, declaredSeed: identity.declaredSeed ?? identity.seed } : { ...identity, lastValue: value };
}
