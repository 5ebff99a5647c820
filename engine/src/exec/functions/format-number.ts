// .NET number formats of FORMAT: the standard letters and custom patterns, in the signs of a culture. Knows exact decimals only.
import { notSupported } from '../../errors/not-supported';
import { absolute, divideRounded, formatDecimal, rescale } from '../../types/number/decimal';
import type { Culture } from '../../types/datetime/cultures';
import type { ParsedDecimal } from '../../types/number/decimal';
import { known } from './culture-argument';

/** What a format asks beside the number: the culture, and of its type the bits of an integer, the significant digits of float and real; decimal and money have neither. */
export interface NumberKind { readonly culture: Culture; readonly bits?: number; readonly digits?: number }

/** Whether a group of digits ends with so many digits still to come. */
function endsGroup(digitsLeft: number, sizes: readonly number[]): boolean {
  let rest = digitsLeft;
  for (const size of sizes) {
    if (rest === size) return true;
    if (rest < size) return false;
    rest -= size;
  }
  return rest % (sizes.at(-1) ?? 3) === 0;
}

const group = (digits: string, { group: sign, groupSizes }: Culture): string =>
  [...digits].map((digit, index) => (index < digits.length - 1 && endsGroup(digits.length - 1 - index, groupSizes) ? `${digit}${sign}` : digit)).join('');

/** The magnitude with exactly `places` decimals, thousands grouped if asked. */
function fixed(value: ParsedDecimal, places: number, culture: Culture, isGrouped = true): string {
  const text = formatDecimal(rescale(absolute(value.unscaled), value.scale, places), places);
  const [whole = '', fraction] = text.split('.');
  const shown = isGrouped ? group(whole, culture) : whole;
  return fraction === undefined ? shown : `${shown}${culture.decimal}${fraction}`;
}

const isZero = (text: string): boolean => !/[1-9]/.test(text);
const isNegative = (value: ParsedDecimal, text: string): boolean => value.unscaled < 0n && !isZero(text);
const signed = (value: ParsedDecimal, text: string): string => (isNegative(value, text) ? `-${text}` : text);
/** Plain digits with the point of the culture. */
const withPoint = (text: string, { decimal }: Culture): string => text.replace('.', decimal);

interface Significant { readonly digits: string; readonly exponent: number }

/** The magnitude to `count` significant digits: the digits, and the power of ten of the first. */
function significant({ unscaled, scale }: ParsedDecimal, count: number): Significant {
  const text = absolute(unscaled).toString();
  const exponent = unscaled === 0n ? 0 : text.length - 1 - scale;
  if (text.length <= count) return { digits: text, exponent };
  const rounded = divideRounded(BigInt(text), 10n ** BigInt(text.length - count)).toString();
  return { digits: rounded.slice(0, count), exponent: exponent + rounded.length - count };
}

const power = (exponent: number, letter: string, least: number): string => `${letter}${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(least, '0')}`;
const pointed = (digits: string): string => (digits.length > 1 ? `${digits.charAt(0)}.${digits.slice(1)}` : digits);

function scientific(value: ParsedDecimal, places: number, letter: string): string {
  const { digits, exponent } = significant(value, places + 1);
  return `${value.unscaled < 0n ? '-' : ''}${pointed(digits.padEnd(places + 1, '0'))}${power(exponent, letter, 3)}`;
}

const withoutZeros = (text: string): string => (text.includes('.') ? text.replace(/\.?0+$/, '') : text);

/** The shorter of both ways to write it: with a power of ten where `precision` digits do not reach the point. */
function general(value: ParsedDecimal, precision: number, letter: string): string {
  const { digits, exponent } = significant(value, precision);
  const sign = value.unscaled < 0n ? '-' : '';
  if (exponent >= precision || exponent < -4) return `${sign}${pointed(digits.replace(/(?!^)0+$/, ''))}${power(exponent, letter === 'g' ? 'e' : 'E', 2)}`;
  const scale = digits.length - 1 - exponent;
  const text = scale >= 0 ? formatDecimal(BigInt(digits), scale) : digits.padEnd(exponent + 1, '0');
  return `${sign}${withoutZeros(text)}`;
}

/** G alone: float and real to the digits that they have, everything else whole, zeros at its end too. */
const withoutPrecision = (value: ParsedDecimal, { digits }: NumberKind, letter: string): string =>
  (digits === undefined ? formatDecimal(value.unscaled, value.scale) : general(value, digits, letter));

function standardNumber(value: ParsedDecimal, letter: string, digits: number | undefined, kind: NumberKind): string | null {
  const { culture } = kind;
  const places = digits ?? 2;
  switch (letter.toUpperCase()) {
    case 'N': return signed(value, fixed(value, places, culture));
    case 'F': return signed(value, fixed(value, places, culture, false));
    case 'P': {
      const percent = known(culture.percent, letter, culture);
      const text = fixed({ unscaled: value.unscaled * 100n, scale: value.scale }, places, culture);
      return (isNegative(value, text) ? percent.negative : percent.positive).replace('n', text);
    }
    case 'E': return withPoint(scientific(value, digits ?? 6, letter), culture);
    case 'G': return withPoint(digits === undefined || digits === 0 ? withoutPrecision(value, kind, letter) : general(value, digits, letter), culture);
    case 'C': {
      const currency = known(culture.currency, letter, culture);
      const text = fixed(value, digits ?? currency.decimals, culture);
      return (isNegative(value, text) ? currency.negative : currency.positive).replace('n', text).replace('$', () => currency.symbol);
    }
    default: return null;
  }
}

function integerNumber(value: bigint, letter: string, digits: number, bits: number): string | null {
  const magnitude = absolute(value).toString();
  if (letter === 'd' || letter === 'D') return `${value < 0n ? '-' : ''}${magnitude.padStart(digits, '0')}`;
  if (letter !== 'x' && letter !== 'X') return null;
  const hex = BigInt.asUintN(bits, value).toString(16).padStart(digits, '0');
  return letter === 'X' ? hex.toUpperCase() : hex;
}

const LITERAL = /'[^']*'|"[^"]*"|\\./g;
const EXPONENT = /[eE][+-]?0+/g;
const TOKEN = /'[^']*'|"[^"]*"|\\.|[eE][+-]?0+|[^]/g;

/** What a custom pattern asks of the digits: the least of them left of the point, the places right of it, groups. */
interface CustomForm { readonly least: number; readonly fraction: string; readonly isGrouped: boolean; readonly culture: Culture }
/** The digits that a custom pattern writes, those left of the point with their group signs. */
interface CustomDigits { readonly whole: readonly string[]; readonly fraction: string }

/** A number in one section of a custom pattern, and whether nothing but zeros is left of it there. */
interface CustomNumber { readonly text: string; readonly isZero: boolean }

/** One section of a custom pattern: `#`, `0`, one point (others are passed over), grouping commas, %, and plain text anywhere. */
function customNumber(value: ParsedDecimal, section: string, culture: Culture): CustomNumber {
  const unquoted = section.replace(LITERAL, '');
  const bare = unquoted.replace(EXPONENT, '');
  const percent = bare.includes('%') ? 2 : bare.includes('‰') ? 3 : 0;
  const [whole = '', ...decimals] = (bare.match(/[#0.,]+/g) ?? []).join('').split('.');
  const thousands = /,+$/.exec(whole)?.[0].length ?? 0;
  const scaled = { unscaled: value.unscaled * 10n ** BigInt(percent), scale: value.scale + thousands * 3 };
  const places = whole.replace(/,/g, '');
  const least = places.includes('0') ? places.length - places.indexOf('0') : 0;
  const fraction = decimals.join('').replace(/,/g, '');
  const { mantissa, exponent } = bare === unquoted ? { mantissa: scaled, exponent: 0 } : withExponent(scaled, places.length, fraction.length);
  const digits = customDigits(mantissa, { least, fraction, isGrouped: /[#0],+[#0]/.test(whole), culture });
  return { text: writeCustom(section, digits, { places: places.length, point: culture.decimal, exponent }), isZero: isZero(digits.whole.join('') + digits.fraction) };
}

/** A number with as many digits left of the point as a pattern has places there, and the power of ten that takes. */
function withExponent(value: ParsedDecimal, wholePlaces: number, fractionPlaces: number): { readonly mantissa: ParsedDecimal; readonly exponent: number } {
  const { digits, exponent } = significant(value, wholePlaces + fractionPlaces);
  const padded = digits.padEnd(wholePlaces, '0');
  return { mantissa: { unscaled: BigInt(padded), scale: padded.length - wholePlaces }, exponent: value.unscaled === 0n ? 0 : exponent - wholePlaces + 1 };
}

/** The power of ten as its token asks: E+0 with a sign always, E0 and E-0 with that of negative ones. */
const exponentText = (exponent: number, token: string): string =>
  `${token.charAt(0)}${exponent < 0 ? '-' : token.includes('+') ? '+' : ''}${String(Math.abs(exponent)).padStart(token.replace(/[^0]/g, '').length, '0')}`;

function customDigits(value: ParsedDecimal, form: CustomForm): CustomDigits {
  const text = formatDecimal(rescale(absolute(value.unscaled), value.scale, form.fraction.length), form.fraction.length);
  const [whole = '', decimals = ''] = text.split('.');
  const padded = (whole === '0' ? '' : whole).padStart(form.least, '0');
  const required = form.fraction.lastIndexOf('0') + 1;
  const isBeforeComma = (index: number): boolean => form.isGrouped && index < padded.length - 1 && endsGroup(padded.length - 1 - index, form.culture.groupSizes);
  return {
    whole: [...padded].map((digit, index) => (isBeforeComma(index) ? `${digit}${form.culture.group}` : digit)),
    fraction: decimals.slice(0, required) + decimals.slice(required).replace(/0+$/, ''),
  };
}

/** Puts the digits in the places of a section: the first of `places` takes all that have no place of their own, text stays where it stands. */
function writeCustom(section: string, { whole, fraction }: CustomDigits, { places, point, exponent }: { readonly places: number; readonly point: string; readonly exponent: number }): string {
  let left = places;
  let at = 0;
  let isPastPoint = false;
  const upTo = (end: number): string => {
    const start = at;
    at = Math.max(at, end);
    return (isPastPoint ? fraction.slice(start, at) : whole.slice(start, at).join(''));
  };
  return section.replace(TOKEN, (token) => {
    if (token === ',') return '';
    if (/^[eE].*0$/.test(token)) return exponentText(exponent, token);
    if (token === '#' || token === '0') return upTo(isPastPoint ? at + 1 : whole.length - --left);
    if (token !== '.') return textOfToken(token);
    if (isPastPoint) return '';
    const rest = upTo(whole.length);
    isPastPoint = true;
    at = 0;
    return fraction === '' ? rest : `${rest}${point}`;
  });
}

function textOfToken(token: string): string {
  if (token.length === 1) return token;
  return token.startsWith('\\') ? token.slice(1) : token.slice(1, -1);
}

/** A number in a .NET format; null for a standard letter that does not take it. */
export function formatNumber(value: ParsedDecimal, format: string, kind: NumberKind): string | null {
  const standard = /^([a-zA-Z])(\d{0,2})$/.exec(format);
  if (standard !== null) {
    const [, letter = '', digits = ''] = standard;
    const asInteger = kind.bits === undefined ? null : integerNumber(value.unscaled, letter, Number(digits), kind.bits);
    return asInteger ?? standardNumber(value, letter, digits === '' ? undefined : Number(digits), kind);
  }
  if (format === '') return standardNumber(value, 'G', undefined, kind);
  // SQL Server takes the places of such a pattern for text.
  if (kind.bits === undefined && kind.digits === undefined && /^['"]/.test(format)) throw notSupported('FORMAT of decimal and money with a pattern that begins with quoted text');
  return inSections(value, format, kind.culture);
}

const ZERO: ParsedDecimal = { unscaled: 0n, scale: 0 };

/** The section for positive, negative and zero numbers: an empty one is the first, and what its section rounds to zero is written as zero. */
function inSections(value: ParsedDecimal, format: string, culture: Culture): string {
  const [first = '', ...others] = sectionsOf(format);
  const [negative, zero] = others.map((section) => (section === '' ? undefined : section));
  const isBelowZero = value.unscaled < 0n;
  const { text, isZero: isNothing } = customNumber(value, isBelowZero ? negative ?? first : first, culture);
  if (isNothing) return customNumber(ZERO, zero ?? first, culture).text;
  return isBelowZero && negative === undefined ? `-${text}` : text;
}

function sectionsOf(format: string): readonly string[] {
  const sections = [''];
  for (const token of format.match(TOKEN) ?? []) {
    if (token === ';') sections.push('');
    else sections.push(`${sections.pop() ?? ''}${token}`);
  }
  return sections;
}
