import { CowTree } from '../../../src/storage/cow-tree';

const byNumber = (a: number, b: number): number => a - b;
const keys = (tree: CowTree<number, string>): number[] => { const all: number[] = []; for (const c = tree.forward(); c.next();) all.push(c.key); return all; };

describe('CowTree', () => {
  it('bulk-loads, seeks and walks in both directions', () => {
    const all = Array.from({ length: 10_000 }, (_, i) => i * 2);
    const tree = CowTree.fromSorted(byNumber, all, all.map(String));
    expect(tree.size).toBe(10_000);
    expect(tree.get(5000)).toBe('5000');
    expect(tree.get(5001)).toBeUndefined();
    const up = tree.forward(key => key < 4999);
    expect([up.next(), up.key, up.value]).toEqual([true, 5000, '5000']);
    const down = tree.backward(key => key < 4999);
    expect([down.next(), down.key]).toEqual([true, 4998]);
    expect(tree.forward(() => true).next()).toBe(false);
    expect(tree.backward(() => false).next()).toBe(false);
    expect(keys(tree)).toEqual(all);
  });

  it('keeps a cursor in place while the tree changes', () => {
    const tree = new CowTree<number, string>(byNumber);
    for (let i = 0; i < 500; i++) tree.set(i, 'x');
    const seen: number[] = [];
    for (const cursor = tree.forward(); cursor.next();) {
      seen.push(cursor.key);
      tree.delete(cursor.key);
      if (cursor.key === 100) tree.set(100.5, 'new');
    }
    expect(seen).toHaveLength(501);
    expect(seen).toContain(100.5);
    expect(tree.size).toBe(0);
    expect(keys(tree)).toEqual([]);
  });

  it('shares nodes between snapshots until one side writes', () => {
    const tree = new CowTree<number, string>(byNumber);
    for (let i = 0; i < 1000; i++) tree.set(i, 'old');
    const copy = tree.snapshot();
    tree.set(10, 'new');
    copy.delete(20);
    expect([tree.get(10), copy.get(10), tree.get(20), copy.get(20)]).toEqual(['new', 'old', 'old', undefined]);
    expect([tree.size, copy.size]).toEqual([1000, 999]);
  });
});
