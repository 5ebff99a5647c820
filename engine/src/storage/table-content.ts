// A table's rows and indexes: slots by row id, keys by index, and how a row change is made, undone and settled.
// Knows no locks, and not which index a filtered row belongs to (callers pass the filters).
import type { Row } from '../types/value';
import { CowTree } from './cow-tree';
import { IndexStore, type IndexKey, type IndexShape } from './index-store';
import { COMMITTED, type Slot, type Writer } from './slot';

/** An identity column's state: `lastValue` null means that the next value is `seed` itself, which RESEED moves; `declaredSeed` is what TRUNCATE goes back to. */
export interface IdentityState { readonly seed: bigint; readonly increment: bigint; readonly lastValue: bigint | null; readonly declaredSeed?: bigint }

/** Which rows belong to a filtered index, by index id. */
export type Filters = ReadonlyMap<number, (row: Row) => boolean>;

/** What an update did to one index: the key it put in (if it was not there) and the one it left behind as a ghost. */
export interface KeyChange { readonly indexId: number; readonly added?: IndexKey; readonly ghost?: IndexKey }

/** For whom rows are written: the transaction, the table's filters, and whether it is a table variable. */
export interface WriteContext { readonly writer: Writer; readonly filters: Filters; readonly isVariable: boolean }

/** One row change, enough to undo and to settle it. `before` undefined: inserted; `after.values` null: deleted. */
export interface RowChange {
  readonly kind: 'row'; readonly content: TableContent; readonly rowId: number;
  readonly before: Slot | undefined; readonly after: Slot; readonly keys: readonly KeyChange[]; readonly context: WriteContext;
}

const byNumber = (left: number, right: number): number => left - right;
const NO_KEYS: readonly KeyChange[] = [];

/** The content of a table. TableStore swaps whole contents for TRUNCATE and ALTER TABLE. */
export class TableContent {
  readonly indexes = new Map<number, IndexStore>();
  /** Rising, never reused, not even after TRUNCATE. */
  nextRowId = 1;
  /** Live rows, uncommitted ones included. */
  rowCount = 0;
  /** Rises with every change of a row, undone ones included. */
  version = 0;
  /** Ghost keys and rows that stand in the indexes: readers must compare keys only if there are any. */
  ghosts = 0;
  identity: IdentityState | undefined;
  /** Committed changes whose old versions somebody may still read. */
  unsettled: { readonly stamp: number; readonly change: RowChange }[] = [];
  /** Who put this content in place (TRUNCATE, ALTER TABLE) or altered its table: older snapshots cannot read it. */
  writer: Writer = COMMITTED;
  #rows: CowTree<number, Slot>;

  constructor(rows: CowTree<number, Slot> = new CowTree<number, Slot>(byNumber)) { this.#rows = rows; }

  /** An empty content with the given indexes. */
  static empty(shapes: Iterable<IndexShape>, nextRowId = 1): TableContent {
    const content = new TableContent();
    for (const shape of shapes) content.indexes.set(shape.indexId, new IndexStore(shape));
    content.nextRowId = nextRowId;
    return content;
  }

  get rows(): CowTree<number, Slot> { return this.#rows; }
  /** The newest slot of a row, committed or not. */
  slot(rowId: number): Slot | undefined { return this.#rows.get(rowId); }

  /** Puts a row in. The caller has checked keys and locks. */
  insert(rowId: number, values: Row, context: WriteContext): RowChange {
    if (rowId >= this.nextRowId) this.nextRowId = rowId + 1;
    const after: Slot = { values, writer: context.writer, prior: undefined };
    this.version++;
    this.#rows.set(rowId, after);
    for (const index of this.indexes.values()) {
      if (belongs(context.filters, index, values)) index.add(index.keyOf(values, rowId));
    }
    this.rowCount++;
    return { kind: 'row', content: this, rowId, before: undefined, after, keys: NO_KEYS, context };
  }

  /** Replaces a row's values. Old keys stay as ghosts until settled. */
  update(rowId: number, before: Slot, values: Row, context: WriteContext): RowChange {
    const { filters, writer } = context;
    const old = before.values ?? [];
    const after: Slot = { values, writer, prior: priorFor(before, writer) };
    const keys: KeyChange[] = [];
    for (const index of this.indexes.values()) {
      const isIn = belongs(filters, index, values);
      const wasIn = belongs(filters, index, old);
      if (isIn === wasIn && (!isIn || index.isSameKey(old, values))) continue;
      const key = index.keyOf(values, rowId);
      const added = isIn && index.add(key) ? key : undefined;
      keys.push({ indexId: index.shape.indexId, added, ghost: wasIn ? index.keyOf(old, rowId) : undefined });
    }
    this.ghosts += keys.length;
    this.version++;
    this.#rows.set(rowId, after);
    return { kind: 'row', content: this, rowId, before, after, keys: keys.length > 0 ? keys : NO_KEYS, context };
  }

  /** Makes a row a ghost: its slot and keys stay until settled. */
  delete(rowId: number, before: Slot, context: WriteContext): RowChange {
    const after: Slot = { values: null, writer: context.writer, prior: priorFor(before, context.writer) };
    this.version++;
    this.#rows.set(rowId, after);
    this.rowCount--;
    this.ghosts++;
    return { kind: 'row', content: this, rowId, before, after, keys: NO_KEYS, context };
  }

  /** Takes a change back; changes must be undone newest first. `this` may be a copy of the content that was changed. */
  undo(change: RowChange): void {
    const { rowId, before, after } = change;
    if (!before) {
      this.remove(rowId, after.values ?? []);
      return;
    }
    this.version++;
    this.#rows.set(rowId, before);
    for (const { indexId, added } of change.keys) if (added) this.indexes.get(indexId)?.remove(added);
    this.ghosts -= change.keys.length;
    if (!after.values) {
      this.rowCount++;
      this.ghosts--;
    }
  }

  /** After commit, when nobody can read the old version: takes ghosts out. */
  settle(change: RowChange): void {
    const { rowId, before, after, keys } = change;
    if (!before) return;
    const now = this.slot(rowId)?.values ?? null;
    for (const { indexId, ghost } of keys) {
      const index = this.indexes.get(indexId);
      if (index && ghost && !(now && index.isKeyOf(ghost, now) && belongs(change.context.filters, index, now))) index.remove(ghost);
    }
    this.ghosts -= keys.length;
    if (after.values) return;
    this.ghosts--;
    this.#drop(rowId, before.values ?? []);
  }

  /** Takes a live row and its keys out, for good: nobody reads it any more. */
  remove(rowId: number, values: Row): void {
    this.#drop(rowId, values);
    this.rowCount--;
  }

  #drop(rowId: number, values: Row): void {
    this.version++;
    this.#rows.delete(rowId);
    for (const index of this.indexes.values()) index.remove(index.keyOf(values, rowId));
  }

  /** Settles what was committed up to `horizon`. `keepsVersions`: another content may still ask for the rows as they were. */
  settleUpTo(horizon: number, { keepsVersions = false }: { readonly keepsVersions?: boolean } = {}): void {
    const left: typeof this.unsettled = [];
    for (const item of this.unsettled) {
      // Under an uncommitted newer version it is not known yet which keys will be ghosts.
      if (item.stamp > horizon || this.slot(item.change.rowId)?.writer.stamp === 0) {
        left.push(item);
        continue;
      }
      this.settle(item.change);
      if (!keepsVersions) item.change.after.prior = undefined;
    }
    this.unsettled = left;
  }

  /** An independent content of the same rows; costs by the number of indexes. */
  snapshot(): TableContent {
    const copy = new TableContent(this.#rows.snapshot());
    for (const [indexId, index] of this.indexes) copy.indexes.set(indexId, index.snapshot());
    copy.nextRowId = this.nextRowId;
    copy.rowCount = this.rowCount;
    copy.ghosts = this.ghosts;
    copy.identity = this.identity;
    copy.unsettled = [...this.unsettled];
    return copy;
  }

  /** An independent content of the live rows alone: a snapshot, unless there are ghosts. */
  live(filters: Filters): TableContent {
    if (this.ghosts === 0 && this.unsettled.length === 0) return this.snapshot();
    const content = this.mapped((row) => row);
    for (const [indexId, { shape }] of this.indexes) content.buildIndex(shape, filters.get(indexId));
    return content;
  }

  /** The live rows, by row id. */
  *liveRows(): Iterable<readonly [number, Row]> {
    for (const cursor = this.#rows.forward(); cursor.next();) if (cursor.value.values) yield [cursor.key, cursor.value.values];
  }

  /** Adds an index over the rows that are live now. Two equal keys of a unique one are returned, and nothing is added. */
  buildIndex(shape: IndexShape, filter?: (row: Row) => boolean): readonly [IndexKey, IndexKey] | undefined {
    const index = new IndexStore(shape);
    const keys: IndexKey[] = [];
    for (const cursor = this.#rows.forward(); cursor.next();) {
      const values = cursor.value.values;
      if (values && (!filter || filter(values))) keys.push(index.keyOf(values, cursor.key));
    }
    const duplicate = index.build(keys);
    if (!duplicate) this.indexes.set(shape.indexId, index);
    return duplicate;
  }

  /** A new content whose rows are the live rows, mapped, under the same row ids; without indexes. */
  mapped(mapRow: (row: Row) => Row): TableContent {
    const ids: number[] = [];
    const slots: Slot[] = [];
    for (const cursor = this.#rows.forward(); cursor.next();) {
      const { values } = cursor.value;
      if (!values) continue;
      ids.push(cursor.key);
      slots.push({ values: mapRow(values), writer: COMMITTED, prior: undefined });
    }
    const content = new TableContent(CowTree.fromSorted(byNumber, ids, slots));
    content.nextRowId = this.nextRowId;
    content.rowCount = ids.length;
    content.identity = this.identity;
    return content;
  }
}

/** True if a row belongs to an index: always, but for filtered ones. */
export const belongs = (filters: Filters, index: IndexStore, values: Row): boolean => filters.size === 0 || (filters.get(index.shape.indexId)?.(values) ?? true);

// A transaction's own earlier version is nobody's to read.
const priorFor = (before: Slot, writer: Writer): Slot | undefined => before.writer === writer ? before.prior : before;
