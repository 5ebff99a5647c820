// One index: the ordered keys of a table's rows. Keys of uncommitted deletes and updates stay in it as ghosts.
// Knows no filters (who calls decides whether a row belongs) and no locks.
import { compareNullsFirst, type Comparator } from '../types/compare';
import type { SqlType } from '../types/sql-type';
import type { Row, Value } from '../types/value';
import { CowTree } from './cow-tree';
import type { TreeCursor } from './tree-cursor';

/** What an index is made of: ordinals of its key columns in the row and how they compare. */
export interface IndexShape {
  readonly indexId: number; readonly isUnique: boolean;
  /** The longest key in bytes, where the columns' types allow longer ones. */
  readonly keyLimitBytes?: number;
  readonly columns: readonly { readonly ordinal: number; readonly type: SqlType; readonly isDescending: boolean }[];
}

/** The key columns' values in the index's order, then the row id. */
export type IndexKey = readonly Value[];

/** A place in an index's order: before or behind all keys that begin with `key`. */
export interface IndexBound { readonly key: readonly Value[]; readonly isBehind: boolean }

/** The ordered keys of one index; the value of each entry is its row id. */
export class IndexStore {
  readonly #comparators: readonly Comparator[];
  readonly #ordinals: readonly number[];
  #tree: CowTree<IndexKey, number>;

  constructor(readonly shape: IndexShape) {
    this.#ordinals = shape.columns.map(column => column.ordinal);
    this.#comparators = shape.columns.map(({ type, isDescending }) => {
      const compare = compareNullsFirst(type);
      return isDescending ? (left: Value, right: Value): number => compare(right, left) : compare;
    });
    this.#tree = new CowTree<IndexKey, number>(keyComparator(this.#comparators));
  }

  /** Keys in it, ghosts included. */
  get size(): number { return this.#tree.size; }

  /** The key of a row. */
  keyOf(values: Row, rowId: number): IndexKey {
    const key = this.columnPartOf(values);
    key.push(rowId);
    return key;
  }

  /** The column part of a row's key. */
  columnPartOf(values: Row): Value[] {
    const key: Value[] = [];
    for (const ordinal of this.#ordinals) key.push(values[ordinal] ?? null);
    return key;
  }

  /** Orders the column parts of two keys, as far as the second goes. */
  comparePrefix(key: readonly Value[], prefix: readonly Value[]): number {
    const length = Math.min(prefix.length, this.#comparators.length);
    for (let at = 0; at < length; at++) {
      const order = this.#comparators[at]?.(key[at] ?? null, prefix[at] ?? null) ?? 0;
      if (order !== 0) return order;
    }
    return 0;
  }

  /** True if two rows have the same key columns. */
  isSameKey(left: Row, right: Row): boolean {
    for (let at = 0; at < this.#ordinals.length; at++) {
      const ordinal = this.#ordinals[at] ?? 0;
      const a = left[ordinal] ?? null;
      const b = right[ordinal] ?? null;
      if (a !== b && this.#comparators[at]?.(a, b) !== 0) return false;
    }
    return true;
  }

  /** True if the key is what the row's key would be. */
  isKeyOf(key: IndexKey, values: Row): boolean {
    for (let at = 0; at < this.#ordinals.length; at++) {
      const value = values[this.#ordinals[at] ?? 0] ?? null;
      if (key[at] !== value && this.#comparators[at]?.(key[at] ?? null, value) !== 0) return false;
    }
    return true;
  }

  /** Puts a key in. False if it was there (a ghost of the same row come to life again). */
  add(key: IndexKey): boolean { return this.#tree.set(key, key[key.length - 1] as number); }
  /** Takes a key out. */
  remove(key: IndexKey): void { this.#tree.delete(key); }

  /** Keys in order from a bound on (upwards: the first behind it; downwards: the last before it). */
  cursor({ from, isBackward = false }: { readonly from?: IndexBound; readonly isBackward?: boolean } = {}): TreeCursor<IndexKey, number> {
    const isBefore = from && ((key: IndexKey): boolean => {
      const order = this.comparePrefix(key, from.key);
      return order < 0 || (order === 0 && from.isBehind);
    });
    return isBackward ? this.#tree.backward(isBefore) : this.#tree.forward(isBefore);
  }

  /** The row id of the first key behind a full key. */
  next(key: IndexKey): number | undefined {
    const { compare } = this.#tree;
    const cursor = this.#tree.forward(other => compare(other, key) <= 0);
    return cursor.next() ? cursor.value : undefined;
  }

  /** Replaces all keys; `keys` need not be in order. Two rows of equal keys end it for a unique index and are returned. */
  build(keys: IndexKey[]): readonly [IndexKey, IndexKey] | undefined {
    const { compare } = this.#tree;
    keys.sort(compare);
    if (this.shape.isUnique) for (let at = 1; at < keys.length; at++) {
      const [left, right] = [keys[at - 1] ?? [], keys[at] ?? []];
      if (this.comparePrefix(left, right) === 0) return [left, right];
    }
    this.load(keys);
    return undefined;
  }

  /** Replaces all keys by keys in order. */
  load(keys: readonly IndexKey[]): void {
    this.#tree = CowTree.fromSorted(this.#tree.compare, keys, keys.map(key => key[key.length - 1] as number));
  }

  /** An independent index of the same keys, in O(1). */
  snapshot(): IndexStore {
    const copy = new IndexStore(this.shape);
    copy.#tree = this.#tree.snapshot();
    return copy;
  }
}

function keyComparator(comparators: readonly Comparator[]): (left: IndexKey, right: IndexKey) => number {
  const count = comparators.length;
  const only = comparators[0];
  if (count === 1 && only) return (left, right) => only(left[0] ?? null, right[0] ?? null) || (left[1] as number) - (right[1] as number);
  return (left, right) => {
    for (let at = 0; at < count; at++) {
      const order = comparators[at]?.(left[at] ?? null, right[at] ?? null) ?? 0;
      if (order !== 0) return order;
    }
    return (left[count] as number) - (right[count] as number);
  };
}
