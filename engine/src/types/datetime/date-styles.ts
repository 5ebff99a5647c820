// The styles of CONVERT in which text is read as a date: what datetime and smalldatetime take in each, and what the newer types do. Of calendars it knows which style has which.
import { notSupported } from '../../errors/not-supported';

interface Form { readonly order: 'mdy' | 'dmy' | 'ymd'; readonly yearDigits: 2 | 4 }

const formsOf = (order: Form['order'], yearDigits: Form['yearDigits'], styles: readonly number[]): readonly (readonly [number, Form])[] =>
  styles.map((style) => [style, { order, yearDigits }] as const);

const FORMS = new Map<number, Form>([
  ...formsOf('mdy', 2, [1, 10]), ...formsOf('mdy', 4, [101, 110]), ...formsOf('dmy', 2, [3, 4, 5]), ...formsOf('dmy', 4, [103, 104, 105]),
  ...formsOf('ymd', 2, [2, 11]), ...formsOf('ymd', 4, [20, 21, 102, 111, 120, 121, 126, 127]), ...formsOf('dmy', 4, [130, 131]),
]);
/** Those that the older types know for text with names of months only. */
const NEW_FORMS = new Map<number, Form>([...FORMS, ...formsOf('mdy', 2, [22]), ...formsOf('ymd', 4, [23, 25])]);
const WITHOUT_NUMBERS: ReadonlySet<number> = new Set([6, 7, 8, 9, 12, 13, 14, 24, 100, 106, 107, 108, 109, 112, 113, 114]);
const ISO_STYLES: ReadonlySet<number> = new Set([126, 127]);
const HIJRI: ReadonlySet<number> = new Set([130, 131]);
const ISO_DATE = /^\d{4}-\d{2}-\d{2}$/;

/** What a text looks like: all of it, what stands before its time, whether it has the T of ISO 8601, and whether its date is three numbers with separators. */
export interface DateText { readonly text: string; readonly date: string; readonly isIso: boolean; readonly isSeparated: boolean }

/** Why a style does not take a text: it is no date in it, one that cannot be, one of another style, or the style is none for dates. */
export type StyleRefusal = 'malformed' | 'out-of-range' | 'other-style' | 'unknown-style';

/** Whether a style's dates are those of the Hijri calendar. */
export const isHijriStyle = (style: number | undefined): boolean => style !== undefined && HIJRI.has(style);

function refusalOfHijri(style: number, isOldType: boolean, { date, isSeparated }: DateText): StyleRefusal | undefined {
  if (style === 130 && !isOldType) throw notSupported('CONVERT style 130 (Hijri calendar) of text to the newer types of dates');
  if (isSeparated || date === '') return undefined;
  if (style === 131 && !isOldType && /[a-z]/i.test(date)) return 'malformed';
  throw notSupported(`CONVERT style ${style} (Hijri calendar) of text other than day, month and year in numbers`);
}

function refusalOfOldType(style: number, { text, date, isIso, isSeparated }: DateText): StyleRefusal | undefined {
  const form = FORMS.get(style);
  if (/z$/i.test(text) && style !== 127) return 'malformed';
  if (!ISO_STYLES.has(style)) {
    if (isIso) return form?.yearDigits === 4 ? 'out-of-range' : 'malformed';
    return isSeparated && form === undefined ? 'malformed' : undefined;
  }
  if (isIso || (ISO_DATE.test(text) && date === text)) return undefined;
  return isSeparated || style === 127 ? 'malformed' : undefined;
}

/** Why CONVERT does not read a text in a style, undefined if it may. */
export function styleRefusal(style: number, isOldType: boolean, shape: DateText): StyleRefusal | undefined {
  if (isHijriStyle(style)) return refusalOfHijri(style, isOldType, shape);
  if (isOldType) return refusalOfOldType(style, shape);
  if (NEW_FORMS.has(style)) return undefined;
  if (!WITHOUT_NUMBERS.has(style)) return 'unknown-style';
  return shape.isSeparated ? 'other-style' : undefined;
}

function yearPlace(numbers: readonly string[], { order, yearDigits }: Form, isOldType: boolean): number {
  const place = order.indexOf('y');
  if (yearDigits === 2) return (numbers[place]?.length ?? 0) <= 2 ? place : -1;
  // The older types take the year wherever its four digits stand.
  return isOldType ? numbers.findIndex(({ length }) => length === 4) : numbers[place]?.length === 4 ? place : -1;
}

/** Year, month and day of three numbers in a style, undefined if they do not stand as it wants them. */
export function styledNumbers(numbers: readonly string[], style: number, isOldType: boolean): readonly [year: string, month: string, day: string] | undefined {
  const form = (isOldType ? FORMS : NEW_FORMS).get(style);
  const place = form ? yearPlace(numbers, form, isOldType) : -1;
  const [first = '', second = ''] = numbers.filter((_, index) => index !== place);
  const year = numbers[place];
  if (form === undefined || year === undefined || first.length > 2 || second.length > 2) return undefined;
  return form.order.indexOf('d') < form.order.indexOf('m') ? [year, second, first] : [year, first, second];
}
