// Numbers as bytes in CAST between binary and number types. Knows layouts only, no lengths of targets.
import { absolute } from './decimal';
import type { ParsedDecimal } from './decimal';

/** The last `width` bytes as an unsigned big-endian integer. */
export function bytesToBigint(bytes: Uint8Array, width: number): bigint {
  let value = 0n;
  for (const byte of bytes.slice(Math.max(0, bytes.length - width))) value = (value << 8n) | BigInt(byte);
  return value;
}

/** `width` big-endian bytes of an integer in two's complement. */
export function bigintToBytes(value: bigint, width: number): Uint8Array {
  const bytes = new Uint8Array(width);
  let rest = BigInt.asUintN(width * 8, value);
  for (let index = width - 1; index >= 0; index--) {
    bytes[index] = Number(rest & 0xffn);
    rest >>= 8n;
  }
  return bytes;
}

/** The eight big-endian bytes of a double, or the four of a single. */
export function floatToBytes(value: number, isSingle: boolean): Uint8Array {
  const bytes = new Uint8Array(isSingle ? 4 : 8);
  const view = new DataView(bytes.buffer);
  if (isSingle) view.setFloat32(0, value);
  else view.setFloat64(0, value);
  return bytes;
}

/** How many words of 32 bits the digits of a decimal take, whatever precision its type has. */
export const decimalWords = (unscaled: bigint): number => Math.ceil(absolute(unscaled).toString(2).length / 32);

/** decimal as CAST to varbinary shows it: precision, scale, 0, sign, then the little-endian magnitude in as few words as hold it. */
export function decimalToBytes(value: bigint, precision: number, scale: number): Uint8Array {
  return Uint8Array.of(precision, scale, 0, value < 0n ? 0 : 1, ...bigintToBytes(absolute(value), 4 * decimalWords(value)).reverse());
}

/** The decimal that decimalToBytes wrote and the precision it tells of, or undefined; a scale beyond that precision is none. */
export function decimalFromBytes(bytes: Uint8Array): ParsedDecimal & { readonly precision: number } | undefined {
  const [precision = 0, scale = 0] = bytes;
  if (bytes.length < 8 || scale > precision) return undefined;
  const magnitude = bytesToBigint(bytes.slice(4).reverse(), bytes.length);
  return { unscaled: bytes[3] === 0 ? -magnitude : magnitude, scale, precision };
}
