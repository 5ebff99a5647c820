// geometry and geography values as flat lists of points, figures and shapes, and SQL Server's bytes of them ([MS-SSCLRT], version 1).
// Knows no text form and no measuring.
import { notSupported } from '../../errors/not-supported';
import type { SqlType } from '../sql-type';

/** The seven kinds of shapes, at the index that is their number in the bytes. */
export const SHAPE_KINDS = ['', 'POINT', 'LINESTRING', 'POLYGON', 'MULTIPOINT', 'MULTILINESTRING', 'MULTIPOLYGON', 'GEOMETRYCOLLECTION'] as const;

/** A point in the order of its text: x y, or longitude latitude. */
export interface SpatialPoint { readonly x: number; readonly y: number; readonly z: number | null; readonly m: number | null }

/** A run of points: 0 an inner ring, 1 a stroke or point, 2 an outer ring. */
export interface SpatialFigure { readonly attribute: 0 | 1 | 2; readonly firstPoint: number }

/** A shape; `parent` is the index of the shape around it or -1, `firstFigure` -1 for an empty one. */
export interface SpatialShape { readonly parent: number; readonly firstFigure: number; readonly kind: number }

/** A whole value. Shapes stand parents first. */
export interface Spatial {
  readonly isGeography: boolean; readonly srid: number; readonly isValid: boolean;
  readonly points: readonly SpatialPoint[]; readonly figures: readonly SpatialFigure[]; readonly shapes: readonly SpatialShape[];
}

const VERSION = 1;
const FLAG = { z: 1, m: 2, valid: 4, point: 8, line: 16 } as const;
const MISSING = Number.NaN;

/** True for geometry and geography. */
export const isSpatial = (type: SqlType): boolean => type.name === 'geometry' || type.name === 'geography';

class Bytes {
  readonly #parts: Buffer[] = [];
  u8(value: number): void { this.#parts.push(Buffer.from([value])); }
  i32(value: number): void { const part = Buffer.alloc(4); part.writeInt32LE(value); this.#parts.push(part); }
  f64(value: number): void { const part = Buffer.alloc(8); part.writeDoubleLE(value); this.#parts.push(part); }
  whole(): Uint8Array { return new Uint8Array(Buffer.concat(this.#parts)); }
}

function flagsOf({ points, shapes, isValid }: Spatial): number {
  const kind = shapes.length === 1 ? SHAPE_KINDS[shapes[0]?.kind ?? 0] : '';
  return (points.some((point) => point.z !== null) ? FLAG.z : 0) | (points.some((point) => point.m !== null) ? FLAG.m : 0) | (isValid ? FLAG.valid : 0)
    | (kind === 'POINT' && points.length === 1 ? FLAG.point : 0) | (kind === 'LINESTRING' && points.length === 2 ? FLAG.line : 0);
}

/** The stored bytes of a value. */
export function encodeSpatial(value: Spatial): Uint8Array {
  const flags = flagsOf(value);
  const isShort = (flags & (FLAG.point | FLAG.line)) !== 0;
  const bytes = new Bytes();
  bytes.i32(value.srid);
  bytes.u8(VERSION);
  bytes.u8(flags);
  if (!isShort) bytes.i32(value.points.length);
  for (const { x, y } of value.points) for (const ordinate of value.isGeography ? [y, x] : [x, y]) bytes.f64(ordinate);
  if ((flags & FLAG.z) !== 0) for (const { z } of value.points) bytes.f64(z ?? MISSING);
  if ((flags & FLAG.m) !== 0) for (const { m } of value.points) bytes.f64(m ?? MISSING);
  if (!isShort) encodeStructure(bytes, value);
  return bytes.whole();
}

function encodeStructure(bytes: Bytes, { figures, shapes }: Spatial): void {
  bytes.i32(figures.length);
  for (const { attribute, firstPoint } of figures) { bytes.u8(attribute); bytes.i32(firstPoint); }
  bytes.i32(shapes.length);
  for (const { parent, firstFigure, kind } of shapes) { bytes.i32(parent); bytes.i32(firstFigure); bytes.u8(kind); }
}

class Reader {
  #at = 0;
  readonly #view: DataView;
  constructor(bytes: Uint8Array) { this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength); }
  u8(): number { this.#at += 1; return this.#view.getUint8(this.#at - 1); }
  i32(): number { this.#at += 4; return this.#view.getInt32(this.#at - 4, true); }
  f64(): number { this.#at += 8; return this.#view.getFloat64(this.#at - 8, true); }
  list<T>(count: number, read: () => T): T[] { return Array.from({ length: count }, read); }
}

function readPoints(reader: Reader, count: number, flags: number, isGeography: boolean): SpatialPoint[] {
  const pairs = reader.list(count, () => [reader.f64(), reader.f64()] as const);
  const optional = (flag: number): (number | null)[] => ((flags & flag) === 0 ? [] : reader.list(count, () => { const value = reader.f64(); return Number.isNaN(value) ? null : value; }));
  const zs = optional(FLAG.z);
  const ms = optional(FLAG.m);
  return pairs.map(([first, second], index) => ({ x: isGeography ? second : first, y: isGeography ? first : second, z: zs[index] ?? null, m: ms[index] ?? null }));
}

/** The value of stored bytes; refuses the version of curves. */
export function decodeSpatial(bytes: Uint8Array, isGeography: boolean): Spatial {
  const reader = new Reader(bytes);
  const srid = reader.i32();
  if (reader.u8() !== VERSION) throw notSupported('circular arcs in geometry and geography');
  const flags = reader.u8();
  const shortKind = (flags & FLAG.point) !== 0 ? 1 : (flags & FLAG.line) !== 0 ? 2 : 0;
  const points = readPoints(reader, shortKind === 0 ? reader.i32() : shortKind, flags, isGeography);
  const base = { isGeography, srid, isValid: (flags & FLAG.valid) !== 0, points };
  if (shortKind !== 0) return { ...base, figures: [{ attribute: 1, firstPoint: 0 }], shapes: [{ parent: -1, firstFigure: 0, kind: shortKind }] };
  const figures = reader.list(reader.i32(), (): SpatialFigure => ({ attribute: reader.u8() as SpatialFigure['attribute'], firstPoint: reader.i32() }));
  const shapes = reader.list(reader.i32(), (): SpatialShape => ({ parent: reader.i32(), firstFigure: reader.i32(), kind: reader.u8() }));
  return { ...base, figures, shapes };
}

/** The points of a figure. */
export function pointsOfFigure({ points, figures }: Spatial, index: number): readonly SpatialPoint[] {
  return points.slice(figures[index]?.firstPoint ?? 0, figures[index + 1]?.firstPoint ?? points.length);
}

/** The indexes of a shape's own figures; those of a shape inside it are not its own. */
export function figuresOfShape({ shapes, figures }: Spatial, index: number): readonly number[] {
  const first = shapes[index]?.firstFigure ?? -1;
  if (first < 0) return [];
  const end = shapes.slice(index + 1).find((shape) => shape.firstFigure >= 0)?.firstFigure ?? figures.length;
  return Array.from({ length: end - first }, (_, offset) => first + offset);
}
