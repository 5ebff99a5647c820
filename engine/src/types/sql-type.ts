// SQL Server's data types as plain data, and what can be said of a type alone.
// Knows no values and no tables.
import type { TypedNode } from './xsd/typed-place';

/** The base name of every data type the engine knows, in the lower case that INFORMATION_SCHEMA prints. */
export type SqlTypeName =
  | 'bit' | 'tinyint' | 'smallint' | 'int' | 'bigint'
  | 'decimal' | 'numeric' | 'money' | 'smallmoney' | 'float' | 'real'
  | 'char' | 'varchar' | 'text' | 'nchar' | 'nvarchar' | 'ntext'
  | 'binary' | 'varbinary' | 'image' | 'timestamp'
  | 'date' | 'time' | 'datetime' | 'smalldatetime' | 'datetime2' | 'datetimeoffset'
  | 'uniqueidentifier' | 'xml' | 'sql_variant' | 'vector' | 'geometry' | 'geography' | 'hierarchyid';

/** The collection of schemas that values of typed xml obey: `sources` are its texts. DOCUMENT allows one element at the top. */
export interface XmlSchema {
  readonly collectionId: number;
  readonly schemaName: string;
  readonly name: string;
  readonly sources: readonly string[];
  readonly isDocument: boolean;
  /** The collection's database, where an expression has the type; a column's definition does not say it. */
  readonly database?: string;
}

/**
 * One concrete type. `length` counts characters for strings, bytes for binaries, dimensions for vector, 'max' for (max);
 * `precision`/`scale` belong to decimal/numeric, `scale` alone to time, datetime2, datetimeoffset,
 * `precision` (24 or 53) to real/float. `collation` is the name of a string's collation.
 */
export interface SqlType {
  readonly name: SqlTypeName;
  readonly length?: number | 'max';
  readonly precision?: number;
  readonly scale?: number;
  readonly collation?: string;
  /** Text that JSON_QUERY, JSON_MODIFY, JSON_OBJECT, JSON_ARRAY or FOR JSON made: FOR JSON and JSON_MODIFY nest it unescaped. No part of the type's identity. */
  readonly isJson?: true;
  /** Of typed xml. */
  readonly xmlSchema?: XmlSchema;
  /** The column of nodes(): only the methods of xml may read it. */
  readonly isXmlNode?: true;
  /** Of nodes() of typed xml, whose schemas are beside it: what they say of the nodes. */
  readonly typedNode?: TypedNode;
}

/** Data type precedence, highest first (Microsoft Learn: Data type precedence); xml, which none of the types from the CLR becomes, before them. */
export const PRECEDENCE: readonly SqlTypeName[] = [
  'xml', 'geography', 'geometry', 'hierarchyid', 'sql_variant', 'vector', 'datetimeoffset', 'datetime2', 'datetime', 'smalldatetime', 'date', 'time',
  'float', 'real', 'decimal', 'numeric', 'money', 'smallmoney', 'bigint', 'int', 'smallint', 'tinyint', 'bit',
  'ntext', 'text', 'image', 'timestamp', 'uniqueidentifier',
  'nvarchar', 'nchar', 'varchar', 'char', 'varbinary', 'binary',
];

/** bit. */
export const BIT: SqlType = { name: 'bit' };
/** tinyint. */
export const TINYINT: SqlType = { name: 'tinyint' };
/** smallint. */
export const SMALLINT: SqlType = { name: 'smallint' };
/** int. */
export const INT: SqlType = { name: 'int' };
/** bigint. */
export const BIGINT: SqlType = { name: 'bigint' };
/** float(53). */
export const FLOAT: SqlType = { name: 'float', precision: 53 };
/** real, float(24). */
export const REAL: SqlType = { name: 'real', precision: 24 };
/** money. */
export const MONEY: SqlType = { name: 'money' };
/** smallmoney. */
export const SMALLMONEY: SqlType = { name: 'smallmoney' };
/** date. */
export const DATE: SqlType = { name: 'date' };
/** datetime. */
export const DATETIME: SqlType = { name: 'datetime' };
/** smalldatetime. */
export const SMALLDATETIME: SqlType = { name: 'smalldatetime' };
/** uniqueidentifier. */
export const UNIQUEIDENTIFIER: SqlType = { name: 'uniqueidentifier' };
/** xml, untyped. */
export const XML: SqlType = { name: 'xml' };
/** A row of nodes(). */
export const XML_NODE: SqlType = { name: 'xml', isXmlNode: true };
/** sql_variant. */
export const SQL_VARIANT: SqlType = { name: 'sql_variant' };
/** sysname: nvarchar(128). */
export const SYSNAME: SqlType = { name: 'nvarchar', length: 128 };
/** rowversion, which the catalog calls timestamp. */
export const ROWVERSION: SqlType = { name: 'timestamp' };

/** varchar(n) or varchar(max). */
export const varchar = (length: number | 'max', collation?: string): SqlType => ({ name: 'varchar', length, collation });
/** nvarchar(n) or nvarchar(max). */
export const nvarchar = (length: number | 'max', collation?: string): SqlType => ({ name: 'nvarchar', length, collation });
/** nvarchar(max) that is known for JSON. */
export const JSON_TEXT: SqlType = { ...nvarchar('max'), isJson: true };
/** The type of what only passes such text on, as CASE and columns of tables do: any text. */
export function plainText(type: SqlType): SqlType {
  if (type.isJson === undefined) return type;
  const { isJson: _, ...plain } = type;
  return plain;
}
/** varbinary(n) or varbinary(max). */
export const varbinary = (length: number | 'max'): SqlType => ({ name: 'varbinary', length });
/** decimal(p, s). */
export const decimal = (precision: number, scale: number): SqlType => ({ name: 'decimal', precision, scale });
/** numeric(p, s). */
export const numeric = (precision: number, scale: number): SqlType => ({ name: 'numeric', precision, scale });
/** datetime2(n). */
export const datetime2 = (scale = 7): SqlType => ({ name: 'datetime2', scale });
/** time(n). */
export const time = (scale = 7): SqlType => ({ name: 'time', scale });
/** datetimeoffset(n). */
export const datetimeoffset = (scale = 7): SqlType => ({ name: 'datetimeoffset', scale });

const CHARACTER = new Set<SqlTypeName>(['char', 'varchar', 'text', 'nchar', 'nvarchar', 'ntext']);
const UNICODE = new Set<SqlTypeName>(['nchar', 'nvarchar', 'ntext']);
const BINARY = new Set<SqlTypeName>(['binary', 'varbinary', 'image', 'timestamp']);
const INTEGER = new Set<SqlTypeName>(['bit', 'tinyint', 'smallint', 'int', 'bigint']);
const EXACT = new Set<SqlTypeName>(['decimal', 'numeric']);
const TEMPORAL = new Set<SqlTypeName>(['date', 'time', 'datetime', 'smalldatetime', 'datetime2', 'datetimeoffset']);

/** True for char, varchar, text and their Unicode kin. */
export const isCharacter = (type: SqlType): boolean => CHARACTER.has(type.name);
/** True for nchar, nvarchar, ntext. */
export const isUnicode = (type: SqlType): boolean => UNICODE.has(type.name);
/** True for binary, varbinary, image, rowversion. */
export const isBinary = (type: SqlType): boolean => BINARY.has(type.name);
/** True for types that SQL Server takes from the CLR; their values are bytes. */
export const isClrType = (type: SqlType): boolean => type.name === 'geometry' || type.name === 'geography' || type.name === 'hierarchyid';
/** True for bit and the four integer types. */
export const isInteger = (type: SqlType): boolean => INTEGER.has(type.name);
/** True for decimal and numeric. */
export const isDecimal = (type: SqlType): boolean => EXACT.has(type.name);
/** True for money and smallmoney. */
export const isMoney = (type: SqlType): boolean => type.name === 'money' || type.name === 'smallmoney';
/** True for float and real. */
export const isApproximate = (type: SqlType): boolean => type.name === 'float' || type.name === 'real';
/** True for every number type, bit included. */
export const isNumber = (type: SqlType): boolean => isInteger(type) || isDecimal(type) || isMoney(type) || isApproximate(type);
/** True for the six date and time types. */
export const isTemporal = (type: SqlType): boolean => TEMPORAL.has(type.name);
