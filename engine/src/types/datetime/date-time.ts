// The calendar and the six date and time types as one common moment. Knows no text formats (date-format.ts, date-parse.ts).
import { raise } from '../../errors/sql-error';
import { Messages } from '../../errors/catalogue';
import { EngineBug } from '../../errors/engine-bug';
import type { SqlType } from '../sql-type';
import type { OffsetInstant, Value } from '../value';

/** 100 ns ticks in a day, an hour, a minute, a second and a millisecond. */
export const TICKS_PER_DAY = 864_000_000_000;
/** 100 ns ticks of an hour. */
export const TICKS_PER_HOUR = 36_000_000_000;
/** 100 ns ticks of a minute. */
export const TICKS_PER_MINUTE = 600_000_000;
/** 100 ns ticks of a second. */
export const TICKS_PER_SECOND = 10_000_000;
/** 100 ns ticks of a millisecond. */
export const TICKS_PER_MILLISECOND = 10_000;
/** datetime's ticks of 1/300 s in a day. */
export const DATETIME_TICKS_PER_DAY = 25_920_000;
/** Days from 0001-01-01 to 1900-01-01, to 1753-01-01 and to 9999-12-31. */
export const DAYS_TO_1900 = 693_595;
/** Days from 0001-01-01 to datetime's first day. */
export const DAYS_TO_1753 = 639_905;
/** The day number of 9999-12-31. */
export const LAST_DAY = 3_652_058;
const LAST_SMALL_DAY = 65_535;
const TICKS_PER_DAY_BIG = BigInt(TICKS_PER_DAY);

/** A local date and time: days since 0001-01-01, 100 ns ticks within the day, the nanoseconds beyond them that only datetime's thirds have, and the zone's offset if one is known. */
export interface Moment { readonly days: number; readonly ticks: number; readonly nanoseconds?: number; readonly offsetMinutes: number }

/** A calendar date. */
export interface CivilDate { readonly year: number; readonly month: number; readonly day: number }

/** Days since 0001-01-01 of a proleptic Gregorian date; month and day are taken as they come. */
export function daysFromCivil(year: number, month: number, day: number): number {
  const shifted = month <= 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 306;
}

/** The calendar date of days since 0001-01-01. */
export function civilFromDays(days: number): CivilDate {
  const shifted = days + 306;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor((dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365);
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const monthIndex = Math.floor((5 * dayOfYear + 2) / 153);
  const month = monthIndex < 10 ? monthIndex + 3 : monthIndex - 9;
  return { year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day: dayOfYear - Math.floor((153 * monthIndex + 2) / 5) + 1 };
}

/** True for a leap year. */
const isLeapYear = (year: number): boolean => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);

/** The number of days in a month of a year. */
export function daysInMonth(year: number, month: number): number {
  if (month === 2) return isLeapYear(year) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** True when the date exists in SQL Server's range of years. */
export const isCivilDate = ({ year, month, day }: CivilDate): boolean =>
  year >= 1 && year <= 9999 && month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month);

/** Moves a moment that may lie outside its day into range, keeping the instant. */
export function normalizeMoment(days: number, ticks: number, offsetMinutes = 0): Moment {
  const carry = Math.floor(ticks / TICKS_PER_DAY);
  return { days: days + carry, ticks: ticks - carry * TICKS_PER_DAY, offsetMinutes };
}

/** 100 ns ticks since 0001-01-01 of a moment's local time. */
export const localTicks = (moment: Moment): bigint => BigInt(moment.days) * TICKS_PER_DAY_BIG + BigInt(moment.ticks);

/** The moment of 100 ns ticks since 0001-01-01. */
export function momentFromTicks(ticks: bigint, offsetMinutes = 0): Moment {
  const days = ticks >= 0n ? ticks / TICKS_PER_DAY_BIG : (ticks - TICKS_PER_DAY_BIG + 1n) / TICKS_PER_DAY_BIG;
  return { days: Number(days), ticks: Number(ticks - days * TICKS_PER_DAY_BIG), offsetMinutes };
}

/** The same instant with no offset. */
export const inUtc = (moment: Moment): Moment => (moment.offsetMinutes === 0 ? moment : momentFromTicks(localTicks(moment) - BigInt(moment.offsetMinutes) * BigInt(TICKS_PER_MINUTE)));

const momentFromDatetime = (value: number): Moment => {
  const days = Math.floor(value / DATETIME_TICKS_PER_DAY);
  return { days: days + DAYS_TO_1900, ticks: Math.round((value - days * DATETIME_TICKS_PER_DAY) * 100_000 / 3), offsetMinutes: 0 };
};

/** A datetime to the nanosecond, nothing rounded. */
export function exactDatetime(value: number): Moment {
  const days = Math.floor(value / DATETIME_TICKS_PER_DAY);
  const nanoseconds = Math.floor((value - days * DATETIME_TICKS_PER_DAY) * 10_000_000 / 3);
  return { days: days + DAYS_TO_1900, ticks: Math.floor(nanoseconds / 100), nanoseconds: nanoseconds % 100, offsetMinutes: 0 };
}

const momentFromOffset = (value: OffsetInstant): Moment =>
  momentFromTicks(value.utcTicks + BigInt(value.offsetMinutes) * BigInt(TICKS_PER_MINUTE), value.offsetMinutes);

/** How to read a date and time type's non-null value as a moment. */
export function momentReader(type: SqlType): (value: Value) => Moment {
  switch (type.name) {
    case 'date': return (value) => ({ days: value as number, ticks: 0, offsetMinutes: 0 });
    case 'time': return (value) => ({ days: DAYS_TO_1900, ticks: value as number, offsetMinutes: 0 });
    case 'datetime': return (value) => momentFromDatetime(value as number);
    case 'smalldatetime': return (value) => normalizeMoment(DAYS_TO_1900, (value as number) * TICKS_PER_MINUTE);
    case 'datetime2': return (value) => momentFromTicks(value as bigint);
    case 'datetimeoffset': return (value) => momentFromOffset(value as OffsetInstant);
    default: throw new EngineBug(`${type.name} read as a date`);
  }
}

/** `ticks` rounded to `scale` digits of a second. */
function roundTicks(ticks: number, scale: number): number {
  const unit = 10 ** (7 - scale);
  return Math.round(ticks / unit) * unit;
}

/** What a failed write blames: the type's name in the message, or another error than 242. */
export interface MomentSource { readonly from: string; readonly outside?: () => Error }

const outOfRange = (source: MomentSource, to: string): Error => source.outside?.() ?? raise(Messages.DateOutOfRange, { from: source.from, to });

/** A moment as datetime has it; undefined outside its years, into which the rounding counts. */
export function toDatetime({ days, ticks }: Moment): number | undefined {
  const value = (days - DAYS_TO_1900) * DATETIME_TICKS_PER_DAY + Math.round(ticks * 3 / 100_000);
  return days < DAYS_TO_1753 || value >= (LAST_DAY + 1 - DAYS_TO_1900) * DATETIME_TICKS_PER_DAY ? undefined : value;
}

function writeDatetime(moment: Moment, source: MomentSource): number {
  const value = toDatetime(moment);
  if (value === undefined) throw outOfRange(source, 'datetime');
  return value;
}

function writeSmalldatetime(moment: Moment, source: MomentSource): number {
  const minutes = Math.floor((Math.round(moment.ticks * 3 / 100_000) + 9000) / 18_000);
  const value = (moment.days - DAYS_TO_1900) * 1440 + minutes;
  if (value < 0 || value >= (LAST_SMALL_DAY + 1) * 1440) throw outOfRange(source, 'smalldatetime');
  return value;
}

const END_OF_TIME = BigInt(LAST_DAY + 1) * TICKS_PER_DAY_BIG;

/** Whether both the instant in UTC and its local time lie within the years 1 to 9999. */
export function isOffsetInstant({ utcTicks, offsetMinutes }: OffsetInstant): boolean {
  const local = utcTicks + BigInt(offsetMinutes) * BigInt(TICKS_PER_MINUTE);
  return utcTicks >= 0n && utcTicks < END_OF_TIME && local >= 0n && local < END_OF_TIME;
}

function writeDatetime2(moment: Moment, scale: number): bigint {
  const rounded = roundTicks(moment.ticks, scale);
  const isPastEnd = moment.days === LAST_DAY && rounded >= TICKS_PER_DAY;
  return localTicks({ ...moment, ticks: isPastEnd ? TICKS_PER_DAY - 10 ** (7 - scale) : rounded });
}

/** How to write a moment as a date and time type's value: rounded to its scale, raising 242, or what its source says, beyond its range. */
export function momentWriter(type: SqlType): (moment: Moment, source: MomentSource) => Value {
  const scale = type.scale ?? 7;
  switch (type.name) {
    case 'date': return (moment) => moment.days;
    // A time has no next day to be rounded into.
    case 'time': return (moment) => Math.min(roundTicks(moment.ticks, scale), TICKS_PER_DAY - 10 ** (7 - scale));
    case 'datetime': return writeDatetime;
    case 'smalldatetime': return writeSmalldatetime;
    case 'datetime2': return (moment) => writeDatetime2(moment, scale);
    case 'datetimeoffset': return (moment, source) => {
      const utcTicks = writeDatetime2(moment, scale) - BigInt(moment.offsetMinutes) * BigInt(TICKS_PER_MINUTE);
      const value: OffsetInstant = { kind: 'offset-instant', utcTicks, offsetMinutes: moment.offsetMinutes };
      if (!isOffsetInstant(value)) throw outOfRange(source, 'datetimeoffset');
      return value;
    };
    default: throw new EngineBug(`${type.name} written as a date`);
  }
}
