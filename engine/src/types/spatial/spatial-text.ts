// Well-known text of geometry and geography, both ways. Knows neither bytes nor measuring.
import { notSupported } from '../../errors/not-supported';
import { raise } from '../../errors/sql-error';
import { Messages } from '../../errors/catalogue';
import { isPlausible } from './spatial-measure';
import { figuresOfShape, pointsOfFigure, SHAPE_KINDS, type Spatial, type SpatialFigure, type SpatialPoint, type SpatialShape } from './spatial-shape';

const CURVES = new Set(['CIRCULARSTRING', 'COMPOUNDCURVE', 'CURVEPOLYGON', 'FULLGLOBE']);
const LABELS = 'POINT, LINESTRING, POLYGON, MULTIPOINT, MULTILINESTRING, MULTIPOLYGON, GEOMETRYCOLLECTION, CIRCULARSTRING, COMPOUNDCURVE, CURVEPOLYGON and FULLGLOBE (geography Data Type only)';
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?/i;

/** What a text is to become: a `kind` restricts the outermost label. */
export interface SpatialRequest { readonly isGeography: boolean; readonly srid: number; readonly kind?: string }

/** 6522 as the CLR type's errors arrive. */
export const spatialError = (isGeography: boolean, number: number, text: string): Error =>
  raise(Messages.ClrError, { routine: isGeography ? 'geography' : 'geometry', text: `System.FormatException: ${number}: ${text}` });

/** Raises 6522 for a value that is not valid, as measuring it does. */
export function requireValid({ isValid, isGeography }: Spatial): void {
  if (isValid) return;
  const text = 'System.ArgumentException: 24144: This operation cannot be completed because the instance is not valid. Use MakeValid to convert the instance to a valid instance. '
    + `Note that MakeValid may cause the points of a ${isGeography ? 'geography' : 'geometry'} instance to shift slightly.`;
  throw raise(Messages.ClrError, { routine: isGeography ? 'geography' : 'geometry', text });
}

class WktParser {
  readonly points: SpatialPoint[] = [];
  readonly figures: SpatialFigure[] = [];
  readonly shapes: SpatialShape[] = [];
  #at = 0;
  constructor(readonly text: string, readonly request: SpatialRequest) {}

  whole(): Spatial {
    this.#shape(-1, this.request.kind);
    if (this.#peek() !== '') throw this.#error(24111, 'The well-known text (WKT) input is not valid.');
    const { isGeography, srid } = this.request;
    const value = { isGeography, srid, isValid: true, points: this.points, figures: this.figures, shapes: this.shapes };
    return { ...value, isValid: isPlausible(value) };
  }

  #error(number: number, text: string): Error { return spatialError(this.request.isGeography, number, text); }

  #peek(): string {
    while (/\s/.test(this.text.charAt(this.#at))) this.#at++;
    return this.text.charAt(this.#at);
  }

  #accept(symbol: string): boolean {
    if (this.#peek() !== symbol) return false;
    this.#at++;
    return true;
  }

  #expect(symbol: string): void {
    if (!this.#accept(symbol)) throw this.#error(24142, `Expected "${symbol}" at position ${this.#at}. The input has "${this.text.slice(this.#at, this.#at + 10)}".`);
  }

  #word(): string {
    this.#peek();
    const word = /^[A-Za-z]+/.exec(this.text.slice(this.#at))?.[0] ?? '';
    this.#at += word.length;
    return word.toUpperCase();
  }

  #number(isOptional: boolean): number | null | undefined {
    this.#peek();
    const rest = this.text.slice(this.#at);
    if (isOptional && /^null\b/i.test(rest)) { this.#at += 4; return null; }
    const digits = NUMBER.exec(rest)?.[0];
    if (digits !== undefined) this.#at += digits.length;
    else if (!isOptional) throw this.#error(24141, `A number is expected at position ${this.#at + 1} of the input. The input has ${rest.slice(0, 1)}.`);
    return digits === undefined ? undefined : Number(digits);
  }

  #point(): void {
    const x = this.#number(false) ?? 0;
    const y = this.#number(false) ?? 0;
    const z = this.#number(true) ?? null;
    const m = this.#number(true) ?? null;
    if (this.request.isGeography && (y < -90 || y > 90)) throw this.#error(24201, 'Latitude values must be between -90 and 90 degrees.');
    this.points.push({ x, y, z, m });
  }

  /** True for EMPTY, which has no parentheses. */
  #opens(): boolean {
    if (this.#peek().toUpperCase() === 'E' && this.#word() === 'EMPTY') return false;
    this.#expect('(');
    return true;
  }

  #list(item: () => void): void {
    do item(); while (this.#accept(','));
    this.#expect(')');
  }

  #figure(attribute: SpatialFigure['attribute'], content: () => void): void {
    this.figures.push({ attribute, firstPoint: this.points.length });
    content();
  }

  #shape(parent: number, wanted?: string): void {
    const label = this.#word();
    if (CURVES.has(label)) throw notSupported(`the spatial type ${label}`);
    const kind = (SHAPE_KINDS as readonly string[]).indexOf(label);
    if (kind < 1) throw this.#error(24114, `The label ${label === '' ? this.text.trim().slice(0, 20) : label} in the input well-known text (WKT) is not valid. Valid labels are ${LABELS}.`);
    if (wanted !== undefined && wanted !== label) throw this.#error(24142, `Expected "${wanted}" at position 1. The input has "${label}".`);
    this.#body(parent, kind);
  }

  #body(parent: number, kind: number): void {
    const index = this.shapes.length;
    this.shapes.push({ parent, firstFigure: -1, kind });
    if (!this.#opens()) return;
    const firstFigure = this.figures.length;
    this.#content(kind, index);
    if (this.figures.length > firstFigure) this.shapes[index] = { parent, firstFigure, kind };
  }

  #content(kind: number, index: number): void {
    switch (SHAPE_KINDS[kind]) {
      case 'POINT': this.#figure(1, () => this.#point()); return this.#expect(')');
      case 'LINESTRING': return this.#line();
      case 'POLYGON': return this.#polygon();
      case 'MULTIPOINT': return this.#list(() => this.#memberPoint(index));
      case 'MULTILINESTRING': return this.#list(() => this.#body(index, 2));
      case 'MULTIPOLYGON': return this.#list(() => this.#body(index, 3));
      default: return this.#list(() => this.#shape(index));
    }
  }

  #memberPoint(parent: number): void {
    if (this.#peek() === '(' || /[A-Za-z]/.test(this.#peek())) return this.#body(parent, 1);
    this.shapes.push({ parent, firstFigure: this.figures.length, kind: 1 });
    this.#figure(1, () => this.#point());
  }

  #line(): void {
    const first = this.points.length;
    this.#figure(1, () => this.#list(() => this.#point()));
    if (this.points.length - first < 2) throw this.#error(24117, 'The LineString input is not valid because it does not have enough points. A LineString must have at least two points.');
  }

  #polygon(): void {
    let isOuter = true;
    this.#list(() => {
      const first = this.points.length;
      this.#expect('(');
      this.#figure(isOuter ? 2 : 0, () => this.#list(() => this.#point()));
      this.#requireRing(this.points.slice(first), isOuter ? 'exterior' : 'interior');
      isOuter = false;
    });
  }

  #requireRing(ring: readonly SpatialPoint[], which: 'exterior' | 'interior'): void {
    const [first, last] = [ring[0], ring.at(-1)];
    if (ring.length < 4) throw this.#error(24118, `The Polygon input is not valid because the ${which} ring does not have enough points. Each ring of a polygon must contain at least four points.`);
    if (first?.x !== last?.x || first?.y !== last?.y)
      throw this.#error(
        24119,
        `The Polygon input is not valid because the start and end points of the ${which} ring are not the same. Each ring of a polygon must have the same start and end points.`,
      );
  }
}

/** The value of a well-known text; raises 6522 for what is none, refuses curves. */
export const parseSpatial = (text: string, request: SpatialRequest): Spatial => new WktParser(text, request).whole();

/** A double as .NET Framework prints it round-trip: 15 digits where they suffice, else 17. */
function formatOrdinate(value: number): string {
  const digits = Number(value.toPrecision(15)) === value ? 15 : 17;
  const [mantissa = '0', exponent = '+0'] = value.toExponential(digits - 1).split('e');
  const size = Number(exponent);
  if (size > -5 && size < digits) return trimZeros(value.toPrecision(digits));
  return `${trimZeros(mantissa)}E${exponent.charAt(0)}${exponent.slice(1).padStart(2, '0')}`;
}

const trimZeros = (text: string): string => (text.includes('.') ? text.replace(/\.?0+$/, '') : text);

function formatPoint({ x, y, z, m }: SpatialPoint, hasZM: boolean): string {
  const plane = `${formatOrdinate(x)} ${formatOrdinate(y)}`;
  if (!hasZM || (z === null && m === null)) return plane;
  const height = ` ${z === null ? 'NULL' : formatOrdinate(z)}`;
  return `${plane}${height}${m === null ? '' : ` ${formatOrdinate(m)}`}`;
}

function formatBody(value: Spatial, index: number, hasZM: boolean): string {
  const figure = (at: number): string => `(${pointsOfFigure(value, at).map((point) => formatPoint(point, hasZM)).join(', ')})`;
  const children = [...value.shapes.keys()].filter((at) => value.shapes[at]?.parent === index);
  const kind = SHAPE_KINDS[value.shapes[index]?.kind ?? 0];
  const figures = figuresOfShape(value, index);
  if (kind === 'POINT' || kind === 'LINESTRING') return figures.length === 0 ? 'EMPTY' : figure(figures[0] ?? 0);
  if (kind === 'POLYGON') return figures.length === 0 ? 'EMPTY' : `(${figures.map(figure).join(', ')})`;
  if (children.length === 0) return 'EMPTY';
  return `(${children.map((at) => (kind === 'GEOMETRYCOLLECTION' ? formatShape(value, at, hasZM) : formatBody(value, at, hasZM))).join(', ')})`;
}

const formatShape = (value: Spatial, index: number, hasZM: boolean): string => `${SHAPE_KINDS[value.shapes[index]?.kind ?? 0] ?? ''} ${formatBody(value, index, hasZM)}`;

/** The well-known text of a value; `hasZM` keeps heights and measures, as ToString() does. */
export const formatSpatial = (value: Spatial, hasZM: boolean): string => formatShape(value, 0, hasZM);
