// FORMAT: .NET format strings for dates and numbers, culture en-US only; another culture is refused.
import { notSupported } from '../../errors/not-supported';
import { raise } from '../../errors/sql-error';
import { Messages } from '../../errors/catalogue';
import type { SqlType } from '../../types/sql-type';
import { INT, isApproximate, isDecimal, isMoney, isNumber, isTemporal } from '../../types/sql-type';
import type { Value } from '../../types/value';
import { formatOffset, fractionText, MONTH_NAMES, WEEKDAY_NAMES } from '../../types/date-format';
import { civilFromDays, inUtc, momentReader, TICKS_PER_HOUR, TICKS_PER_MINUTE, TICKS_PER_SECOND } from '../../types/date-time';
import type { Moment } from '../../types/date-time';
import type { ParsedDecimal } from '../../types/decimal';
import { textAt } from './implementation';
import type { Factory, FunctionTable } from './implementation';
import { formatNumber } from './format-number';
import { formatTimeSpan } from './format-time-span';

const STANDARD_DATES: Readonly<Record<string, string>> = {
  d: 'M/d/yyyy', D: 'dddd, MMMM d, yyyy', f: 'dddd, MMMM d, yyyy h:mm tt', F: 'dddd, MMMM d, yyyy h:mm:ss tt', g: 'M/d/yyyy h:mm tt',
  G: 'M/d/yyyy h:mm:ss tt', m: 'MMMM d', M: 'MMMM d', o: "yyyy-MM-dd'T'HH:mm:ss.fffffff", O: "yyyy-MM-dd'T'HH:mm:ss.fffffff",
  r: "ddd, dd MMM yyyy HH:mm:ss 'GMT'", R: "ddd, dd MMM yyyy HH:mm:ss 'GMT'", s: "yyyy-MM-dd'T'HH:mm:ss", t: 'h:mm tt', T: 'h:mm:ss tt',
  u: "yyyy-MM-dd HH:mm:ss'Z'", U: 'dddd, MMMM d, yyyy h:mm:ss tt', y: 'MMMM yyyy', Y: 'MMMM yyyy',
};
const DATE_TOKEN = /'[^']*'|"[^"]*"|\\.|d+|M+|y+|h+|H+|m+|s+|f{1,7}|F{1,7}|t+|z+|g+|K|[^a-zA-Z%]|%|[a-zA-Z]/g;

const pad = (value: number, digits: number): string => String(value).padStart(digits, '0');

interface Calendar { readonly moment: Moment; readonly hasOffset: boolean; readonly year: number; readonly month: number; readonly day: number; readonly hour: number }

function calendarOf(moment: Moment, hasOffset: boolean): Calendar {
  return { moment, hasOffset, ...civilFromDays(moment.days), hour: Math.floor(moment.ticks / TICKS_PER_HOUR) };
}

function dayToken(token: string, { moment, day }: Calendar): string {
  if (token.length <= 2) return pad(day, token.length);
  const name = WEEKDAY_NAMES[(moment.days + 1) % 7] ?? '';
  return token.length === 3 ? name.slice(0, 3) : name;
}

function monthToken(token: string, { month }: Calendar): string {
  if (token.length <= 2) return pad(month, token.length);
  const name = MONTH_NAMES[month - 1] ?? '';
  return token.length === 3 ? name.slice(0, 3) : name;
}

function yearToken(token: string, { year }: Calendar): string {
  return token.length <= 2 ? pad(year % 100, token.length) : pad(year, token.length);
}

function zoneToken(token: string, { moment }: Calendar): string {
  const offset = formatOffset(moment.offsetMinutes);
  return token.length >= 3 ? offset : token.length === 2 ? offset.slice(0, 3) : `${offset.charAt(0)}${Number(offset.slice(1, 3))}`;
}

function clockToken(token: string, calendar: Calendar): string {
  const { moment, hour } = calendar;
  const width = Math.min(token.length, 2);
  switch (token.charAt(0)) {
    case 'H': return pad(hour, width);
    case 'h': return pad(hour % 12 === 0 ? 12 : hour % 12, width);
    case 'm': return pad(Math.floor(moment.ticks / TICKS_PER_MINUTE) % 60, width);
    case 's': return pad(Math.floor(moment.ticks / TICKS_PER_SECOND) % 60, width);
    case 'f': return fractionText(moment.ticks, token.length);
    case 'F': return fractionText(moment.ticks, token.length).replace(/0+$/, '');
    default: return (hour < 12 ? 'AM' : 'PM').slice(0, token.length);
  }
}

function dateToken(token: string, calendar: Calendar): string {
  const first = token.charAt(0);
  if (first === "'" || first === '"') return token.slice(1, -1);
  if (first === '\\') return token.slice(1);
  if (first === '%') return '';
  if (first === 'd') return dayToken(token, calendar);
  if (first === 'M') return monthToken(token, calendar);
  if (first === 'y') return yearToken(token, calendar);
  if (first === 'z') return zoneToken(token, calendar);
  if (first === 'g') return 'A.D.';
  if (first === 'K') return calendar.hasOffset ? formatOffset(calendar.moment.offsetMinutes) : '';
  if ('HhmsfFt'.includes(first)) return clockToken(token, calendar);
  return token;
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

function formatDate(moment: Moment, type: SqlType, format: string): string | null {
  if (format.length === 1 && (STANDARD_DATES[format] === undefined || (format === 'U' && type.name === 'datetimeoffset'))) return null;
  const standard = format.length === 1 ? STANDARD_DATES[format] ?? '' : format === '' ? STANDARD_DATES['G'] ?? '' : format;
  const hasOffset = type.name === 'datetimeoffset';
  const pattern = hasOffset && /^[oO]$/.test(format) ? `${standard}zzz` : standard;
  const shown = hasOffset && /^[rRu]$/.test(format) ? inUtc(moment) : moment;
  const calendar = calendarOf(type.name === 'datetime' ? { ...shown, ticks: Math.floor((shown.ticks + 5000) / 10_000) * 10_000 } : shown, hasOffset);
  return writeTokens(pattern.match(DATE_TOKEN) ?? [], calendar);
}

/** The significant digits of a float or real: all that it has only where the format asks for more than it keeps. */
function digitsOf(type: SqlType, format: string): number {
  const [kept, all] = type.name === 'real' ? [7, 9] : [15, 17];
  const [, letter = '', digits = ''] = /^([eEgG])(\d{1,2})$/.exec(format) ?? [];
  return Number(digits) > (/e/i.test(letter) ? kept - 1 : kept) ? all : kept;
}

function approximate(value: number, digits: number): ParsedDecimal {
  const [mantissa = '0', exponent = '0'] = value.toExponential(digits - 1).split('e');
  const scale = digits - 1 - Number(exponent);
  const unscaled = BigInt(mantissa.replace('.', ''));
  return scale >= 0 ? { unscaled, scale } : { unscaled: unscaled * 10n ** BigInt(-scale), scale: 0 };
}

const BITS: Partial<Record<SqlType['name'], number>> = { tinyint: 8, smallint: 16, int: 32, bigint: 64 };

function numberFormatter(type: SqlType): (value: Value, format: string) => string | null {
  if (isApproximate(type)) return (value, format) => formatNumber(approximate(value as number, digitsOf(type, format)), format, { digits: digitsOf(type, '') });
  const read = exactReader(type);
  const kind = { bits: BITS[type.name] };
  return (value, format) => formatNumber(read(value), format, kind);
}

function exactReader(type: SqlType): (value: Value) => ParsedDecimal {
  if (isDecimal(type)) return (value) => ({ unscaled: value as bigint, scale: type.scale ?? 0 });
  if (isMoney(type)) return (value) => ({ unscaled: value as bigint, scale: 4 });
  return (value) => ({ unscaled: BigInt(value as number | bigint), scale: 0 });
}

/** Without a culture it is that of the session's language. A picture of an English date is the same in all of them. */
const requireCulture = (culture: Value | undefined, language: string, isEnglishPicture: boolean): void => {
  const isGiven = culture !== undefined && culture !== null;
  if (isGiven ? /^en(-us)?$/i.test(culture as string) : language === 'us_english' || (language === 'British' && isEnglishPicture)) return;
  if (!isGiven) throw notSupported(`FORMAT without a culture under SET LANGUAGE ${language}`);
  throw notSupported(`FORMAT with the culture '${String(culture)}'`);
};

const format: Factory = ([type = INT]) => {
  const isDate = isTemporal(type);
  if (!isDate && (!isNumber(type) || type.name === 'bit')) throw raise(Messages.ArgumentTypeInvalid, { type: type.name, position: 1, name: 'format' });
  const readMoment = isDate ? momentReader(type) : undefined;
  const writeNumber = isDate ? undefined : numberFormatter(type);
  return (args, { language }) => {
    const [value, pattern, culture] = args;
    if (value === null || value === undefined || pattern === null) return null;
    requireCulture(culture, language, isDate && textAt(args, 1).length > 1);
    if (type.name === 'time') return formatTimeSpan(value as number, textAt(args, 1));
    if (readMoment !== undefined) return formatDate(readMoment(value), type, textAt(args, 1));
    return writeNumber?.(value, textAt(args, 1)) ?? null;
  };
};

/** FORMAT by name. */
export const FORMAT_FUNCTIONS: FunctionTable = { FORMAT: format };
