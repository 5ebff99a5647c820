// Casts between atomic types: what text each type takes, and the form in which it keeps it.
import { notSupported } from '../../errors/not-supported';
import { booleanValue, decimalValue, doubleValue, parseDecimal, parseDouble, textOfAtomic, textValue, type Atomic } from './atomic';
import { familyOf } from './atomic-types';

const UNIT = 10n ** 10n;
const RANGES: Readonly<Record<string, readonly [bigint | undefined, bigint | undefined]>> = {
  'xs:long': [-(2n ** 63n), 2n ** 63n - 1n], 'xs:int': [-(2n ** 31n), 2n ** 31n - 1n], 'xs:short': [-32768n, 32767n], 'xs:byte': [-128n, 127n],
  'xs:unsignedLong': [0n, 2n ** 64n - 1n], 'xs:unsignedInt': [0n, 2n ** 32n - 1n], 'xs:unsignedShort': [0n, 65535n], 'xs:unsignedByte': [0n, 255n],
  'xs:nonNegativeInteger': [0n, undefined], 'xs:positiveInteger': [1n, undefined], 'xs:nonPositiveInteger': [undefined, 0n], 'xs:negativeInteger': [undefined, -1n],
};
const NAMES: Readonly<Record<string, RegExp>> = {
  'xs:NMTOKEN': /^[\p{L}\p{N}_.:-]+$/u, 'xs:Name': /^[\p{L}_:][\p{L}\p{N}_.:-]*$/u, 'xs:NCName': /^[\p{L}_][\p{L}\p{N}_.-]*$/u, 'xs:language': /^[a-zA-Z]{1,8}(-[a-zA-Z0-9]{1,8})*$/,
};

/** The value in another type; undefined where the type does not take it. */
export function castAtomic(from: Atomic, to: string): Atomic | undefined {
  const family = familyOf(to);
  if (typeof from.value === 'bigint' && family === 'decimal') return decimalIn(to === 'xs:decimal' ? from.value : (from.value / UNIT) * UNIT, to);
  if (typeof from.value === 'number' && family === 'decimal') return fromDouble(from.value, to);
  if (typeof from.value === 'boolean' && (family === 'decimal' || family === 'double' || family === 'float')) return castText(from.value ? '1' : '0', to);
  if (family === 'boolean' && (typeof from.value === 'bigint' || typeof from.value === 'number')) return booleanValue(Number(from.value) !== 0);
  return castText(textOfAtomic(from), to);
}

function fromDouble(value: number, to: string): Atomic | undefined {
  if (!Number.isFinite(value)) return undefined;
  const scaled = parseDecimal(value.toFixed(10));
  return scaled === undefined ? undefined : decimalIn(to === 'xs:decimal' ? scaled : (scaled / UNIT) * UNIT, to);
}

function decimalIn(value: bigint, to: string): Atomic | undefined {
  const [low, high] = RANGES[to] ?? [];
  if ((low !== undefined && value < low * UNIT) || (high !== undefined && value > high * UNIT)) return undefined;
  return decimalValue(value, to);
}

/** The value that text writes in a type; undefined where it writes none. */
export function castText(raw: string, to: string): Atomic | undefined {
  const family = familyOf(to);
  if (family === 'untyped' || to === 'xs:string') return textValue(raw, to);
  const text = to === 'xs:normalizedString' ? raw.replace(/[\t\r\n]/g, ' ') : raw.replace(/[ \t\r\n]+/g, ' ').replace(/^ | $/g, '');
  switch (family) {
    case 'string': return NAMES[to]?.test(text) === false ? undefined : textValue(text, to);
    case 'boolean': return text === 'true' || text === '1' ? booleanValue(true) : text === 'false' || text === '0' ? booleanValue(false) : undefined;
    case 'decimal': {
      if (to !== 'xs:decimal' && !/^[+-]?\d+$/.test(text)) return undefined;
      const value = parseDecimal(text);
      return value === undefined ? undefined : decimalIn(value, to);
    }
    case 'float': case 'double': {
      const value = parseDouble(text);
      return value === undefined ? undefined : doubleValue(family === 'float' ? Math.fround(value) : value, to);
    }
    case 'dateTime': case 'date': case 'time': return temporal(text, to, family);
    case 'binary': return binary(text, to);
  }
}

function binary(text: string, to: string): Atomic | undefined {
  if (to === 'xs:hexBinary') return /^([0-9a-fA-F]{2})*$/.test(text) ? textValue(text.toUpperCase(), to) : undefined;
  const compact = text.replace(/ /g, '');
  return /^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(compact) ? textValue(compact, to) : undefined;
}

const TEMPORAL = {
  dateTime: /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(\.\d+)?(Z|[+-]\d\d:\d\d)?$/,
  date: /^(\d{4})-(\d\d)-(\d\d)()()()()(Z|[+-]\d\d:\d\d)?$/,
  time: /^()()()(\d\d):(\d\d):(\d\d)(\.\d+)?(Z|[+-]\d\d:\d\d)?$/,
} as const;

function temporal(text: string, to: string, family: 'dateTime' | 'date' | 'time'): Atomic | undefined {
  if (text.startsWith('-')) throw notSupported('years before 1 in XQuery');
  const found = TEMPORAL[family].exec(text);
  if (!found) return undefined;
  const [, year = '', month = '', day = '', hour = '', minute = '', second = '', fraction = '', zone = ''] = found;
  const isMidnight = hour === '24' && minute === '00' && second === '00' && !/[1-9]/.test(fraction);
  if (!isMidnight && (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59)) return undefined;
  const date = family === 'time' ? '' : calendarDay(Number(year), Number(month), Number(day) , isMidnight ? 1 : 0);
  if (date === undefined) return undefined;
  const shortened = fraction.replace(/0+$/, '').replace(/^\.$/, '');
  const clock = family === 'date' ? '' : `${isMidnight ? '00' : hour}:${minute}:${second}${shortened}`;
  return textValue(`${date}${family === 'dateTime' ? 'T' : ''}${clock}${zone === '+00:00' || zone === '-00:00' ? 'Z' : zone}`, to);
}

function calendarDay(year: number, month: number, day: number, later: number): string | undefined {
  const at = new Date(Date.UTC(2000, month - 1, day));
  at.setUTCFullYear(year, month - 1, day);
  if (year === 0 || at.getUTCMonth() !== month - 1 || at.getUTCDate() !== day) return undefined;
  at.setUTCDate(day + later);
  return at.toISOString().slice(0, 10);
}
