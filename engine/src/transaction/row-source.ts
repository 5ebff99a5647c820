// Where a read's candidates come from: the heap in row-id order, or a range of an index in either direction. Takes no locks.
import type { IndexBound, IndexKey, IndexStore } from '../storage/index-store';
import type { Slot } from '../storage/slot';
import { belongs, type TableContent } from '../storage/table-content';
import type { TreeCursor } from '../storage/tree-cursor';
import type { Row } from '../types/value';
import type { KeyRange, ReadRequest } from './row-access';

/** Candidates one by one; ghosts are among them. */
export interface RowSource {
  readonly index: IndexStore | undefined;
  /** Moves on; false at the end. */
  next(): boolean;
  readonly rowId: number;
  /** The row's newest slot. */
  readonly slot: Slot | undefined;
  /** False if these values of the row do not belong where the candidate stands: it is a ghost's key or a key still uncommitted. */
  isRightPlace(values: Row): boolean;
}

/** The candidates of a request. */
export function openSource(request: ReadRequest, content: TableContent, index: IndexStore | undefined): RowSource {
  return index ? new IndexSource(request, content, index) : new HeapSource(content, request);
}

class HeapSource implements RowSource {
  readonly index = undefined;
  readonly #cursor: TreeCursor<number, Slot>;
  readonly #isInRange: (rowId: number) => boolean;

  constructor(content: TableContent, { isBackward, rowIds }: ReadRequest) {
    const { after = 0, before = Number.POSITIVE_INFINITY } = rowIds ?? {};
    this.#cursor = isBackward === true ? content.rows.backward((rowId) => rowId < before) : content.rows.forward((rowId) => rowId <= after);
    this.#isInRange = isBackward === true ? (rowId) => rowId > after : (rowId) => rowId < before;
  }

  next(): boolean { return this.#cursor.next() && this.#isInRange(this.#cursor.key); }
  get rowId(): number { return this.#cursor.key; }
  get slot(): Slot | undefined { return this.#cursor.value; }
  isRightPlace(): boolean { return true; }
}

class IndexSource implements RowSource {
  readonly #cursor: TreeCursor<IndexKey, number>;
  readonly #last: KeyRange['low'];
  readonly #direction: 1 | -1;

  constructor(readonly request: ReadRequest, readonly content: TableContent, readonly index: IndexStore) {
    const isBackward = request.isBackward === true;
    const { low, high } = request.range ?? {};
    this.#cursor = index.cursor({ isBackward, from: isBackward ? behindHigh(high) : low && { key: low.key, isBehind: !low.isInclusive } });
    this.#last = isBackward ? low : high;
    this.#direction = isBackward ? -1 : 1;
  }

  get rowId(): number { return this.#cursor.value; }
  get slot(): Slot | undefined { return this.content.slot(this.#cursor.value); }

  next(): boolean {
    if (!this.#cursor.next()) return false;
    if (!this.#last) return true;
    const order = this.index.comparePrefix(this.#cursor.key, this.#last.key) * this.#direction;
    return order < 0 || (order === 0 && this.#last.isInclusive);
  }

  isRightPlace(values: Row): boolean {
    if (this.content.ghosts === 0) return true;
    return this.index.isKeyOf(this.#cursor.key, values) && belongs(this.request.table.filters, this.index, values);
  }
}

/** The place behind a range's last key; undefined for the end of the index. */
export const behindHigh = (high: KeyRange['high']): IndexBound | undefined => high && { key: high.key, isBehind: high.isInclusive };

/** True for a range that is one whole key of a unique index. */
export function isPoint(index: IndexStore, range: KeyRange | undefined): boolean {
  const { low, high } = range ?? {};
  return index.shape.isUnique && low !== undefined && high !== undefined && low.isInclusive && high.isInclusive
    && low.key.length === index.shape.columns.length && high.key.length === low.key.length && index.comparePrefix(low.key, high.key) === 0;
}
