// How each SQL type is held in JavaScript. The static SqlType of an expression says how to read its value;
// a value alone does not know its type (sql_variant excepted).
import type { SqlType } from './sql-type';

/**
 * | SQL type | JavaScript |
 * |---|---|
 * | bit (0 or 1), tinyint, smallint, int, float, real | number |
 * | bigint | bigint |
 * | decimal(p,s), numeric(p,s) | bigint: the unscaled integer, scale is the static type's |
 * | money, smallmoney | bigint: ten-thousandths |
 * | char, varchar, text, nchar, nvarchar, ntext, xml | string (char/nchar padded to length) |
 * | binary, varbinary, image, timestamp | Uint8Array |
 * | uniqueidentifier | string, upper case, 8-4-4-4-12 |
 * | date | number: days since 0001-01-01 |
 * | time(n) | number: 100 ns ticks since midnight |
 * | datetime | number: 1/300 s ticks since 1900-01-01 (negative before) |
 * | smalldatetime | number: minutes since 1900-01-01 |
 * | datetime2(n) | bigint: 100 ns ticks since 0001-01-01 |
 * | datetimeoffset(n) | OffsetInstant |
 * | vector(n) | Uint8Array, see vector.ts |
 * | geometry, geography | Uint8Array, see spatial-shape.ts |
 * | sql_variant | Variant |
 */
export type Value = null | number | bigint | string | Uint8Array | OffsetInstant | Variant;

/** A datetimeoffset: `utcTicks` 100 ns ticks since 0001-01-01 in UTC, `offsetMinutes` of the zone. */
export interface OffsetInstant { readonly kind: 'offset-instant'; readonly utcTicks: bigint; readonly offsetMinutes: number }

/** The content of a non-NULL sql_variant: a value that carries its own type. */
export interface Variant { readonly kind: 'variant'; readonly type: SqlType; readonly value: Exclude<Value, null | Variant> }

/** One row's values, by column ordinal. Rows are never changed in place. */
export type Row = readonly Value[];
