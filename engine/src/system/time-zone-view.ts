// sys.time_zone_info: the zones that AT TIME ZONE takes, with their offsets of this moment.
import { TIME_ZONES } from '../types/datetime/time-zone-names';
import { offsetAt, requireTimeZone, ticksFromUnixMs } from '../types/datetime/time-zones';
import { defineView, type ViewRecord } from './define-view';

const JANUARY = 0;
const JULY = 6;

function offsetText(minutes: number): string {
  const [hour, minute] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60].map((n) => String(n).padStart(2, '0'));
  return `${minutes < 0 ? '-' : '+'}${hour}:${minute}`;
}

/** A zone's row at an instant: of its winter's and its summer's offset the smaller one is its standard time. */
function timeZoneRow(name: string, unixMs: number): ViewRecord {
  const zone = requireTimeZone(name);
  const year = new Date(unixMs).getUTCFullYear();
  const offset = offsetAt(zone, ticksFromUnixMs(unixMs));
  const standard = Math.min(...[JANUARY, JULY].map((month) => offsetAt(zone, ticksFromUnixMs(Date.UTC(year, month, 1)))));
  return { name, current_utc_offset: offsetText(offset), is_currently_dst: offset !== standard };
}

/** The view. */
export const TIME_ZONE_INFO = defineView('sys.time_zone_info', 'name sysname, current_utc_offset nvarchar12?, is_currently_dst bit?', function* () {
  const nowMs = Date.now();
  for (const name of Object.keys(TIME_ZONES)) yield timeZoneRow(name, nowMs);
});
