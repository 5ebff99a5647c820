// PARSE and TRY_PARSE: numbers and dates as a culture writes them. Dates in a form that is not known here are refused.
import { Messages } from '../../errors/catalogue';
import { NOT_SUPPORTED_NUMBER, notSupported } from '../../errors/not-supported';
import { isSqlError, raise } from '../../errors/sql-error';
import { converter, type Conversion } from '../../types/conversion/convert';
import { isApproximate, isDecimal, isMoney, isTemporal, numeric, nvarchar, type SqlType } from '../../types/sql-type';
import type { Value } from '../../types/value';
import { EN_US, type Culture } from '../../types/datetime/cultures';
import { cultureOf } from './culture-argument';
import { textAt } from './implementation';
import type { Factory, FunctionTable } from './implementation';

/** Parentheses are a minus where currency is read. */
const IN_PARENTHESES = /^\s*\(([^()+-]*)\)\s*$/;
const DAYS = /^\s*(?:sun|mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?)(?:day)?\s*,\s*/i;
const TIME = String.raw`(?:[T\s]+\d{1,2}:\d{2}(?::\d{2}(?:\.\d{1,7})?)?\s*(?:am|pm)?)?`;
const MONTH = '(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sep(?:tember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)';
const DATES = [
  new RegExp(String.raw`^\d{1,2}[/-]\d{1,2}[/-]\d{4}${TIME}$`, 'i'), new RegExp(String.raw`^\d{4}-\d{1,2}-\d{1,2}${TIME}$`, 'i'),
  new RegExp(String.raw`^\d{1,2} ${MONTH},? \d{4}${TIME}$`, 'i'), new RegExp(String.raw`^${MONTH} \d{1,2},? \d{4}${TIME}$`, 'i'),
];

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);

/** How a culture writes numbers of a type: signs on either side, digits in groups, the symbol of its currency. */
function numberForm(type: SqlType, { decimal, group, currency }: Culture): RegExp {
  // .NET takes a plain space for a hard one between groups.
  const groups = /\s/.test(group) ? String.raw`\s` : escaped(group);
  const amount = String.raw`(?:\d(?:[\d${groups}]*\d)?${groups === String.raw`\s` ? '' : `${groups}*`}(?:${escaped(decimal)}\d*)?|${escaped(decimal)}\d+)`;
  const symbol = isMoney(type) ? `(?:${escaped(currency?.symbol ?? '')})?` : '';
  const tail = isApproximate(type) ? '(?:[eE][+-]?\\d+)?()' : String.raw`\s*${symbol}\s*(-?)`;
  return new RegExp(String.raw`^\s*([+-]?)\s*${symbol}\s*([+-]?)(${amount})${tail}\s*$`);
}

interface NumberReading { readonly type: SqlType; readonly culture: Culture; readonly form: RegExp }

/** A number as a culture writes it, in the form that conversions read; undefined for what is none. */
function numberText(text: string, reading: NumberReading): string | undefined {
  const { type, culture: { decimal, group }, form } = reading;
  const inside = isMoney(type) ? IN_PARENTHESES.exec(text)?.[1] : undefined;
  if (inside !== undefined) return numberText(`-${inside}`, reading);
  const match = form.exec(text);
  if (!match || (!isMoney(type) && match[2] !== '' && match[1] !== '')) return undefined;
  const [, first, second, digits = '', last] = match;
  const exponent = isApproximate(type) ? (/[eE][+-]?\d+\s*$/.exec(text)?.[0].trim() ?? '') : '';
  const isNegative = first === '-' || second === '-' || last === '-';
  const plain = digits.split(decimal).map((part) => part.replaceAll(group, '').replace(/\s/g, '')).join('.');
  return `${isNegative ? '-' : ''}${plain}${exponent}`;
}

/** A date as a culture writes it, in a form that conversions read; undefined for what is none. */
function dateText(text: string, culture: Culture): string | undefined {
  const bare = culture === EN_US ? text.trim().replace(DAYS, '') : text.trim();
  if (culture === EN_US && DATES.some((form) => form.test(bare))) return bare;
  if (!/\d/.test(bare)) return undefined;
  return (culture === EN_US ? undefined : ownDate(bare, culture)) ?? refuseDate(text, culture);
}

function refuseDate(text: string, culture: Culture): never {
  throw notSupported(`PARSE of a date written '${text}'${culture === EN_US ? '' : ` with the culture '${culture.name}'`}`);
}

/** Three numbers in the culture's order, or year, month and day, with a time of 24 hours or without: with the year first. */
function ownDate(text: string, { patterns, dateSeparator }: Culture): string | undefined {
  const match = /^(\d{1,4})([./-])(\d{1,2})\2(\d{1,4})(?:[T\s]+(\d{1,2}:\d{2}(?::\d{2}(?:\.\d{1,7})?)?))?$/.exec(text);
  if (!match || patterns.d === undefined) return undefined;
  const [, first = '', separator, second = '', third = '', time = ''] = match;
  const order = first.length === 4 ? 'yMd' : patterns.d.replace(/[^yMd]/g, '').replace(/(.)\1+/g, '$1');
  if (separator !== dateSeparator && first.length !== 4) return undefined;
  const at = (letter: string): string => [first, second, third][order.indexOf(letter)] ?? '';
  return at('y').length === 4 ? `${at('y')}-${at('M')}-${at('d')} ${time}`.trim() : undefined;
}

/** Whole numbers may be written with a fraction of nothing. */
function numberConversion(type: SqlType): Conversion {
  if (!['tinyint', 'smallint', 'int', 'bigint'].includes(type.name)) return converter(nvarchar(4000), type);
  const [toDecimal, toWhole] = [converter(nvarchar(4000), numeric(38, 10)), converter(numeric(38, 10), type)];
  return (value) => {
    const exact = toDecimal(value) as bigint;
    if (exact % 10_000_000_000n !== 0n) throw raise(Messages.ParseFailed, { value: String(value), type: type.name, culture: '' });
    return toWhole(exact);
  };
}

const parse = (isTry: boolean): Factory => (_, type) => {
  const isDate = isTemporal(type);
  const convert = isDate ? { en: converter(nvarchar(4000), type, { dateOrder: 'mdy' }), other: converter(nvarchar(4000), type, { dateOrder: 'ymd' }) } : undefined;
  const toNumber = isDate ? undefined : numberConversion(type);
  const forms = new Map<Culture, RegExp>();
  const formOf = (culture: Culture): RegExp => {
    const form = forms.get(culture) ?? numberForm(type, culture);
    forms.set(culture, form);
    return form;
  };
  return (args, { language }) => {
    if (args[0] === null || args[0] === undefined || args[1] === null) return null;
    const [text, name] = [textAt(args, 0), textAt(args, 1)];
    const culture = cultureOf('PARSE', name, language);
    const readable = isDate ? dateText(text, culture) : numberText(text, { type, culture, form: formOf(culture) });
    const read = toNumber ?? (culture === EN_US ? convert?.en : convert?.other);
    const value = readable === undefined || !read ? undefined : attempt(read, readable);
    if (value !== undefined) return value;
    if (isTry) return null;
    throw raise(Messages.ParseFailed, { value: text, type: isDecimal(type) ? 'numeric' : type.name, culture: name });
  };
};

function attempt(convert: Conversion, text: string): Value | undefined {
  try {
    return convert(text);
  } catch (error) {
    if (isSqlError(error) && error.number !== NOT_SUPPORTED_NUMBER) return undefined;
    throw error;
  }
}

/** PARSE and TRY_PARSE by name. */
export const PARSE_FUNCTIONS: FunctionTable = { PARSE: parse(false), TRY_PARSE: parse(true) };
