// Numbers to text and back, character by character as SQL Server writes and reads them. Knows no lengths and no errors.
import { absolute, divideRounded, formatDecimal, parseDecimal, pow10 } from './decimal';

const FLOAT = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eEdD][+-]?\d*)?$/;
const DEFAULT_DIGITS = 6;
const STYLE_DIGITS: Readonly<Record<number, number>> = { 1: 8, 2: 16, 3: 17, 126: 16 };

const LEAST_WITH_EXPONENT = 1e21;

/** A number with six places and never an exponent, as error 232 prints it: of a large one, seventeen digits and noughts. */
export function sixPlaces(value: number): string {
  if (Math.abs(value) < LEAST_WITH_EXPONENT) return value.toFixed(6);
  const [digits = '0', exponent = '16'] = value.toExponential(16).split('e');
  return `${BigInt(digits.replace('.', '')) * pow10(Number(exponent) - 16)}.000000`;
}

const threeDigitExponent = (text: string): string => text.replace(/e([+-])(\d+)$/, (_, sign: string, digits: string) => `e${sign}${digits.padStart(3, '0')}`);

/** Six significant digits, rounded from seventeen: of the binary value itself some would end in another digit. */
function sixDigits(value: number): string {
  const [digits = '0', exponent = '0'] = value.toExponential(16).split('e');
  const rounded = divideRounded(BigInt(digits.replace('.', '')), 100_000_000_000n);
  return Number(`${rounded}e${Number(exponent) - DEFAULT_DIGITS + 1}`).toExponential(DEFAULT_DIGITS - 1);
}

/** The text of a float: six significant digits in style 0, exponent form with 8, 16 or 17 digits in styles 1 to 3. */
export function formatFloat(value: number, style = 0): string {
  const digits = STYLE_DIGITS[style];
  if (digits !== undefined) return threeDigitExponent(value.toExponential(digits - 1));
  if (value === 0) return '0';
  const rounded = sixDigits(value);
  const exponent = Number(rounded.slice(rounded.indexOf('e') + 1));
  if (exponent < -4 || exponent >= DEFAULT_DIGITS) return threeDigitExponent(rounded.replace(/\.?0*e/, 'e'));
  const plain = Number(rounded).toFixed(Math.max(0, DEFAULT_DIGITS - 1 - exponent));
  return plain.includes('.') ? plain.replace(/\.?0+$/, '') : plain;
}

/** A text without what may stand around an exact number: spaces, and no other white space. */
export const withoutBlanks = (text: string): string => text.replace(/^ +| +$/g, '');

/** The float a text shows up to a NUL character (any white space may stand before it, spaces behind it), 0 for an empty one, undefined for anything else. */
export function parseFloatText(whole: string): number | undefined {
  const [source = ''] = whole.split('\0', 1);
  const text = source.replace(/^[\t-\r \u00A0\u3000]+/, '').replace(/ +$/, '');
  if (text === '') return /^ *$/.test(source) ? 0 : undefined;
  if (!FLOAT.test(text)) return undefined;
  return Number(text.replace(/[dD]/, 'e').replace(/e([+-]?)$/i, 'e$10'));
}

const groupThousands = (digits: string): string => digits.replace(/\B(?=(\d{3})+$)/g, ',');

/** The text of money: two digits, with thousands in style 1, four digits in style 2 and 126. */
export function formatMoney(value: bigint, style = 0): string {
  if (style === 2 || style === 126) return formatDecimal(value, 4);
  const cents = formatDecimal(divideRounded(absolute(value), 100n), 2);
  const shown = style === 1 ? groupThousands(cents.slice(0, -3)) + cents.slice(-3) : cents;
  return value < 0n && !/^[0.]*$/.test(cents) ? `-${shown}` : shown;
}

/** Ten-thousandths of a money text (currency sign and thousands allowed, spaces before it, any white space behind it), 0 for an empty one, undefined for anything else. */
export function parseMoney(source: string): bigint | undefined {
  const text = source.replace(/^ +/, '').replace(/[\t-\r \u00A0]+$/, '');
  if (text === '') return 0n;
  const match = /^([+-]?) *[$\\\u00A2-\u00A5\u09F2\u09F3\u0E3F\u17DB\u20A0-\u20B5\uFDFC\uFE69\uFF04\uFFE0\uFFE1\uFFE5\uFFE6]? *([+-]?) *([\d,]*\.?\d*)$/.exec(text);
  if (match === null || (match[1] !== '' && match[2] !== '')) return undefined;
  const digits = (match[3] ?? '').replace(/,/g, '');
  if (digits === '' || digits === '.') return 0n;
  const parsed = parseDecimal(digits);
  if (parsed === undefined) return undefined;
  const magnitude = parsed.scale <= 4 ? parsed.unscaled * 10n ** BigInt(4 - parsed.scale) : divideRounded(parsed.unscaled, 10n ** BigInt(parsed.scale - 4));
  return match[1] === '-' || match[2] === '-' ? -magnitude : magnitude;
}

/** The integer a text shows (blanks around it, an empty text and a lone sign are 0), undefined for anything else. */
export function parseInteger(source: string): bigint | undefined {
  const match = /^(?:([+-])\s*)?(\d*)$/.exec(withoutBlanks(source));
  if (match === null) return undefined;
  const magnitude = BigInt(match[2] === '' ? 0 : match[2] ?? 0);
  return match[1] === '-' ? -magnitude : magnitude;
}
