// What the methods of geometry and geography compute. Knows no names of methods.
import { notSupported } from '../../errors/not-supported';
import { parseWellKnownBinary, toWellKnownBinary } from '../../types/spatial/spatial-binary';
import { distanceOf, isValidSpatial, lengthOfSpatial } from '../../types/spatial/spatial-measure';
import { countGeometries, dimensionOf, geometryAt, isClosed, kindOf, lineValue, pointAt, pointValue, polygonValue, ringsOf } from '../../types/spatial/spatial-parts';
import { areaOf, centroidOf, contains, envelopeOf, intersect, isEqual } from '../../types/spatial/spatial-plane';
import { decodeSpatial, encodeSpatial, SHAPE_KINDS, type Spatial, type SpatialPoint } from '../../types/spatial/spatial-shape';
import { formatSpatial, parseSpatial, requireValid, spatialError } from '../../types/spatial/spatial-text';
import type { SqlType } from '../../types/sql-type';
import type { Value } from '../../types/value';
import { numberAt, strict, textAt, type Factory, type FunctionTable } from './implementation';

const KIND_NAMES: Readonly<Record<string, string>> = {
  POINT: 'Point', LINESTRING: 'LineString', POLYGON: 'Polygon', MULTIPOINT: 'MultiPoint', MULTILINESTRING: 'MultiLineString', MULTIPOLYGON: 'MultiPolygon', GEOMETRYCOLLECTION: 'GeometryCollection',
};
const SRIDS = { smallest: 4120, largest: 4999, engineering: 999_999 } as const;

const isGeography = (type: SqlType | undefined): boolean => type?.name === 'geography';

/** A function of one spatial value. */
const about = (compute: (value: Spatial) => Value): Factory => ([type]) => strict(([bytes]) => compute(decodeSpatial(bytes as Uint8Array, isGeography(type))));

const ofPoint = (compute: (point: SpatialPoint) => number | null): Factory => about((value) => {
  const [point] = value.points;
  return point && value.shapes.length === 1 && SHAPE_KINDS[value.shapes[0]?.kind ?? 0] === 'POINT' ? compute(point) : null;
});

function requireSrid(srid: number, geography: boolean): void {
  if (geography ? srid < SRIDS.smallest || srid > SRIDS.largest : srid < 0 || srid > SRIDS.engineering) {
    throw spatialError(geography, 24204, geography
      ? 'The spatial reference identifier (SRID) is not valid. The specified SRID must match one of the supported SRIDs displayed in the sys.spatial_reference_systems catalog view.'
      : 'The spatial reference identifier (SRID) is not valid. SRIDs must be between 0 and 999999.');
  }
}

const parse: Factory = (_, resultType) => strict((args) => {
  const geography = isGeography(resultType);
  const srid = numberAt(args, 1);
  requireSrid(srid, geography);
  const kind = textAt(args, 2);
  return encodeSpatial(parseSpatial(textAt(args, 0), { isGeography: geography, srid, kind: kind === '' ? undefined : kind }));
});

const point: Factory = (_, resultType) => strict((args) => {
  const geography = isGeography(resultType);
  const [first, second, srid] = [numberAt(args, 0), numberAt(args, 1), numberAt(args, 2)];
  requireSrid(srid, geography);
  if (geography && Math.abs(first) > 90) throw spatialError(true, 24201, 'Latitude values must be between -90 and 90 degrees.');
  const [x, y] = geography ? [second, first] : [first, second];
  return encodeSpatial({
    isGeography: geography,
    srid,
    isValid: true,
    points: [{ x, y, z: null, m: null }],
    figures: [{ attribute: 1, firstPoint: 0 }],
    shapes: [{ parent: -1, firstFigure: 0, kind: 1 }],
  });
});

const fromBinary: Factory = (_, resultType) => strict((args) => {
  const geography = isGeography(resultType);
  const srid = numberAt(args, 1);
  requireSrid(srid, geography);
  const kind = textAt(args, 2);
  return encodeSpatial(parseWellKnownBinary(args[0] as Uint8Array, { isGeography: geography, srid, kind: kind === '' ? undefined : kind }));
});

/** A value made of another one. */
const derived = (derive: (value: Spatial) => Spatial | null): Factory => about((value) => { const made = derive(value); return made && encodeSpatial(made); });

/** A part by its number from 1. */
const part = (method: string, find: (value: Spatial, n: number) => Spatial | null): Factory => ([type]) => strict(([bytes, n]) => {
  if (Number(n) < 1) throw notSupported(`${method} of a number below 1`);
  const found = find(decodeSpatial(bytes as Uint8Array, isGeography(type)), Number(n));
  return found && encodeSpatial(found);
});

/** How two values in the plane lie to each other; NULL where their SRIDs differ. */
const relation = (method: string, holds: (left: Spatial, right: Spatial) => boolean): Factory => ([type]) => strict(([left, right]) => {
  const [a, b] = [decodeSpatial(left as Uint8Array, isGeography(type)), decodeSpatial(right as Uint8Array, isGeography(type))];
  if (a.srid !== b.srid) return null;
  for (const value of [a, b]) requireValid(value);
  if (a.isGeography && ![a, b].every((value) => kindOf(value) === 'POINT')) throw notSupported(`${method} of geography other than points`);
  return holds(a, b) ? 1 : 0;
});

function ringAt(value: Spatial, index: number): Spatial | null {
  const ring = ringsOf(value)?.[index];
  return ring ? lineValue(value, ring) : null;
}

function envelope(value: Spatial): Spatial | null {
  const box = envelopeOf(value);
  if (!box || box.left === box.right || box.bottom === box.top) throw notSupported('STEnvelope() of nothing, a point or a line along an axis');
  const corner = (x: number, y: number): SpatialPoint => ({ x, y, z: null, m: null });
  const { left, right, bottom, top } = box;
  return polygonValue(value, [corner(left, bottom), corner(right, bottom), corner(right, top), corner(left, top), corner(left, bottom)]);
}

function centroid(value: Spatial): Spatial | null {
  requireValid(value);
  const place = kindOf(value).endsWith('POLYGON') ? centroidOf(value) : null;
  return place && pointValue(value, { ...place, z: null, m: null });
}

function madeValid(value: Spatial): Spatial {
  if (!isValidSpatial(value)) throw notSupported('MakeValid() of what is not valid');
  return value;
}

const interiorRings = (value: Spatial): number | null => { const rings = ringsOf(value); return rings && Math.max(0, rings.length - 1); };

const spatialDistance: Factory = ([type]) => strict(([left, right]) =>
  distanceOf(decodeSpatial(left as Uint8Array, isGeography(type)), decodeSpatial(right as Uint8Array, isGeography(type))));

/** The methods by names of their own. */
export const SPATIAL_FUNCTIONS: FunctionTable = {
  'SPATIAL::TEXT': about((value) => formatSpatial(value, false)),
  'SPATIAL::TEXT_ZM': about((value) => formatSpatial(value, true)),
  'SPATIAL::SRID': about((value) => value.srid),
  'SPATIAL::X': ofPoint(({ x }) => x),
  'SPATIAL::Y': ofPoint(({ y }) => y),
  'SPATIAL::Z': ofPoint(({ z }) => z),
  'SPATIAL::M': ofPoint(({ m }) => m),
  'SPATIAL::IS_VALID': about((value) => (isValidSpatial(value) ? 1 : 0)),
  'SPATIAL::IS_EMPTY': about((value) => (value.points.length === 0 ? 1 : 0)),
  'SPATIAL::KIND': about((value) => KIND_NAMES[SHAPE_KINDS[value.shapes[0]?.kind ?? 0] ?? ''] ?? null),
  'SPATIAL::COUNT': about((value) => value.points.length),
  'SPATIAL::DISTANCE': spatialDistance,
  'GEOMETRY::PARSE': parse, 'GEOGRAPHY::PARSE': parse,
  'GEOMETRY::POINT': point, 'GEOGRAPHY::POINT': point,
  'GEOMETRY::BINARY': fromBinary, 'GEOGRAPHY::BINARY': fromBinary,
  'SPATIAL::BINARY': about((value) => toWellKnownBinary(value, false)),
  'SPATIAL::BINARY_ZM': about((value) => toWellKnownBinary(value, true)),
  'SPATIAL::GEOMETRIES': about(countGeometries),
  'SPATIAL::GEOMETRY_AT': part('STGeometryN()', geometryAt),
  'SPATIAL::POINT_AT': part('STPointN()', pointAt),
  'SPATIAL::START': derived((value) => pointAt(value, 1)),
  'SPATIAL::END': derived((value) => pointAt(value, value.points.length)),
  'SPATIAL::IS_CLOSED': about((value) => (isClosed(value) ? 1 : 0)),
  'SPATIAL::DIMENSION': about(dimensionOf),
  'SPATIAL::EXTERIOR': derived((value) => ringAt(value, 0)),
  'SPATIAL::INTERIOR_AT': part('STInteriorRingN()', ringAt),
  'SPATIAL::INTERIORS': about(interiorRings),
  'SPATIAL::RINGS': about((value) => ringsOf(value)?.length ?? null),
  'SPATIAL::RING_AT': part('RingN()', (value, n) => ringAt(value, n - 1)),
  'SPATIAL::HAS_Z': about((value) => (value.points.some(({ z }) => z !== null) ? 1 : 0)),
  'SPATIAL::HAS_M': about((value) => (value.points.some(({ m }) => m !== null) ? 1 : 0)),
  'SPATIAL::WITHOUT_CURVES': derived((value) => value),
  'SPATIAL::MADE_VALID': derived(madeValid),
  'SPATIAL::ENVELOPE': derived(envelope),
  'SPATIAL::AREA': about((value) => { requireValid(value); return areaOf(value); }),
  'SPATIAL::LENGTH': about((value) => { requireValid(value); return lengthOfSpatial(value); }),
  'SPATIAL::CENTROID': derived(centroid),
  'SPATIAL::INTERSECTS': relation('STIntersects()', intersect),
  'SPATIAL::DISJOINT': relation('STDisjoint()', (left, right) => !intersect(left, right)),
  'SPATIAL::CONTAINS': relation('STContains()', contains),
  'SPATIAL::WITHIN': relation('STWithin()', (left, right) => contains(right, left)),
  'SPATIAL::EQUALS': relation('STEquals()', isEqual),
};
