// The nodes of CowTree, and what its cursors need of it.

/** A node: leaves have values, inner nodes have children; key i of an inner node is a lower bound of child i + 1. */
export class TreeNode<K, V> {
  constructor(public owner: object, public readonly keys: K[], public readonly values: V[], public readonly children: TreeNode<K, V>[] | null) {}
}

/** Tells of a key whether it lies before the place sought; true for a prefix of the ordered keys, false for the rest. */
export type IsBefore<K> = (key: K) => boolean;

/** A tree as its cursors see it. `changes` rises with every change. */
export interface TreeSource<K, V> { readonly compare: (left: K, right: K) => number; readonly root: TreeNode<K, V>; readonly changes: number }
