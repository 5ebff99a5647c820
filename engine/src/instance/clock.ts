// The wall clock in the units of types/value.ts. Knows no session.

const UNIX_EPOCH_DAYS_FROM_1900 = 25567;
const UNIX_EPOCH_TICKS = 621355968000000000n;
const TICKS_PER_MS = 10000n;

/** A datetime value (1/300 s ticks since 1900, local time of the server) of a Unix instant. */
export function datetimeFromUnixMs(unixMs: number): number {
  const localMs = unixMs + localOffsetMinutes(unixMs) * 60000;
  return UNIX_EPOCH_DAYS_FROM_1900 * 86400 * 300 + Math.round((localMs * 300) / 1000);
}

/** 100 ns ticks since 0001-01-01 UTC of a Unix instant. */
export const utcTicksFromUnixMs = (unixMs: number): bigint => UNIX_EPOCH_TICKS + BigInt(Math.floor(unixMs * 1000)) * (TICKS_PER_MS / 1000n);

/** The server's offset from UTC at that instant, in minutes. */
export const localOffsetMinutes = (unixMs: number): number => -new Date(unixMs).getTimezoneOffset();
