// Text to dates and times. Knows no other conversions.
import type { Moment } from './date-time';
import { daysFromCivil, isCivilDate, TICKS_PER_DAY, TICKS_PER_HOUR, TICKS_PER_MINUTE, TICKS_PER_SECOND } from './date-time';
import { MONTH_NAMES } from './date-format';
import { styledNumbers, styleRefusal, type StyleRefusal } from './date-styles';
import type { DateOrder, Language } from './languages';

/** What the text must obey: `isOldType` for datetime and smalldatetime (at most milliseconds, no offset). */
export interface DateParseOptions {
  readonly isOldType: boolean; readonly order: DateOrder; readonly style?: number;
  /** Names of months, long and short; English ones where they are not given. */
  readonly names?: Pick<Language, 'months' | 'shortMonths'>;
}

/** A moment, or why there is none: no date at all, or one that does not exist. */
export type DateParseResult =
  | { readonly kind: 'moment'; readonly moment: Moment; readonly hasOffset: boolean }
  | { readonly kind: StyleRefusal };

const MALFORMED: DateParseResult = { kind: 'malformed' };
const OUT_OF_RANGE: DateParseResult = { kind: 'out-of-range' };
const TWO_DIGIT_CUTOFF = 50;
const ISO = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,9}))?(?: (?=[+-]))?(Z|[+-]\d{2}:\d{2})?$/;
const TIME = /(?:^|\s)(\d{1,2})(?::(\d{1,2})(?::(\d{1,2})(?:(\.\s*|:)(\d{1,9}))?)?)?\s*([AaPp][Mm])?\s*(Z|[+-]\s*\d{1,2}:\d{1,2})?$/i;

const SEPARATED = /^(\d{1,4})\s*[/\-.]\s*(\d{1,4})\s*[/\-.]\s*(\d{1,4})$/;
/** Only datetime and smalldatetime take one separator here and another there. */
const ALIKE = /^\d+\s*([/\-.])\s*\d+\s*\1/;
/** Where separators stand between all three, the month's name is not the first. */
const NAME_FIRST = /^\p{L}+\s*[/\-.]\s*\d+\s*[/\-.]/u;
/** Only datetime and smalldatetime take a comma elsewhere than before the year at the end. */
const COMMA_BEFORE_YEAR = /^[^,]*(?:\p{L}|\b\d{1,2})\s*,\s*\d{1,4}$/u;

type DateParts = readonly [year: number, month: number, day: number];

const expandYear = (text: string): number => {
  const year = Number(text);
  if (text.length > 2) return year;
  return year < TWO_DIGIT_CUTOFF ? 2000 + year : 1900 + year;
};

// Only datetime and smalldatetime look for four digits there; the rest is read in the order of the session.
function yearInTheMiddle([first, year, third]: readonly [string, string, string], options: DateParseOptions): DateParts | undefined {
  if (first.length > 2 || third.length > 2) return undefined;
  const { order } = options;
  return order.indexOf('m') < order.indexOf('d') ? [Number(year), Number(first), Number(third)] : [Number(year), Number(third), Number(first)];
}

/** Four digits at the end are the year: always for datetime and smalldatetime, for the newer types in the orders that begin with it. Of ydm these take nothing else. */
function orderOf(third: string, { isOldType, order }: DateParseOptions): string | undefined {
  if (!isOldType && order === 'ydm') return undefined;
  return third.length === 4 && (isOldType || order.startsWith('y')) ? `${order.replace('y', '')}y` : order;
}

function numericDate(match: RegExpExecArray, options: DateParseOptions): DateParts | undefined {
  const [first = '', second = '', third = ''] = match.slice(1);
  if (first.length >= 3) {
    const isDayFirst = options.isOldType && (options.order === 'dmy' || options.order === 'ydm');
    return first.length === 4 ? [Number(first), Number(isDayFirst ? third : second), Number(isDayFirst ? second : third)] : undefined;
  }
  if (second.length === 4 && options.isOldType) return yearInTheMiddle([first, second, third], options);
  if (second.length > 2) return undefined;
  const order = orderOf(third, options);
  if (order === undefined) return undefined;
  const parts = { [order.charAt(0)]: first, [order.charAt(1)]: second, [order.charAt(2)]: third };
  const year = parts['y'] ?? '';
  return year.length === 3 ? undefined : [expandYear(year), Number(parts['m']), Number(parts['d'])];
}

function styledDate(match: RegExpExecArray, style: number, isOldType: boolean): DateParts | undefined {
  const parts = styledNumbers(match.slice(1), style, isOldType);
  return parts && [expandYear(parts[0]), Number(parts[1]), Number(parts[2])];
}

function monthNumber(name: string, names: DateParseOptions['names']): number {
  const folded = name.toLowerCase();
  if (names) return Math.max(...[names.months, names.shortMonths].map((list) => list.findIndex((month) => month.toLowerCase() === folded))) + 1;
  return MONTH_NAMES.findIndex((month) => month.toLowerCase() === folded || month.slice(0, 3).toLowerCase() === folded) + 1;
}

function alphabeticDate(text: string, { names, isOldType }: DateParseOptions): DateParts | undefined {
  if (/[^\p{L}0-9\s,.\-/]/u.test(text) || NAME_FIRST.test(text)) return undefined;
  if (!isOldType && text.includes(',') && !COMMA_BEFORE_YEAR.test(text)) return undefined;
  const tokens = text.match(/\p{L}+|\d+/gu) ?? [];
  const nameIndex = tokens.findIndex((token) => /^\p{L}+$/u.test(token));
  const month = monthNumber(tokens[nameIndex] ?? '', names);
  const numbers = tokens.filter((_, index) => index !== nameIndex);
  if (month === 0 || numbers.length === 0 || numbers.length > 2 || numbers.some((part) => !/^\d{1,4}$/.test(part))) return undefined;
  const [first = '', second] = numbers;
  if (second === undefined) return first.length === 4 ? [Number(first), month, 1] : undefined;
  if (first.length === 4) return [Number(first), month, Number(second)];
  return second.length === 3 || first.length > 2 ? undefined : [expandYear(second), month, Number(first)];
}

function parseDateParts(text: string, options: DateParseOptions): DateParts | undefined {
  const compact = /^(\d{4}|\d{2})(\d{2})(\d{2})$/.exec(text);
  if (compact !== null) return [expandYear(compact[1] ?? ''), Number(compact[2]), Number(compact[3])];
  if (/^\d{4}$/.test(text)) return [Number(text), 1, 1];
  const separated = SEPARATED.exec(text);
  if (separated !== null && !options.isOldType && !ALIKE.test(text)) return undefined;
  if (separated !== null) return options.style ? styledDate(separated, options.style, options.isOldType) : numericDate(separated, options);
  return /\p{L}/u.test(text) ? alphabeticDate(text, options) : undefined;
}

interface TimeParts { readonly ticks: number; readonly offsetMinutes: number; readonly hasOffset: boolean }

function parseOffset(text: string | undefined): number | undefined {
  if (text === undefined || /^z$/i.test(text)) return 0;
  const match = /^([+-])\s*(\d{1,2}):(\d{1,2})$/.exec(text);
  const minutes = Number(match?.[2]) * 60 + Number(match?.[3]);
  return minutes > 840 || Number(match?.[3]) > 59 ? undefined : match?.[1] === '-' ? -minutes : minutes;
}

function fractionTicks(digits: string | undefined, separator: string | undefined): number {
  if (digits === undefined) return 0;
  // The eighth digit and the ninth round the seventh.
  return separator === ':' ? Number(digits) * 10_000 : Math.round(Number(digits.padEnd(9, '0')) / 100);
}

function hourOf(text: string, meridiem: string | undefined): number | undefined {
  const hour = Number(text);
  if (meridiem === undefined) return hour > 23 ? undefined : hour;
  if (hour > 12) return hour > 23 || /^a/i.test(meridiem) ? undefined : hour;
  const isAfternoon = /^p/i.test(meridiem);
  if (isAfternoon && hour === 0) return undefined;
  return (hour % 12) + (isAfternoon ? 12 : 0);
}

function timeOf(match: RegExpExecArray, isOldType: boolean): TimeParts | 'malformed' | 'out-of-range' {
  const [, hourText = '', minuteText = '0', secondText = '0', separator, digits, meridiem, zone] = match;
  // Blanks behind the point are in the examples of the newer types only.
  if (isOldType && separator !== undefined && separator.length > 1) return 'malformed';
  if (digits !== undefined && digits.length > (isOldType || separator === ':' ? 3 : 9)) return 'malformed';
  const isZoneRefused = isOldType && zone !== undefined && !/^z$/i.test(zone);
  const hour = hourOf(hourText, meridiem);
  const offsetMinutes = parseOffset(zone);
  if (isZoneRefused || offsetMinutes === undefined) return 'malformed';
  if (hour === undefined || Number(minuteText) > 59 || Number(secondText) > 59) return 'out-of-range';
  const ticks = hour * TICKS_PER_HOUR + Number(minuteText) * TICKS_PER_MINUTE + Number(secondText) * TICKS_PER_SECOND + fractionTicks(digits, separator);
  return { ticks: Math.min(ticks, TICKS_PER_DAY - 1), offsetMinutes, hasOffset: zone !== undefined };
}

function combine(parts: DateParts, time: TimeParts): DateParseResult {
  const [year, month, day] = parts;
  if (!isCivilDate({ year, month, day })) return OUT_OF_RANGE;
  const moment = { days: daysFromCivil(year, month, day), ticks: time.ticks, offsetMinutes: time.offsetMinutes };
  return { kind: 'moment', moment, hasOffset: time.hasOffset };
}

function parseIso(match: RegExpExecArray, options: DateParseOptions): DateParseResult {
  const [, year = '', month = '', day = '', hour = '', minute = '', second, fraction, zone] = match;
  const groups = ['', hour, minute, second, fraction === undefined ? undefined : '.', fraction, undefined, zone];
  const time = timeOf(groups as unknown as RegExpExecArray, options.isOldType);
  if (typeof time === 'string') return { kind: time };
  return combine([Number(year), Number(month), Number(day)], time);
}

const NO_TIME: TimeParts = { ticks: 0, offsetMinutes: 0, hasOffset: false };

/** A time with minutes and, behind it, what may be a date. */
const TIME_FIRST = /^(\d{1,2}:\d{1,2}(?::\d{1,2}(?:[.:]\d{1,3})?)?(?: *[AP]M)?) +(\d.*|\p{L}{3}.*)$/iu;

/** Reads a date, a time or both; only datetime and smalldatetime take the time first. An empty text is 1900-01-01; a time alone belongs to that day. */
export function parseMoment(source: string, options: DateParseOptions): DateParseResult {
  const trimmed = source.replace(options.isOldType ? /^ +| +$/g : /^[ \t]+|[ \t]+$/g, '');
  const text = options.isOldType ? trimmed.replace(TIME_FIRST, '$2 $1') : trimmed;
  if (text === '') return combine([1900, 1, 1], NO_TIME);
  const iso = ISO.exec(text);
  const timeMatch = TIME.exec(text);
  const isTime = timeMatch !== null && (timeMatch[2] !== undefined || timeMatch[6] !== undefined);
  const dateText = isTime ? text.slice(0, timeMatch.index).trim() : text;
  const refusal = options.style ? styleRefusal(options.style, options.isOldType, { text, date: dateText, isIso: iso !== null, isSeparated: SEPARATED.test(dateText) }) : undefined;
  if (refusal !== undefined) return { kind: refusal };
  if (iso !== null) return parseIso(iso, options);
  const time = isTime ? timeOf(timeMatch, options.isOldType) : NO_TIME;
  if (typeof time === 'string' && time === 'malformed') return MALFORMED;
  const parts: DateParts | undefined = dateText === '' ? [1900, 1, 1] : parseDateParts(dateText, options);
  if (parts === undefined) return parseDateWithOffset(text, options);
  if (typeof time === 'string') return OUT_OF_RANGE;
  return combine(parts, time);
}

function parseDateWithOffset(text: string, options: DateParseOptions): DateParseResult {
  const match = options.isOldType ? /^(\d{4}(?:-\d{2}-\d{2})?) *(Z)$/.exec(text) : /^(.*\S)\s*(Z|[+-]\d{1,2}:\d{1,2})$/i.exec(text);
  const parts = match === null ? undefined : parseDateParts(match[1] ?? '', options);
  const offsetMinutes = parseOffset(match?.[2]);
  if (parts === undefined || offsetMinutes === undefined) return MALFORMED;
  return combine(parts, { ticks: 0, offsetMinutes, hasOffset: true });
}
