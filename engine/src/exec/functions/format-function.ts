// FORMAT: values of every type to the .NET formats of their kind, in the culture of the call.
import { raise } from '../../errors/sql-error';
import { Messages } from '../../errors/catalogue';
import type { SqlType } from '../../types/sql-type';
import { INT, isApproximate, isDecimal, isMoney, isNumber, isTemporal } from '../../types/sql-type';
import type { Value } from '../../types/value';
import type { Culture } from '../../types/datetime/cultures';
import { momentReader } from '../../types/datetime/date-time';
import type { ParsedDecimal } from '../../types/number/decimal';
import { cultureOf, known } from './culture-argument';
import { textAt } from './implementation';
import { formatDate } from './format-date';
import type { Factory, FunctionTable } from './implementation';
import { formatNumber } from './format-number';
import { formatTimeSpan } from './format-time-span';

/** The significant digits of a float or real: all that it has only where the format asks for more than it keeps. */
function digitsOf(type: SqlType, format: string): number {
  const [kept, all] = type.name === 'real' ? [7, 9] : [15, 17];
  const [, letter = '', digits = ''] = /^([eEgG])(\d{1,2})$/.exec(format) ?? [];
  return Number(digits) > (/e/i.test(letter) ? kept - 1 : kept) ? all : kept;
}

function approximate(value: number, digits: number): ParsedDecimal {
  const [mantissa = '0', exponent = '0'] = value.toExponential(digits - 1).split('e');
  const scale = digits - 1 - Number(exponent);
  const unscaled = BigInt(mantissa.replace('.', ''));
  return scale >= 0 ? { unscaled, scale } : { unscaled: unscaled * 10n ** BigInt(-scale), scale: 0 };
}

const BITS: Partial<Record<SqlType['name'], number>> = { tinyint: 8, smallint: 16, int: 32, bigint: 64 };

function numberFormatter(type: SqlType): (value: Value, format: string, culture: Culture) => string | null {
  if (isApproximate(type)) return (value, format, culture) => formatNumber(approximate(value as number, digitsOf(type, format)), format, { culture, digits: digitsOf(type, '') });
  const read = exactReader(type);
  return (value, format, culture) => formatNumber(read(value), format, { culture, bits: BITS[type.name] });
}

function exactReader(type: SqlType): (value: Value) => ParsedDecimal {
  if (isDecimal(type)) return (value) => ({ unscaled: value as bigint, scale: type.scale ?? 0 });
  if (isMoney(type)) return (value) => ({ unscaled: value as bigint, scale: 4 });
  return (value) => ({ unscaled: BigInt(value as number | bigint), scale: 0 });
}

const format: Factory = ([type = INT]) => {
  const isDate = isTemporal(type);
  if (!isDate && (!isNumber(type) || type.name === 'bit')) throw raise(Messages.ArgumentTypeInvalid, { type: type.name, position: 1, name: 'format' });
  const readMoment = isDate ? momentReader(type) : undefined;
  const writeNumber = isDate ? undefined : numberFormatter(type);
  return (args, { language }) => {
    const [value, pattern, name] = args;
    if (value === null || value === undefined) return null;
    // A pattern that is NULL is as none to .NET, which writes values by themselves.
    const text = pattern === null ? 'G' : textAt(args, 1);
    const culture = cultureOf('FORMAT', name === null || name === undefined ? undefined : textAt(args, 2), language);
    if (type.name === 'time') return formatTimeSpan(value as number, /^g$/i.test(text) ? known(culture.decimal === '.' ? text : undefined, text, culture) : text);
    if (readMoment !== undefined) return formatDate(readMoment(value), type, text, culture);
    return writeNumber?.(value, text, culture) ?? null;
  };
};

/** FORMAT by name. */
export const FORMAT_FUNCTIONS: FunctionTable = { FORMAT: format };
