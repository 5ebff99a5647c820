// MASKED WITH (FUNCTION = '...'): the text of a masking function, checked against the type of its column. Masks nothing itself.
import type { ColumnMask, MaskFunction } from '../../catalog/definitions';
import { Messages } from '../../errors/catalogue';
import { notSupported } from '../../errors/not-supported';
import { isSqlError, raise } from '../../errors/sql-error';
import { converter } from '../../types/conversion/convert';
import { FLOAT, isApproximate, isCharacter, isInteger, isMoney, isNumber, isTemporal, varchar, type SqlType } from '../../types/sql-type';

/** What a masking function is for: its column, by name and type. */
interface Masked { readonly name: string; readonly type: SqlType }

const NAMES: readonly string[] = ['default', 'email', 'partial', 'random', 'datetime'];
const ARGUMENTS: Readonly<Record<string, number>> = { default: 0, email: 0, partial: 3, random: 2, datetime: 1 };
const DATE_PARTS = ['Y', 'M', 'D'];
const TIME_PARTS = ['h', 'm', 's'];
/** Types of which SQL Server sends what its own clients cannot read. */
const UNMASKABLE = new Set(['geometry', 'geography', 'hierarchyid', 'vector']);

/** The mask that a text means. Raises 16002 to 16006. */
export function readMask(text: string, column: Masked): ColumnMask {
  if (UNMASKABLE.has(column.type.name)) throw notSupported(`masked columns of type ${column.type.name}`);
  const invalid = raise(Messages.MaskFunctionInvalid, { column: column.name });
  if (text === '') throw invalid;
  const open = text.indexOf('(');
  if (open < 0) throw raise(Messages.MaskFormat, { function: text, column: column.name });
  const written = text.slice(0, open);
  const close = text.lastIndexOf(')');
  if (close < open) throw raise(Messages.MaskFormat, { function: written, column: column.name });
  if (close !== text.length - 1) throw raise(Messages.MaskArgumentCount, { function: written, column: column.name });
  const name = written.toLowerCase();
  if (!NAMES.includes(name)) throw invalid;
  if (!takes(name, column.type)) throw raise(Messages.MaskType, { column: column.name, function: name });
  const args = argumentsIn(text.slice(open + 1, close));
  if (args.length !== ARGUMENTS[name]) throw raise(Messages.MaskArgumentCount, { function: name, column: column.name });
  const made = maskOf(name, args, column.type);
  if (!made) throw raise(Messages.MaskArgument, { function: name, column: column.name });
  return made;
}

function takes(name: string, type: SqlType): boolean {
  switch (name) {
    case 'email': case 'partial': return isCharacter(type);
    case 'random': return isNumber(type);
    case 'datetime': return isTemporal(type);
    default: return true;
  }
}

/** Arguments between commas, which may stand in double quotes. */
function argumentsIn(text: string): readonly string[] {
  if (text.trim() === '') return [];
  const args = [''];
  let isQuoted = false;
  for (const character of text) {
    if (character === '"') isQuoted = !isQuoted;
    if (character === ',' && !isQuoted) args.push('');
    else args[args.length - 1] += character;
  }
  return args.map((argument) => argument.trim());
}

/** Undefined where an argument is wrong. */
function maskOf(name: string, args: readonly string[], type: SqlType): ColumnMask | undefined {
  const [first = '', second = '', third = ''] = args;
  switch (name) {
    case 'partial': return partial(first, second, third);
    case 'random': return random(first, second, type);
    case 'datetime': return datetime(first, type);
    case 'email': return { function: { kind: 'email' }, text: 'email()' };
    default: return { function: { kind: 'default' }, text: 'default()' };
  }
}

const quoted = (text: string): string | undefined => (/^"(?:[^"]|"")*"$/.test(text) ? text.slice(1, -1).replaceAll('""', '"') : undefined);

function partial(prefix: string, padding: string, suffix: string): ColumnMask | undefined {
  const text = quoted(padding);
  if (text === undefined || !/^\d+$/.test(prefix) || !/^\d+$/.test(suffix)) return undefined;
  const made = { kind: 'partial', prefix: Number(prefix), padding: text, suffix: Number(suffix) } as const;
  return { function: made, text: `partial(${made.prefix}, ${padding}, ${made.suffix})` };
}

function datetime(argument: string, type: SqlType): ColumnMask | undefined {
  const part = quoted(argument) ?? '';
  const parts = [...(type.name === 'time' ? [] : DATE_PARTS), ...(type.name === 'date' ? [] : TIME_PARTS)];
  return parts.includes(part) ? { function: { kind: 'datetime', part: part as Extract<MaskFunction, { kind: 'datetime' }>['part'] }, text: `datetime("${part}")` } : undefined;
}

function random(low: string, high: string, type: SqlType): ColumnMask | undefined {
  const bounds = [low, high].map((bound) => boundOf(bound, type));
  const [from, to] = bounds;
  if (from === undefined || to === undefined || Number(from) > Number(to)) return undefined;
  return { function: { kind: 'random', low: from, high: to }, text: `random(${from}, ${to})` };
}

/** A bound as its column's type has it. */
function boundOf(text: string, type: SqlType): string | undefined {
  if (!/^-?\d+(?:\.\d+)?$/.test(text)) return undefined;
  if (type.name === 'bit') return text === '0' || text === '1' ? text : undefined;
  if (isInteger(type) && text.includes('.')) return undefined;
  if (isApproximate(type)) return String(Number(text));
  try {
    const value = converter(varchar(100), type)(text);
    if (!isMoney(type)) return String(converter(type, varchar(100))(value));
    return String(converter(type, FLOAT)(value));
  } catch (error) {
    if (isSqlError(error)) return undefined;
    throw error;
  }
}
