// The clock, DATEADD, DATEDIFF, DATEPART and their kin. Knows no text formats; constructors stand in date-constructors.
import { raise, type SqlError } from '../../errors/sql-error';
import { Messages } from '../../errors/catalogue';
import { EngineBug } from '../../errors/engine-bug';
import type { SqlType } from '../../types/sql-type';
import { DATETIME, datetime2 } from '../../types/sql-type';
import type { OffsetInstant, Value } from '../../types/value';
import { formatOffset, MONTH_NAMES, WEEKDAY_NAMES } from '../../types/datetime/date-format';
import { languageIn, orderIn } from '../../types/datetime/languages';
import { parseMoment } from '../../types/datetime/date-parse';
import { civilFromDays, DAYS_TO_1753, daysFromCivil, exactDatetime, inUtc, localTicks, momentFromTicks, momentReader, momentWriter, TICKS_PER_MINUTE, toDatetime } from '../../types/datetime/date-time';
import type { Moment } from '../../types/datetime/date-time';
import { datepartOf } from '../../types/datetime/datepart';
import type { Datepart } from '../../types/datetime/datepart';
import { addToMoment, boundariesBetween, bucketOf, partOf, truncateMoment } from './date-parts';
import { strict, textAt } from './implementation';
import { windowsNameOf } from '../../types/datetime/time-zones';
import type { Factory, FunctionTable, ScalarImplementation } from './implementation';
import type { FunctionContext } from './function-context';

const TICKS_OF_MINUTE = BigInt(TICKS_PER_MINUTE);

/** The statement's instant as local or UTC time of the result type. */
const clock = (isUtc: boolean): Factory => (_, resultType) => {
  const write = momentWriter(resultType);
  return (_args, context: FunctionContext) => {
    const offset = isUtc ? 0 : context.localOffsetMinutes;
    return write(momentFromTicks(context.nowUtcTicks + BigInt(offset) * TICKS_OF_MINUTE, offset), { from: resultType.name });
  };
};

function requireDatepart(name: string, functionName: string): Datepart {
  const part = datepartOf(name);
  if (part === undefined) throw raise(Messages.NotARecognizedOption, { part: name, function: functionName });
  return part;
}

const CLOCK_PARTS = new Set<Datepart>(['hour', 'minute', 'second', 'millisecond', 'microsecond', 'nanosecond']);

/** The states of 9810: for a part of the clock, of the date, and for the offset. */
const PART_STATES = { dateadd: { clock: 1, date: 1, offset: 2 }, datepart: { clock: 2, date: 3, offset: 6 }, datename: { clock: 4, date: 5, offset: 7 } } as const;

/** Raises 9810 for a part that a value of the type does not have. */
function requirePartOfType(part: Datepart, functionName: keyof typeof PART_STATES, type: SqlType): void {
  const isMissing = (type.name === 'date' && CLOCK_PARTS.has(part)) || (type.name === 'time' && !CLOCK_PARTS.has(part))
    || (part === 'tzoffset' && type.name !== 'datetimeoffset' && type.name !== 'datetime2');
  if (isMissing) throw partRefused(part, functionName, type);
}

function partRefused(part: Datepart, functionName: keyof typeof PART_STATES, type: SqlType): Error {
  const states = PART_STATES[functionName];
  const state = part === 'tzoffset' ? states.offset : CLOCK_PARTS.has(part) ? states.clock : states.date;
  return raise(Messages.DatepartNotSupported, { part, name: functionName, type: type.name }, state);
}

const NOT_ADDABLE = new Set<Datepart>(['tzoffset', 'iso_week']);
/** What the old types are too coarse for. */
const FINE_PARTS = new Set<Datepart>(['microsecond', 'nanosecond']);
const isOldMoment = (type: SqlType): boolean => type.name === 'datetime' || type.name === 'smalldatetime';

/** The state of 9810 for a part that DATEADD adds to no moment, or that the old types are too coarse for. */
function stateOfAdding(part: Datepart, type: SqlType): number | undefined {
  if (NOT_ADDABLE.has(part)) return 2;
  if (!FINE_PARTS.has(part) || !isOldMoment(type)) return undefined;
  return type.name === 'datetime' ? 0 : 3;
}

const dateAdd: Factory = (argTypes, resultType) => {
  const read = momentReader(argTypes[2] ?? DATETIME);
  const write = momentWriter(resultType);
  return strict((args) => {
    const part = requireDatepart(textAt(args, 0), 'dateadd');
    requirePartOfType(part, 'dateadd', resultType);
    const refusal = stateOfAdding(part, resultType);
    if (refusal !== undefined) throw raise(Messages.DatepartNotSupported, { part, name: 'dateadd', type: resultType.name }, refusal);
    const moment = read(args[2] ?? null);
    const moved = addToMoment(moment, part, BigInt(args[1] as number | bigint));
    if (resultType.name === 'time') return write({ ...moved, days: moment.days }, { from: 'time' });
    return writeMoved(write, moved, resultType);
  });
};

/** The states of 517 that the old types have of their own. */
const OVERFLOW_STATES: Readonly<Record<string, number>> = { datetime: 1, smalldatetime: 2 };

/** The moved moment as a value of the type; raises 517 for one outside its range. */
function writeMoved(write: ReturnType<typeof momentWriter>, moved: Moment, type: SqlType): Value {
  return writeWithin(write, moved, type, () => raise(Messages.DateAddOverflow, { type: type.name }, OVERFLOW_STATES[type.name] ?? 3));
}

/** The moment as a value of the type, or the error for one outside its range. */
function writeWithin(write: ReturnType<typeof momentWriter>, moved: Moment, type: SqlType, outside: () => SqlError): Value {
  const utcDays = momentFromTicks(localTicks(moved) - BigInt(moved.offsetMinutes) * TICKS_OF_MINUTE).days;
  const isOutside = [moved.days, utcDays].some((days) => days < (type.name === 'datetime' ? DAYS_TO_1753 : 0) || days > LAST_DAY);
  if (isOutside) throw outside();
  return write(moved, { from: type.name, outside });
}

const LAST_DAY = 3_652_058;
const INT_LIMIT = 2n ** 31n;
const BIGINT_LIMIT = 2n ** 63n;

/** How a value is read for a part of it. */
type PartReader = (value: Value, part: Datepart) => Moment;

/** A reader for counting: in UTC, datetime's thirds of a millisecond made whole. */
const countingReader = (type: SqlType): PartReader =>
  (type.name === 'datetimeoffset' ? (value) => momentFromTicks((value as OffsetInstant).utcTicks) : partReader(type));

const dateDiff = (name: 'datediff' | 'datediff_big'): Factory => (argTypes) => {
  const readStart = countingReader(argTypes[1] ?? DATETIME);
  const readEnd = countingReader(argTypes[2] ?? DATETIME);
  return strict((args) => {
    const part = requireDatepart(textAt(args, 0), name);
    if (NOT_ADDABLE.has(part)) throw raise(Messages.DatepartNeverSupported, { part, name }, 0);
    const count = boundariesBetween(part, readStart(args[1] ?? null, part), readEnd(args[2] ?? null, part));
    const limit = name === 'datediff_big' ? BIGINT_LIMIT : INT_LIMIT;
    if (count >= limit || count < -limit) throw raise(Messages.DateDiffOverflow, { name });
    return name === 'datediff_big' ? count : Number(count);
  });
};

/** A reader for DATEPART: local time, datetime's milliseconds rounded as it prints them, but for the parts that are finer than these. */
function partReader(type: SqlType): PartReader {
  const read = momentReader(type);
  if (type.name !== 'datetime') return read;
  return (value, part) => {
    if (FINE_PARTS.has(part)) return exactDatetime(value as number);
    const moment = read(value);
    return { ...moment, ticks: Math.floor((moment.ticks + 5000) / 10_000) * 10_000 };
  };
}

const datePart: Factory = (argTypes) => {
  const type = argTypes[1] ?? DATETIME;
  const read = partReader(type);
  return strict((args, context) => {
    const part = requireDatepart(textAt(args, 0), 'datepart');
    if (type.name !== 'date' || part === 'tzoffset') requirePartOfType(part, 'datepart', type);
    else if (CLOCK_PARTS.has(part)) throw partRefused(part, 'datepart', type);
    return partOf(part, read(args[1] ?? null, part), context.dateFirst);
  });
};

const dateName: Factory = (argTypes) => {
  const type = argTypes[1] ?? DATETIME;
  const read = partReader(type);
  return strict((args, context) => {
    const part = requireDatepart(textAt(args, 0), 'datename');
    requirePartOfType(part, 'datename', type);
    const moment = read(args[1] ?? null, part);
    const names = languageIn(context.dateFormat);
    if (part === 'month') return (names?.months ?? MONTH_NAMES)[civilFromDays(moment.days).month - 1] ?? null;
    if (part === 'weekday') return (names ? names.days[moment.days % 7] : WEEKDAY_NAMES[(moment.days + 1) % 7]) ?? null;
    return part === 'tzoffset' ? formatOffset(moment.offsetMinutes) : String(partOf(part, moment, context.dateFirst));
  });
};

const NOT_TRUNCATABLE = new Set<Datepart>(['weekday', 'tzoffset', 'nanosecond']);
/** How many digits of a second each part needs. */
const DIGITS_OF_PART: Partial<Record<Datepart, number>> = { millisecond: 3, microsecond: 6 };
/** The states of 9810 and 9837 that the old types have of their own. */
const OLD_STATES: Partial<Record<SqlType['name'], { readonly part: number; readonly range: number }>> = { datetime: { part: 9, range: 4 }, smalldatetime: { part: 8, range: 2 } };

const digitsOf = (type: SqlType): number => (type.name === 'datetime' ? 3 : type.name === 'smalldatetime' ? 0 : type.scale ?? 0);

/** The state of 9810 for a part that a type cannot be cut to; undefined if it can (Microsoft Learn: DATETRUNC). */
function stateOfRefusal(part: Datepart, type: SqlType): number | undefined {
  const isClockPart = CLOCK_PARTS.has(part);
  if ((type.name === 'date' && (isClockPart || part === 'tzoffset')) || (type.name === 'time' && !isClockPart)) return 10;
  const isTooFine = (DIGITS_OF_PART[part] ?? 0) > digitsOf(type);
  return NOT_TRUNCATABLE.has(part) || isTooFine ? OLD_STATES[type.name]?.part ?? 11 : undefined;
}

const dateTrunc: Factory = (argTypes, resultType) => {
  const read = momentReader(argTypes[1] ?? datetime2(7));
  const write = momentWriter(resultType);
  return strict((args, context) => {
    const part = requireDatepart(textAt(args, 0), 'datetrunc');
    const state = stateOfRefusal(part, resultType);
    if (state !== undefined) throw raise(Messages.DatepartNotSupported, { part, name: 'datetrunc', type: resultType.name }, state);
    const cut = truncateMoment(part, read(args[1] ?? null), context.dateFirst);
    return writeWithin(write, cut, resultType, () => raise(Messages.DateTooSmall, { type: resultType.name }, OLD_STATES[resultType.name]?.range));
  });
};

const BUCKET_PARTS = new Set<Datepart>(['year', 'quarter', 'month', 'week', 'day', 'hour', 'minute', 'second', 'millisecond']);
const DAYS_TO_1900 = 693_595;

const INT_WIDTHS = { least: -INT_LIMIT, most: INT_LIMIT - 1n };

/** DATE_BUCKET(): a NULL origin is as if none were given. */
const dateBucket: Factory = (argTypes, resultType) => {
  const read = momentReader(argTypes[2] ?? datetime2(7));
  const write = momentWriter(resultType);
  const bucket = strict((args) => {
    const part = requireDatepart(textAt(args, 0), 'date_bucket');
    const isMismatch = (resultType.name === 'date' && CLOCK_PARTS.has(part)) || (resultType.name === 'time' && !CLOCK_PARTS.has(part));
    if (isMismatch || !BUCKET_PARTS.has(part)) throw raise(Messages.DatepartNotSupported, { part, name: 'Date_Bucket', type: resultType.name });
    const width = args[1] as bigint;
    if (width < INT_WIDTHS.least || width > INT_WIDTHS.most) throw raise(Messages.ArithmeticOverflow, { from: 'expression', to: 'int' });
    if (width <= 0n) throw raise(Messages.BucketWidth, {});
    const local = read(args[2] ?? null);
    const moment = inUtc(local);
    const origin = args.length > 3 ? inUtc(read(args[3] ?? null)) : { ...moment, days: resultType.name === 'time' ? moment.days : DAYS_TO_1900, ticks: 0 };
    const start = bucketOf(part, width, moment, origin);
    const there = momentFromTicks(localTicks(start) + BigInt(local.offsetMinutes) * TICKS_OF_MINUTE, local.offsetMinutes);
    return writeWithin(write, there, resultType, () => raise(Messages.BucketOverflow, { type: resultType.name }));
  });
  return (args, context) => bucket(args[3] === null ? args.slice(0, 3) : args, context);
};

const calendarPart = (part: 'year' | 'month' | 'day'): Factory => ([type]) => {
  const read = momentReader(type ?? DATETIME);
  return strict(([value]) => civilFromDays(read(value ?? null).days)[part]);
};

const endOfMonth: Factory = ([type]) => {
  const read = momentReader(type ?? DATETIME);
  return ([value, months]) => {
    if (value === null || value === undefined) return null;
    const { year, month } = civilFromDays(read(value).days);
    const next = year * 12 + month + Number(months ?? 0);
    const lastDay = daysFromCivil(Math.floor(next / 12), (next % 12 + 12) % 12 + 1, 1) - 1;
    if (lastDay < 0 || lastDay > LAST_DAY) throw raise(Messages.DateAddOverflow, { type: 'date' });
    return lastDay;
  };
};

const isDate: ScalarImplementation = ([value], context) => {
  if (typeof value !== 'string') return 0;
  const result = parseMoment(value, { isOldType: true, order: orderIn(context.dateFormat), names: languageIn(context.dateFormat) });
  return result.kind === 'moment' && toDatetime(result.moment) !== undefined && value.trim() !== '' ? 1 : 0;
};

const currentTimezone: ScalarImplementation = (_, context) => {
  if (context.localOffsetMinutes === 0) return '(UTC) Coordinated Universal Time';
  if (!Number.isInteger(context.localOffsetMinutes)) throw new EngineBug('a zone offset with a fraction of a minute');
  return `(UTC${formatOffset(context.localOffsetMinutes)})`;
};

// The host tells its zone by the IANA name; a zone without a name of Windows's keeps it.
const currentTimezoneId: ScalarImplementation = () => windowsNameOf(new Intl.DateTimeFormat().resolvedOptions().timeZone);

/** Date and time functions by name. */
export const DATE_FUNCTIONS: FunctionTable = {
  GETDATE: clock(false), CURRENT_TIMESTAMP: clock(false), SYSDATETIME: clock(false), SYSDATETIMEOFFSET: clock(false),
  GETUTCDATE: clock(true), SYSUTCDATETIME: clock(true), CURRENT_TIMEZONE: () => currentTimezone, CURRENT_TIMEZONE_ID: () => currentTimezoneId,
  DATEADD: dateAdd, DATEDIFF: dateDiff('datediff'), DATEDIFF_BIG: dateDiff('datediff_big'), DATEPART: datePart, DATENAME: dateName,
  DATETRUNC: dateTrunc, DATE_BUCKET: dateBucket, DAY: calendarPart('day'), MONTH: calendarPart('month'), YEAR: calendarPart('year'), EOMONTH: endOfMonth,
  ISDATE: () => isDate,
};
