// The printf of RAISERROR and FORMATMESSAGE. Knows no statement and no catalogue.
import { Messages } from '../../errors/catalogue';
import { notSupported } from '../../errors/not-supported';
import { raise } from '../../errors/sql-error';
import { isCharacter, type SqlType } from '../../types/sql-type';
import type { Value } from '../../types/value';

/** printf as RAISERROR and FORMATMESSAGE know it: %s %d %i %u %x %X %o, with flags, width and precision. */
export function formatMessage(text: string, args: readonly { readonly type: SqlType; readonly value: Value }[]): string {
  let next = 0;
  return text.replace(/%(%|([-+0 #]*)(\*|\d+)?(?:\.(\*|\d+))?(?:h|l|I64)?([sdiuxXo]))/g, (whole, ...groups: (string | undefined)[]) => {
    const [body, flags, width, precision, kind] = groups;
    if (body === '%') return '%';
    if (width === '*' || precision === '*') throw notSupported(`RAISERROR with ${whole}`);
    const arg = args[next++];
    const value = arg === undefined || arg.value === null ? '(null)' : formatOne(kind ?? 's', arg);
    const cut = kind === 's' && precision !== undefined ? value.slice(0, Number(precision)) : value;
    const size = Number(width ?? 0);
    if (flags?.includes('-')) return cut.padEnd(size);
    return flags?.includes('0') && kind !== 's' ? cut.padStart(size, '0') : cut.padStart(size);
  });
}

function formatOne(kind: string, arg: { readonly type: SqlType; readonly value: Value }): string {
  const value = arg.value;
  if (kind === 's') {
    if (!isCharacter(arg.type)) throw raise(Messages.RaiserrorBadArgument, {});
    return String(value);
  }
  if (typeof value !== 'number' && typeof value !== 'bigint') throw raise(Messages.RaiserrorBadArgument, {});
  const whole = BigInt(value);
  const unsigned = whole < 0n ? BigInt.asUintN(32, whole) : whole;
  switch (kind) {
    case 'x': return unsigned.toString(16);
    case 'X': return unsigned.toString(16).toUpperCase();
    case 'o': return unsigned.toString(8);
    case 'u': return unsigned.toString();
    default: return whole.toString();
  }
}
