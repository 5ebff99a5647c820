// Text to dates and times. Knows no other conversions.
import type { Moment } from './date-time';
import { daysFromCivil, isCivilDate, LAST_DAY, TICKS_PER_DAY, TICKS_PER_HOUR, TICKS_PER_MINUTE, TICKS_PER_SECOND } from './date-time';
import { MONTH_NAMES } from './date-format';
import { isHijriStyle, styledNumbers, styleRefusal, type StyleRefusal } from './date-styles';
import { daysFromHijri } from './hijri';
import type { DateOrder, Language } from './languages';

/** What the text must obey: `isOldType` for datetime and smalldatetime (at most milliseconds, no offset). */
export interface DateParseOptions {
  readonly isOldType: boolean; readonly order: DateOrder; readonly style?: number;
  /** Names of months, long and short; English ones where they are not given. */
  readonly names?: Pick<Language, 'months' | 'shortMonths'>;
}

/** A moment, or why there is none: no date at all, one that does not exist, or one of the Hijri calendar behind the last day. */
export type DateParseResult =
  | { readonly kind: 'moment'; readonly moment: Moment; readonly hasOffset: boolean }
  | { readonly kind: StyleRefusal | 'past-the-end' };

const MALFORMED: DateParseResult = { kind: 'malformed' };
const OUT_OF_RANGE: DateParseResult = { kind: 'out-of-range' };
const TWO_DIGIT_CUTOFF = 50;
const ISO = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,9}))?(?: (?=[+-]))?(Z|[+-]\d{2}:\d{2})?$/;
/** Behind it datetime and smalldatetime take AM and PM. */
const OLD_ISO = new RegExp(`${ISO.source.slice(0, -1)}(?: ?([AaPp][Mm]))?$`);
const TIME = /(?:^|\s)(\d{1,2})(?::(\d{1,2})(?::(\d{1,2})(?:(\.\s*|:)(\d{1,9}))?)?)?\s*([AaPp][Mm])?\s*(Z|[+-]\s*\d{1,2}:\d{1,2})?$/;

const SEPARATED = /^(\d{1,4})\s*[/\-.]\s*(\d{1,4})\s*[/\-.]\s*(\d{1,4})$/;
/** Only datetime and smalldatetime take one separator here and another there. */
const ALIKE = /^\d+\s*([/\-.])\s*\d+\s*\1/;
/** Where separators stand between all three, the month's name is not the first. */
const NAME_FIRST = /^\p{L}+\s*[/\-.]\s*\d+\s*[/\-.]/u;
/** Only datetime and smalldatetime take a comma elsewhere than before the year at the end; these not everywhere either. */
const MISPLACED_COMMA = /^,|,$|, *,|\d{4} *,/;
const COMMA_BEFORE_YEAR = /^[^,]*(?:\p{L}|\b\d{1,2})\s*,\s*\d{1,4}$/u;

type DateParts = readonly [year: number, month: number, day: number];

const expandYear = (text: string): number => {
  const year = Number(text);
  if (text.length > 2) return year;
  return year < TWO_DIGIT_CUTOFF ? 2000 + year : 1900 + year;
};

/** Four digits at the end are the year in the orders that begin with it. Of ydm the newer types take nothing else. */
function orderOf(third: string, order: DateOrder): string | undefined {
  if (order === 'ydm') return undefined;
  return third.length === 4 && order.startsWith('y') ? `${order.replace('y', '')}y` : order;
}

type Numbers = readonly [first: string, second: string, third: string];

function numericDate([first, second, third]: Numbers, sessionOrder: DateOrder): DateParts | undefined {
  if (first.length >= 3) return first.length === 4 ? [Number(first), Number(second), Number(third)] : undefined;
  const order = orderOf(third, sessionOrder);
  if (second.length > 2 || order === undefined) return undefined;
  const parts = { [order.charAt(0)]: first, [order.charAt(1)]: second, [order.charAt(2)]: third };
  const year = parts['y'] ?? '';
  return year.length === 3 ? undefined : [expandYear(year), Number(parts['m']), Number(parts['d'])];
}

/** datetime and smalldatetime take the year wherever its four digits stand, else where the order has it; month and day follow each other as they do there. */
function oldNumericDate(numbers: Numbers, order: DateOrder): DateParts {
  const fourDigits = numbers.findIndex((part) => part.length === 4);
  const place = fourDigits < 0 ? order.indexOf('y') : fourDigits;
  const year = numbers[place] ?? '';
  const [first, second] = numbers.filter((_, index) => index !== place).map(Number);
  const [month = 0, day = 0] = order.indexOf('m') < order.indexOf('d') ? [first, second] : [second, first];
  return [year.length === 3 && Number(year) < 100 ? expandYear(year.slice(1)) : expandYear(year), month, day];
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
  if (text.includes(',') && (isOldType ? MISPLACED_COMMA.test(text) : !COMMA_BEFORE_YEAR.test(text))) return undefined;
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
  if (separated !== null && options.style) return styledDate(separated, options.style, options.isOldType);
  if (separated !== null) return (options.isOldType ? oldNumericDate : numericDate)(separated.slice(1) as unknown as Numbers, options.order);
  return /\p{L}/u.test(text) ? alphabeticDate(text, options) : undefined;
}

interface TimeParts { readonly ticks: number; readonly offsetMinutes: number; readonly hasOffset: boolean }

function parseOffset(text: string | undefined): number | undefined {
  if (text === undefined || text === 'Z') return 0;
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
  const isZoneRefused = isOldType && zone !== undefined && zone !== 'Z';
  const hour = hourOf(hourText, meridiem);
  const offsetMinutes = parseOffset(zone);
  if (isZoneRefused || offsetMinutes === undefined) return 'malformed';
  if (hour === undefined || Number(minuteText) > 59 || Number(secondText) > 59) return 'out-of-range';
  const ticks = hour * TICKS_PER_HOUR + Number(minuteText) * TICKS_PER_MINUTE + Number(secondText) * TICKS_PER_SECOND + fractionTicks(digits, separator);
  return { ticks: Math.min(ticks, TICKS_PER_DAY - 1), offsetMinutes, hasOffset: zone !== undefined };
}

function daysOf([year, month, day]: DateParts, style: number | undefined): number | undefined {
  if (isHijriStyle(style)) return daysFromHijri({ year, month, day });
  return isCivilDate({ year, month, day }) ? daysFromCivil(year, month, day) : undefined;
}

function combine(parts: DateParts, time: TimeParts, { style }: DateParseOptions): DateParseResult {
  const days = daysOf(parts, style);
  if (days === undefined) return OUT_OF_RANGE;
  if (days > LAST_DAY) return { kind: 'past-the-end' };
  return { kind: 'moment', moment: { days, ticks: time.ticks, offsetMinutes: time.offsetMinutes }, hasOffset: time.hasOffset };
}

function parseIso(match: RegExpExecArray, options: DateParseOptions): DateParseResult {
  const [, year = '', month = '', day = '', hour = '', minute = '', second, fraction, zone, meridiem] = match;
  const groups = ['', hour, minute, second, fraction === undefined ? undefined : '.', fraction, meridiem, zone];
  const time = timeOf(groups as unknown as RegExpExecArray, options.isOldType);
  if (typeof time === 'string') return { kind: time };
  return combine([Number(year), Number(month), Number(day)], time, options);
}

const NO_TIME: TimeParts = { ticks: 0, offsetMinutes: 0, hasOffset: false };

/** A time, which datetime and smalldatetime take anywhere, with up to three digits a part and a fraction of minutes too. */
const OLD_TIME = /(?:^| )(?=\d+(?::| *[AaPp][Mm]))(\d{1,3})(?::(\d{1,3})(?::(\d{1,3}))?(?:([.:])(\d+))?)? *([AaPp][Mm])?(?![^ Z])/;
/** What datetime and smalldatetime tell from what is no date at all: a T that nothing stands before but a year, separators and numbers too many, AM or PM without a time, commas where no part ends. */
const IMPOSSIBLE: readonly RegExp[] = [
  /^(?:\d{4})?T(?!\p{L})/u, /^\d+(?: *[/\-.] *){2}\d+ *[/\-.] *\d+$/, /^\d+ *[/\-.] *\d+ *[/\-.] *\d+ *(?:[/\-.]| \d)/, /(?:^| )[AaPp][Mm](?: |$)/, MISPLACED_COMMA,
];

/** A text in two: its time, if it has one, and what is left of it. */
function splitTime(text: string, isOldType: boolean): { readonly time?: RegExpExecArray; readonly date: string } {
  const match = (isOldType ? OLD_TIME : TIME).exec(text);
  if (match === null || (match[2] === undefined && match[6] === undefined)) return { date: text };
  return { time: match, date: `${text.slice(0, match.index)} ${text.slice(match.index + match[0].length)}`.trim() };
}

/** Whether datetime and smalldatetime know what a text means and that there is no such date: a second time or month among it. */
function isImpossibleDate(date: string, hasTime: boolean, { names }: DateParseOptions): boolean {
  const months = (date.match(/\p{L}+/gu) ?? []).filter((word) => monthNumber(word, names) > 0);
  return months.length > 1 || (hasTime && OLD_TIME.test(date)) || IMPOSSIBLE.some((form) => form.test(date));
}

/** Reads a date, a time or both. An empty text is 1900-01-01; a time alone belongs to that day. */
export function parseMoment(source: string, options: DateParseOptions): DateParseResult {
  const { isOldType, style } = options;
  if ((isOldType ? /[^\S ]/ : /[^\S \t]/).test(source)) return MALFORMED;
  const text = source.trim();
  if (text === '') return combine([1900, 1, 1], NO_TIME, options);
  const iso = (isOldType ? OLD_ISO : ISO).exec(text);
  const split = splitTime(text, isOldType);
  const date = isOldType && split.date === 'Z' && split.time ? '' : split.date;
  const refusal = style ? styleRefusal(style, isOldType, { text, date, isIso: iso !== null, isSeparated: SEPARATED.test(date) }) : undefined;
  if (refusal !== undefined) return { kind: refusal };
  if (iso !== null) return parseIso(iso, options);
  const time = split.time ? timeOf(split.time, isOldType) : NO_TIME;
  if (time === 'malformed') return MALFORMED;
  const parts: DateParts | undefined = date === '' ? [1900, 1, 1] : parseDateParts(date, options);
  if (parts === undefined && isOldType && isImpossibleDate(date, split.time !== undefined, options)) return OUT_OF_RANGE;
  if (parts === undefined) return parseDateInUtc(text, options);
  if (time === 'out-of-range') return OUT_OF_RANGE;
  return combine(parts, time, options);
}

/** A date alone with a Z: as years and hyphens write it. */
function parseDateInUtc(text: string, options: DateParseOptions): DateParseResult {
  const match = (options.isOldType ? /^(\d{4}(?:-\d{2}-\d{2})?) *Z$/ : /^(\d{4}-\d{2}-\d{2})Z$/).exec(text);
  const parts = match === null ? undefined : parseDateParts(match[1] ?? '', options);
  return parts === undefined ? MALFORMED : combine(parts, { ticks: 0, offsetMinutes: 0, hasOffset: true }, options);
}
