// Conversions whose target is text. Knows how each type prints and how text is cut to a length; null is the caller's.
import { raise } from '../../errors/sql-error';
import { Messages } from '../../errors/catalogue';
import { EngineBug } from '../../errors/engine-bug';
import type { SqlType } from '../sql-type';
import { isApproximate, isBinary, isCharacter, isDecimal, isMoney, isTemporal, isUnicode } from '../sql-type';
import { decodeNvarchar, decodeVarchar, formatHex, isMultiByte, isSameCodePage, toCodePage, varcharByteLength } from '../text/code-page';
import { formatDecimal } from '../number/decimal';
import { formatMoment, type MomentForm } from '../datetime/date-format';
import { languageIn, type DateSetting } from '../datetime/languages';
import { momentReader } from '../datetime/date-time';
import { formatFloat, formatMoney, sixPlaces } from '../number/number-text';
import { overflow } from './convert-number';
import type { Step } from './convert-number';
import { structuredPrinter } from './convert-spatial';
import { isClrType } from '../sql-type';
import type { Value } from '../value';

/** Where a too long value was to be stored; without it text is cut silently. */
export interface StoreTarget { readonly table: string; readonly column: string; /** What 2628 shows instead of the value. */ readonly value?: string }

/** The number of characters a text type holds, Infinity for (max) and text. */
export const lengthLimit = (type: SqlType): number => (type.length === undefined || type.length === 'max' ? Number.POSITIVE_INFINITY : type.length);

function cutToBytes(text: string, limitBytes: number, collation: string | undefined): string {
  let end = Math.min(text.length, limitBytes);
  while (end > 0 && varcharByteLength(text.slice(0, end), collation) > limitBytes) end--;
  return text.slice(0, end);
}

/** How text becomes a value of a text type: cut (or 2628 with `store`), padded for char and nchar. */
export function textFitter(to: SqlType, store?: StoreTarget): (text: string) => string {
  const limit = lengthLimit(to);
  const isFixed = to.name === 'char' || to.name === 'nchar';
  if (limit === Number.POSITIVE_INFINITY) return (text) => text;
  const isMeasuredInBytes = !isUnicode(to) && isMultiByte(to.collation);
  const fits = isMeasuredInBytes ? (text: string): boolean => varcharByteLength(text, to.collation) <= limit : (text: string): boolean => text.length <= limit;
  const cut = isMeasuredInBytes ? (text: string): string => cutToBytes(text, limit, to.collation) : (text: string): string => text.slice(0, limit);
  const pad = (text: string): string => (isMeasuredInBytes ? text + ' '.repeat(limit - varcharByteLength(text, to.collation)) : text.padEnd(limit));
  return (text) => {
    if (fits(text)) return isFixed && text.length < limit ? pad(text) : text;
    const shortened = cut(text);
    if (store !== undefined && !/^ *$/.test(text.slice(shortened.length))) throw raise(Messages.WouldBeTruncated, { value: shortened, ...store });
    return isFixed ? pad(shortened) : shortened;
  };
}

type Printer = (value: Value) => string;

/** Hexadecimal digits, of whole bytes only where not all have room. */
const hexPrinter = (to: SqlType, style: number): Printer => (value) => {
  const line = formatHex(value as Uint8Array).slice(style === 1 ? 0 : 2);
  const room = lengthLimit(to);
  return line.length > room ? line.slice(0, room - (room % 2)) : line;
};

function binaryPrinter(to: SqlType, style: number): Printer {
  if (style !== 0) return hexPrinter(to, style);
  return isUnicode(to) ? (value) => decodeNvarchar(value as Uint8Array) : (value) => decodeVarchar(value as Uint8Array, to.collation);
}

const BYTE_STYLES: ReadonlySet<number> = new Set([0, 1, 2]);

/** How binary values print: of all types of numbers and bytes the only ones that refuse a style they do not have (9809). A rowversion knows no style. */
function bytesPrinter(from: SqlType, to: SqlType, style = 0): Printer {
  if (from.name === 'timestamp') return binaryPrinter(to, 0);
  if (BYTE_STYLES.has(style)) return binaryPrinter(to, style);
  return () => { throw raise(Messages.StyleOfConversion, { style, from: from.name, to: to.name }); };
}

/** How a non-null value of `from` prints in a CONVERT style, before any cutting. */
function printer(from: SqlType, to: SqlType, style?: number, dates: DateSetting = 'mdy'): Printer {
  if (isDecimal(from)) return (value) => formatDecimal(value as bigint, from.scale ?? 0);
  if (isMoney(from)) return (value) => formatMoney(value as bigint, style);
  if (isApproximate(from)) return (value) => formatFloat(value as number, style === 126 && from.name === 'real' ? 1 : style);
  if (isBinary(from)) return bytesPrinter(from, to, style);
  if (isTemporal(from)) {
    const read = momentReader(from);
    const form: MomentForm = { type: from, to, style, months: languageIn(dates)?.shortMonths };
    return isUnicode(to) ? (value) => formatMoment(read(value), form) : (value) => toCodePage(formatMoment(read(value), form), to.collation);
  }
  const structured = structuredPrinter(from);
  if (structured) return (value) => structured(value as Uint8Array);
  if (from.name === 'sql_variant') throw new EngineBug('sql_variant printed without its type');
  return (value) => String(value);
}

/** Raises what a value that prints longer than its target raises, or gives the '*' of an integer. */
function tooLong(from: SqlType, to: SqlType, value: Value): string {
  if (from.name === 'uniqueidentifier' && !isUnicode(to)) throw raise(Messages.GuidSpaceInsufficient, {});
  if (isMoney(from)) throw raise(Messages.NotEnoughMoneySpace, { type: to.name });
  if (isApproximate(from) && !isUnicode(to)) throw raise(Messages.FloatOverflow, { type: to.name, value: sixPlaces(Number(value)) }, 2);
  if (isDecimal(from) && !isUnicode(to)) throw raise(Messages.ArithmeticOverflow, { from: 'numeric', to: to.name }, 5);
  if (isDecimal(from) || isApproximate(from)) throw overflow('expression', to);
  const isStarred = !isUnicode(to) && from.name !== 'bigint';
  if (!isStarred) throw overflow('expression', to);
  return '*';
}

/** A conversion to char, varchar, text and their Unicode kin. */
export function toText(from: SqlType, to: SqlType, options: { readonly style?: number; readonly store?: StoreTarget; readonly dateOrder?: DateSetting }): Step {
  const fit = textFitter(to, options.store);
  if (from.name === 'xml') return xmlToText(to, fit);
  if (isCharacter(from)) return textToText(from, to, fit);
  const print = printer(from, to, options.style, options.dateOrder);
  if (isBinary(from) || isTemporal(from) || isClrType(from)) return (value) => fit(print(value));
  const limit = lengthLimit(to);
  return (value) => {
    const text = print(value);
    return fit(text.length > limit ? tooLong(from, to, value) : text);
  };
}

/** XML is never cut, nor any character of it lost: raises 6354 and 6355. */
function xmlToText(to: SqlType, fit: (text: string) => string): Step {
  const limit = lengthLimit(to);
  return (value) => {
    const text = isUnicode(to) ? value as string : toCodePage(value as string, to.collation);
    if (text !== value) throw raise(Messages.XmlCharactersLost, {});
    const isTooLong = limit !== Number.POSITIVE_INFINITY && (isUnicode(to) ? text.length : varcharByteLength(text, to.collation)) > limit;
    if (isTooLong) throw raise(Messages.XmlTargetTooSmall, {});
    return fit(text);
  };
}

function textToText(from: SqlType, to: SqlType, fit: (text: string) => string): Step {
  const isNarrowing = !isUnicode(to) && to.name !== 'xml' && (isUnicode(from) || !isSameCodePage(from.collation, to.collation));
  if (isNarrowing) return (value) => fit(toCodePage(value as string, to.collation));
  return (value) => fit(value as string);
}

