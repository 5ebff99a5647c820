// How the engine's own values print in a record. Written apart from the engine's conversions, so that a record can catch them lying.
import type { SqlType } from '../../src/types/sql-type';
import type { Value } from '../../src/types/value';
import { clockText, dayText, fixedPoint, floatText, hexText } from './value-text';

const TICKS_PER_SECOND = 10_000_000n;
const TICKS_PER_DAY = 86_400n * TICKS_PER_SECOND;
/** Days from 0001-01-01 to 1900-01-01. */
const DAYS_TO_1900 = 693_595;

/** A value of a static type as text, null for NULL. */
export function engineText(type: SqlType, value: Value): string | null {
  if (value === null) return null;
  if (value instanceof Uint8Array) return hexText(value);
  if (typeof value === 'object') return value.kind === 'variant' ? engineText(value.type, value.value) : `${momentText(value.utcTicks, type.scale ?? 7)}Z`;
  if (typeof value === 'string') return value;
  return typeof value === 'bigint' ? bigintText(type, value) : numberText(type, value);
}

function bigintText(type: SqlType, value: bigint): string {
  switch (type.name) {
    case 'decimal': case 'numeric': return fixedPoint(value, type.scale ?? 0);
    case 'money': case 'smallmoney': return fixedPoint(value, 4);
    case 'datetime2': return momentText(value, type.scale ?? 7);
    default: return String(value);
  }
}

function numberText(type: SqlType, value: number): string {
  switch (type.name) {
    case 'real': case 'float': return floatText(value, type.name === 'real');
    case 'date': return dayText(value);
    case 'time': return clockText(BigInt(value), type.scale ?? 7);
    case 'smalldatetime': return `${dayText(DAYS_TO_1900 + Math.floor(value / 1440))} ${clockText(BigInt(((value % 1440) + 1440) % 1440) * 60n * TICKS_PER_SECOND, 0)}`;
    case 'datetime': return datetimeText(value);
    default: return String(value);
  }
}

function datetimeText(ticks: number): string {
  const perDay = 86_400 * 300;
  const day = Math.floor(ticks / perDay);
  const milliseconds = Math.round(((ticks - day * perDay) * 10) / 3);
  return `${dayText(DAYS_TO_1900 + day)} ${clockText(BigInt(milliseconds) * 10_000n, 3)}`;
}

const momentText = (ticks: bigint, scale: number): string => `${dayText(Number(ticks / TICKS_PER_DAY))} ${clockText(ticks % TICKS_PER_DAY, scale)}`;
