// String functions that take text apart and put it together. Knows no search (text-search-functions) and no FORMAT.
import { raise } from '../../errors/sql-error';
import { Messages } from '../../errors/catalogue';
import { dataLength as bytesOf } from '../../types/text/byte-length';
import { charactersOf } from '../../types/text/characters';
import type { SqlType } from '../../types/sql-type';
import { isUnicode, nvarchar } from '../../types/sql-type';
import type { Value } from '../../types/value';
import { decodeVarchar, encodeVarchar, toCodePage } from '../../types/text/code-page';
import { rulesOf, textComparator, trimTrailingBlanks } from '../../types/text/collation-order';
import { lowerLetters, upperLetters } from '../../types/text/letter-case';
import { converter } from '../../types/conversion/convert';
import { decimalFromDouble, formatDecimal } from '../../types/number/decimal';
import { numberAt, plain, strict, textAt } from './implementation';
import type { Factory, FunctionTable, ScalarImplementation } from './implementation';

const lengthLimit = (type: SqlType): number => (type.length === 'max' ? Number.POSITIVE_INFINITY : isUnicode(type) ? 4000 : 8000);
const asCount = (resultType: SqlType, count: number): Value => (resultType.name === 'bigint' ? BigInt(count) : count);
const isWide = (type: SqlType | undefined): boolean => type !== undefined && (isUnicode(type) || type.length === 'max');

const length: Factory = ([type], resultType) => {
  const characters = charactersOf(type);
  return strict(([value]) => asCount(resultType, characters.count(trimTrailingBlanks(value as string))));
};

const dataLength: Factory = ([type], resultType) => {
  if (type === undefined) return () => null;
  const measure = bytesOf(type);
  return strict(([value]) => asCount(resultType, measure(value ?? null)));
};

const left: Factory = ([type]) => {
  const characters = charactersOf(type);
  return strict((args) => {
    const count = numberAt(args, 1);
    if (count < 0) throw raise(Messages.InvalidLength, { name: 'LEFT or SUBSTRING' }, isWide(type) ? 3 : 2);
    return characters.slice(textAt(args, 0), 0, count);
  });
};

const right: Factory = ([type]) => {
  const characters = charactersOf(type);
  return strict((args) => {
    const count = numberAt(args, 1);
    if (count < 0) throw raise(Messages.ConstantLengthInvalid, { name: 'RIGHT' }, isWide(type) ? 4 : 2);
    return count === 0 ? '' : characters.slice(textAt(args, 0), -count);
  });
};

const substring: Factory = ([type]) => strict((args) => {
  const characters = charactersOf(type);
  const start = numberAt(args, 1) - 1;
  const count = args.length > 2 ? numberAt(args, 2) : Number.MAX_SAFE_INTEGER;
  if (count < 0) throw raise(Messages.InvalidLength, { name: 'LEFT or SUBSTRING' }, isWide(type) ? 3 : 2);
  const from = Math.max(0, start);
  const to = Math.max(from, start + count);
  const source = args[0];
  return source instanceof Uint8Array ? source.slice(from, to) : characters.slice(source as string, from, to);
});

const replicate: Factory = (_, resultType) => strict((args) => {
  const count = numberAt(args, 1);
  if (count < 0) return null;
  const text = textAt(args, 0);
  const limit = lengthLimit(resultType);
  return limit === Number.POSITIVE_INFINITY ? text.repeat(count) : text.repeat(Math.min(count, Math.ceil(limit / Math.max(1, text.length)))).slice(0, limit);
});

const stuff: Factory = ([type], resultType) => ([text, start, count, insert]) => {
  if (text === null || start === null || count === null) return null;
  const source = text as string;
  const from = Number(start) - 1;
  const characters = charactersOf(type);
  if (from < 0 || from >= characters.count(source) || Number(count) < 0) return null;
  return (characters.slice(source, 0, from) + ((insert ?? '') as string) + characters.slice(source, from + Number(count))).slice(0, lengthLimit(resultType));
};

const BLANK = ' ';

/** Cuts the given characters (a blank by default) at the wanted ends, as the collation compares them. */
const trim = (isLeft: boolean, isRight: boolean): Factory => ([type]) => {
  const compare = textComparator(type?.collation, type !== undefined && isUnicode(type));
  return strict((args) => {
    const text = textAt(args, 0);
    const characters = args.length > 1 ? [...textAt(args, 1)] : [BLANK];
    const isCut = (at: number): boolean => characters.some((one) => one === text.charAt(at) || compare(one, text.charAt(at)) === 0);
    let start = 0;
    let end = text.length;
    if (isLeft) while (start < end && isCut(start)) start++;
    if (isRight) while (end > start && isCut(end - 1)) end--;
    return text.slice(start, end);
  });
};

function formatStr(value: number, width: number, decimals: number): string {
  const places = Math.max(0, Math.min(16, decimals));
  const printed = (scale: number): string => signed(formatDecimal(decimalFromDouble(value, scale), scale), value);
  const whole = printed(0);
  if (whole.length > width) return '*'.repeat(width);
  const room = Math.max(0, Math.min(places, width - whole.length - 1));
  return printed(room).padStart(width);
}

/** A number below zero keeps its sign where nothing is left of it. */
const signed = (text: string, value: number): string => (value < 0 && !text.startsWith('-') ? `-${text}` : text);

// Only the decimals may be NULL, which is none of them.
const str: ScalarImplementation = (args) => {
  const [value, width = 10, decimals = 0] = args;
  if (value === null || width === null) return null;
  if (Number(width) < 0 || Number(width) > 8000 || Number(decimals) < 0) return null;
  return formatStr(numberAt(args, 0), Number(width), Number(decimals ?? 0));
};

const ascii: Factory = ([type]) => strict((args) => encodeVarchar(toCodePage(textAt(args, 0).slice(0, 1), type?.collation), type?.collation)[0] ?? null);

const concat: Factory = (argTypes, resultType) => {
  const toText = argTypes.map((type) => converter(type, nvarchar('max')));
  const limit = lengthLimit(resultType);
  return (args) => args.map((value, index) => (toText[index]?.(value) ?? '') as string).join('').slice(0, limit);
};

const concatWithSeparator: Factory = (argTypes, resultType) => {
  const toText = argTypes.map((type) => converter(type, nvarchar('max')));
  const limit = lengthLimit(resultType);
  return (args) => {
    const texts = args.map((value, index) => toText[index]?.(value) ?? null);
    const [separator, ...values] = texts;
    return values.filter((value) => value !== null).join((separator ?? '') as string).slice(0, limit);
  };
};

const QUOTES: Readonly<Record<string, readonly [string, string]>> = {
  '[': ['[', ']'], ']': ['[', ']'], '(': ['(', ')'], ')': ['(', ')'], '<': ['<', '>'], '>': ['<', '>'], '{': ['{', '}'], '}': ['{', '}'],
  "'": ["'", "'"], '"': ['"', '"'], '`': ['`', '`'],
};

const quoteName = strict((args) => {
  const name = textAt(args, 0);
  // An empty text says as little as none.
  const delimiter = (args.length > 1 ? textAt(args, 1).charAt(0) : '') || '[';
  if (name.length > 128) return null;
  // A NUL stands for no delimiters, and nothing else takes a name that has one.
  if (delimiter === '\0') return name || null;
  const quotes = QUOTES[delimiter];
  if (quotes === undefined || name.includes('\0')) return null;
  return `${quotes[0]}${name.split(quotes[1]).join(quotes[1] + quotes[1])}${quotes[1]}`;
});

const changingCase = (change: (text: string, locale?: string) => string): Factory => ([type]) => {
  const { locale } = rulesOf(type?.collation);
  return strict((args) => change(textAt(args, 0), locale));
};

const SOUNDEX_CODES: Readonly<Record<string, string>> = {
  B: '1', F: '1', P: '1', V: '1', C: '2', G: '2', J: '2', K: '2', Q: '2', S: '2', X: '2', Z: '2', D: '3', T: '3', L: '4', M: '5', N: '5', R: '6',
};

function soundexOf(text: string): string {
  const letters = text.trim().toUpperCase();
  if (!/^[A-Z]/.test(letters)) return '0000';
  let code = letters.charAt(0);
  let previous = SOUNDEX_CODES[code] ?? '';
  for (const letter of letters.slice(1)) {
    if (!/[A-Z]/.test(letter)) break;
    const digit = SOUNDEX_CODES[letter] ?? '';
    if (digit !== '' && digit !== previous) code += digit;
    if (letter !== 'H' && letter !== 'W') previous = digit;
  }
  return code.padEnd(4, '0').slice(0, 4);
}

const difference = strict((args) => {
  const a = soundexOf(textAt(args, 0));
  const b = soundexOf(textAt(args, 1));
  return [...a].filter((character, index) => character === b.charAt(index)).length;
});

const stringEscape = strict((args) => {
  if (textAt(args, 1).toLowerCase() !== 'json') return null;
  return JSON.stringify(textAt(args, 0)).slice(1, -1).replace(/\//g, '\\/');
});

/** String functions by name. */
export const STRING_FUNCTIONS: FunctionTable = {
  LEN: length, DATALENGTH: dataLength, LEFT: left, RIGHT: right, SUBSTRING: substring, REPLICATE: replicate, STUFF: stuff,
  REVERSE: ([type]) => strict((args) => charactersOf(type).split(textAt(args, 0)).reverse().join('')),
  UPPER: changingCase(upperLetters), LOWER: changingCase(lowerLetters),
  LTRIM: trim(true, false), RTRIM: trim(false, true), TRIM: trim(true, true),
  SPACE: plain((args) => (numberAt(args, 0) < 0 ? null : ' '.repeat(Math.min(8000, numberAt(args, 0))))),
  STR: () => str, ASCII: ascii,
  UNICODE: ([type]) => strict((args) => charactersOf(type).split(textAt(args, 0))[0]?.codePointAt(0) ?? null),
  CHAR: plain((args) => (numberAt(args, 0) < 0 || numberAt(args, 0) > 255 ? null : decodeVarchar(Uint8Array.of(numberAt(args, 0))))),
  NCHAR: plain((args) => (numberAt(args, 0) < 0 || numberAt(args, 0) > 65_535 ? null : String.fromCharCode(numberAt(args, 0)))),
  CONCAT: concat, CONCAT_WS: concatWithSeparator, QUOTENAME: () => quoteName,
  SOUNDEX: plain((args) => soundexOf(textAt(args, 0))), DIFFERENCE: () => difference, STRING_ESCAPE: () => stringEscape,
};
