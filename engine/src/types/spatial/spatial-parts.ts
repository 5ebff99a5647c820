// What geometry and geography values are made of: their shapes, rings and points one by one, and new values made of those. Knows no text form and no bytes.
import { isPlausible } from './spatial-measure';
import { figuresOfShape, pointsOfFigure, SHAPE_KINDS, type Spatial, type SpatialFigure, type SpatialPoint, type SpatialShape } from './spatial-shape';

type Ground = Pick<Spatial, 'isGeography' | 'srid'>;

/** The outermost label: 'POINT'. */
export const kindOf = (value: Spatial): string => SHAPE_KINDS[value.shapes[0]?.kind ?? 0] ?? '';

const isCollection = (value: Spatial): boolean => kindOf(value).startsWith('MULTI') || kindOf(value) === 'GEOMETRYCOLLECTION';

function made({ isGeography, srid }: Ground, kind: number, points: readonly SpatialPoint[]): Spatial {
  const value: Spatial = { isGeography, srid, isValid: true, points, figures: [{ attribute: 1, firstPoint: 0 }], shapes: [{ parent: -1, firstFigure: 0, kind }] };
  return { ...value, isValid: isPlausible(value) };
}

/** A point on the ground (SRID, type) of another value. */
export const pointValue = (ground: Ground, point: SpatialPoint): Spatial => made(ground, 1, [point]);

/** A line on the ground of another value. */
export const lineValue = (ground: Ground, points: readonly SpatialPoint[]): Spatial => made(ground, 2, points);

/** A polygon of one ring. */
export function polygonValue(ground: Ground, ring: readonly SpatialPoint[]): Spatial {
  return { ...made(ground, 3, ring), figures: [{ attribute: 2, firstPoint: 0 }] };
}

/** A shape of a value as a value of its own, with all that is inside it. */
function subValue(value: Spatial, root: number): Spatial {
  const members = new Map([[root, 0]]);
  value.shapes.forEach(({ parent }, index) => { if (index > root && members.has(parent)) members.set(index, members.size); });
  const points: SpatialPoint[] = [];
  const figures: SpatialFigure[] = [];
  const shapes = [...members.keys()].map((index): SpatialShape => {
    const shape = value.shapes[index];
    const own = figuresOfShape(value, index);
    const firstFigure = own.length === 0 ? -1 : figures.length;
    for (const figure of own) {
      figures.push({ attribute: value.figures[figure]?.attribute ?? 1, firstPoint: points.length });
      points.push(...pointsOfFigure(value, figure));
    }
    return { parent: index === root ? -1 : members.get(shape?.parent ?? -1) ?? -1, firstFigure, kind: shape?.kind ?? 1 };
  });
  const part: Spatial = { isGeography: value.isGeography, srid: value.srid, isValid: true, points, figures, shapes };
  return { ...part, isValid: isPlausible(part) };
}

const childrenOf = (value: Spatial): number[] => [...value.shapes.keys()].filter((index) => value.shapes[index]?.parent === 0);

/** STNumGeometries(): the members of a collection, 1 for any other shape, 0 for an empty one. */
export function countGeometries(value: Spatial): number {
  if (isCollection(value)) return childrenOf(value).length;
  return value.points.length === 0 ? 0 : 1;
}

/** STGeometryN(n), n from 1: a member of a collection, or the shape itself; null beyond the last. */
export function geometryAt(value: Spatial, n: number): Spatial | null {
  if (!isCollection(value)) return n === 1 && value.points.length > 0 ? value : null;
  const child = childrenOf(value)[n - 1];
  return child === undefined ? null : subValue(value, child);
}

/** STPointN(n), n from 1; null beyond the last. */
export function pointAt(value: Spatial, n: number): Spatial | null {
  const point = value.points[n - 1];
  return point ? pointValue(value, point) : null;
}

/** The rings of a polygon, the outer one first; null for what is no polygon. */
export function ringsOf(value: Spatial): (readonly SpatialPoint[])[] | null {
  return kindOf(value) === 'POLYGON' ? figuresOfShape(value, 0).map((figure) => pointsOfFigure(value, figure)) : null;
}

const isSame = (a: SpatialPoint | undefined, b: SpatialPoint | undefined): boolean => a !== undefined && b !== undefined && a.x === b.x && a.y === b.y;

/** STIsClosed(): every line ends where it begins, there is no point, and something at all. */
export function isClosed(value: Spatial): boolean {
  if (value.points.length === 0) return false;
  return value.shapes.every((shape, index) => figuresOfShape(value, index).every((figure) => {
    const points = pointsOfFigure(value, figure);
    return SHAPE_KINDS[shape.kind] !== 'POINT' && isSame(points[0], points.at(-1));
  }));
}

/** STDimension(): 0 of points, 1 of lines, 2 of areas, the largest of a collection, -1 of nothing. */
export function dimensionOf(value: Spatial): number {
  const own = value.shapes.map((shape) => (shape.firstFigure < 0 ? -1 : ['POINT', 'LINESTRING', 'POLYGON'].indexOf(SHAPE_KINDS[shape.kind] ?? '')));
  return Math.max(-1, ...own);
}
