// An ordered map as a copy-on-write B+tree: snapshot() costs nothing, and after it either side copies a node when it first writes to it.
// Knows no rows and no SQL; the order is the caller's comparator.
import { TreeCursor } from './tree-cursor';
import { TreeNode, type IsBefore } from './tree-node';

const FULL = 64;
const SPARSE = 16;

/** The ordered map. */
export class CowTree<K, V> {
  #owner: object = {};
  #root: TreeNode<K, V>;
  #size = 0;
  #found: { readonly leaf: TreeNode<K, V>; at: number; readonly changes: number } | undefined;
  /** Rises with every change: cursors see by it that they must seek again. */
  changes = 0;

  constructor(readonly compare: (left: K, right: K) => number) {
    this.#root = new TreeNode<K, V>(this.#owner, [], [], null);
  }

  /** A tree of entries that are in order already. */
  static fromSorted<K, V>(compare: (left: K, right: K) => number, keys: readonly K[], values: readonly V[]): CowTree<K, V> {
    const tree = new CowTree<K, V>(compare);
    let level: { node: TreeNode<K, V>; least: K | undefined }[] = [];
    for (let at = 0; at < keys.length; at += FULL) {
      level.push({ node: new TreeNode(tree.#owner, keys.slice(at, at + FULL), values.slice(at, at + FULL), null), least: keys[at] });
    }
    while (level.length > 1) {
      const above: typeof level = [];
      for (let at = 0; at < level.length; at += FULL) {
        const children = level.slice(at, at + FULL);
        const separators = children.slice(1).map(child => child.least as K);
        above.push({ node: new TreeNode<K, V>(tree.#owner, separators, [], children.map(child => child.node)), least: children[0]?.least });
      }
      level = above;
    }
    if (level[0]) tree.#root = level[0].node;
    tree.#size = keys.length;
    return tree;
  }

  get size(): number { return this.#size; }
  /** The top node, for cursors. */
  get root(): TreeNode<K, V> { return this.#root; }

  /** An independent tree of the same entries, in O(1). */
  snapshot(): CowTree<K, V> {
    const copy = new CowTree<K, V>(this.compare);
    copy.#root = this.#root;
    copy.#size = this.#size;
    // Neither side owns the shared nodes any more.
    this.#owner = {};
    return copy;
  }

  get(key: K): V | undefined {
    const last = this.#found;
    // Who looks up one entry often looks up the next one after it.
    if (last && last.changes === this.changes && last.leaf.keys[last.at + 1] === key) return last.leaf.values[++last.at];
    let node = this.#root;
    while (node.children) node = node.children[this.#childFor(node, key)] ?? node;
    const at = this.#lowerBound(node.keys, key);
    if (at >= node.keys.length || this.compare(node.keys[at] as K, key) !== 0) return undefined;
    this.#found = { leaf: node, at, changes: this.changes };
    return node.values[at];
  }

  /** Puts an entry in or replaces the value of an equal key (whose key then stays as it was). True if the key is new. */
  set(key: K, value: V): boolean {
    this.changes++;
    const root = this.#root = this.#own(this.#root);
    const before = this.#size;
    const split = this.#insert(root, key, value);
    if (split) this.#root = new TreeNode<K, V>(this.#owner, [split.separator], [], [root, split.right]);
    return this.#size > before;
  }

  /** Takes an entry out. False if there was none. */
  delete(key: K): boolean {
    if (this.get(key) === undefined) return false;
    this.changes++;
    this.#root = this.#own(this.#root);
    this.#remove(this.#root, key);
    this.#size--;
    while (this.#root.children && this.#root.children.length === 1 && this.#root.children[0]) this.#root = this.#root.children[0];
    if (this.#root.children?.length === 0) this.#root = new TreeNode<K, V>(this.#owner, [], [], null);
    return true;
  }

  /** Entries upwards, from the first that is not `isBefore` (default: the first of all). */
  forward(isBefore?: IsBefore<K>): TreeCursor<K, V> { return new TreeCursor(this, 1, isBefore); }

  /** Entries downwards, from the last that is `isBefore` (default: the last of all). */
  backward(isBefore?: IsBefore<K>): TreeCursor<K, V> { return new TreeCursor(this, -1, isBefore); }

  #own(node: TreeNode<K, V>): TreeNode<K, V> {
    if (node.owner === this.#owner) return node;
    return new TreeNode(this.#owner, node.keys.slice(), node.values.slice(), node.children ? node.children.slice() : null);
  }

  #ownChild(node: TreeNode<K, V>, at: number): TreeNode<K, V> {
    const children = node.children as TreeNode<K, V>[];
    const child = this.#own(children[at] as TreeNode<K, V>);
    children[at] = child;
    return child;
  }

  #lowerBound(keys: readonly K[], key: K): number {
    const { compare } = this;
    let low = 0;
    let high = keys.length;
    // Appending in order is the most common insertion.
    if (high > 0 && compare(keys[high - 1] as K, key) < 0) return high;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (compare(keys[middle] as K, key) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #childFor(node: TreeNode<K, V>, key: K): number {
    const { compare } = this;
    const { keys } = node;
    let low = 0;
    let high = keys.length;
    if (high > 0 && compare(keys[high - 1] as K, key) <= 0) return high;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (compare(keys[middle] as K, key) <= 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #insert(node: TreeNode<K, V>, key: K, value: V): { separator: K; right: TreeNode<K, V> } | undefined {
    if (!node.children) return this.#insertIntoLeaf(node, key, value);
    const at = this.#childFor(node, key);
    const split = this.#insert(this.#ownChild(node, at), key, value);
    if (!split) return undefined;
    node.keys.splice(at, 0, split.separator);
    node.children.splice(at + 1, 0, split.right);
    if (node.children.length <= FULL) return undefined;
    const half = at + 1 === node.children.length - 1 ? FULL - 2 : FULL >> 1;
    const children = node.children.splice(half);
    const keys = node.keys.splice(half);
    const separator = node.keys.pop() as K;
    return { separator, right: new TreeNode<K, V>(this.#owner, keys, [], children) };
  }

  #insertIntoLeaf(leaf: TreeNode<K, V>, key: K, value: V): { separator: K; right: TreeNode<K, V> } | undefined {
    const { keys, values } = leaf;
    const at = this.#lowerBound(keys, key);
    if (at < keys.length && this.compare(keys[at] as K, key) === 0) {
      values[at] = value;
      return undefined;
    }
    this.#size++;
    if (at === keys.length) {
      keys.push(key);
      values.push(value);
    } else {
      keys.splice(at, 0, key);
      values.splice(at, 0, value);
    }
    if (keys.length <= FULL) return undefined;
    const half = at === keys.length - 1 ? FULL : FULL >> 1;
    const right = new TreeNode<K, V>(this.#owner, keys.splice(half), values.splice(half), null);
    return { separator: right.keys[0] as K, right };
  }

  #remove(node: TreeNode<K, V>, key: K): void {
    if (!node.children) {
      const at = this.#lowerBound(node.keys, key);
      node.keys.splice(at, 1);
      node.values.splice(at, 1);
      return;
    }
    const at = this.#childFor(node, key);
    const child = this.#ownChild(node, at);
    this.#remove(child, key);
    const isEmpty = child.children ? child.children.length === 0 : child.keys.length === 0;
    if (isEmpty) removeChild(node, at);
    else if (!child.children && child.keys.length < SPARSE) this.#merge(node, at);
  }

  /** Joins a sparse leaf with its right neighbour if both fit into half a leaf. */
  #merge(node: TreeNode<K, V>, at: number): void {
    const left = node.children?.[at];
    const right = node.children?.[at + 1];
    if (!left || !right || left.keys.length + right.keys.length > FULL / 2) return;
    left.keys.push(...right.keys);
    left.values.push(...right.values);
    removeChild(node, at + 1);
  }
}

function removeChild<K, V>(node: TreeNode<K, V>, at: number): void {
  node.children?.splice(at, 1);
  node.keys.splice(at > 0 ? at - 1 : 0, 1);
}
