// A walk over what the parser made, as plain data: for questions about what is written in a statement, wherever in it.

/** Hears of a node, and of its kind. */
export type Visit = (kind: string, node: Readonly<Record<string, unknown>>) => void;

/** Visits every node of a tree of plain data that has a `kind`. */
export function visitTree(tree: unknown, visit: Visit): void {
  if (typeof tree !== 'object' || tree === null) return;
  if (Array.isArray(tree)) {
    for (const item of tree) visitTree(item, visit);
    return;
  }
  const node = tree as Readonly<Record<string, unknown>>;
  if (typeof node.kind === 'string') visit(node.kind, node);
  for (const child of Object.values(node)) visitTree(child, visit);
}
