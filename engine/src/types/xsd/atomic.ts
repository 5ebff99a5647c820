// Atomic values: their text, arithmetic and comparison, as SQL Server computes them. Casts are cast.ts's.
import { familyOf } from './atomic-types';

/** A value that is no node. Decimals are bigints of 1/10^10, floats numbers, booleans booleans, all else text. */
export interface Atomic { readonly kind: 'atomic'; readonly type: string; readonly value: string | number | boolean | bigint }
/** How two values compare. */
export type Comparison = '=' | '!=' | '<' | '<=' | '>' | '>=';
/** What is computed of two values. */
export type Arithmetic = '+' | '-' | '*' | 'div' | 'mod';

const UNIT = 10n ** 10n;

/** Text. */
export const textValue = (value: string, type = 'xs:string'): Atomic => ({ kind: 'atomic', type, value });
/** true or false. */
export const booleanValue = (value: boolean): Atomic => ({ kind: 'atomic', type: 'xs:boolean', value });
/** A whole number. */
export const integerValue = (value: number): Atomic => ({ kind: 'atomic', type: 'xs:integer', value: BigInt(value) * UNIT });
/** A double. */
export const doubleValue = (value: number, type = 'xs:double'): Atomic => ({ kind: 'atomic', type, value });
/** A decimal of tenths of a thousandth of a millionth, or a type derived from it. */
export const decimalValue = (value: bigint, type = 'xs:decimal'): Atomic => ({ kind: 'atomic', type, value });

/** The decimal that text writes, rounded to ten places; undefined for what is none. */
export function parseDecimal(text: string): bigint | undefined {
  const found = /^([+-]?)(\d*)(?:\.(\d*))?$/.exec(text);
  if (!found || (found[2] === '' && (found[3] ?? '') === '')) return undefined;
  const digits = (found[3] ?? '').padEnd(11, '0');
  const scaled = BigInt(`${found[2] === '' ? '0' : found[2]}${digits.slice(0, 10)}`) + (digits.charAt(10) >= '5' ? 1n : 0n);
  return found[1] === '-' ? -scaled : scaled;
}

/** The double that text writes; undefined for what is none. */
export function parseDouble(text: string): number | undefined {
  if (text === 'INF') return Infinity;
  if (text === '-INF') return -Infinity;
  return /^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$/.test(text) ? Number(text) : undefined;
}

/** A value as text. */
export function textOfAtomic({ type, value }: Atomic): string {
  if (typeof value === 'bigint') return decimalText(value);
  return typeof value === 'number' ? doubleText(value, type === 'xs:float' ? 7 : 15) : String(value);
}

function decimalText(value: bigint): string {
  const digits = (value < 0n ? -value : value).toString().padStart(11, '0');
  const fraction = digits.slice(-10).replace(/0+$/, '');
  return `${value < 0n ? '-' : ''}${digits.slice(0, -10)}${fraction === '' ? '' : `.${fraction}`}`;
}

// Plain from a millionth up to a million, with an exponent beyond.
function doubleText(value: number, digits: number): string {
  if (!Number.isFinite(value)) return value > 0 ? 'INF' : value < 0 ? '-INF' : 'NaN';
  if (value === 0) return Object.is(value, -0) ? '-0.0E0' : '0.0E0';
  const rounded = Number(value.toPrecision(digits));
  const size = Math.abs(rounded);
  if (size >= 1e-6 && size < 1e6) return String(rounded);
  const [mantissa = '', exponent = '0'] = rounded.toExponential().split('e');
  return `${mantissa.includes('.') ? mantissa : `${mantissa}.0`}E${Number(exponent)}`;
}

/** The number that a value is in the arithmetic of doubles; undefined for text that is none. */
export function doubleOf({ value }: Atomic): number | undefined {
  if (typeof value === 'bigint') return Number(decimalText(value));
  return typeof value === 'number' ? value : parseDouble(String(value).trim());
}

/** Arithmetic of two values; undefined (the empty sequence) for a division by zero of decimals, and for text that is no number. */
export function compute(operator: Arithmetic, left: Atomic, right: Atomic): Atomic | undefined {
  if (typeof left.value === 'bigint' && typeof right.value === 'bigint') return computeDecimal(operator, left, right);
  const [a, b] = [doubleOf(left), doubleOf(right)];
  if (a === undefined || b === undefined) return undefined;
  const isFloat = [left, right].some((v) => v.type === 'xs:float') && ![left, right].some((v) => v.type === 'xs:double' || familyOf(v.type) === 'untyped');
  const result = computeDouble(operator, a, b);
  return Number.isNaN(result) ? undefined : doubleValue(isFloat ? Math.fround(result) : result, isFloat ? 'xs:float' : 'xs:double');
}

function computeDouble(operator: Arithmetic, a: number, b: number): number {
  switch (operator) {
    case '+': return a + b;
    case '-': return a - b;
    case '*': return a * b;
    case 'div': return a / b;
    case 'mod': return a % b;
  }
}

// Products and quotients of numeric(38,10) keep six places: a product is rounded, a quotient cut.
function computeDecimal(operator: Arithmetic, left: Atomic, right: Atomic): Atomic | undefined {
  const [a, b] = [left.value as bigint, right.value as bigint];
  const isWhole = left.type !== 'xs:decimal' && right.type !== 'xs:decimal' && operator !== 'div';
  const type = isWhole ? 'xs:integer' : 'xs:decimal';
  switch (operator) {
    case '+': return decimalValue(a + b, type);
    case '-': return decimalValue(a - b, type);
    case '*': return decimalValue(roundAt(a * b, UNIT * 10000n) * 10000n, type);
    case 'div': return b === 0n ? undefined : decimalValue(((a * 1000000n) / b) * 10000n, type);
    case 'mod': return b === 0n ? undefined : decimalValue(a % b, type);
  }
}

function roundAt(value: bigint, unit: bigint): bigint {
  const half = value < 0n ? -unit / 2n : unit / 2n;
  return (value + half) / unit;
}

/** round(), floor() and ceiling() of a number, in its own type. */
export function toWhole(name: 'round' | 'floor' | 'ceiling', atomic: Atomic): Atomic {
  const { value } = atomic;
  if (typeof value !== 'bigint') return doubleValue(name === 'round' ? Math.floor(Number(value) + 0.5) : Math[name === 'floor' ? 'floor' : 'ceil'](Number(value)), atomic.type);
  const shifted = name === 'round' ? value + UNIT / 2n : name === 'ceiling' ? value + UNIT - 1n : value;
  const floor = shifted >= 0n ? shifted / UNIT : -((-shifted + UNIT - 1n) / UNIT);
  return { ...atomic, value: floor * UNIT };
}

/** Moves of time, in units that compare. */
function instantOf(text: string): number {
  const found = /^(-?\d{4,}-\d\d-\d\d)?T?(?:(\d\d:\d\d:\d\d)(\.\d+)?)?(Z|[+-]\d\d:\d\d)?$/.exec(text);
  if (!found) return NaN;
  const base = Date.parse(`${found[1] ?? '1970-01-01'}T${found[2] ?? '00:00:00'}${found[4] ?? 'Z'}`);
  return base + Number(`0${found[3] ?? ''}`) * 1000;
}

/** Below zero, zero or above as the first value comes before, beside or behind the second; undefined where they do not compare. */
export function compareAtomic(left: Atomic, right: Atomic): number | undefined {
  if (typeof left.value === 'bigint' && typeof right.value === 'bigint') return left.value < right.value ? -1 : left.value > right.value ? 1 : 0;
  if (isNumeric(left) || isNumeric(right)) return difference(doubleOf(left), doubleOf(right));
  if (typeof left.value === 'boolean' || typeof right.value === 'boolean') return difference(truthOf(left), truthOf(right));
  const family = familyOf(familyOf(left.type) === 'untyped' ? right.type : left.type);
  if (family === 'dateTime' || family === 'date' || family === 'time') return difference(instantOf(String(left.value)), instantOf(String(right.value)));
  return compareCodePoints(String(left.value), String(right.value));
}

const isNumeric = ({ value }: Atomic): boolean => typeof value === 'bigint' || typeof value === 'number';

function truthOf({ value }: Atomic): number | undefined {
  const text = String(value).trim();
  return text === 'true' || text === '1' ? 1 : text === 'false' || text === '0' ? 0 : undefined;
}

const difference = (left: number | undefined, right: number | undefined): number | undefined =>
  (left === undefined || right === undefined || Number.isNaN(left) || Number.isNaN(right) ? undefined : left - right === 0 || left === right ? 0 : left - right);

/** By code points, whatever the database's collation. */
function compareCodePoints(left: string, right: string): number {
  if (left === right) return 0;
  const [a, b] = [Array.from(left), Array.from(right)];
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const step = (a[i]?.codePointAt(0) ?? 0) - (b[i]?.codePointAt(0) ?? 0);
    if (step !== 0) return step;
  }
  return a.length - b.length;
}

/** Whether the operator holds for the order of two values. */
export function holds(operator: Comparison, order: number): boolean {
  switch (operator) {
    case '=': return order === 0;
    case '!=': return order !== 0;
    case '<': return order < 0;
    case '<=': return order <= 0;
    case '>': return order > 0;
    case '>=': return order >= 0;
  }
}
