// The order in which tables are emptied: children before parents, circles aside.
import * as fc from 'fast-check';
import { orderTables, type Edge } from '../../src/template/table-graph';

const place = (edges: readonly Edge[], tables: readonly number[]) => {
  const order = orderTables(tables, edges);
  return { order, before: (a: number, b: number) => (order.deleteOrder.get(a) ?? -1) < (order.deleteOrder.get(b) ?? -1) };
};

it('puts children before parents', () => {
  const { before } = place([{ child: 1, parent: 2 }, { child: 2, parent: 3 }, { child: 4, parent: 3 }], [3, 2, 1, 4]);
  expect(before(1, 2)).toBe(true);
  expect(before(2, 3)).toBe(true);
  expect(before(4, 3)).toBe(true);
});

it('tells circles from self references', () => {
  const { order } = place([{ child: 1, parent: 2 }, { child: 2, parent: 1 }, { child: 3, parent: 3 }, { child: 3, parent: 1 }], [1, 2, 3]);
  expect(order.isCycle({ child: 1, parent: 2 })).toBe(true);
  expect(order.isCycle({ child: 2, parent: 1 })).toBe(true);
  expect(order.isCycle({ child: 3, parent: 3 })).toBe(false);
  expect(order.isCycle({ child: 3, parent: 1 })).toBe(false);
});

it('leaves tables that are not listed out of it', () => {
  const { order } = place([{ child: 1, parent: 9 }, { child: 9, parent: 1 }], [1]);
  expect([...order.deleteOrder.keys()]).toEqual([1]);
  expect(order.isCycle({ child: 1, parent: 9 })).toBe(false);
});

it('orders any graph: every edge outside of a circle goes from child to parent', () => {
  const node = fc.integer({ min: 0, max: 12 });
  fc.assert(fc.property(fc.array(fc.record({ child: node, parent: node }), { maxLength: 40 }), (edges) => {
    const tables = Array.from({ length: 13 }, (_, i) => i);
    const { order, before } = place(edges, tables);
    expect(new Set(order.deleteOrder.values()).size).toBe(tables.length);
    for (const edge of edges) if (edge.child !== edge.parent && !order.isCycle(edge)) expect(before(edge.child, edge.parent)).toBe(true);
  }));
});
