// The dateparts of DATEADD, DATEDIFF, DATEPART and their kin, by all their names. Knows no values.
import { ownEntry } from '../own-entry';

/** A datepart under its full name. */
export type Datepart =
  | 'year' | 'quarter' | 'month' | 'dayofyear' | 'day' | 'week' | 'weekday' | 'hour' | 'minute' | 'second'
  | 'millisecond' | 'microsecond' | 'nanosecond' | 'tzoffset' | 'iso_week';

const NAMES: Readonly<Record<string, Datepart>> = {
  year: 'year', yy: 'year', yyyy: 'year', quarter: 'quarter', qq: 'quarter', q: 'quarter', month: 'month', mm: 'month', m: 'month',
  dayofyear: 'dayofyear', dy: 'dayofyear', y: 'dayofyear', day: 'day', dd: 'day', d: 'day', week: 'week', wk: 'week', ww: 'week',
  weekday: 'weekday', dw: 'weekday', w: 'weekday', hour: 'hour', hh: 'hour', minute: 'minute', mi: 'minute', n: 'minute',
  second: 'second', ss: 'second', s: 'second', millisecond: 'millisecond', ms: 'millisecond', microsecond: 'microsecond', mcs: 'microsecond',
  nanosecond: 'nanosecond', ns: 'nanosecond', tzoffset: 'tzoffset', tz: 'tzoffset', iso_week: 'iso_week', isowk: 'iso_week', isoww: 'iso_week',
};

/** The datepart that a keyword or its abbreviation names, or undefined (the caller raises 155). */
export const datepartOf = (name: string): Datepart | undefined => ownEntry(NAMES, name.toLowerCase());
