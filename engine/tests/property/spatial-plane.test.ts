// How shapes lie to each other in the plane, against what holds for convex polygons: their corners decide.
import fc from 'fast-check';
import { parseWellKnownBinary, toWellKnownBinary } from '../../src/types/spatial/spatial-binary';
import { contains, intersect, isEqual, planeDistance } from '../../src/types/spatial/spatial-plane';
import type { Spatial } from '../../src/types/spatial/spatial-shape';
import { formatSpatial, parseSpatial } from '../../src/types/spatial/spatial-text';

type Corner = readonly [number, number];
const PLANE = { isGeography: false, srid: 0 };
const SQUARE: readonly Corner[] = [[-1, -1], [13, -1], [13, 13], [-1, 13]];

const turn = (o: Corner, a: Corner, b: Corner): number => (a[0] - o[0]) * (b[1] - o[1]) - (a[1] - o[1]) * (b[0] - o[0]);
const sides = (corners: readonly Corner[]): (readonly [Corner, Corner])[] => corners.map((corner, i) => [corner, corners[(i + 1) % corners.length] ?? corner] as const);

/** The convex hull of some places, against the clock. */
function hullOf(places: readonly Corner[]): Corner[] {
  const ordered = [...places].sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  const half = (run: readonly Corner[]): Corner[] => {
    const kept: Corner[] = [];
    for (const place of run) {
      for (let [b, a] = [kept.at(-1), kept.at(-2)]; a && b && turn(a, b, place) <= 0; [b, a] = [kept.at(-1), kept.at(-2)]) kept.pop();
      kept.push(place);
    }
    return kept.slice(0, -1);
  };
  return [...half(ordered), ...half([...ordered].reverse())];
}

const place = fc.tuple(fc.integer({ min: 0, max: 12 }), fc.integer({ min: 0, max: 12 }));
const convex = fc.array(place, { minLength: 3, maxLength: 7 }).map(hullOf).filter((corners) => corners.length >= 3);
const ring = (corners: readonly Corner[]): string => `(${[...corners, corners[0] ?? [0, 0]].map((corner) => corner.join(' ')).join(', ')})`;
const shape = (text: string): Spatial => parseSpatial(text, PLANE);
const polygon = (...rings: readonly (readonly Corner[])[]): Spatial => shape(`POLYGON (${rings.map(ring).join(', ')})`);
const isInside = (area: readonly Corner[], at: Corner): boolean => sides(area).every(([a, b]) => turn(a, b, at) >= 0);
/** Whether a side of one of two convex areas parts them; `strictly` leaves no shared place either. */
const areParted = (left: readonly Corner[], right: readonly Corner[], strictly: boolean): boolean =>
  [[left, right] as const, [right, left] as const].some(([one, other]) => sides(one).some(([a, b]) => other.every((at) => (strictly ? turn(a, b, at) < 0 : turn(a, b, at) <= 0))));

test('convex polygons contain and meet what their corners say', () => {
  fc.assert(fc.property(convex, convex, (a, b) => {
    expect(contains(polygon(a), polygon(b))).toBe(b.every((corner) => isInside(a, corner)));
    expect(intersect(polygon(a), polygon(b))).toBe(!areParted(a, b, true));
    expect(planeDistance(polygon(a), polygon(b)) === 0).toBe(!areParted(a, b, true));
  }), { numRuns: 1000 });
});

test('a polygon with a hole contains what keeps out of the hole', () => {
  fc.assert(fc.property(convex, convex, (hole, b) => {
    expect(contains(polygon(SQUARE, [...hole].reverse()), polygon(b))).toBe(areParted(b, hole, false));
  }), { numRuns: 1000 });
});

test('points and lines lie in a polygon unless they only touch its edge', () => {
  fc.assert(fc.property(convex, place, place, (a, from, to) => {
    expect(contains(polygon(a), shape(`POINT (${from.join(' ')})`))).toBe(sides(a).every(([p, q]) => turn(p, q, from) > 0));
    if (from.join() === to.join()) return;
    const isAlongEdge = sides(a).some(([p, q]) => turn(p, q, from) === 0 && turn(p, q, to) === 0);
    expect(contains(polygon(a), shape(`LINESTRING (${from.join(' ')}, ${to.join(' ')})`))).toBe(isInside(a, from) && isInside(a, to) && !isAlongEdge);
  }), { numRuns: 1000 });
});

test('a polygon is equal to itself from another corner on, and survives the way through binary and text', () => {
  fc.assert(fc.property(convex, convex, (a, b) => {
    expect(isEqual(polygon(a), polygon([...a.slice(1), a[0] ?? [0, 0]]))).toBe(true);
    expect(isEqual(polygon(a), polygon(b))).toBe(a.map(String).sort().join() === b.map(String).sort().join());
    const value = shape(`GEOMETRYCOLLECTION (${formatSpatial(polygon(SQUARE, a), true)}, MULTIPOINT (1 2, 3 4), ${formatSpatial(polygon(b), true)})`);
    expect(parseWellKnownBinary(toWellKnownBinary(value, true), PLANE)).toEqual(value);
  }));
});
