// The newer types of dates and times as bytes in CAST between them and binary types: little-endian, a time behind a byte for its scale, all in UTC. Knows layouts only, no lengths of targets.
import { bigintToBytes, bytesToBigint } from '../number/number-bytes';
import type { SqlType, SqlTypeName } from '../sql-type';
import { inUtc, LAST_DAY, normalizeMoment, TICKS_PER_DAY, TICKS_PER_MINUTE, type Moment } from './date-time';

type Part = 'time' | 'date' | 'offset';

const PARTS: Partial<Record<SqlTypeName, readonly Part[]>> = {
  date: ['date'], time: ['time'], datetime2: ['time', 'date'], datetimeoffset: ['time', 'date', 'offset'],
};
const FURTHEST_OFFSET = 840;

const littleEndian = (value: number, width: number): readonly number[] => [...bigintToBytes(BigInt(value), width).reverse()];
const readLittle = (bytes: Uint8Array): number => Number(bytesToBigint(bytes.slice().reverse(), bytes.length));

const timeWidth = (scale: number): number => (scale <= 2 ? 3 : scale <= 4 ? 4 : 5);
const unitOf = (scale: number): number => 10 ** (7 - scale);

/** True for the types whose bytes these are. */
export const hasDateBytes = ({ name }: SqlType): boolean => PARTS[name] !== undefined;

/** The bytes of a moment of a type. */
export function momentToBytes(moment: Moment, { name, scale = 7 }: SqlType): Uint8Array {
  const { days, ticks } = inUtc(moment);
  const written: Readonly<Record<Part, () => readonly number[]>> = {
    time: () => [scale, ...littleEndian(ticks / unitOf(scale), timeWidth(scale))], date: () => littleEndian(days, 3), offset: () => littleEndian(moment.offsetMinutes, 2),
  };
  return Uint8Array.from((PARTS[name] ?? []).flatMap((part) => written[part]()));
}

/** The moment whose bytes a type has, whatever scale they are of; undefined for what is no such image. */
export function momentFromBytes(bytes: Uint8Array, { name }: SqlType): Moment | undefined {
  const parts = PARTS[name] ?? [];
  const scale = parts.includes('time') ? bytes[0] ?? 8 : 0;
  const timeEnd = parts.includes('time') ? 1 + timeWidth(scale) : 0;
  const dateEnd = timeEnd + (parts.includes('date') ? 3 : 0);
  if (scale > 7 || bytes.length !== dateEnd + (parts.includes('offset') ? 2 : 0)) return undefined;
  const ticks = readLittle(bytes.slice(1, timeEnd)) * unitOf(scale);
  const days = readLittle(bytes.slice(timeEnd, dateEnd));
  const offsetMinutes = Number(BigInt.asIntN(16, BigInt(readLittle(bytes.slice(dateEnd)))));
  if (ticks >= TICKS_PER_DAY || days > LAST_DAY || Math.abs(offsetMinutes) > FURTHEST_OFFSET) return undefined;
  return normalizeMoment(days, ticks + offsetMinutes * TICKS_PER_MINUTE, offsetMinutes);
}
