// Conversions to and from vector, geometry, geography and hierarchyid. null is the caller's.
import type { SqlType } from '../sql-type';
import { isBinary } from '../sql-type';
import type { Step } from './convert-number';
import { decodeHierarchy, encodeHierarchy, formatHierarchy, parseHierarchy } from '../hierarchy';
import { decodeSpatial, encodeSpatial, isSpatial } from '../spatial/spatial-shape';
import { formatSpatial, parseSpatial } from '../spatial/spatial-text';
import { formatVector, parseVector, requireDimensions } from '../vector';

/** The SRID of geography from text that does not say; geometry's is 0. */
const DEFAULT_GEOGRAPHY_SRID = 4326;

/** A conversion to vector(n): from JSON text, or from a vector of the same dimensions. */
export function toVector(from: SqlType, to: SqlType): Step {
  const dimensions = typeof to.length === 'number' ? to.length : 0;
  if (from.name !== 'vector') return (value) => parseVector(value as string, dimensions);
  return (value) => {
    requireDimensions(typeof from.length === 'number' ? from.length : 0, dimensions);
    return value;
  };
}

/** A conversion to geometry, geography or hierarchyid: from its bytes, its well-known text or its path. */
export function toSpatial(from: SqlType, to: SqlType): Step {
  if (to.name === 'hierarchyid') return isBinary(from) ? (value) => encodeHierarchy(decodeHierarchy(value as Uint8Array)) : (value) => encodeHierarchy(parseHierarchy(value as string));
  const isGeography = to.name === 'geography';
  if (isBinary(from)) return (value) => encodeSpatial(decodeSpatial(value as Uint8Array, isGeography));
  return (value) => encodeSpatial(parseSpatial(value as string, { isGeography, srid: isGeography ? DEFAULT_GEOGRAPHY_SRID : 0 }));
}

/** How a value of vector or a CLR type prints; undefined for another type. */
export function structuredPrinter(from: SqlType): ((bytes: Uint8Array) => string) | undefined {
  if (from.name === 'vector') return formatVector;
  if (from.name === 'hierarchyid') return (bytes) => formatHierarchy(decodeHierarchy(bytes));
  return isSpatial(from) ? (bytes) => formatSpatial(decodeSpatial(bytes, from.name === 'geography'), true) : undefined;
}
