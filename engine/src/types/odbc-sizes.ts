// Precision and scale of a type as ODBC counts them, from the numbers that sys.columns and sys.parameters show: what ODBCPREC and ODBCSCALE give.
import { typeId } from './format-type';

const numbersOf = (...names: readonly string[]): ReadonlySet<number> => new Set(names.map((name) => typeId(name)?.systemTypeId ?? 0));

const SCALED = numbersOf('tinyint', 'smallint', 'int', 'bigint', 'decimal', 'numeric', 'money', 'smallmoney', 'date', 'time', 'smalldatetime', 'datetime', 'datetime2', 'datetimeoffset');
const IN_BYTES = numbersOf('char', 'varchar', 'binary', 'varbinary');
const WIDE = numbersOf('nchar', 'nvarchar');

/** The scale of a number, a date or a time; null for other types, float and bit among them. */
export const odbcScale = (systemTypeId: number, scale: number): number | null => (SCALED.has(systemTypeId) ? scale : null);

/** The precision of a number, a date or a time and the length of text and bytes; undefined for types without either, where no one has written down what it is. */
export function odbcPrecision(systemTypeId: number, maxLength: number, precision: number): number | undefined {
  if (precision > 0) return precision;
  if (maxLength <= 0) return undefined;
  if (WIDE.has(systemTypeId)) return maxLength / 2;
  return IN_BYTES.has(systemTypeId) ? maxLength : undefined;
}
