// Dates and times to text by CONVERT's style numbers. Knows no parsing and no other types.
import { raise } from '../../errors/sql-error';
import { Messages } from '../../errors/catalogue';
import type { SqlType } from '../sql-type';
import type { CivilDate, Moment } from './date-time';
import { civilFromDays, normalizeMoment, TICKS_PER_HOUR, TICKS_PER_MINUTE, TICKS_PER_SECOND } from './date-time';
import { HIJRI_MONTHS, hijriFromDays } from './hijri';

/** English month names, January first. */
export const MONTH_NAMES: readonly string[] = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September',
  'October', 'November', 'December'];
/** English weekday names, Sunday first. */
export const WEEKDAY_NAMES: readonly string[] = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];

interface StyleForm { readonly date?: string; readonly time?: string; readonly joint?: string; readonly isHijri?: boolean }

const LONG_DATE = 'MON D YYYY';
/** The orders of styles 26 to 30, which write the time too, and 31 to 35, which do not. */
const ORDERS = ['YYYY-DD-MM', 'MM-DD-YYYY', 'MM-YYYY-DD', 'DD-MM-YYYY', 'DD-YYYY-MM'];
/** An hour is padded to two places behind a date; written hh, before no date too. */
const STYLES: Readonly<Record<number, StyleForm>> = {
  0: { date: LONG_DATE, time: 'h:mA' }, 100: { date: LONG_DATE, time: 'h:mA' },
  1: { date: 'MM/DD/YY' }, 101: { date: 'MM/DD/YYYY' }, 2: { date: 'YY.MM.DD' }, 102: { date: 'YYYY.MM.DD' },
  3: { date: 'DD/MM/YY' }, 103: { date: 'DD/MM/YYYY' }, 4: { date: 'DD.MM.YY' }, 104: { date: 'DD.MM.YYYY' },
  5: { date: 'DD-MM-YY' }, 105: { date: 'DD-MM-YYYY' }, 6: { date: 'DD MON YY' }, 106: { date: 'DD MON YYYY' },
  7: { date: 'MON DD, YY' }, 107: { date: 'MON DD, YYYY' }, 8: { time: 'HH:m:s' }, 24: { time: 'HH:m:s' }, 108: { time: 'HH:m:s' },
  9: { date: LONG_DATE, time: 'h:m:s:fA' }, 109: { date: LONG_DATE, time: 'h:m:s:fA' },
  10: { date: 'MM-DD-YY' }, 110: { date: 'MM-DD-YYYY' }, 11: { date: 'YY/MM/DD' }, 111: { date: 'YYYY/MM/DD' },
  12: { date: 'YYMMDD' }, 112: { date: 'YYYYMMDD' }, 13: { date: 'DD MON YYYY', time: 'HH:m:s:f' }, 113: { date: 'DD MON YYYY', time: 'HH:m:s:f' },
  14: { time: 'HH:m:s:f' }, 114: { time: 'HH:m:s:f' }, 20: { date: 'YYYY-MM-DD', time: 'HH:m:s' }, 120: { date: 'YYYY-MM-DD', time: 'HH:m:s' },
  21: { date: 'YYYY-MM-DD', time: 'HH:m:s.f' }, 25: { date: 'YYYY-MM-DD', time: 'HH:m:s.f' }, 121: { date: 'YYYY-MM-DD', time: 'HH:m:s.f' },
  22: { date: 'MM/DD/YY', time: 'hh:m:s A' }, 23: { date: 'YYYY-MM-DD' },
  ...Object.fromEntries(ORDERS.flatMap((date, index): readonly [number, StyleForm][] => [[26 + index, { date, time: 'HH:m:s.f' }], [31 + index, { date }]])),
  115: { date: 'CLOCK' }, 126: { date: 'YYYY-MM-DD', time: 'HH:m:s.F', joint: 'T' }, 127: { date: 'YYYY-MM-DD', time: 'HH:m:s.F', joint: 'T' },
  130: { date: 'D MON YYYY', time: 'hh:m:s:fA', isHijri: true }, 131: { date: 'D/MM/YYYY', time: 'hh:m:s:fA', isHijri: true },
};

const two = (value: number): string => String(value).padStart(2, '0');

function hijriDate(days: number): CivilDate {
  const date = hijriFromDays(days);
  if (date === undefined) throw raise(Messages.BeforeHijri, {});
  return date;
}

function formatDate({ days, ticks }: Moment, { date = '', isHijri }: StyleForm, shortMonths?: readonly string[]): string {
  const { year, month, day } = isHijri ? hijriDate(days) : civilFromDays(days);
  const fullYear = String(year).padStart(4, '0');
  const monthName = (isHijri ? HIJRI_MONTHS : shortMonths)?.[month - 1] ?? (MONTH_NAMES[month - 1] ?? '').slice(0, 3);
  return date
    .replace('YYYY', fullYear).replace('YY', fullYear.slice(2)).replace('DD', two(day)).replace('MM', two(month))
    .replace(/\bD\b/, String(day).padStart(2)).replace('MON', () => monthName).replace('CLOCK', () => clock(ticks).map(two).join(''));
}

/** Hour, minute and second. */
const clock = (ticks: number): readonly [hour: number, minute: number, second: number] =>
  [Math.floor(ticks / TICKS_PER_HOUR), Math.floor((ticks % TICKS_PER_HOUR) / TICKS_PER_MINUTE), Math.floor((ticks % TICKS_PER_MINUTE) / TICKS_PER_SECOND)];

/** The fraction's digits of a moment, cut to `digits`. */
export const fractionText = (ticks: number, digits: number): string => String(Math.floor(ticks % TICKS_PER_SECOND)).padStart(7, '0').slice(0, digits);

function fractionDigits(type: SqlType): number {
  return type.name === 'datetime' || type.name === 'smalldatetime' ? 3 : type.scale ?? 7;
}

function formatFraction(ticks: number, type: SqlType, form: string): string {
  const digits = fractionDigits(type);
  const text = digits === 0 ? '' : fractionText(type.name === 'datetime' ? ticks + 5000 : ticks, digits);
  if (text === '' || (form === '.F' && /^0*$/.test(text))) return '';
  const isOldType = type.name === 'datetime' || type.name === 'smalldatetime';
  return `${form === ':f' && isOldType ? ':' : '.'}${text}`;
}

function formatTime(moment: Moment, type: SqlType, pattern: string): string {
  const [hour, minute, second] = clock(moment.ticks);
  const twelve = String(hour % 12 === 0 ? 12 : hour % 12);
  return pattern
    .replace(/[.:][fF]/, (form) => formatFraction(moment.ticks, type, form))
    .replace('HH', two(hour)).replace(/^hh?/, (h) => (h === 'h' && type.name === 'time' ? twelve : twelve.padStart(2)))
    .replace(':m', `:${two(minute)}`).replace(':s', `:${two(second)}`).replace('A', hour < 12 ? 'AM' : 'PM');
}

/** An offset as `+hh:mm`. */
export function formatOffset(offsetMinutes: number): string {
  const magnitude = Math.abs(offsetMinutes);
  return `${offsetMinutes < 0 ? '-' : '+'}${two(Math.floor(magnitude / 60))}:${two(magnitude % 60)}`;
}

/** The style that CAST uses for the type. */
const defaultStyle = (type: SqlType): number => (type.name === 'datetime' || type.name === 'smalldatetime' ? 0 : 121);

/** What writing a moment depends on besides it: its type, that of the text, CONVERT's style, and short names of months where they are not English. */
export interface MomentForm { readonly type: SqlType; readonly to: SqlType; readonly style?: number; readonly months?: readonly string[] }

/** The text of a moment; raises 281 for an unknown style, 8114 for one that has nothing of what the type knows. */
export function formatMoment(moment: Moment, { type, to, style = defaultStyle(type), months }: MomentForm): string {
  const form = STYLES[style];
  if (form === undefined || (type.name === 'date' && (style === 14 || style === 114))) throw raise(Messages.InvalidStyle, { style, from: type.name });
  const isZulu = style === 127 && type.name === 'datetimeoffset';
  const shown = isZulu ? normalizeMoment(moment.days, moment.ticks - moment.offsetMinutes * TICKS_PER_MINUTE) : moment;
  const date = form.date === undefined || type.name === 'time' ? undefined : formatDate(shown, form, months);
  const time = form.time === undefined || type.name === 'date' ? undefined : formatTime(shown, type, form.time);
  if (date === undefined && time === undefined) throw raise(Messages.ConversionError, { from: type.name, to: to.name });
  const text = date === undefined ? time ?? '' : time === undefined ? date : `${date}${form.joint ?? ' '}${time}`;
  if (type.name !== 'datetimeoffset' || time === undefined) return text;
  if (isZulu) return `${text}Z`;
  return `${text}${form.joint === 'T' ? '' : ' '}${formatOffset(moment.offsetMinutes)}`;
}
