// Dates made from parts and moved between offsets and time zones. Knows no text formats but an offset's.
import { raise } from '../../errors/sql-error';
import { Messages } from '../../errors/catalogue';
import { DATETIME, datetimeoffset } from '../../types/sql-type';
import type { SqlType } from '../../types/sql-type';
import type { OffsetInstant, Value } from '../../types/value';
import {
  daysFromCivil,
  isCivilDate,
  isOffsetInstant,
  localTicks,
  momentFromTicks,
  momentReader,
  momentWriter,
  TICKS_PER_HOUR,
  TICKS_PER_MINUTE,
  TICKS_PER_SECOND,
  DAYS_TO_1900,
} from '../../types/datetime/date-time';
import type { Moment } from '../../types/datetime/date-time';
import { strict, textAt } from './implementation';
import type { Factory, FunctionTable } from './implementation';
import { offsetAt, offsetOfLocal, requireTimeZone } from '../../types/datetime/time-zones';
import type { TimeZone } from '../../types/datetime/time-zones';

const CONSTRUCT_STATES: Partial<Record<SqlType['name'], number>> = { date: 1, time: 2, datetime: 3, smalldatetime: 4, datetime2: 5, datetimeoffset: 6 };

const cannotConstruct = (type: SqlType): Error => raise(Messages.CannotConstruct, { type: type.name }, CONSTRUCT_STATES[type.name]);

function civilDays(parts: readonly number[], type: SqlType): number {
  const [year = 0, month = 0, day = 0] = parts;
  if (!isCivilDate({ year, month, day })) throw cannotConstruct(type);
  return daysFromCivil(year, month, day);
}

/** Ticks of hour, minute, second and a fraction counted in 10^-scale seconds. */
function clockTicks(parts: readonly number[], scale: number, type: SqlType): number {
  const [hour = 0, minute = 0, second = 0, fraction = 0] = parts;
  const isClock = hour >= 0 && hour < 24 && minute >= 0 && minute < 60 && second >= 0 && second < 60 && fraction >= 0 && fraction < 10 ** scale;
  if (!isClock) throw cannotConstruct(type);
  return hour * TICKS_PER_HOUR + minute * TICKS_PER_MINUTE + second * TICKS_PER_SECOND + fraction * 10 ** (7 - scale);
}

/** A constructor: `build` makes the moment from the arguments as numbers. */
const constructor = (build: (parts: readonly number[], type: SqlType) => Moment): Factory => (_, resultType) => {
  const write = momentWriter(resultType);
  const source = { from: resultType.name, outside: () => cannotConstruct(resultType) };
  return strict((args) => write(build(args.map(Number), resultType), source));
};

const at = (days: number, ticks: number, offsetMinutes = 0): Moment => ({ days, ticks, offsetMinutes });
const scaleOf = (type: SqlType): number => type.scale ?? 7;

const datetimeParts = constructor((parts, type) => at(civilDays(parts, type), clockTicks(parts.slice(3), 3, type)));
const smalldatetimeParts = constructor((parts, type) => at(civilDays(parts, type), clockTicks(parts.slice(3, 5), 0, type)));
const datetime2Parts = constructor((parts, type) => at(civilDays(parts, type), clockTicks(parts.slice(3, 7), scaleOf(type), type)));
const timeParts = constructor((parts, type) => at(DAYS_TO_1900, clockTicks(parts.slice(0, 4), scaleOf(type), type)));
const offsetParts = constructor((parts, type) => {
  const [hours = 0, minutes = 0] = parts.slice(7, 9);
  if (hours * minutes < 0 || Math.abs(hours * 60 + minutes) > 840 || Math.abs(minutes) > 59) throw cannotConstruct(type);
  return at(civilDays(parts, type), clockTicks(parts.slice(3, 7), scaleOf(type), type), hours * 60 + minutes);
});

/** The first state of 9812 by function: for a text; a number's is the next one. */
const OFFSET_STATES = { switchoffset: 0, todatetimeoffset: 2 } as const;

/** '+hh:mm', blanks around it not allowed, or a number of minutes; 14 hours at most. Raises 9812. */
function offsetMinutesOf(value: Value | undefined, name: keyof typeof OFFSET_STATES): number {
  const isText = typeof value === 'string';
  const match = isText ? /^([+-])(\d{2}):([0-5]\d)$/.exec(value) : null;
  const minutes = match === null ? Number(isText ? NaN : value) : (Number(match[2]) * 60 + Number(match[3])) * (match[1] === '-' ? -1 : 1);
  if (Math.abs(minutes) <= MAX_OFFSET_MINUTES) return minutes;
  throw raise(Messages.InvalidTimeZoneOffset, { name }, OFFSET_STATES[name] + (isText ? 0 : 1));
}

const MAX_OFFSET_MINUTES = 840;

const switchOffset = strict((args) => {
  const moved = { ...(args[0] as OffsetInstant), offsetMinutes: offsetMinutesOf(args[1], 'switchoffset') };
  if (!isOffsetInstant(moved)) throw raise(Messages.OffsetOverflow, { name: 'switchoffset' }, 1);
  return moved;
});

const toOffset: Factory = ([type], resultType) => {
  const read = momentReader(type ?? DATETIME);
  const write = momentWriter(resultType);
  return strict((args) => {
    const moment = { ...read(args[0] ?? null), offsetMinutes: offsetMinutesOf(args[1], 'todatetimeoffset') };
    return write(moment, { from: 'datetimeoffset', outside: () => raise(Messages.OffsetOverflow, { name: 'todatetimeoffset' }, 2) });
  });
};

const atTimeZone: Factory = ([type], resultType) => {
  const source = type ?? DATETIME;
  if (source.name === 'date' || source.name === 'time') throw raise(Messages.ArgumentTypeInvalid, { type: source.name, position: 1, name: 'AT TIME ZONE' });
  const read = momentReader(source);
  const write = momentWriter(datetimeoffset(scaleOf(resultType)));
  const zones = new Map<string, TimeZone>();
  return strict((args) => {
    const name = textAt(args, 1);
    const zone = zones.get(name) ?? requireTimeZone(name);
    zones.set(name, zone);
    if (source.name === 'datetimeoffset') {
      const instant = args[0] as OffsetInstant;
      return { ...instant, offsetMinutes: offsetAt(zone, instant.utcTicks) };
    }
    const placed = offsetOfLocal(zone, localTicks(read(args[0] ?? null)));
    return write(momentFromTicks(placed.localTicks, placed.offsetMinutes), { from: source.name });
  });
};

/** Constructors of dates and movers between offsets, by name. */
export const DATE_CONSTRUCTORS: FunctionTable = {
  DATEFROMPARTS: constructor((parts, type) => at(civilDays(parts, type), 0)),
  DATETIMEFROMPARTS: datetimeParts, SMALLDATETIMEFROMPARTS: smalldatetimeParts, DATETIME2FROMPARTS: datetime2Parts,
  TIMEFROMPARTS: timeParts, DATETIMEOFFSETFROMPARTS: offsetParts,
  SWITCHOFFSET: () => switchOffset, TODATETIMEOFFSET: toOffset, 'AT TIME ZONE': atTimeZone,
};
