// Sets of values against sets of numbers that are counted out.
import { INT } from '../../../src/types/sql-type';
import type { Value } from '../../../src/types/value';
import { EVERYTHING, intersection, isWithin, NOT_NULL, ONLY_NULL, pointAt, unionOf, type ValueSet } from '../../../src/types/value-set';

const DOMAIN: readonly Value[] = [null, 0, 1, 2, 3, 4, 5, 6];
/** Everything outside of 0 to 6 is in no set. */
const INSIDE: ValueSet = { intervals: [{ low: { value: -1, isInclusive: false }, high: { value: 6, isInclusive: true } }], hasNull: true };

const between = (low: number, high: number, isInclusive: boolean): ValueSet => ({ intervals: [{ low: { value: low, isInclusive }, high: { value: high, isInclusive } }], hasNull: false });

const point = (value: Value): ValueSet => (value === null ? ONLY_NULL : { intervals: [pointAt(value)], hasNull: false });

const members = (set: ValueSet): readonly Value[] => DOMAIN.filter((value) => isWithin(INT, point(value), set));

/** All intervals with bounds from 0 to 6, and unions of some of them. */
function sets(): readonly ValueSet[] {
  const intervals: ValueSet[] = [ONLY_NULL, intersection(INT, INSIDE, NOT_NULL), INSIDE];
  for (let low = 0; low <= 6; low += 2) for (let high = low; high <= 6; high++) for (const isInclusive of [true, false]) intervals.push(between(low, high, isInclusive));
  return [...intervals, ...intervals.map((set, i) => unionOf([set, intervals[(i * 7 + 3) % intervals.length] ?? ONLY_NULL]))];
}

it('a set is within another if every member is', () => {
  for (const a of sets()) {
    for (const b of sets()) {
      const [ours, theirs] = [members(a), members(b)];
      expect([a, b, isWithin(INT, a, b)]).toEqual([a, b, ours.every((value) => theirs.includes(value))]);
      expect(members(intersection(INT, a, b))).toEqual(ours.filter((value) => theirs.includes(value)));
      expect(members(unionOf([a, b]))).toEqual(DOMAIN.filter((value) => ours.includes(value) || theirs.includes(value)));
    }
  }
});

it('between integers there is nothing, between other numbers there is', () => {
  const above = (value: Value, isInclusive: boolean): ValueSet => ({ intervals: [{ low: { value, isInclusive } }], hasNull: false });
  expect(isWithin(INT, above(10, false), above(11, true))).toBe(true);
  expect(isWithin({ name: 'bigint' }, above(10n, false), above(11n, true))).toBe(true);
  expect(isWithin({ name: 'float', precision: 53 }, above(10, false), above(11, true))).toBe(false);
});

it('everything is within everything alone', () => {
  expect(isWithin(INT, EVERYTHING, EVERYTHING)).toBe(true);
  expect(isWithin(INT, EVERYTHING, NOT_NULL)).toBe(false);
  expect(isWithin(INT, NOT_NULL, INSIDE)).toBe(false);
});
