// The printf of RAISERROR and FORMATMESSAGE. Knows no statement and no catalogue.
import { Messages } from '../../errors/catalogue';
import { raise } from '../../errors/sql-error';
import { formatType, messageTypeName } from '../../types/format-type';
import { isBinary, isCharacter, isDecimal, isInteger, type SqlType } from '../../types/sql-type';
import type { Value } from '../../types/value';

/** What stands for a place of the text. A number literal with a point or beyond int is a bigint. */
export interface Substitution { readonly type: SqlType; readonly value: Value }

interface Argument extends Substitution { readonly position: number }
interface Specification { readonly flags: string; readonly width: number; readonly precision: number | undefined; readonly kind: string; readonly isLong: boolean; readonly isShort: boolean }

const SPECIFICATION = /%(?:(%)|([-+0 #]*)(\*|\d+)?(?:\.(\*|\d+))?(hh|h|ll|l|I64)?([sdiuxXo])|)/g;

const MAX_PLACES = 20;

/**
 * printf as RAISERROR and FORMATMESSAGE know it: %s %d %i %u %x %X %o, with flags, width and precision. Raises 2748 with the
 * argument's position after `before` others, 2786 and 2787, 2794 for more than 20 places.
 */
export function formatMessage(text: string, args: readonly Substitution[], before = 0): string {
  args.forEach(({ type }, i) => { if (!isDecimal(type)) requireSubstitutable(type, before + i + 1); });
  if ([...text.matchAll(SPECIFICATION)].filter((match) => match[6] !== undefined).length > MAX_PLACES) throw raise(Messages.TextExpectsTooMany, {});
  let next = 0;
  const take = (): Argument | undefined => {
    const arg = args[next++];
    if (arg !== undefined) requireSubstitutable(arg.type, before + next);
    return arg && { ...arg, position: next };
  };
  const sizeOf = (written: string | undefined): number | undefined => (written === '*' ? sizeArgument(take(), next) : written === undefined ? undefined : Number(written));
  return text.replace(SPECIFICATION, (_, ...groups: (string | number | undefined)[]) => {
    const [percent, flags = '', written, digits, size, kind] = groups as (string | undefined)[];
    if (percent !== undefined) return '%';
    if (kind === undefined) throw raise(Messages.InvalidFormat, { text: text.slice(Number(groups[6])) });
    const width = sizeOf(written) ?? 0;
    const precision = sizeOf(digits);
    return place(take(), { flags: width < 0 ? `${flags}-` : flags, width: Math.abs(width), precision: precision === undefined || precision < 0 ? undefined : precision, kind, isLong: size === 'I64', isShort: size === 'h' });
  });
}

/** Raises 2748 for a type that stands for no place of a text. */
export function requireSubstitutable(type: SqlType, position: number): void {
  const isFit = (isInteger(type) && type.name !== 'bit') || isCharacter(type) || isBinary(type);
  if (!isFit) throw raise(Messages.SubstitutionType, { type: isDecimal(type) ? formatType(type) : messageTypeName(type), position });
}

function sizeArgument(arg: Argument | undefined, position: number): number {
  if (arg === undefined || arg.value === null || !isInteger(arg.type)) throw raise(Messages.RaiserrorBadArgument, { position });
  return Number(arg.value);
}

function place(arg: Argument | undefined, { flags, width, precision, kind, isLong, isShort }: Specification): string {
  const isNull = arg === undefined || arg.value === null;
  if (isNull || kind === 's') {
    const text = isNull ? '(null)' : textOf(arg).slice(0, precision);
    return flags.includes('-') ? text.padEnd(width) : text.padStart(width);
  }
  const { sign, digits } = numberOf(arg, { flags, kind, isLong, isShort });
  const padded = sign + (precision === 0 && digits === '0' ? '' : digits.padStart(precision ?? 1, '0'));
  if (flags.includes('-')) return padded.padEnd(width);
  return flags.includes('0') && precision === undefined ? sign + digits.padStart(width - sign.length, '0') : padded.padStart(width);
}

function textOf(arg: Argument): string {
  if (!isCharacter(arg.type)) throw raise(Messages.RaiserrorBadArgument, { position: arg.position });
  return String(arg.value);
}

/** The digits of a number and what stands before them; a bigint needs I64, and only a bigint; h takes no int. */
function numberOf(arg: Argument, { flags, kind, isLong, isShort }: Pick<Specification, 'flags' | 'kind' | 'isLong' | 'isShort'>): { readonly sign: string; readonly digits: string } {
  const { value } = arg;
  const isFit = (typeof value === 'number' || typeof value === 'bigint') && (arg.type.name === 'bigint') === isLong && !(isShort && arg.type.name === 'int');
  if (!isFit) throw raise(Messages.RaiserrorBadArgument, { position: arg.position });
  const whole = BigInt(value);
  const unsigned = BigInt.asUintN(isLong ? 64 : 32, whole);
  const hasPrefix = flags.includes('#') && whole !== 0n;
  switch (kind) {
    case 'x': return { sign: hasPrefix ? '0x' : '', digits: unsigned.toString(16) };
    case 'X': return { sign: hasPrefix ? '0X' : '', digits: unsigned.toString(16).toUpperCase() };
    case 'o': return { sign: hasPrefix ? '0' : '', digits: unsigned.toString(8) };
    case 'u': return { sign: '', digits: unsigned.toString() };
    default: return whole < 0n ? { sign: '-', digits: (-whole).toString() } : { sign: flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : '', digits: whole.toString() };
  }
}
