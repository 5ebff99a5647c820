// The text of dates, numbers and bytes in a record, for both targets. Knows no SQL types.

/** A day (0 is 0001-01-01) as yyyy-mm-dd. */
export function dayText(day: number): string {
  const date = new Date(0);
  date.setUTCFullYear(1, 0, 1 + day);
  return `${String(date.getUTCFullYear()).padStart(4, '0')}-${String(date.getUTCMonth() + 1).padStart(2, '0')}-${String(date.getUTCDate()).padStart(2, '0')}`;
}

/** Ticks of 100 ns since midnight as hh:mm:ss with `scale` digits of fraction. */
export function clockText(ticks: bigint, scale: number): string {
  const second = Number(ticks / 10_000_000n);
  const two = (value: number): string => String(value).padStart(2, '0');
  const fraction = String(ticks % 10_000_000n).padStart(7, '0').slice(0, scale);
  return `${two(Math.floor(second / 3600))}:${two(Math.floor(second / 60) % 60)}:${two(second % 60)}${scale === 0 ? '' : `.${fraction}`}`;
}

/** An unscaled integer as a decimal number with `scale` digits after the point. */
export function fixedPoint(value: bigint, scale: number): string {
  const digits = String(value < 0n ? -value : value).padStart(scale + 1, '0');
  const whole = digits.slice(0, digits.length - scale);
  return `${value < 0n ? '-' : ''}${whole}${scale === 0 ? '' : `.${digits.slice(digits.length - scale)}`}`;
}

/** A floating-point number in its shortest form; a real to seven digits. */
export const floatText = (value: number, isReal: boolean): string => String(isReal ? Number(value.toPrecision(7)) : value);

/** Bytes as 0x and upper-case digits. */
export const hexText = (bytes: Uint8Array): string => `0x${Buffer.from(bytes).toString('hex').toUpperCase()}`;
