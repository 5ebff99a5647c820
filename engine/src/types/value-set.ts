// Sets of values of one type: intervals, and whether NULL is among them. Enough to say that one set is within another. Knows no expressions.
import { compareNullsFirst } from './compare';
import { isInteger, type SqlType } from './sql-type';
import type { Value } from './value';

interface Bound { readonly value: Value; readonly isInclusive: boolean }
/** From `low` to `high`, which are open where they are not given. */
export interface Interval { readonly low?: Bound | undefined; readonly high?: Bound | undefined }
/** Intervals may overlap. */
export interface ValueSet { readonly intervals: readonly Interval[]; readonly hasNull: boolean }

/** Every value, and NULL. */
export const EVERYTHING: ValueSet = { intervals: [{}], hasNull: true };
/** Every value but NULL. */
export const NOT_NULL: ValueSet = { intervals: [{}], hasNull: false };
/** NULL alone. */
export const ONLY_NULL: ValueSet = { intervals: [], hasNull: true };

/** The interval of one value. */
export function pointAt(value: Value): Interval {
  const bound = { value, isInclusive: true };
  return { low: bound, high: bound };
}

/** What is in one of the sets. */
export const unionOf = (sets: readonly ValueSet[]): ValueSet => ({ intervals: sets.flatMap(({ intervals }) => intervals), hasNull: sets.some(({ hasNull }) => hasNull) });

/** What is in both sets. */
export const intersection = (type: SqlType, a: ValueSet, b: ValueSet): ValueSet =>
  ({ intervals: a.intervals.flatMap((left) => b.intervals.flatMap((right) => common(type, left, right))), hasNull: a.hasNull && b.hasNull });

/** Whether everything in the first set is in the second. */
export function isWithin(type: SqlType, inner: ValueSet, outer: ValueSet): boolean {
  if (inner.hasNull && !outer.hasNull) return false;
  const rest = outer.intervals.reduce((left, taken) => left.flatMap((interval) => difference(type, interval, taken)), intersection(type, inner, NOT_NULL).intervals);
  return rest.length === 0;
}

/** What two intervals share: one interval, or none. */
function common(type: SqlType, a: Interval, b: Interval): readonly Interval[] {
  const compare = compareNullsFirst(type);
  const inner = (left: Bound | undefined, right: Bound | undefined, sign: number): Bound | undefined => {
    if (!left || !right) return left ?? right;
    const order = compare(left.value, right.value) * sign;
    return order > 0 || (order === 0 && !left.isInclusive) ? left : right;
  };
  const low = closed(type, inner(a.low, b.low, 1), 1);
  const high = closed(type, inner(a.high, b.high, -1), -1);
  const order = low && high ? compare(low.value, high.value) : -1;
  return order < 0 || (order === 0 && low?.isInclusive && high?.isInclusive) ? [{ low, high }] : [];
}

/** Between integers there is nothing: what is greater than 10 is 11 or more. */
function closed(type: SqlType, bound: Bound | undefined, step: 1 | -1): Bound | undefined {
  if (!bound || bound.isInclusive || !isInteger(type)) return bound;
  return { value: typeof bound.value === 'bigint' ? bound.value + BigInt(step) : Number(bound.value) + step, isInclusive: true };
}

/** What is left of an interval without another one. */
function difference(type: SqlType, from: Interval, { low, high }: Interval): readonly Interval[] {
  const outside = ({ value, isInclusive }: Bound): Bound => ({ value, isInclusive: !isInclusive });
  return [...(low ? common(type, from, { high: outside(low) }) : []), ...(high ? common(type, from, { low: outside(high) }) : [])];
}
