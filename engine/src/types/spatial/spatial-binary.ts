// Well-known binary (WKB) of geometry and geography, both ways. Knows neither text nor the bytes that the server stores.
import { notSupported } from '../../errors/not-supported';
import { isPlausible } from './spatial-measure';
import { figuresOfShape, pointsOfFigure, SHAPE_KINDS, type Spatial, type SpatialFigure, type SpatialPoint, type SpatialShape } from './spatial-shape';
import { spatialError, type SpatialRequest } from './spatial-text';

const LITTLE_ENDIAN = 1;
const Z_KINDS = 1000;
const M_KINDS = 2000;

class Writer {
  readonly #parts: Buffer[] = [];
  u8(value: number): void { this.#parts.push(Buffer.from([value])); }
  u32(value: number): void { const part = Buffer.alloc(4); part.writeUInt32LE(value); this.#parts.push(part); }
  f64(value: number): void { const part = Buffer.alloc(8); part.writeDoubleLE(value); this.#parts.push(part); }
  whole(): Uint8Array { return new Uint8Array(Buffer.concat(this.#parts)); }
}

interface Extra { readonly z: boolean; readonly m: boolean }

function writePoint(to: Writer, { x, y, z, m }: SpatialPoint, extra: Extra): void {
  to.f64(x);
  to.f64(y);
  if (extra.z) to.f64(z ?? Number.NaN);
  if (extra.m) to.f64(m ?? Number.NaN);
}

function writeRun(to: Writer, points: readonly SpatialPoint[], extra: Extra): void {
  to.u32(points.length);
  for (const point of points) writePoint(to, point, extra);
}

function writeShape(to: Writer, value: Spatial, index: number, extra: Extra): void {
  const kind = value.shapes[index]?.kind ?? 0;
  to.u8(LITTLE_ENDIAN);
  const name = SHAPE_KINDS[kind];
  const runs = figuresOfShape(value, index).map((figure) => pointsOfFigure(value, figure));
  if (name === 'POINT' && runs.length === 0) {
    // An empty point has no coordinates to write: it goes as an empty multipoint.
    to.u32(SHAPE_KINDS.indexOf('MULTIPOINT'));
    return to.u32(0);
  }
  to.u32(kind + (extra.z ? Z_KINDS : 0) + (extra.m ? M_KINDS : 0));
  if (name === 'POINT') return writePoint(to, runs[0]?.[0] ?? { x: 0, y: 0, z: null, m: null }, extra);
  if (name === 'LINESTRING') return writeRun(to, runs[0] ?? [], extra);
  if (name === 'POLYGON') {
    to.u32(runs.length);
    for (const run of runs) writeRun(to, run, extra);
    return;
  }
  const children = [...value.shapes.keys()].filter((at) => value.shapes[at]?.parent === index);
  to.u32(children.length);
  for (const child of children) writeShape(to, value, child, extra);
}

/** The well-known binary of a value; `hasZM` writes z and m where the value has any. */
export function toWellKnownBinary(value: Spatial, hasZM: boolean): Uint8Array {
  const to = new Writer();
  writeShape(to, value, 0, { z: hasZM && value.points.some(({ z }) => z !== null), m: hasZM && value.points.some(({ m }) => m !== null) });
  return to.whole();
}

class BinaryReader {
  readonly points: SpatialPoint[] = [];
  readonly figures: SpatialFigure[] = [];
  readonly shapes: SpatialShape[] = [];
  readonly #view: DataView;
  #at = 0;
  #isLittle = true;

  constructor(bytes: Uint8Array, readonly request: SpatialRequest) { this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength); }

  whole(): Spatial {
    this.#shape(-1, this.request.kind);
    if (this.#at !== this.#view.byteLength) throw this.#error();
    const value = { isGeography: this.request.isGeography, srid: this.request.srid, isValid: true, points: this.points, figures: this.figures, shapes: this.shapes };
    return { ...value, isValid: isPlausible(value) };
  }

  #error(): Error { return spatialError(this.request.isGeography, 24210, 'The well-known binary (WKB) input is not valid.'); }

  #take(length: number): number {
    const at = this.#at;
    if (at + length > this.#view.byteLength) throw this.#error();
    this.#at += length;
    return at;
  }

  #u32(): number { return this.#view.getUint32(this.#take(4), this.#isLittle); }
  #f64(): number { return this.#view.getFloat64(this.#take(8), this.#isLittle); }

  #shape(parent: number, wanted?: string): void {
    this.#isLittle = this.#view.getUint8(this.#take(1)) === LITTLE_ENDIAN;
    const code = this.#u32();
    const kind = code % Z_KINDS;
    const name = SHAPE_KINDS[kind];
    if (name === undefined || name === '' || code >= Z_KINDS * 4) throw notSupported(`the well-known binary of shape ${code}`);
    if (wanted !== undefined && wanted !== name) throw this.#error();
    const group = Math.floor(code / Z_KINDS);
    this.#body({ parent, kind, extra: { z: group === 1 || group === 3, m: group >= 2 } });
  }

  #body({ parent, kind, extra }: { readonly parent: number; readonly kind: number; readonly extra: Extra }): void {
    const index = this.shapes.length;
    const firstFigure = this.figures.length;
    this.shapes.push({ parent, firstFigure: -1, kind });
    switch (SHAPE_KINDS[kind]) {
      case 'POINT': this.#figure(1, 1, extra); break;
      case 'LINESTRING': this.#figure(1, this.#u32(), extra); break;
      case 'POLYGON':
        for (let ring = 0, rings = this.#u32(); ring < rings; ring++) this.#figure(ring === 0 ? 2 : 0, this.#u32(), extra);
        break;
      default:
        for (let left = this.#u32(); left > 0; left--) this.#shape(index);
    }
    if (this.figures.length > firstFigure) this.shapes[index] = { parent, firstFigure, kind };
  }

  #figure(attribute: SpatialFigure['attribute'], count: number, extra: Extra): void {
    if (count > 0) this.figures.push({ attribute, firstPoint: this.points.length });
    for (let left = count; left > 0; left--) {
      const [x, y] = [this.#f64(), this.#f64()];
      this.points.push({ x, y, z: extra.z ? ordinate(this.#f64()) : null, m: extra.m ? ordinate(this.#f64()) : null });
    }
  }
}

const ordinate = (value: number): number | null => (Number.isNaN(value) ? null : value);

/** The value of well-known binary; raises 6522 for what is none, refuses curves. */
export const parseWellKnownBinary = (bytes: Uint8Array, request: SpatialRequest): Spatial => new BinaryReader(bytes, request).whole();
