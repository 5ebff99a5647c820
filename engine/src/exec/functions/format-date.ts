// .NET formats of dates: the standard letters, and custom patterns in the names and separators of a culture. Knows no numbers.
import { formatOffset, fractionText } from '../../types/datetime/date-format';
import { civilFromDays, inUtc, TICKS_PER_HOUR, TICKS_PER_MINUTE, TICKS_PER_SECOND, type Moment } from '../../types/datetime/date-time';
import { EN_US, type Culture } from '../../types/datetime/cultures';
import { ownEntry } from '../../types/own-entry';
import type { SqlType } from '../../types/sql-type';
import { known } from './culture-argument';

/** The letters that stand for one or more patterns of the culture. */
const CULTURAL: Readonly<Record<string, readonly (keyof Culture['patterns'])[]>> = {
  d: ['d'], D: ['D'], f: ['D', 't'], F: ['D', 'T'], g: ['d', 't'], G: ['d', 'T'], m: ['M'], M: ['M'], t: ['t'], T: ['T'], U: ['D', 'T'], y: ['Y'], Y: ['Y'],
};
/** The letters whose pattern is the same in every culture, names of days and months included. */
const INVARIANT: Readonly<Record<string, string>> = {
  o: "yyyy-MM-dd'T'HH:mm:ss.fffffff", O: "yyyy-MM-dd'T'HH:mm:ss.fffffff", r: "ddd, dd MMM yyyy HH:mm:ss 'GMT'", R: "ddd, dd MMM yyyy HH:mm:ss 'GMT'",
  s: "yyyy-MM-dd'T'HH:mm:ss", u: "yyyy-MM-dd HH:mm:ss'Z'",
};
const TOKEN = /'[^']*'|"[^"]*"|\\.|d+|M+|y+|h+|H+|m+|s+|f{1,7}|F{1,7}|t+|z+|g+|K|[^a-zA-Z%]|%|[a-zA-Z]/g;

const pad = (value: number, digits: number): string => String(value).padStart(digits, '0');

interface Calendar {
  readonly moment: Moment; readonly hasOffset: boolean; readonly year: number; readonly month: number; readonly day: number; readonly hour: number;
  readonly culture: Culture; readonly format: string;
}

function dayToken(token: string, { moment, day, culture, format }: Calendar): string {
  if (token.length <= 2) return pad(day, token.length);
  return known(token.length === 3 ? culture.shortDays : culture.days, format, culture)[(moment.days + 1) % 7] ?? '';
}

function monthToken(token: string, { month, culture, format }: Calendar): string {
  if (token.length <= 2) return pad(month, token.length);
  return known(token.length === 3 ? culture.shortMonths : culture.months, format, culture)[month - 1] ?? '';
}

function yearToken(token: string, { year }: Calendar): string {
  return token.length <= 2 ? pad(year % 100, token.length) : pad(year, token.length);
}

function zoneToken(token: string, { moment }: Calendar): string {
  const offset = formatOffset(moment.offsetMinutes);
  return token.length >= 3 ? offset : token.length === 2 ? offset.slice(0, 3) : `${offset.charAt(0)}${Number(offset.slice(1, 3))}`;
}

function clockToken(token: string, { moment, hour, culture, format }: Calendar): string {
  const width = Math.min(token.length, 2);
  switch (token.charAt(0)) {
    case 'H': return pad(hour, width);
    case 'h': return pad(hour % 12 === 0 ? 12 : hour % 12, width);
    case 'm': return pad(Math.floor(moment.ticks / TICKS_PER_MINUTE) % 60, width);
    case 's': return pad(Math.floor(moment.ticks / TICKS_PER_SECOND) % 60, width);
    case 'f': return fractionText(moment.ticks, token.length);
    case 'F': return fractionText(moment.ticks, token.length).replace(/0+$/, '');
    default: {
      const half = known(culture.halves, format, culture)[hour < 12 ? 0 : 1];
      return token.length === 1 ? half.slice(0, 1) : half;
    }
  }
}

function dateToken(token: string, calendar: Calendar): string {
  const { culture, format } = calendar;
  const first = token.charAt(0);
  switch (first) {
    case "'": case '"': return token.slice(1, -1);
    case '\\': return token.slice(1);
    case '%': return '';
    case '/': return known(culture.dateSeparator, format, culture);
    case ':': return known(culture.timeSeparator, format, culture);
    case 'd': return dayToken(token, calendar);
    case 'M': return monthToken(token, calendar);
    case 'y': return yearToken(token, calendar);
    case 'z': return zoneToken(token, calendar);
    case 'g': return known(culture.era, format, culture);
    case 'K': return calendar.hasOffset ? formatOffset(calendar.moment.offsetMinutes) : '';
    default: return 'HhmsfFt'.includes(first) ? clockToken(token, calendar) : token;
  }
}

/** A fraction of F that is nothing takes the point before it along. */
function writeTokens(tokens: readonly string[], calendar: Calendar): string {
  let text = '';
  for (const token of tokens) {
    const written = dateToken(token, calendar);
    text = token.startsWith('F') && written === '' && text.endsWith('.') ? text.slice(0, -1) : text + written;
  }
  return text;
}

/** The pattern that a format stands for, and the culture whose names it takes. */
function patternOf(format: string, type: SqlType, culture: Culture): { readonly pattern: string; readonly culture: Culture } | undefined {
  if (format.length > 1) return { pattern: format, culture };
  const fixed = ownEntry(INVARIANT, format);
  if (fixed !== undefined) return { pattern: type.name === 'datetimeoffset' && /^o$/i.test(format) ? `${fixed}zzz` : fixed, culture: EN_US };
  const letters = ownEntry(CULTURAL, format === '' ? 'G' : format);
  if (!letters || (format === 'U' && type.name === 'datetimeoffset')) return undefined;
  return { pattern: letters.map((letter) => known(culture.patterns[letter], format, culture)).join(' '), culture };
}

/** A date or a moment in a .NET format; null for a letter that is no format. */
export function formatDate(moment: Moment, type: SqlType, format: string, own: Culture): string | null {
  const found = patternOf(format, type, own);
  if (!found) return null;
  const hasOffset = type.name === 'datetimeoffset';
  const told = hasOffset && /^[rRu]$/.test(format) ? inUtc(moment) : moment;
  const shown = type.name === 'datetime' ? { ...told, ticks: Math.floor((told.ticks + 5000) / 10_000) * 10_000 } : told;
  const calendar: Calendar = { moment: shown, hasOffset, ...civilFromDays(shown.days), hour: Math.floor(shown.ticks / TICKS_PER_HOUR), culture: found.culture, format };
  return writeTokens(found.pattern.match(TOKEN) ?? [], calendar);
}
