// The order in which tables can be emptied, worked out once per template from the foreign keys. Knows numbers only.

/** A foreign key: rows of `child` refer to rows of `parent`. */
export interface Edge {
  readonly child: number;
  readonly parent: number;
}

/** The order of tables, children first, and the groups that refer to each other in a circle. */
export interface TableOrder {
  readonly deleteOrder: ReadonlyMap<number, number>;
  /** Whether two different tables lie on one circle of foreign keys. */
  isCycle(edge: Edge): boolean;
}

interface Visit {
  readonly index: number;
  low: number;
}

/** Orders tables so that every child comes before its parents, circles aside (Tarjan's strongly connected components). */
export function orderTables(tables: readonly number[], edges: readonly Edge[]): TableOrder {
  const parents = new Map<number, number[]>(tables.map((table) => [table, []]));
  for (const { child, parent } of edges) if (child !== parent && parents.has(parent)) parents.get(child)?.push(parent);
  const components = findComponents(tables, parents);
  const componentOf = new Map(components.flatMap((members, place) => members.map((table) => [table, place] as const)));
  // Components come out parents first.
  const inOrder = components.slice().reverse().flat();
  return {
    deleteOrder: new Map(inOrder.map((table, place) => [table, place])),
    isCycle: ({ child, parent }) => child !== parent && componentOf.has(child) && componentOf.get(child) === componentOf.get(parent),
  };
}

function findComponents(tables: readonly number[], parents: ReadonlyMap<number, readonly number[]>): number[][] {
  const visits = new Map<number, Visit>();
  const path: number[] = [];
  const onPath = new Set<number>();
  const components: number[][] = [];
  const visit = (table: number): Visit => {
    const own: Visit = { index: visits.size, low: visits.size };
    visits.set(table, own);
    path.push(table);
    onPath.add(table);
    for (const parent of parents.get(table) ?? []) {
      const seen = visits.get(parent);
      if (seen === undefined) own.low = Math.min(own.low, visit(parent).low);
      else if (onPath.has(parent)) own.low = Math.min(own.low, seen.index);
    }
    if (own.low === own.index) components.push(takeComponent(table, path, onPath));
    return own;
  };
  for (const table of tables) if (!visits.has(table)) visit(table);
  return components;
}

function takeComponent(root: number, path: number[], onPath: Set<number>): number[] {
  const members = path.splice(path.lastIndexOf(root));
  members.forEach((table) => onPath.delete(table));
  return members;
}
