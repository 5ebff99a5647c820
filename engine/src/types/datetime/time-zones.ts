// Windows time zone names and their offsets through the host's time zone data. Knows no SQL types.
import { raise } from '../../errors/sql-error';
import { Messages } from '../../errors/catalogue';
import { EngineBug } from '../../errors/engine-bug';
import { TICKS_PER_MINUTE } from './date-time';
import { TIME_ZONES } from './time-zone-names';

/** A zone whose offsets can be asked. */
export interface TimeZone { readonly formatter: Intl.DateTimeFormat }

const BY_FOLDED_NAME = new Map(Object.entries(TIME_ZONES).map(([name, iana]) => [name.toLowerCase(), iana]));
const UNIX_EPOCH_TICKS = 621_355_968_000_000_000n;
const TICKS_OF_MINUTE = BigInt(TICKS_PER_MINUTE);
const DAY_TICKS = 864_000_000_000n;

/** The Windows name of an IANA zone, or that name itself where Windows has none. */
export function windowsNameOf(iana: string): string {
  if (iana === 'UTC') return 'UTC';
  return Object.entries(TIME_ZONES).find(([, zone]) => zone === iana)?.[0] ?? iana;
}

/** The zone of a Windows name; raises 9820 for a name that is none. */
export function requireTimeZone(name: string): TimeZone {
  const iana = BY_FOLDED_NAME.get(name.toLowerCase());
  if (iana === undefined) throw raise(Messages.UnknownTimeZone, { zone: name });
  return { formatter: new Intl.DateTimeFormat('en-US', { timeZone: iana, timeZoneName: 'longOffset' }) };
}

/** UTC ticks of a number of milliseconds since 1970. */
export const ticksFromUnixMs = (unixMs: number): bigint => UNIX_EPOCH_TICKS + BigInt(Math.trunc(unixMs)) * 10_000n;

/** The zone's offset in minutes at an instant of UTC ticks. */
export function offsetAt(zone: TimeZone, utcTicks: bigint): number {
  const date = new Date(Number((utcTicks - UNIX_EPOCH_TICKS) / 10_000n));
  const text = zone.formatter.formatToParts(date).find((part) => part.type === 'timeZoneName')?.value;
  const match = /^GMT(?:([+-])(\d{2}):(\d{2}))?/.exec(text ?? '');
  if (match === null) throw new EngineBug(`no offset in '${text ?? ''}'`);
  const minutes = Number(match[2] ?? 0) * 60 + Number(match[3] ?? 0);
  return match[1] === '-' ? -minutes : minutes;
}

/** A local time with its offset: a gap is jumped forward, of an overlap the daylight offset is taken. */
export function offsetOfLocal(zone: TimeZone, localTicks: bigint): { readonly localTicks: bigint; readonly offsetMinutes: number } {
  const before = offsetAt(zone, localTicks - DAY_TICKS);
  const after = offsetAt(zone, localTicks + DAY_TICKS);
  for (const offsetMinutes of [Math.max(before, after), Math.min(before, after)]) {
    if (offsetAt(zone, localTicks - BigInt(offsetMinutes) * TICKS_OF_MINUTE) === offsetMinutes) return { localTicks, offsetMinutes };
  }
  const utcTicks = localTicks - BigInt(before) * TICKS_OF_MINUTE;
  const offsetMinutes = offsetAt(zone, utcTicks);
  return { localTicks: utcTicks + BigInt(offsetMinutes) * TICKS_OF_MINUTE, offsetMinutes };
}
