import { CowTree } from '../../src/storage/cow-tree';

/** Small reproducible random numbers. */
function random(seed: number): (below: number) => number {
  let state = seed;
  return below => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

interface Side { tree: CowTree<number, number>; model: Map<number, number> }
const sorted = (model: Map<number, number>): [number, number][] => [...model].sort((a, b) => a[0] - b[0]);

function entries(tree: CowTree<number, number>, isBackward: boolean): [number, number][] {
  const all: [number, number][] = [];
  for (const cursor = isBackward ? tree.backward() : tree.forward(); cursor.next();) all.push([cursor.key, cursor.value]);
  return all;
}

describe('CowTree against a sorted map', () => {
  it.each([1, 2, 3, 4])('agrees over random changes and snapshots (seed %i)', seed => {
    const next = random(seed);
    const sides: Side[] = [{ tree: new CowTree((a, b) => a - b), model: new Map() }];
    const spread = seed % 2 === 0 ? 300 : 5000;
    for (let step = 0; step < 12_000; step++) {
      const side = sides[next(sides.length)] as Side;
      const key = next(spread);
      // Phases of growth and of shrinking, so that nodes split and vanish.
      if (next(10) < (Math.floor(step / 3000) % 2 === 0 ? 7 : 2)) {
        expect(side.tree.set(key, step)).toBe(!side.model.has(key));
        side.model.set(key, step);
      } else expect(side.tree.delete(key)).toBe(side.model.delete(key));
      if (next(400) === 0) sides.push({ tree: side.tree.snapshot(), model: new Map(side.model) });
      if (sides.length > 5) sides.shift();
      if (step % 500 === 0) for (const { tree, model } of sides) {
        expect(tree.size).toBe(model.size);
        expect(entries(tree, false)).toEqual(sorted(model));
        expect(entries(tree, true)).toEqual(sorted(model).reverse());
        const from = next(spread);
        const cursor = tree.forward(k => k < from);
        expect(cursor.next() ? cursor.key : undefined).toBe(sorted(model).find(([k]) => k >= from)?.[0]);
        expect(tree.get(from)).toBe(model.get(from));
      }
    }
  });

  it('loses no key when a tree is emptied in random order', () => {
    const next = random(9);
    const tree = new CowTree<number, number>((a, b) => a - b);
    const left = Array.from({ length: 5000 }, (_, i) => i);
    for (const key of left) tree.set(key, key);
    while (left.length > 0) {
      const [key] = left.splice(next(left.length), 1);
      expect(tree.delete(key as number)).toBe(true);
    }
    expect(tree.size).toBe(0);
    expect(tree.forward().next()).toBe(false);
  });
});
