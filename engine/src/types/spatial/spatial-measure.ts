// What is measured of geometry and geography: validity of simple shapes, distances and lengths on the earth. The plane is spatial-plane.ts's.
import { notSupported } from '../../errors/not-supported';
import { planeDistance, planeLength } from './spatial-plane';
import { figuresOfShape, pointsOfFigure, SHAPE_KINDS, type Spatial, type SpatialPoint } from './spatial-shape';

type Segment = readonly [SpatialPoint, SpatialPoint];

const EARTH = { equatorMetres: 6_378_137, flattening: 1 / 298.257223563 } as const;
const MAX_ITERATIONS = 200;
const PRECISION = 1e-12;

const turn = (a: SpatialPoint, b: SpatialPoint, c: SpatialPoint): number => Math.sign((b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x));
const isSame = (a: SpatialPoint, b: SpatialPoint): boolean => a.x === b.x && a.y === b.y;
const isWithin = (p: SpatialPoint, [a, b]: Segment): boolean =>
  turn(a, b, p) === 0 && p.x >= Math.min(a.x, b.x) && p.x <= Math.max(a.x, b.x) && p.y >= Math.min(a.y, b.y) && p.y <= Math.max(a.y, b.y);

function meet(left: Segment, right: Segment): boolean {
  const [a, b] = left;
  const [c, d] = right;
  if (turn(a, b, c) !== turn(a, b, d) && turn(c, d, a) !== turn(c, d, b)) return true;
  return isWithin(c, left) || isWithin(d, left) || isWithin(a, right) || isWithin(b, right);
}

function segmentsOf(points: readonly SpatialPoint[]): Segment[] {
  return points.slice(1).flatMap((point, index): Segment[] => { const before = points[index]; return before && !isSame(before, point) ? [[before, point]] : []; });
}

/** A closed run of points that meets itself nowhere but where neighbours join. */
function isSimpleRing(points: readonly SpatialPoint[]): boolean {
  const segments = segmentsOf(points);
  if (segments.length < 3) return false;
  return segments.every((left, i) => segments.every((right, j) => {
    if (j <= i) return true;
    if (j === i + 1) return !isWithin(right[1], left) && !isWithin(left[0], right);
    if (i === 0 && j === segments.length - 1) return !isWithin(right[0], left) && !isWithin(left[1], right);
    return !meet(left, right);
  }));
}

/** What can be told of a value's validity without comparing its shapes: lines have a length, rings are simple. */
export function isPlausible(value: Spatial): boolean {
  return value.shapes.every((shape, index) => figuresOfShape(value, index).every((figure) => {
    const points = pointsOfFigure(value, figure);
    if (SHAPE_KINDS[shape.kind] === 'LINESTRING') return segmentsOf(points).length > 0;
    return SHAPE_KINDS[shape.kind] === 'POLYGON' ? isSimpleRing(points) : true;
  }));
}

/** STIsValid(); refuses shapes whose validity depends on how several rings lie. */
export function isValidSpatial(value: Spatial): boolean {
  const rings = value.figures.filter((figure) => figure.attribute !== 1).length;
  if (value.isGeography && rings > 0) throw notSupported('STIsValid() of a geography with polygons');
  if (rings > 1) throw notSupported('STIsValid() of a shape with several rings');
  return value.isValid;
}

function singlePoint(value: Spatial): SpatialPoint | undefined {
  if (value.shapes.length !== 1 || SHAPE_KINDS[value.shapes[0]?.kind ?? 0] !== 'POINT') throw notSupported('STDistance() of geography other than points');
  return value.points[0];
}

/** STDistance(): metres between two points for geography, null where the SRIDs differ or one is empty. */
export function distanceOf(left: Spatial, right: Spatial): number | null {
  if (!left.isGeography) return left.srid !== right.srid || left.points.length === 0 || right.points.length === 0 ? null : planeDistance(left, right);
  const [a, b] = [singlePoint(left), singlePoint(right)];
  if (left.srid !== right.srid || !a || !b) return null;
  requireEarth(left, 'STDistance()');
  return geodesic(a, b);
}

function requireEarth({ srid }: Spatial, method: string): void {
  if (srid !== 4326) throw notSupported(`${method} of geography outside SRID 4326`);
}

/** STLength(): of lines and rings, in metres for geography. */
export function lengthOfSpatial(value: Spatial): number {
  if (!value.isGeography) return planeLength(value);
  requireEarth(value, 'STLength()');
  return value.figures.flatMap((_, figure) => segmentsOf(pointsOfFigure(value, figure))).reduce((total, [from, to]) => total + geodesic(from, to), 0);
}

/** Vincenty's inverse formula on the ellipsoid of WGS 84. */
function geodesic(from: SpatialPoint, to: SpatialPoint): number {
  if (isSame(from, to)) return 0;
  const { equatorMetres: a, flattening: f } = EARTH;
  const polar = a * (1 - f);
  const radians = (degrees: number): number => (degrees * Math.PI) / 180;
  const reduced = (latitude: number): number => Math.atan((1 - f) * Math.tan(radians(latitude)));
  const [u1, u2, width] = [reduced(from.y), reduced(to.y), radians(to.x - from.x)];
  let lambda = width;
  for (let round = 0; round < MAX_ITERATIONS; round++) {
    const sinSigma = Math.hypot(Math.cos(u2) * Math.sin(lambda), Math.cos(u1) * Math.sin(u2) - Math.sin(u1) * Math.cos(u2) * Math.cos(lambda));
    const cosSigma = Math.sin(u1) * Math.sin(u2) + Math.cos(u1) * Math.cos(u2) * Math.cos(lambda);
    const sigma = Math.atan2(sinSigma, cosSigma);
    const sinAlpha = sinSigma === 0 ? 0 : (Math.cos(u1) * Math.cos(u2) * Math.sin(lambda)) / sinSigma;
    const cosSquared = 1 - sinAlpha ** 2;
    const middle = cosSquared === 0 ? 0 : cosSigma - (2 * Math.sin(u1) * Math.sin(u2)) / cosSquared;
    const c = (f / 16) * cosSquared * (4 + f * (4 - 3 * cosSquared));
    const next = width + (1 - c) * f * sinAlpha * (sigma + c * sinSigma * (middle + c * cosSigma * (2 * middle ** 2 - 1)));
    if (Math.abs(next - lambda) < PRECISION) return polar * arc({ sigma, sinSigma, cosSigma, middle, squared: (cosSquared * (a ** 2 - polar ** 2)) / polar ** 2 });
    lambda = next;
  }
  throw notSupported('STDistance() of nearly antipodal points');
}

interface Arc { readonly sigma: number; readonly sinSigma: number; readonly cosSigma: number; readonly middle: number; readonly squared: number }

function arc({ sigma, sinSigma, cosSigma, middle, squared }: Arc): number {
  const scale = 1 + (squared / 16384) * (4096 + squared * (-768 + squared * (320 - 175 * squared)));
  const b = (squared / 1024) * (256 + squared * (-128 + squared * (74 - 47 * squared)));
  const correction = b * sinSigma * (middle + (b / 4) * (cosSigma * (2 * middle ** 2 - 1) - (b / 6) * middle * (4 * sinSigma ** 2 - 3) * (4 * middle ** 2 - 3)));
  return scale * (sigma - correction);
}
