// How types print, and what sys.types and sys.columns say of them. Knows no values.
import { ownEntry } from './own-entry';
import type { SqlType, SqlTypeName } from './sql-type';
import { isBinary, isCharacter, isDecimal, isUnicode } from './sql-type';
import { vectorBytes } from './vector';

/** `type` as T-SQL writes it: nvarchar(50), decimal(10,2), datetime2(7). */
export function formatType(type: SqlType): string {
  switch (type.name) {
    case 'char': case 'varchar': case 'nchar': case 'nvarchar': case 'binary': case 'varbinary': case 'vector':
      return `${type.name}(${type.length ?? 1})`;
    case 'decimal': case 'numeric':
      return `${type.name}(${type.precision ?? 18},${type.scale ?? 0})`;
    case 'time': case 'datetime2': case 'datetimeoffset':
      return `${type.name}(${type.scale ?? 7})`;
    default:
      return type.name;
  }
}

/** `type` as error messages name it: without length, (max) kept, decimal as it was declared. */
export const messageTypeName = (type: SqlType): string => (type.length === 'max' ? `${type.name}(max)` : type.name);

const FIXED_BYTES: Partial<Record<SqlTypeName, number>> = {
  bit: 1, tinyint: 1, smallint: 2, int: 4, bigint: 8, money: 8, smallmoney: 4, float: 8, real: 4,
  date: 3, datetime: 8, smalldatetime: 4, uniqueidentifier: 16, timestamp: 8,
  text: 16, ntext: 16, image: 16, xml: -1, sql_variant: 8016, geometry: -1, geography: -1, hierarchyid: 892,
};

const timeBytes = (scale: number): number => (scale <= 2 ? 3 : scale <= 4 ? 4 : 5);

/** The bytes a decimal of this precision takes. */
const decimalBytes = (precision: number): number => (precision <= 9 ? 5 : precision <= 19 ? 9 : precision <= 28 ? 13 : 17);

/** sys.columns.max_length: bytes, -1 for (max). */
export function storageBytes(type: SqlType): number {
  const fixed = FIXED_BYTES[type.name];
  if (fixed !== undefined) return fixed;
  if (type.length === 'max') return -1;
  if (isDecimal(type)) return decimalBytes(type.precision ?? 18);
  if (type.name === 'vector') return vectorBytes(typeof type.length === 'number' ? type.length : 1);
  if (type.name === 'time') return timeBytes(type.scale ?? 7);
  if (type.name === 'datetime2') return timeBytes(type.scale ?? 7) + 3;
  if (type.name === 'datetimeoffset') return timeBytes(type.scale ?? 7) + 5;
  return (type.length ?? 1) * (isUnicode(type) ? 2 : 1);
}

const FIXED_PRECISION: Partial<Record<SqlTypeName, number>> = {
  bit: 1, tinyint: 3, smallint: 5, int: 10, bigint: 19, money: 19, smallmoney: 10, float: 53, real: 24,
  date: 10, datetime: 23, smalldatetime: 16,
};

/** sys.columns.precision: digits of numbers, characters of dates, 0 otherwise. */
export function precisionOf(type: SqlType): number {
  const fixed = FIXED_PRECISION[type.name];
  if (fixed !== undefined) return fixed;
  if (isDecimal(type)) return type.precision ?? 18;
  const scale = type.scale ?? 7;
  const point = scale === 0 ? 0 : scale + 1;
  if (type.name === 'time') return 8 + point;
  if (type.name === 'datetime2') return 19 + point;
  return type.name === 'datetimeoffset' ? 26 + point : 0;
}

/** sys.columns.scale. */
export function scaleOf(type: SqlType): number {
  if (type.name === 'money' || type.name === 'smallmoney') return 4;
  if (type.name === 'datetime') return 3;
  if (isDecimal(type)) return type.scale ?? 0;
  return type.name === 'time' || type.name === 'datetime2' || type.name === 'datetimeoffset' ? type.scale ?? 7 : 0;
}

/** Characters of text and bytes of binary values as declared, -1 for (max) and what is as long; null for other types. The catalog's CHARACTER_MAXIMUM_LENGTH. */
export function declaredLength(type: SqlType): number | null {
  switch (type.name) {
    case 'text': case 'image': return 2147483647;
    case 'ntext': return 1073741823;
    case 'xml': case 'geometry': case 'geography': return -1;
    case 'vector': case 'hierarchyid': return storageBytes(type);
    case 'timestamp': return null;
    case 'sql_variant': return 0;
  }
  if (!isCharacter(type) && !isBinary(type)) return null;
  return type.length === 'max' ? -1 : (type.length ?? 1);
}

/** One row of sys.types: the ids under which catalog views name a type. */
export interface TypeIds { readonly systemTypeId: number; readonly userTypeId: number }

const TYPE_IDS: Readonly<Record<string, number>> = {
  image: 34, text: 35, uniqueidentifier: 36, date: 40, time: 41, datetime2: 42, datetimeoffset: 43, tinyint: 48, smallint: 52,
  int: 56, smalldatetime: 58, real: 59, money: 60, datetime: 61, float: 62, sql_variant: 98, ntext: 99, bit: 104, decimal: 106,
  numeric: 108, smallmoney: 122, bigint: 127, varbinary: 165, varchar: 167, binary: 173, char: 175, timestamp: 189,
  nvarchar: 231, nchar: 239, xml: 241, vector: 255,
};

/** CLR types share one system type id. */
const CLR_TYPE_IDS: Readonly<Record<string, TypeIds>> = {
  hierarchyid: { systemTypeId: 240, userTypeId: 128 },
  geometry: { systemTypeId: 240, userTypeId: 129 },
  geography: { systemTypeId: 240, userTypeId: 130 },
};

/** sys.types' ids of a system type (sysname included), or undefined. */
export function typeId(name: string): TypeIds | undefined {
  const folded = name.toLowerCase();
  if (folded === 'sysname') return { systemTypeId: 231, userTypeId: 256 };
  const clr = ownEntry(CLR_TYPE_IDS, folded);
  if (clr) return clr;
  const id = ownEntry(TYPE_IDS, folded === 'rowversion' ? 'timestamp' : folded);
  return id === undefined ? undefined : { systemTypeId: id, userTypeId: id };
}
