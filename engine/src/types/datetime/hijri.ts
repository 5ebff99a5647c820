// The Hijri calendar as CONVERT reckons it: twelve months of thirty and twenty-nine days in turn, the last longer by a day in eleven years of thirty. Knows no text but the names of its months.
import type { CivilDate } from './date-time';

/** The names of the months in Arabic, Muharram first, as style 130 writes them. */
export const HIJRI_MONTHS: readonly string[] = ['محرم', 'صفر', 'ربيع الاول', 'ربيع الثاني', 'جمادى الاولى', 'جمادى الثانية', 'رجب', 'شعبان', 'رمضان', 'شوال', 'ذو القعدة', 'ذو الحجة'];

/** 622-07-18, the first day of its first year, in days since 0001-01-01. */
const FIRST_DAY = 227_013;
const DAYS_OF_30_YEARS = 10_631;

const daysBeforeYear = (year: number): number => FIRST_DAY + (year - 1) * 354 + Math.floor((11 * year + 3) / 30);
const daysBeforeMonth = (month: number): number => 29 * (month - 1) + Math.floor(month / 2);

function daysInMonth(year: number, month: number): number {
  return month === 12 ? daysBeforeYear(year + 1) - daysBeforeYear(year) - daysBeforeMonth(12) : 29 + (month % 2);
}

/** Days since 0001-01-01 of a Hijri date, undefined if there is no such date. */
export function daysFromHijri({ year, month, day }: CivilDate): number | undefined {
  const exists = year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month);
  return exists ? daysBeforeYear(year) + daysBeforeMonth(month) + day - 1 : undefined;
}

/** The Hijri date of days since 0001-01-01, undefined before its first year. */
export function hijriFromDays(days: number): CivilDate | undefined {
  if (days < FIRST_DAY) return undefined;
  const year = Math.floor((30 * (days - FIRST_DAY) + 10_646) / DAYS_OF_30_YEARS);
  const dayOfYear = days - daysBeforeYear(year);
  const month = Math.min(Math.floor((2 * dayOfYear) / 59) + 1, 12);
  return { year, month, day: dayOfYear - daysBeforeMonth(month) + 1 };
}
