// Exact decimal arithmetic on unscaled bigints. Knows scale and digits, no SQL types and no errors.

const POWERS: readonly bigint[] = Array.from({ length: 80 }, (_, exponent) => 10n ** BigInt(exponent));

/** Ten to the power of a non-negative `exponent`. */
export const pow10 = (exponent: number): bigint => POWERS[exponent] ?? 10n ** BigInt(exponent);

/** The absolute value. */
export const absolute = (value: bigint): bigint => (value < 0n ? -value : value);

/** Quotient rounded half away from zero; `divisor` is positive. */
export function divideRounded(value: bigint, divisor: bigint): bigint {
  const doubled = 2n * absolute(value) + divisor;
  const magnitude = doubled / (2n * divisor);
  return value < 0n ? -magnitude : magnitude;
}

/** `value` of scale `from` as scale `to`, rounded half away from zero. */
export function rescale(value: bigint, from: number, to: number): bigint {
  if (from === to) return value;
  return to > from ? value * pow10(to - from) : divideRounded(value, pow10(from - to));
}

/** `value` of scale `from` as scale `to`, digits cut off. */
export function rescaleTruncated(value: bigint, from: number, to: number): bigint {
  return to >= from ? value * pow10(to - from) : value / pow10(from - to);
}

/** True when `value` has at most `precision` digits. */
export const fitsPrecision = (value: bigint, precision: number): boolean => {
  const limit = pow10(precision);
  return value < limit && value > -limit;
};

/** Plain decimal notation with exactly `scale` digits after the point. */
export function formatDecimal(value: bigint, scale: number): string {
  if (scale === 0) return value.toString();
  const digits = absolute(value).toString().padStart(scale + 1, '0');
  return `${value < 0n ? '-' : ''}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

/** A number read from text: the unscaled integer and its scale. */
export interface ParsedDecimal { readonly unscaled: bigint; readonly scale: number }

/** Reads plain decimal notation (sign, digits, point; no exponent), or undefined. */
export function parseDecimal(text: string): ParsedDecimal | undefined {
  const match = /^(?:([+-])\s*)?(\d*)(?:\.(\d*))?$/.exec(text);
  const whole = match?.[2] ?? '';
  const fraction = match?.[3] ?? '';
  if (match === null || (whole === '' && fraction === '')) return undefined;
  const magnitude = BigInt(`${whole}${fraction}`);
  return { unscaled: match[1] === '-' ? -magnitude : magnitude, scale: fraction.length };
}

/** A finite double at scale `scale`: its shortest decimal form, rounded half away from zero. */
export function decimalFromDouble(value: number, scale: number): bigint {
  const [mantissa = '0', exponent = '0'] = String(value).split('e');
  const parsed = parseDecimal(mantissa);
  if (parsed === undefined) return 0n;
  const fromScale = parsed.scale - Number(exponent);
  return fromScale < 0 ? parsed.unscaled * pow10(scale - fromScale) : rescale(parsed.unscaled, fromScale, scale);
}

/** A finite double at scale `scale`: all of its binary value, rounded half away from zero. */
export function exactDecimal(value: number, scale: number): bigint {
  const bits = new DataView(new ArrayBuffer(8));
  bits.setFloat64(0, value);
  const word = bits.getBigUint64(0);
  const exponent = Number((word >> 52n) & 0x7ffn);
  const fraction = word & 0xf_ffff_ffff_ffffn;
  const mantissa = (exponent === 0 ? fraction : fraction | 0x10_0000_0000_0000n) * (value < 0 ? -1n : 1n) * pow10(scale);
  const shift = Math.max(exponent, 1) - 1075;
  return shift >= 0 ? mantissa << BigInt(shift) : divideRounded(mantissa, 1n << BigInt(-shift));
}

/** The double nearest to an unscaled value. */
export const doubleFromDecimal = (value: bigint, scale: number): number => (scale === 0 ? Number(value) : Number(formatDecimal(value, scale)));
