// Literals of T-SQL to typed values. Knows their types' rules (Microsoft Learn: Constants), not where they stand.
import { raise } from '../errors/sql-error';
import { Messages } from '../errors/catalogue';
import { INT, FLOAT, MONEY, isDecimal, numeric, nvarchar, varchar, varbinary } from './sql-type';
import type { SqlType } from './sql-type';
import type { Value } from './value';
import { parseDecimal } from './number/decimal';
import { parseMoney } from './number/number-text';
import { toCodePage } from './text/code-page';

/** A literal's type and value. */
export interface Literal { readonly type: SqlType; readonly value: Value }

const INT_MAX = 2_147_483_647;
const MAX_DIGITS = 38;

/** 12, 12.5, .5, 1e3: int, numeric by its digits (also integers beyond int), or float; raises 1007 beyond 38 digits. */
export function numericLiteral(text: string): Literal {
  if (/e/i.test(text)) return { type: FLOAT, value: floatOf(text) };
  const [whole = '', fraction = ''] = text.split('.');
  const significant = whole.replace(/^0+(?=\d)/, '');
  if (!text.includes('.') && significant.length <= 10 && Number(significant) <= INT_MAX) return { type: INT, value: Number(significant) };
  const integralDigits = significant === '0' || significant === '' ? 0 : significant.length;
  const precision = Math.max(1, integralDigits + fraction.length);
  if (precision > MAX_DIGITS) throw raise(Messages.NumberTooLong, { number: text });
  return { type: numeric(precision, fraction.length), value: parseDecimal(text)?.unscaled ?? 0n };
}

const writtenFloat = (text: string): number => Number(text.replace(/e([+-]?)$/i, 'e$10'));

function floatOf(text: string): number {
  const value = writtenFloat(text);
  if (!Number.isFinite(value)) throw raise(Messages.FloatLiteralTooLarge, { number: text });
  return isTooSmall(text) ? 0 : value;
}

const SMALLEST_FLOAT = 2.2250738585072014e-308;

/** True for a float that is written smaller than float goes: it is taken for 0. */
export const isTooSmall = (text: string): boolean => Math.abs(writtenFloat(text)) < SMALLEST_FLOAT && /^[\d.]*[1-9]/.test(text);

const MONEY_LIMIT = 2n ** 63n;

/** $12.50 and its kin with other currency signs; raises 8115 beyond money. */
export function moneyLiteral(text: string): Literal {
  const value = parseMoney(text);
  if (value === undefined) throw raise(Messages.StringToMoneyFailed, {});
  if (value >= MONEY_LIMIT || value < -MONEY_LIMIT) throw raise(Messages.ArithmeticOverflow, { from: 'expression', to: MONEY.name });
  return { type: MONEY, value };
}

/** 0x0A1B; an odd number of digits counts a leading zero; 0x is empty. */
export function binaryLiteral(text: string): Literal {
  const digits = text.replace(/^0x/i, '').replace(/\\\r?\n/g, '');
  const value = new Uint8Array(Buffer.from(digits.length % 2 === 0 ? digits : `0${digits}`, 'hex'));
  return { type: varbinary(value.length > 8000 ? 'max' : Math.max(1, value.length)), value };
}

/** 'text' and N'text' with the quotes already undone; each has its own width, at least 1. */
export function stringLiteral(text: string, isUnicode: boolean, collation?: string): Literal {
  const length = Math.max(1, text.length);
  if (isUnicode) return { type: nvarchar(length > 4000 ? 'max' : length, collation), value: text };
  return { type: varchar(length > 8000 ? 'max' : length, collation), value: toCodePage(text, collation) };
}

/** The digits an integer literal counts by beside a decimal, undefined for any other literal. */
export function literalDigits(literal: Literal): number | undefined {
  const isInteger = literal.type.name === 'int' || (isDecimal(literal.type) && literal.type.scale === 0);
  if (!isInteger || literal.value === null) return undefined;
  return String(literal.value).replace('-', '').length;
}
