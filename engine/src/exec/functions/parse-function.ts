// PARSE and TRY_PARSE: numbers and dates as the culture en-US writes them. Other cultures are refused, and so are dates in a form that is not known here.
import { Messages } from '../../errors/catalogue';
import { NOT_SUPPORTED_NUMBER, notSupported } from '../../errors/not-supported';
import { isSqlError, raise } from '../../errors/sql-error';
import { converter, type Conversion } from '../../types/convert';
import { isMoney, isTemporal, numeric, nvarchar, type SqlType } from '../../types/sql-type';
import type { Value } from '../../types/value';
import { textAt } from './implementation';
import type { Factory, FunctionTable } from './implementation';

const NUMBER = /^\s*([+-]?)\s*(\d[\d,]*(?:\.\d*)?|\.\d+)(-?)\s*$/;
const FLOAT = /^\s*[+-]?(?:\d[\d,]*(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?\s*$/;
const MONEY = /^\s*([+-]?)\s*\$?\s*([+-]?)(\d[\d,]*(?:\.\d*)?|\.\d+)\s*(-?)\s*$/;
/** Parentheses are a minus where currency is read. */
const IN_PARENTHESES = /^\s*\(([^()+-]*)\)\s*$/;
const DAYS = /^\s*(?:sun|mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?)(?:day)?\s*,\s*/i;
const TIME = String.raw`(?:[T\s]+\d{1,2}:\d{2}(?::\d{2}(?:\.\d{1,7})?)?\s*(?:am|pm)?)?`;
const MONTH = '(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sep(?:tember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)';
const DATES = [
  new RegExp(String.raw`^\d{1,2}[/-]\d{1,2}[/-]\d{4}${TIME}$`, 'i'), new RegExp(String.raw`^\d{4}-\d{1,2}-\d{1,2}${TIME}$`, 'i'),
  new RegExp(String.raw`^\d{1,2} ${MONTH},? \d{4}${TIME}$`, 'i'), new RegExp(String.raw`^${MONTH} \d{1,2},? \d{4}${TIME}$`, 'i'),
];

function numberText(text: string, type: SqlType): string | undefined {
  const amount = isMoney(type) ? IN_PARENTHESES.exec(text)?.[1] : undefined;
  if (amount !== undefined) return numberText(`-${amount}`, type);
  const pattern = isMoney(type) ? MONEY : type.name === 'float' || type.name === 'real' ? FLOAT : NUMBER;
  if (!pattern.test(text)) return undefined;
  const plain = text.replace(/[,$\s]/g, '');
  return plain.endsWith('-') ? `-${plain.slice(0, -1)}` : plain;
}

function dateText(text: string): string | undefined {
  const bare = text.trim().replace(DAYS, '');
  if (DATES.some((form) => form.test(bare))) return bare;
  if (!/\d/.test(bare)) return undefined;
  throw notSupported(`PARSE of a date written '${text}'`);
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
  const convert = isDate ? converter(nvarchar(4000), type, { dateOrder: 'mdy' }) : numberConversion(type);
  return (args, { language }) => {
    if (args[0] === null || args[0] === undefined || args[1] === null) return null;
    const [text, culture] = [textAt(args, 0), textAt(args, 1)];
    if (culture === '' && language !== 'us_english') throw notSupported(`PARSE without a culture under SET LANGUAGE ${language}`);
    if (culture !== '' && culture.toLowerCase() !== 'en-us') throw notSupported(`PARSE with the culture '${culture}'`);
    const readable = isDate ? dateText(text) : numberText(text, type);
    const value = readable === undefined ? undefined : attempt(convert, readable);
    if (value !== undefined) return value;
    if (isTry) return null;
    throw raise(Messages.ParseFailed, { value: text, type: type.name, culture });
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
