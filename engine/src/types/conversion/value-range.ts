// Which values a type has, for those that come from outside: the wire has room for more. Knows no wire and no conversions.
import { DATETIME_TICKS_PER_DAY, DAYS_TO_1753, DAYS_TO_1900, isOffsetInstant, LAST_DAY, TICKS_PER_DAY } from '../datetime/date-time';
import { fitsPrecision } from '../number/decimal';
import type { SqlType } from '../sql-type';
import type { OffsetInstant, Value, Variant } from '../value';

/** True for a non-null value that is one of the type's. */
type RangeTest = (value: Value) => boolean;

const MINUTES_PER_DAY = 1440;
const SMALL_DAYS = 65_536;
const MOST_OFFSET_MINUTES = 840;
const END_OF_DATETIME2 = BigInt(LAST_DAY + 1) * BigInt(TICKS_PER_DAY);

const below = (end: number): RangeTest => (value) => (value as number) >= 0 && (value as number) < end;

/** True for ticks of 1/300 s that lie in datetime's years. */
export function isDatetime(value: Value): boolean {
  const days = Math.floor((value as number) / DATETIME_TICKS_PER_DAY) + DAYS_TO_1900;
  return days >= DAYS_TO_1753 && days <= LAST_DAY;
}

/** The test of a type's values; undefined for a type whose form alone keeps them in range. */
export function rangeTest(type: SqlType): RangeTest | undefined {
  switch (type.name) {
    case 'float': case 'real': return Number.isFinite;
    case 'decimal': case 'numeric': return (value) => fitsPrecision(value as bigint, type.precision ?? 18);
    case 'date': return below(LAST_DAY + 1);
    case 'time': return below(TICKS_PER_DAY);
    case 'datetime': return isDatetime;
    case 'smalldatetime': return below(SMALL_DAYS * MINUTES_PER_DAY);
    case 'datetime2': return (value) => (value as bigint) >= 0n && (value as bigint) < END_OF_DATETIME2;
    case 'datetimeoffset': return (value) => isOffsetInstant(value as OffsetInstant) && Math.abs((value as OffsetInstant).offsetMinutes) <= MOST_OFFSET_MINUTES;
    case 'sql_variant': return (value) => rangeTest((value as Variant).type)?.((value as Variant).value) !== false;
    default: return undefined;
  }
}
