// Conversions to and from vector, geometry and geography. null is the caller's.
import type { SqlType } from './sql-type';
import { isBinary } from './sql-type';
import type { Step } from './convert-number';
import { decodeSpatial, encodeSpatial, isSpatial } from './spatial-shape';
import { formatSpatial, parseSpatial } from './spatial-text';
import { formatVector, parseVector, requireDimensions } from './vector';

/** The SRID of geography from text that does not say; geometry's is 0. */
export const DEFAULT_GEOGRAPHY_SRID = 4326;

/** A conversion to vector(n): from JSON text, or from a vector of the same dimensions. */
export function toVector(from: SqlType, to: SqlType): Step {
  const dimensions = typeof to.length === 'number' ? to.length : 0;
  if (from.name !== 'vector') return (value) => parseVector(value as string, dimensions);
  return (value) => {
    requireDimensions(typeof from.length === 'number' ? from.length : 0, dimensions);
    return value;
  };
}

/** A conversion to geometry or geography: from its bytes or its well-known text. */
export function toSpatial(from: SqlType, to: SqlType): Step {
  const isGeography = to.name === 'geography';
  if (isBinary(from)) return (value) => encodeSpatial(decodeSpatial(value as Uint8Array, isGeography));
  return (value) => encodeSpatial(parseSpatial(value as string, { isGeography, srid: isGeography ? DEFAULT_GEOGRAPHY_SRID : 0 }));
}

/** How a value of vector, geometry or geography prints; undefined for another type. */
export function structuredPrinter(from: SqlType): ((bytes: Uint8Array) => string) | undefined {
  if (from.name === 'vector') return formatVector;
  return isSpatial(from) ? (bytes) => formatSpatial(decodeSpatial(bytes, from.name === 'geography'), true) : undefined;
}
