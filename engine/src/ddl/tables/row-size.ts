// Whether the shortest row of a table fits a page. Knows the columns' types only.
import type { Column, TableDefinition } from '../../catalog/definitions';
import { Messages } from '../../errors/catalogue';
import { raise } from '../../errors/sql-error';
import { storageBytes } from '../../types/format-type';
import type { SqlType } from '../../types/sql-type';

const MAXIMUM = 8060;
/** What a row has beside its columns and a bit for each of them. */
const ROW_OVERHEAD = 6;
const BITS = 8;
const VARIABLE = new Set<SqlType['name']>(['varchar', 'nvarchar', 'varbinary', 'sql_variant', 'hierarchyid', 'text', 'ntext', 'image', 'xml', 'geometry', 'geography', 'vector']);

const isFixed = ({ type, computed, isSparse }: Column): boolean => !VARIABLE.has(type.name) && (computed === undefined || computed.isPersisted) && !isSparse;

/** Raises 1701 for a table whose columns of fixed length alone are too long for a row. */
export function requireRowFits({ name, columns }: TableDefinition): void {
  const fixed = columns.filter(isFixed).map(({ type }) => type);
  const bits = fixed.filter((type) => type.name === 'bit').length;
  const bytes = fixed.reduce((sum, type) => sum + (type.name === 'bit' ? 0 : storageBytes(type)), Math.ceil(bits / BITS));
  const overhead = ROW_OVERHEAD + Math.ceil(columns.length / BITS);
  if (bytes + overhead > MAXIMUM) throw raise(Messages.RowNeverFits, { table: name, size: bytes + overhead, overhead, most: MAXIMUM });
}
