// A data type's name and arguments, as a declaration writes them, to a SqlType. Knows no user-defined types.
import { raise } from '../errors/sql-error';
import { Messages } from '../errors/catalogue';
import { notSupported, notSupportedOf2025 } from '../errors/not-supported';
import { ownEntry } from './own-entry';
import type { SqlType, SqlTypeName } from './sql-type';
import { SYSNAME } from './sql-type';
import { MAX_VECTOR_DIMENSIONS } from './vector';

/** What a declaration's place changes: CAST's default length is 30, a column's 1; `position` numbers it in messages, `subject` names what has the type. */
export interface ResolveTypeOptions { readonly collation?: string; readonly isCast?: boolean; readonly isColumn?: boolean; readonly position?: number; readonly subject?: string }

type TypeArguments = readonly (number | 'max')[];

const SYNONYMS: Readonly<Record<string, SqlTypeName>> = {
  integer: 'int', dec: 'decimal', rowversion: 'timestamp', character: 'char', 'character varying': 'varchar', 'char varying': 'varchar',
  'national character': 'nchar', 'national char': 'nchar', 'national character varying': 'nvarchar', 'national char varying': 'nvarchar',
  'national text': 'ntext', 'binary varying': 'varbinary', 'double precision': 'float',
};
const PLAIN = new Set<string>(['bit', 'tinyint', 'smallint', 'int', 'bigint', 'money', 'smallmoney', 'real', 'image', 'timestamp',
  'date', 'datetime', 'smalldatetime', 'uniqueidentifier', 'xml', 'sql_variant', 'geometry', 'geography', 'hierarchyid']);
const SIZED = new Set<string>(['char', 'varchar', 'nchar', 'nvarchar', 'binary', 'varbinary']);
const FRACTIONAL = new Set<string>(['time', 'datetime2', 'datetimeoffset']);
const MAX_PRECISION = 38;
const FLOAT_BITS = 53;
const FOREIGN = new Set<string>(['cursor', 'table']);

/** The SqlType of a system type's name, undefined for any other name; raises for arguments out of range. */
export function resolveType(name: string, args: TypeArguments, options: ResolveTypeOptions = {}): SqlType | undefined {
  const folded = name.toLowerCase().replace(/^(?:sys|\[sys\])\./, '').replace(/\s+/g, ' ');
  const base = ownEntry(SYNONYMS, folded) ?? folded;
  if (base === 'sysname') return { ...SYSNAME, collation: options.collation };
  if (base === 'text' || base === 'ntext') return withoutArguments({ name: base, collation: options.collation }, args, options);
  if (base === 'real') return withoutArguments({ name: 'real', precision: 24 }, args, options);
  if (PLAIN.has(base)) return withoutArguments({ name: base as SqlTypeName }, args, options);
  if (SIZED.has(base)) return sizedType(base as SqlTypeName, args, options);
  if (FRACTIONAL.has(base)) return fractionalType(base as SqlTypeName, args, options);
  if (base === 'decimal' || base === 'numeric') return decimalType(base, args, options);
  if (base === 'float') return floatType(args, folded, options);
  if (base === 'vector') return vectorType(args, options);
  if (base === 'json') throw notSupportedOf2025('the data type json');
  if (FOREIGN.has(base)) throw notSupported(`the data type ${base}`);
  return undefined;
}

function withoutArguments(type: SqlType, args: TypeArguments, options: ResolveTypeOptions): SqlType {
  if (args.length > 0 && type.name !== 'xml') throw raise(Messages.WidthNotAllowed, { position: options.position ?? 1, type: type.name });
  return type;
}

function requireOneArgument(type: SqlTypeName, args: TypeArguments, options: ResolveTypeOptions): void {
  if (args.length > 1) throw raise(Messages.WidthNotAllowed, { position: options.position ?? 1, type });
}

function sizedType(name: SqlTypeName, args: TypeArguments, options: ResolveTypeOptions): SqlType {
  const isUnicode = name === 'nchar' || name === 'nvarchar';
  const isText = isUnicode || name === 'char' || name === 'varchar';
  requireOneArgument(name, args, options);
  const length = args[0] ?? (options.isCast === true ? 30 : 1);
  const maximum = isUnicode ? 4000 : 8000;
  if (length === 'max' && !name.includes('var')) throw raise(Messages.SyntaxNear, { token: 'max' });
  if (length === 0) throw raise(Messages.InvalidTypeLength, { length: 0 });
  if (length !== 'max' && length > maximum) throw sizeTooLarge(name, length, options);
  return isText ? { name, length, collation: options.collation } : { name, length };
}

/** Messages name a column for its size, whatever is declared for a national one, and the type elsewhere. */
function sizeTooLarge(name: SqlTypeName, size: number, { isCast, isColumn, subject }: ResolveTypeOptions): Error {
  const isNational = name === 'nchar' || name === 'nvarchar';
  if (isNational && isCast === true) return raise(Messages.SizeAboveMaximum, { size, kind: 'convert specification', name, maximum: 4000 });
  if (isNational) return raise(Messages.SizeAboveParameterMaximum, { size, kind: 'parameter', name: subject ?? name, maximum: 4000 });
  const isNamed = isColumn === true && subject !== undefined;
  return raise(Messages.SizeAboveMaximum, { size, kind: isNamed ? 'column' : 'type', name: isNamed ? subject : name, maximum: 8000 });
}

function fractionalType(name: SqlTypeName, args: TypeArguments, options: ResolveTypeOptions): SqlType {
  requireOneArgument(name, args, options);
  const scale = args[0] ?? 7;
  if (scale === 'max') throw raise(Messages.SyntaxNear, { token: 'max' });
  if (scale > 7) throw raise(Messages.InvalidScale, { scale });
  return { name, scale };
}

function decimalType(name: 'decimal' | 'numeric', args: TypeArguments, options: ResolveTypeOptions): SqlType {
  const [precision = 18, scale = 0] = args;
  if (precision === 'max' || scale === 'max') throw raise(Messages.SyntaxNear, { token: 'max' });
  if (precision > MAX_PRECISION && args.length > 1 && options.isColumn !== true) throw raise(Messages.SizeAboveParameterMaximum, { size: precision, kind: 'type', name, maximum: MAX_PRECISION }, 1);
  if (precision > MAX_PRECISION) return { name, precision: atMost(MAX_PRECISION, precision, options), scale };
  if (precision < 1) throw raise(Messages.InvalidTypeLength, { length: precision });
  if (scale > precision) throw scaleBeyond(precision, scale, options);
  return { name, precision, scale };
}

/** CAST takes a precision that stands alone for the greatest that there is; a declaration raises 2750. */
function atMost(maximum: number, precision: number, options: ResolveTypeOptions): number {
  if (options.isCast !== true) throw raise(Messages.PrecisionAboveMaximum, { position: options.position ?? 1, precision, maximum });
  return maximum;
}

function scaleBeyond(precision: number, scale: number, { isColumn, position = 1, subject }: ResolveTypeOptions): Error {
  if (isColumn !== true) return raise(Messages.ScaleBeyondPrecision, {});
  return subject === undefined ? raise(Messages.ScaleAbovePrecision, { position, scale, precision }) : raise(Messages.ScaleOutOfRange, { scale, column: subject, maximum: precision });
}

function vectorType(args: TypeArguments, { isColumn, subject }: ResolveTypeOptions): SqlType {
  const [dimensions = 0] = args;
  if (dimensions === 'max') throw raise(Messages.SyntaxNear, { token: 'max' });
  if (dimensions < 1) throw raise(Messages.InvalidTypeLength, { length: dimensions });
  const isNamed = isColumn === true && subject !== undefined;
  const tooMany = { size: dimensions, kind: isNamed ? 'column' : 'type', name: isNamed ? subject : 'vector', maximum: MAX_VECTOR_DIMENSIONS };
  if (dimensions > MAX_VECTOR_DIMENSIONS) throw raise(Messages.SizeAboveParameterMaximum, tooMany, isNamed ? 4 : 3);
  return { name: 'vector', length: dimensions };
}

function floatType(args: TypeArguments, written: string, options: ResolveTypeOptions): SqlType {
  requireOneArgument('float', args, options);
  const bits = args[0] ?? FLOAT_BITS;
  if (bits === 'max') throw raise(Messages.SyntaxNear, { token: 'max' });
  if (bits < 1 || (written === 'double precision' && args.length > 0)) throw raise(Messages.InvalidTypeLength, { length: bits });
  if (bits > FLOAT_BITS) atMost(FLOAT_BITS, bits, options);
  return bits <= 24 ? { name: 'real', precision: 24 } : { name: 'float', precision: FLOAT_BITS };
}
