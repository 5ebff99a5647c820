// Walks a CowTree in either direction. May be kept over changes of the tree: it then seeks its place again.
import type { IsBefore, TreeNode, TreeSource } from './tree-node';

/** A cursor: next() moves to an entry and says if there is one; key and value are that entry's. */
export class TreeCursor<K, V> {
  readonly #tree: TreeSource<K, V>;
  readonly #step: 1 | -1;
  readonly #isBefore: IsBefore<K> | undefined;
  readonly #path: { node: TreeNode<K, V>; at: number }[] = [];
  #leaf: TreeNode<K, V> | undefined;
  #at = 0;
  #changes = -1;
  #hasStarted = false;
  #key: K | undefined;

  constructor(tree: TreeSource<K, V>, step: 1 | -1, isBefore: IsBefore<K> | undefined) {
    this.#tree = tree;
    this.#step = step;
    this.#isBefore = isBefore;
  }

  /** The entry's key; only after next() said true. */
  get key(): K { return this.#key as K; }
  /** The entry's value; only after next() said true. */
  get value(): V { return this.#leaf?.values[this.#at] as V; }

  /** Moves on. False at the end. */
  next(): boolean {
    if (this.#changes === this.#tree.changes) this.#at += this.#step;
    else this.#seek();
    while (this.#leaf && (this.#at < 0 || this.#at >= this.#leaf.keys.length)) this.#changeLeaf();
    if (!this.#leaf) {
      // The place is kept by key: should the tree grow behind it, a further next() finds that.
      this.#changes = -1;
      return false;
    }
    this.#key = this.#leaf.keys[this.#at] as K;
    this.#hasStarted = true;
    return true;
  }

  #seek(): void {
    const { compare } = this.#tree;
    const last = this.#key as K;
    const isBefore = !this.#hasStarted ? this.#isBefore : this.#step > 0 ? (key: K): boolean => compare(key, last) <= 0 : (key: K): boolean => compare(key, last) < 0;
    this.#changes = this.#tree.changes;
    this.#path.length = 0;
    let node = this.#tree.root;
    for (;;) {
      const at = isBefore ? firstNotBefore(node.keys, isBefore) : this.#step > 0 ? 0 : node.keys.length;
      if (!node.children) {
        this.#leaf = node;
        this.#at = this.#step > 0 ? at : at - 1;
        return;
      }
      this.#path.push({ node, at });
      node = node.children[at] as TreeNode<K, V>;
    }
  }

  #changeLeaf(): void {
    this.#leaf = undefined;
    for (let top = this.#path.at(-1); top; top = this.#path.at(-1)) {
      top.at += this.#step;
      const child = top.node.children?.[top.at];
      if (child) return this.#descend(child);
      this.#path.pop();
    }
  }

  #descend(from: TreeNode<K, V>): void {
    let node = from;
    while (node.children) {
      const at = this.#step > 0 ? 0 : node.children.length - 1;
      this.#path.push({ node, at });
      node = node.children[at] as TreeNode<K, V>;
    }
    this.#leaf = node;
    this.#at = this.#step > 0 ? 0 : node.keys.length - 1;
  }
}

function firstNotBefore<K>(keys: readonly K[], isBefore: IsBefore<K>): number {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isBefore(keys[middle] as K)) low = middle + 1;
    else high = middle;
  }
  return low;
}
