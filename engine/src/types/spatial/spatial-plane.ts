// Geometry in the plane: areas, lengths, distances, and how two values lie to each other. Knows no earth: geography is not measured here.
import { figuresOfShape, pointsOfFigure, SHAPE_KINDS, type Spatial, type SpatialPoint } from './spatial-shape';

interface Place { readonly x: number; readonly y: number }
type Segment = readonly [Place, Place];
/** A value in pieces; `rings` of an area are tested together: inside an odd number of them is inside. */
interface Pieces { readonly points: readonly Place[]; readonly lines: readonly Segment[]; readonly areas: readonly (readonly Segment[])[]; readonly ends: readonly Place[] }

type Side = 'inside' | 'edge' | 'outside';

const isSame = (a: Place, b: Place): boolean => a.x === b.x && a.y === b.y;
const cross = (a: Place, b: Place, c: Place): number => (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);
const middle = ([a, b]: Segment): Place => ({ x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 });
const lengthOf = ([a, b]: Segment): number => Math.hypot(a.x - b.x, a.y - b.y);

function segmentsOf(points: readonly SpatialPoint[]): Segment[] {
  return points.slice(1).flatMap((point, index): Segment[] => { const before = points[index]; return before && !isSame(before, point) ? [[before, point]] : []; });
}

function piecesOf(value: Spatial): Pieces {
  const pieces = { points: [] as Place[], lines: [] as Segment[], areas: [] as Segment[][], ends: [] as Place[] };
  value.shapes.forEach((shape, index) => {
    const runs = figuresOfShape(value, index).map((figure) => pointsOfFigure(value, figure));
    const name = SHAPE_KINDS[shape.kind];
    if (name === 'POINT') pieces.points.push(...runs.flat());
    else if (name === 'POLYGON') { if (runs.length > 0) pieces.areas.push(runs.flatMap(segmentsOf)); }
    else for (const run of runs) {
      pieces.lines.push(...segmentsOf(run));
      const [first, last] = [run[0], run.at(-1)];
      if (first && last && !isSame(first, last)) pieces.ends.push(first, last);
    }
  });
  return { ...pieces, ends: boundaryOf(pieces.ends) };
}

/** Ends of lines bound them, unless an even number of lines meet there. */
const boundaryOf = (ends: readonly Place[]): Place[] => ends.filter((end) => ends.filter((other) => isSame(end, other)).length % 2 === 1);

const edgesOf = (pieces: Pieces): Segment[] => [...pieces.lines, ...pieces.areas.flat()];

function isOn(p: Place, [a, b]: Segment): boolean {
  const scale = Math.max(Math.abs(a.x), Math.abs(a.y), Math.abs(b.x), Math.abs(b.y), Math.abs(p.x), Math.abs(p.y), 1);
  if (Math.abs(cross(a, b, p)) > 1e-12 * scale * Math.max(lengthOf([a, b]), 1e-12)) return false;
  return p.x >= Math.min(a.x, b.x) - 1e-12 * scale && p.x <= Math.max(a.x, b.x) + 1e-12 * scale && p.y >= Math.min(a.y, b.y) - 1e-12 * scale && p.y <= Math.max(a.y, b.y) + 1e-12 * scale;
}

function sideOf(p: Place, area: readonly Segment[]): Side {
  let isInside = false;
  for (const edge of area) {
    if (isOn(p, edge)) return 'edge';
    const [a, b] = edge;
    if (a.y > p.y !== b.y > p.y && p.x < ((b.x - a.x) * (p.y - a.y)) / (b.y - a.y) + a.x) isInside = !isInside;
  }
  return isInside ? 'inside' : 'outside';
}

/** Whether a place belongs to a value, its edges included. */
const holds = (pieces: Pieces, p: Place): boolean =>
  pieces.points.some((point) => isSame(point, p)) || pieces.lines.some((line) => isOn(p, line)) || pieces.areas.some((area) => sideOf(p, area) !== 'outside');

/** Whether a place lies in the interior of a value. */
function holdsWithin(pieces: Pieces, p: Place): boolean {
  if (pieces.points.some((point) => isSame(point, p)) || pieces.areas.some((area) => sideOf(p, area) === 'inside')) return true;
  return pieces.lines.some((line) => isOn(p, line)) && !pieces.ends.some((end) => isSame(end, p));
}

function meet(left: Segment, right: Segment): boolean {
  const [a, b] = left;
  const [c, d] = right;
  const crosses = (from: Segment, [p, q]: Segment): boolean => cross(...from, p) * cross(...from, q) < 0;
  if (crosses([a, b], right) && crosses([c, d], left)) return true;
  return isOn(c, left) || isOn(d, left) || isOn(a, right) || isOn(b, right);
}

/** Whether two values share a place. */
export function intersect(left: Spatial, right: Spatial): boolean {
  const [a, b] = [piecesOf(left), piecesOf(right)];
  const places = (pieces: Pieces): Place[] => [...pieces.points, ...edgesOf(pieces).map(([from]) => from)];
  return places(b).some((p) => holds(a, p)) || places(a).some((p) => holds(b, p)) || edgesOf(a).some((edge) => edgesOf(b).some((other) => meet(edge, other)));
}

/** A segment cut where edges cross or touch it. */
function cut(segment: Segment, edges: readonly Segment[], points: readonly Place[]): Segment[] {
  const [a, b] = segment;
  const at = (p: Place): number => (Math.abs(b.x - a.x) > Math.abs(b.y - a.y) ? (p.x - a.x) / (b.x - a.x) : (p.y - a.y) / (b.y - a.y));
  const cuts = [0, 1, ...points.filter((p) => isOn(p, segment)).map(at)];
  for (const [c, d] of edges) {
    cuts.push(...[c, d].filter((p) => isOn(p, segment)).map(at));
    const [from, to] = [cross(a, b, c), cross(a, b, d)];
    if (from * to >= 0) continue;
    const p = { x: c.x + ((d.x - c.x) * from) / (from - to), y: c.y + ((d.y - c.y) * from) / (from - to) };
    if (cross(c, d, a) * cross(c, d, b) < 0) cuts.push(at(p));
  }
  const place = (t: number): Place => ({ x: a.x + (b.x - a.x) * t, y: a.y + (b.y - a.y) * t });
  const ordered = [...new Set(cuts.filter((t) => t >= 0 && t <= 1))].sort((l, r) => l - r);
  return ordered.slice(1).flatMap((t, index): Segment[] => { const before = ordered[index] ?? 0; return t - before < 1e-12 ? [] : [[place(before), place(t)]]; });
}

/** The places on both sides of a segment's middle, a hair away from it. */
function besides(segment: Segment): Place[] {
  const { x, y } = middle(segment);
  const [a, b] = segment;
  const hair = 1e-7;
  return [1, -1].map((sign) => ({ x: x - sign * hair * (b.y - a.y), y: y + sign * hair * (b.x - a.x) }));
}

/** Whether every place of `b` belongs to `a`. */
function covers(a: Pieces, b: Pieces): boolean {
  const edges = edgesOf(a);
  const isCovered = (segment: Segment): boolean => cut(segment, edges, a.points).every((part) => holds(a, middle(part)));
  if (!b.points.every((p) => holds(a, p)) || !edgesOf(b).every(([from, to]) => holds(a, from) && holds(a, to)) || !edgesOf(b).every(isCovered)) return false;
  const own = edgesOf(b);
  const inAreas = edges.flatMap((edge) => cut(edge, own, b.points)).filter((part) => b.areas.some((area) => sideOf(middle(part), area) === 'inside'));
  return inAreas.every((part) => besides(part).every((p) => a.areas.some((area) => sideOf(p, area) !== 'outside'))) && (b.areas.length === 0 || a.areas.length > 0);
}

const isEmpty = ({ points, lines, areas }: Pieces): boolean => points.length === 0 && lines.length === 0 && areas.length === 0;

/** STContains: nothing of `inner` lies outside `outer`, and their interiors meet. */
export function contains(outer: Spatial, inner: Spatial): boolean {
  const [a, b] = [piecesOf(outer), piecesOf(inner)];
  if (isEmpty(a) || isEmpty(b) || !covers(a, b)) return false;
  if (b.areas.length > 0) return true;
  const edges = edgesOf(a);
  return b.points.some((p) => holdsWithin(a, p)) || b.lines.some((line) => cut(line, edges, a.points).some((part) => holdsWithin(a, middle(part))));
}

/** STEquals: the same places. */
export function isEqual(left: Spatial, right: Spatial): boolean {
  const [a, b] = [piecesOf(left), piecesOf(right)];
  return isEmpty(a) || isEmpty(b) ? isEmpty(a) && isEmpty(b) : covers(a, b) && covers(b, a);
}

function distanceToSegment(p: Place, [a, b]: Segment): number {
  const squared = (b.x - a.x) ** 2 + (b.y - a.y) ** 2;
  const t = squared === 0 ? 0 : Math.min(1, Math.max(0, ((p.x - a.x) * (b.x - a.x) + (p.y - a.y) * (b.y - a.y)) / squared));
  return Math.hypot(p.x - a.x - t * (b.x - a.x), p.y - a.y - t * (b.y - a.y));
}

/** The shortest way from one value to another, 0 where they meet. Both have points. */
export function planeDistance(left: Spatial, right: Spatial): number {
  if (intersect(left, right)) return 0;
  const [a, b] = [piecesOf(left), piecesOf(right)];
  const toward = (from: Spatial, edges: readonly Segment[]): number[] => from.points.flatMap((p) => edges.map((edge) => distanceToSegment(p, edge)));
  const between = left.points.flatMap((p) => right.points.map((q) => Math.hypot(p.x - q.x, p.y - q.y)));
  return Math.min(...between, ...toward(left, edgesOf(b)), ...toward(right, edgesOf(a)));
}

/** Twice the area of a ring, positive where it runs against the clock, and its first moments. */
function momentsOf(ring: readonly SpatialPoint[]): { area: number; x: number; y: number } {
  const [origin] = ring;
  const moments = { area: 0, x: 0, y: 0 };
  if (!origin) return moments;
  for (const [a, b] of segmentsOf(ring)) {
    const turn = cross(origin, a, b);
    moments.area += turn;
    moments.x += turn * (a.x + b.x + origin.x);
    moments.y += turn * (a.y + b.y + origin.y);
  }
  return moments;
}

/** The rings of all polygons; inner ones count against outer ones, whichever way they run. */
function signedRings(value: Spatial): { area: number; x: number; y: number }[] {
  return value.shapes.flatMap((shape, index) => (SHAPE_KINDS[shape.kind] === 'POLYGON' ? figuresOfShape(value, index) : []).map((figure) => {
    const { area, x, y } = momentsOf(pointsOfFigure(value, figure));
    const sign = Math.sign(area) * (value.figures[figure]?.attribute === 0 ? -1 : 1);
    return { area: area * sign, x: x * sign, y: y * sign };
  }));
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

/** STArea(). */
export const areaOf = (value: Spatial): number => sum(signedRings(value).map(({ area }) => area)) / 2;

/** STLength() of lines and rings. */
export const planeLength = (value: Spatial): number => { const pieces = piecesOf(value); return sum(edgesOf(pieces).map(lengthOf)); };

/** STCentroid() of areas; null without any. */
export function centroidOf(value: Spatial): Place | null {
  const rings = signedRings(value);
  const area = sum(rings.map((ring) => ring.area));
  return area === 0 ? null : { x: sum(rings.map((ring) => ring.x)) / (3 * area), y: sum(rings.map((ring) => ring.y)) / (3 * area) };
}

/** The smallest rectangle around a value, against the clock from its lower left; null for an empty value. */
export function envelopeOf({ points }: Spatial): { readonly left: number; readonly right: number; readonly bottom: number; readonly top: number } | null {
  if (points.length === 0) return null;
  const [xs, ys] = [points.map(({ x }) => x), points.map(({ y }) => y)];
  return { left: Math.min(...xs), right: Math.max(...xs), bottom: Math.min(...ys), top: Math.max(...ys) };
}
