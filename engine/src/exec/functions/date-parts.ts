// Arithmetic by dateparts on moments: adding, counting boundaries, taking apart, truncating. Knows no SQL types.
import { EngineBug } from '../../errors/engine-bug';
import {
  civilFromDays, daysFromCivil, daysInMonth, localTicks, momentFromTicks, TICKS_PER_DAY, TICKS_PER_HOUR, TICKS_PER_MILLISECOND, TICKS_PER_MINUTE,
  TICKS_PER_SECOND,
} from '../../types/datetime/date-time';
import type { Moment } from '../../types/datetime/date-time';
import type { Datepart } from '../../types/datetime/datepart';

const UNIT_TICKS: Partial<Record<Datepart, number>> = {
  week: 7 * TICKS_PER_DAY, day: TICKS_PER_DAY, dayofyear: TICKS_PER_DAY, weekday: TICKS_PER_DAY, hour: TICKS_PER_HOUR, minute: TICKS_PER_MINUTE,
  second: TICKS_PER_SECOND, millisecond: TICKS_PER_MILLISECOND, microsecond: 10,
};
const MONTHS: Partial<Record<Datepart, number>> = { year: 12, quarter: 3, month: 1 };
const FAR_MONTHS = 200_000n;

function addMonths(moment: Moment, count: bigint): Moment {
  const { year, month, day } = civilFromDays(moment.days);
  const clamped = count > FAR_MONTHS ? FAR_MONTHS : count < -FAR_MONTHS ? -FAR_MONTHS : count;
  const total = year * 12 + month - 1 + Number(clamped);
  const newYear = Math.floor(total / 12);
  const newMonth = total - newYear * 12 + 1;
  return { ...moment, days: daysFromCivil(newYear, newMonth, Math.min(day, daysInMonth(newYear, newMonth))) };
}

/** `moment` moved by `count` parts; a month's end clamps. The result may lie outside any type's range. */
export function addToMoment(moment: Moment, part: Datepart, count: bigint): Moment {
  const months = MONTHS[part];
  if (months !== undefined) return addMonths(moment, count * BigInt(months));
  const ticks = part === 'nanosecond' ? (count + (count < 0n ? -50n : 50n)) / 100n : count * BigInt(UNIT_TICKS[part] ?? 0);
  return momentFromTicks(localTicks(moment) + ticks, moment.offsetMinutes);
}

const floorDivide = (value: bigint, divisor: bigint): bigint => (value >= 0n ? value / divisor : (value - divisor + 1n) / divisor);

/** The number of a part's boundaries up to a moment, counted from 0001-01-01; weeks begin on Sunday. */
function boundaryIndex(part: Datepart, moment: Moment): bigint {
  const months = MONTHS[part];
  if (months !== undefined) {
    const { year, month } = civilFromDays(moment.days);
    return BigInt(Math.floor((year * 12 + month - 1) / months));
  }
  if (part === 'week') return BigInt(Math.floor((moment.days + 1) / 7));
  if (part === 'nanosecond') return localTicks(moment) * 100n + BigInt(moment.nanoseconds ?? 0);
  return floorDivide(localTicks(moment), BigInt(UNIT_TICKS[part] ?? TICKS_PER_DAY));
}

/** How many boundaries of `part` lie between two moments (DATEDIFF). */
export const boundariesBetween = (part: Datepart, start: Moment, end: Moment): bigint => boundaryIndex(part, end) - boundaryIndex(part, start);

const dayOfYear = (days: number): number => days - daysFromCivil(civilFromDays(days).year, 1, 1) + 1;

/** The day's number in a week that starts on `dateFirst` (1 Monday to 7 Sunday). */
const weekdayOf = (days: number, dateFirst: number): number => (((days % 7) + 1 - dateFirst + 7) % 7) + 1;

function weekOfYear(days: number, dateFirst: number): number {
  const firstOfYear = days - dayOfYear(days) + 1;
  return Math.floor((dayOfYear(days) - 1 + weekdayOf(firstOfYear, dateFirst) - 1) / 7) + 1;
}

function isoWeek(days: number): number {
  const thursday = days - (days % 7) + 3;
  return Math.floor((dayOfYear(thursday) - 1) / 7) + 1;
}

/** DATEPART of a moment. */
export function partOf(part: Datepart, moment: Moment, dateFirst: number): number {
  const { days, ticks } = moment;
  switch (part) {
    case 'year': return civilFromDays(days).year;
    case 'quarter': return Math.ceil(civilFromDays(days).month / 3);
    case 'month': return civilFromDays(days).month;
    case 'day': return civilFromDays(days).day;
    case 'dayofyear': return dayOfYear(days);
    case 'week': return weekOfYear(days, dateFirst);
    case 'iso_week': return isoWeek(days);
    case 'weekday': return weekdayOf(days, dateFirst);
    case 'hour': return Math.floor(ticks / TICKS_PER_HOUR);
    case 'minute': return Math.floor(ticks / TICKS_PER_MINUTE) % 60;
    case 'second': return Math.floor(ticks / TICKS_PER_SECOND) % 60;
    case 'millisecond': return Math.floor(ticks / TICKS_PER_MILLISECOND) % 1000;
    case 'microsecond': return Math.floor(ticks / 10) % 1_000_000;
    case 'nanosecond': return (ticks % TICKS_PER_SECOND) * 100 + (moment.nanoseconds ?? 0);
    case 'tzoffset': return moment.offsetMinutes;
  }
}

/** DATETRUNC: the start of the part that the moment lies in. */
export function truncateMoment(part: Datepart, moment: Moment, dateFirst: number): Moment {
  const { year, month } = civilFromDays(moment.days);
  const midnight = (days: number): Moment => ({ ...moment, days, ticks: 0 });
  switch (part) {
    case 'year': return midnight(daysFromCivil(year, 1, 1));
    case 'quarter': return midnight(daysFromCivil(year, month - (month - 1) % 3, 1));
    case 'month': return midnight(daysFromCivil(year, month, 1));
    case 'week': return midnight(moment.days - weekdayOf(moment.days, dateFirst) + 1);
    case 'iso_week': return midnight(moment.days - (moment.days % 7));
    case 'day': case 'dayofyear': case 'weekday': return midnight(moment.days);
    default: {
      const unit = UNIT_TICKS[part];
      if (unit === undefined) throw new EngineBug(`DATETRUNC by ${part}`);
      return { ...moment, ticks: Math.floor(moment.ticks / unit) * unit };
    }
  }
}

/** DATE_BUCKET: the start of the bucket of `width` parts, counted from `origin`, that the moment lies in. */
export function bucketOf(part: Datepart, width: bigint, moment: Moment, origin: Moment): Moment {
  const isMonths = MONTHS[part] !== undefined;
  const unit = BigInt(UNIT_TICKS[part] ?? 1);
  let count = isMonths ? boundariesBetween(part, origin, moment) : floorDivide(localTicks(moment) - localTicks(origin), unit);
  if (isMonths && localTicks(addToMoment(origin, part, count)) > localTicks(moment)) count -= 1n;
  return { ...addToMoment(origin, part, floorDivide(count, width) * width), offsetMinutes: moment.offsetMinutes };
}
