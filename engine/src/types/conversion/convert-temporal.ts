// Conversions whose target is a date and time type. Knows which message a bad text raises; null is the caller's.
import { raise } from '../../errors/sql-error';
import { Messages } from '../../errors/catalogue';
import type { SqlType } from '../sql-type';
import { isBinary, isCharacter, isDecimal, isMoney, isTemporal } from '../sql-type';
import type { Value } from '../value';
import type { Moment } from '../datetime/date-time';
import { DATETIME_TICKS_PER_DAY, DAYS_TO_1900, momentReader, momentWriter, TICKS_PER_DAY } from '../datetime/date-time';
import { hasDateBytes, momentFromBytes } from '../datetime/date-bytes';
import { parseMoment } from '../datetime/date-parse';
import { languageIn, orderIn, type DateSetting } from '../datetime/languages';
import { doubleFromDecimal } from '../number/decimal';
import { messageTypeName } from '../format-type';
import { overflow } from './convert-number';
import { isDatetime } from './value-range';
import type { Step } from './convert-number';

/** What reading a date from text depends on besides the text. */
export interface TemporalOptions { readonly style?: number; readonly dateOrder?: DateSetting }

const MINUTES_PER_DAY = 1440;

const isOldType = (type: SqlType): boolean => type.name === 'datetime' || type.name === 'smalldatetime';

/** A reader of text as a moment, raising 241, 242 or 295 as the target type does. */
function textReader(from: SqlType, to: SqlType, options: TemporalOptions): (value: Value) => Moment {
  const setting = options.dateOrder ?? 'mdy';
  const parseOptions = { isOldType: isOldType(to), order: orderIn(setting), style: options.style, names: languageIn(setting) } as const;
  return (value) => {
    const result = parseMoment(value as string, parseOptions);
    if (result.kind === 'moment') return result.moment;
    if (result.kind === 'past-the-end' || (result.kind === 'out-of-range' && parseOptions.isOldType)) throw raise(Messages.DateOutOfRange, { from: messageTypeName(from), to: to.name });
    if (to.name === 'smalldatetime') throw raise(Messages.SmallDateConversionFailed, {});
    if (result.kind === 'other-style') throw raise(Messages.StyleNotFollowed, { style: options.style ?? 0 });
    if (result.kind === 'unknown-style') throw raise(Messages.StyleOfConversion, { style: options.style ?? 0, from: messageTypeName(from), to: to.name });
    throw raise(Messages.DateConversionFailed, {});
  };
}

function dayReader(from: SqlType): (value: Value) => number {
  if (isDecimal(from)) return (value) => doubleFromDecimal(value as bigint, from.scale ?? 0);
  return isMoney(from) ? (value) => doubleFromDecimal(value as bigint, 4) : (value) => Number(value);
}

function fromNumber(from: SqlType, to: SqlType): Step {
  const read = dayReader(from);
  const write = momentWriter(to);
  const outside = (): Error => overflow('expression', to);
  return (value) => {
    const exactDays = read(value);
    const days = Math.floor(exactDays);
    const ticks = Math.round((exactDays - days) * DATETIME_TICKS_PER_DAY) * (TICKS_PER_DAY / DATETIME_TICKS_PER_DAY);
    const moment = { days: days + DAYS_TO_1900, ticks, offsetMinutes: 0 };
    return write(moment, { from: from.name, outside });
  };
}

/** datetime and smalldatetime of bytes: those that are missing stand before the others. */
function oldFromBytes(value: Value, to: SqlType): number {
  const width = to.name === 'datetime' ? 8 : 4;
  const padded = new Uint8Array(width);
  const bytes = (value as Uint8Array).slice(-width);
  padded.set(bytes, width - bytes.length);
  const view = new DataView(padded.buffer);
  const isSmall = to.name === 'smalldatetime';
  const perDay = isSmall ? MINUTES_PER_DAY : DATETIME_TICKS_PER_DAY;
  const ticks = isSmall ? view.getUint16(2) : view.getUint32(4);
  const result = (isSmall ? view.getUint16(0) : view.getInt32(0)) * perDay + ticks;
  if (isSmall && ticks >= perDay) throw raise(Messages.DatetimeOfBytesFailed, {});
  if (ticks >= perDay || (!isSmall && !isDatetime(result))) throw overflow('expression', to);
  return result;
}

function fromBytes(to: SqlType): Step {
  if (!hasDateBytes(to)) return (value) => oldFromBytes(value, to);
  const write = momentWriter(to);
  const wrong = (): Error => raise(Messages.DateConversionFailed, {});
  return (value) => {
    const moment = momentFromBytes(value as Uint8Array, to);
    if (moment === undefined) throw wrong();
    return write(moment, { from: 'varbinary', outside: wrong });
  };
}

/** A conversion to date, time, datetime, smalldatetime, datetime2 or datetimeoffset. */
export function toTemporal(from: SqlType, to: SqlType, options: TemporalOptions): Step {
  if (isBinary(from)) return fromBytes(to);
  if (!isTemporal(from) && !isCharacter(from)) return fromNumber(from, to);
  const isOffsetText = to.name === 'datetimeoffset' && isCharacter(from);
  // Text whose instant lies outside the years raises 8114.
  const source = { from: messageTypeName(from), ...(isOffsetText ? { outside: () => raise(Messages.ConversionError, { from: messageTypeName(from), to: to.name }, 31) } : {}) };
  const read = isTemporal(from) ? momentReader(from) : textReader(from, to, options);
  const write = momentWriter(to);
  return (value) => write(read(value), source);
}

