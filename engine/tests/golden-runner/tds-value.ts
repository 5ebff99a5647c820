// How values and column metadata as tedious gives them print in a record.
import { printCell, type PrintedColumn } from './print-result';
import { clockText, dayText, fixedPoint, floatText, hexText } from './value-text';

/** What is read of tedious' column metadata. */
export interface TdsColumn {
  readonly colName: string;
  readonly type: { readonly name: string };
  readonly dataLength?: number;
  readonly precision?: number;
  readonly scale?: number;
  readonly flags?: number;
  readonly userType?: number;
  readonly udtInfo?: { readonly typeName: string };
}

const BY_LENGTH: Readonly<Record<string, Readonly<Record<number, string>>>> = {
  IntN: { 1: 'tinyint', 2: 'smallint', 4: 'int', 8: 'bigint' }, FloatN: { 4: 'real', 8: 'float' }, MoneyN: { 4: 'smallmoney', 8: 'money' },
  DateTimeN: { 4: 'smalldatetime', 8: 'datetime' }, BitN: { 1: 'bit' }, UniqueIdentifier: { 16: 'uniqueidentifier' },
};
const PLAIN: Readonly<Record<string, string>> = {
  TinyInt: 'tinyint', SmallInt: 'smallint', Int: 'int', BigInt: 'bigint', Bit: 'bit', Real: 'real', Float: 'float', Money: 'money', SmallMoney: 'smallmoney',
  DateTime: 'datetime', SmallDateTime: 'smalldatetime', Date: 'date', Text: 'text', NText: 'ntext', Image: 'image', Xml: 'xml', Variant: 'sql_variant', UniqueIdentifier: 'uniqueidentifier',
};
const SIZED: Readonly<Record<string, readonly [string, number]>> = {
  VarChar: ['varchar', 1], Char: ['char', 1], NVarChar: ['nvarchar', 2], NChar: ['nchar', 2], VarBinary: ['varbinary', 1], Binary: ['binary', 1],
};
const SCALED: Readonly<Record<string, string>> = { Time: 'time', DateTime2: 'datetime2', DateTimeOffset: 'datetimeoffset' };
const MAX_LENGTH = 65_535;
/** What tells rowversion from the binary(8) that it travels as ([MS-TDS] 2.2.7.4). */
const ROWVERSION_USER_TYPE = 0x50;
const NULLABLE_FLAG = 1;
const MS_PER_DAY = 86_400_000;
const FIRST_DAY_MS = Date.parse('0001-01-01T00:00:00Z');

/** The type of a column as T-SQL writes it. */
export function tdsTypeName(column: TdsColumn): string {
  if (column.userType === ROWVERSION_USER_TYPE) return 'timestamp';
  const name = column.type.name;
  const byLength = BY_LENGTH[name]?.[column.dataLength ?? 0];
  if (byLength !== undefined) return byLength;
  const sized = SIZED[name];
  if (sized) return `${sized[0]}(${column.dataLength === MAX_LENGTH ? 'max' : (column.dataLength ?? 0) / sized[1]})`;
  const scaled = SCALED[name];
  if (scaled !== undefined) return `${scaled}(${column.scale ?? 7})`;
  if (name.startsWith('Decimal') || name.startsWith('Numeric')) return `${name.startsWith('Decimal') ? 'decimal' : 'numeric'}(${column.precision ?? 18},${column.scale ?? 0})`;
  if (name === 'UDT') return column.udtInfo?.typeName ?? name;
  return PLAIN[name] ?? name;
}

/** A column header. */
export const tdsColumn = (column: TdsColumn): PrintedColumn => {
  const type = tdsTypeName(column);
  return { name: column.colName, type, isNullable: ((column.flags ?? 0) & NULLABLE_FLAG) !== 0, isText: isTextType(type) };
};

const isTextType = (type: string): boolean => /char|text/.test(type);

/** A value as a cell of a record. */
export function tdsCell(column: TdsColumn | undefined, value: unknown): string {
  const type = column ? tdsTypeName(column) : '';
  return printCell(value === null || value === undefined ? null : tdsText(type, column?.scale ?? 7, value), isTextType(type));
}

function tdsText(type: string, scale: number, value: unknown): string {
  if (value instanceof Uint8Array) return hexText(value);
  if (value instanceof Date) return dateText(type, scale, value);
  if (typeof value === 'boolean') return value ? '1' : '0';
  if (typeof value !== 'number') return String(value);
  if (type === 'float' || type === 'real') return floatText(value, type === 'real');
  if (/^(decimal|numeric)/.test(type)) return value.toFixed(scale);
  return type.endsWith('money') ? fixedPoint(BigInt(Math.round(value * 10_000)), 4) : String(value);
}

function dateText(type: string, scale: number, value: Date & { nanosecondsDelta?: number }): string {
  const day = Math.floor((value.getTime() - FIRST_DAY_MS) / MS_PER_DAY);
  const milliseconds = value.getTime() - FIRST_DAY_MS - day * MS_PER_DAY;
  const ticks = BigInt(milliseconds) * 10_000n + BigInt(Math.round((value.nanosecondsDelta ?? 0) * 10_000_000));
  if (type === 'date') return dayText(day);
  if (type.startsWith('time')) return clockText(ticks, scale);
  if (type === 'smalldatetime') return `${dayText(day)} ${clockText(ticks, 0)}`;
  if (type === 'datetime') return `${dayText(day)} ${clockText(ticks, 3)}`;
  return `${dayText(day)} ${clockText(ticks, scale)}${type.startsWith('datetimeoffset') ? 'Z' : ''}`;
}
