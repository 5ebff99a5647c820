// The value at a fraction of sorted values, between two of them or one of them. Knows no windows and no groups.
import { Messages } from '../../errors/catalogue';
import { raise } from '../../errors/sql-error';
import { converter } from '../../types/conversion/convert';
import { FLOAT, type SqlType } from '../../types/sql-type';
import type { Value } from '../../types/value';

/** The value at `fraction` of values sorted without NULLs; null of none. */
export type Percentile = (sorted: readonly Value[], fraction: number) => Value;

/** A fraction from 0 to 1; raises 8727 for others and for NULL. */
export function requireShare(fraction: Value): number {
  if (typeof fraction !== 'number' || !(fraction >= 0 && fraction <= 1)) throw raise(Messages.PercentileRange, {});
  return fraction;
}

/** The first value that at least that share of the values does not exceed. */
export const discretePercentile: Percentile = (sorted, fraction) => sorted[Math.max(0, Math.ceil(fraction * sorted.length) - 1)] ?? null;

/** The value in between, as float: the two around it by their distances, their places counted from 1, as the last bits of SQL Server's results have it. */
export function continuousPercentile(type: SqlType): Percentile {
  const toFloat = converter(type, FLOAT);
  return (sorted, fraction) => {
    if (sorted.length === 0) return null;
    const place = 1 + fraction * (sorted.length - 1);
    const [low, high] = [Math.floor(place), Math.ceil(place)];
    const below = toFloat(sorted[low - 1] ?? null) as number;
    const above = toFloat(sorted[high - 1] ?? null) as number;
    return low === high ? below : (high - place) * below + (place - low) * above;
  };
}
