// VECTOR_DISTANCE and what the methods of geometry and geography compute. Knows no names of methods.
import { notSupported } from '../../errors/not-supported';
import { distanceOf, isValidSpatial } from '../../types/spatial-measure';
import { decodeSpatial, encodeSpatial, SHAPE_KINDS, type Spatial, type SpatialPoint } from '../../types/spatial-shape';
import { formatSpatial, parseSpatial, spatialError } from '../../types/spatial-text';
import type { SqlType } from '../../types/sql-type';
import type { Value } from '../../types/value';
import { requireDimensions, VECTOR_METRICS, vectorNumbers } from '../../types/vector';
import { numberAt, plain, strict, textAt, type Factory, type FunctionTable } from './implementation';

const KIND_NAMES: Readonly<Record<string, string>> = {
  POINT: 'Point', LINESTRING: 'LineString', POLYGON: 'Polygon', MULTIPOINT: 'MultiPoint', MULTILINESTRING: 'MultiLineString', MULTIPOLYGON: 'MultiPolygon', GEOMETRYCOLLECTION: 'GeometryCollection',
};
const SRIDS = { smallest: 4120, largest: 4999, engineering: 999_999 } as const;

const distance = plain((args) => {
  const metric = VECTOR_METRICS[textAt(args, 0).trim().toLowerCase()];
  if (!metric) throw notSupported(`the vector metric ${textAt(args, 0)}`);
  const [left, right] = [vectorNumbers(args[1] as Uint8Array), vectorNumbers(args[2] as Uint8Array)];
  requireDimensions(right.length, left.length);
  return metric(left, right);
});

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
  return encodeSpatial({ isGeography: geography, srid, isValid: true, points: [{ x, y, z: null, m: null }], figures: [{ attribute: 1, firstPoint: 0 }], shapes: [{ parent: -1, firstFigure: 0, kind: 1 }] });
});

const spatialDistance: Factory = ([type]) => strict(([left, right]) =>
  distanceOf(decodeSpatial(left as Uint8Array, isGeography(type)), decodeSpatial(right as Uint8Array, isGeography(type))));

/** Functions of vector, geometry and geography. */
export const STRUCTURED_FUNCTIONS: FunctionTable = {
  VECTOR_DISTANCE: distance,
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
};
