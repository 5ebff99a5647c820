// Vectors: their stored bytes (a header of 8, then float32 values), their JSON text, and distances. Knows no NULL.
import { raise } from '../errors/sql-error';
import { Messages } from '../errors/catalogue';

const HEADER = [0xa9, 0x01] as const;
const HEADER_BYTES = 8;
const FLOAT_BYTES = 4;

/** The most dimensions a vector may have. */
export const MAX_VECTOR_DIMENSIONS = 1998;

/** The bytes that a vector of so many dimensions takes. */
export const vectorBytes = (dimensions: number): number => HEADER_BYTES + FLOAT_BYTES * dimensions;

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** The numbers of a vector. */
export function vectorNumbers(bytes: Uint8Array): number[] {
  const view = viewOf(bytes);
  return Array.from({ length: view.getUint16(2, true) }, (_, index) => view.getFloat32(HEADER_BYTES + index * FLOAT_BYTES, true));
}

function encodeVector(numbers: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(vectorBytes(numbers.length));
  bytes.set(HEADER);
  const view = viewOf(bytes);
  view.setUint16(2, numbers.length, true);
  for (const [index, number] of numbers.entries()) view.setFloat32(HEADER_BYTES + index * FLOAT_BYTES, number, true);
  return bytes;
}

/** Raises 42204 unless a vector has the wanted number of dimensions. */
export function requireDimensions(actual: number, wanted: number): void {
  if (actual !== wanted) throw raise(Messages.VectorDimensionMismatch, { left: wanted, right: actual });
}

function parseNumbers(text: string): readonly number[] | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    return Array.isArray(parsed) && parsed.every((item): item is number => typeof item === 'number') ? parsed : undefined;
  } catch {
    return undefined;
  }
}

/** The vector of a JSON array of numbers; raises 13609 for other text and 42204 for another count. */
export function parseVector(text: string, dimensions: number): Uint8Array {
  const numbers = parseNumbers(text);
  if (numbers === undefined) {
    const position = Math.max(0, text.search(/[^\s\d[\],.+\-eE]/));
    throw raise(Messages.JsonMalformed, { character: text.charAt(position) || '.', position });
  }
  requireDimensions(numbers.length, dimensions);
  return encodeVector(numbers);
}

function formatNumber(value: number): string {
  const [mantissa = '0', exponent = '+0'] = value.toExponential(7).split('e');
  return `${mantissa}e${exponent.charAt(0)}${exponent.slice(1).padStart(3, '0')}`;
}

/** A vector as SQL Server prints it: [1.0000000e+000,2.5000000e+000]. */
export const formatVector = (bytes: Uint8Array): string => `[${vectorNumbers(bytes).map(formatNumber).join(',')}]`;

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
const dot = (left: readonly number[], right: readonly number[]): number => sum(left.map((number, index) => number * (right[index] ?? 0)));

/** How far two vectors of the same dimensions are apart: the negative dot product for `dot`. */
export const VECTOR_METRICS: Readonly<Record<string, (left: readonly number[], right: readonly number[]) => number>> = {
  cosine: (left, right) => 1 - dot(left, right) / (Math.sqrt(dot(left, left)) * Math.sqrt(dot(right, right))),
  euclidean: (left, right) => Math.sqrt(sum(left.map((number, index) => (number - (right[index] ?? 0)) ** 2))),
  dot: (left, right) => -dot(left, right),
};
