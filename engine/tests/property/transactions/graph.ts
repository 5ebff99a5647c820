// Who has to come before whom: edges between transactions, circles among them, and an order of all. Knows no rows and no levels.

/** Why one transaction comes before another: it wrote what the other overwrote (ww) or read (wr), or read what the other overwrote (rw). */
export interface Edge { readonly from: number; readonly to: number; readonly kind: 'ww' | 'wr' | 'rw'; /** Of an rw edge: the row was not found by name but by a condition. */ readonly isPredicate?: boolean; /** Of an rw edge: by what the read had been promised. */ readonly level?: string; readonly why: string }

/** The shortest circle among some edges, if there is one. */
export function findCycle(edges: readonly Edge[]): Edge[] | undefined {
  const out = outOf(edges);
  let shortest: Edge[] | undefined;
  for (const start of edges) {
    const path = pathBetween(out, start.to, start.from, shortest ? shortest.length - 1 : Number.POSITIVE_INFINITY);
    if (path && (!shortest || path.length + 1 < shortest.length)) shortest = [start, ...path];
    if (shortest?.length === 2) return shortest;
  }
  return shortest;
}

/** Edges by where they begin, one for each pair. */
export function outOf(edges: readonly Edge[]): ReadonlyMap<number, ReadonlyMap<number, Edge>> {
  const out = new Map<number, Map<number, Edge>>();
  for (const edge of edges) {
    let targets = out.get(edge.from);
    if (!targets) out.set(edge.from, targets = new Map());
    if (!targets.has(edge.to)) targets.set(edge.to, edge);
  }
  return out;
}

/** A shortest way between two transactions of fewer than `limit` edges; none is needed from one to itself. */
export function pathBetween(out: ReadonlyMap<number, ReadonlyMap<number, Edge>>, from: number, to: number, limit = Number.POSITIVE_INFINITY): Edge[] | undefined {
  const cameBy = new Map<number, Edge | undefined>([[from, undefined]]);
  let border = [from];
  for (let length = 0; border.length > 0 && length < limit; length++) {
    if (cameBy.has(to)) return walkBack(cameBy, to);
    const next: number[] = [];
    for (const node of border) for (const [target, edge] of out.get(node) ?? []) {
      if (cameBy.has(target)) continue;
      cameBy.set(target, edge);
      next.push(target);
    }
    border = next;
  }
  return undefined;
}

function walkBack(cameBy: ReadonlyMap<number, Edge | undefined>, to: number): Edge[] {
  const path: Edge[] = [];
  for (let edge = cameBy.get(to); edge; edge = cameBy.get(edge.from)) path.unshift(edge);
  return path;
}

/** True if the edges have a circle at all: a test in one pass. */
export const hasCycle = (edges: readonly Edge[]): boolean => {
  const nodes = new Set(edges.flatMap((edge) => [edge.from, edge.to]));
  return orderOf(edges, [...nodes]).length < nodes.size;
};

/** The transactions so that every edge leads forward, those named first first where edges leave a choice; shorter than `nodes` if there is a circle. */
export function orderOf(edges: readonly Edge[], nodes: readonly number[]): number[] {
  const out = outOf(edges);
  const waiting = new Map(nodes.map((node) => [node, 0]));
  for (const targets of out.values()) for (const to of targets.keys()) waiting.set(to, (waiting.get(to) ?? 0) + 1);
  const rank = new Map(nodes.map((node, index) => [node, index]));
  const ready = nodes.filter((node) => waiting.get(node) === 0);
  const order: number[] = [];
  while (ready.length > 0) {
    ready.sort((a, b) => (rank.get(b) ?? 0) - (rank.get(a) ?? 0));
    const node = ready.pop();
    if (node === undefined) break;
    order.push(node);
    for (const to of out.get(node)?.keys() ?? []) {
      const rest = (waiting.get(to) ?? 0) - 1;
      waiting.set(to, rest);
      if (rest === 0) ready.push(to);
    }
  }
  return order;
}
