// The time in a text of WAITFOR: 'hh:mm', 'hh:mm:ss', 'hh:mm:ss.fff', and kin. Knows no statement and no type.

const WAIT = /^\s*(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:\.(\d{1,3})|:(\d{1,3}))?)?(?:\s*(AM|PM))?\s*$/i;
/** WAITFOR TIME may name the day on which a datetime without a date falls (Microsoft Learn: WAITFOR). */
const DAY_ZERO = /^\s*1900-01-01[ T]/i;

/** Milliseconds of a delay, or after midnight; an empty text is 0. Undefined for what is no time of a day. */
export function parseWaitMs(text: string, mode: 'delay' | 'time'): number | undefined {
  if (text.trim() === '') return 0;
  const match = WAIT.exec(mode === 'time' ? text.replace(DAY_ZERO, '') : text);
  if (!match) return undefined;
  const [, hourText, minutes, seconds = '0', fraction = '', milliseconds = '0', half] = match;
  const hours = hourOfDay(Number(hourText), half?.toUpperCase());
  if (hours === undefined || Number(minutes) > 59 || Number(seconds) > 59) return undefined;
  return ((hours * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000 + Number(fraction.padEnd(3, '0')) + Number(milliseconds);
}

function hourOfDay(hour: number, half: string | undefined): number | undefined {
  if (half === undefined) return hour > 23 ? undefined : hour;
  if (hour < 1 || hour > 12) return undefined;
  return (hour % 12) + (half === 'PM' ? 12 : 0);
}
