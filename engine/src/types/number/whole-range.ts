// The values of types of whole numbers: what identity columns and sequences count in.
import { isDecimal, type SqlType } from '../sql-type';

/** The smallest and the largest value of a type. */
export interface WholeRange { readonly minimum: bigint; readonly maximum: bigint }

const BITS: Readonly<Record<string, bigint>> = { smallint: 15n, int: 31n, bigint: 63n };

/** The range of tinyint to bigint and of decimals without scale; undefined for any other type, bit among them. */
export function wholeRange(type: SqlType): WholeRange | undefined {
  if (type.name === 'tinyint') return { minimum: 0n, maximum: 255n };
  const bits = BITS[type.name];
  if (bits !== undefined) return { minimum: -(1n << bits), maximum: (1n << bits) - 1n };
  if (!isDecimal(type) || (type.scale ?? 0) !== 0) return undefined;
  const limit = 10n ** BigInt(type.precision ?? 18) - 1n;
  return { minimum: -limit, maximum: limit };
}

/** A number as it is written, or what is wrong with it: 1.0 is no whole number either. */
export function readWhole(text: string, { minimum, maximum }: WholeRange): bigint | 'fraction' | 'beyond' {
  const digits = text.replace(/[\s+]/g, '');
  if (!/^-?\d+$/.test(digits)) return 'fraction';
  const value = BigInt(digits);
  return value < minimum || value > maximum ? 'beyond' : value;
}
