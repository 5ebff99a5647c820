// What a table may hold: 1,024 columns, and a row whose columns of fixed length leave room on its page. What rows take in memory is not its matter.
import type { Column, TableDefinition } from '../../catalog/definitions';
import { Messages } from '../../errors/catalogue';
import { raise } from '../../errors/sql-error';
import { storageBytes } from '../../types/format-type';
import type { SqlTypeName } from '../../types/sql-type';

const MOST_COLUMNS = 1024;
const LARGEST_ROW = 8060;
/** The row's header and the number of its columns; a bit for each column follows. */
const ROW_HEADER = 6;
const VARIABLE: ReadonlySet<SqlTypeName> = new Set(['varchar', 'nvarchar', 'varbinary', 'text', 'ntext', 'image', 'xml', 'sql_variant', 'geometry', 'geography', 'hierarchyid', 'vector']);

const isStored = ({ computed, isSparse }: Column): boolean => !isSparse && computed?.isPersisted !== false;

/** Raises 1702 for a column too many, and 1701 where even the smallest row is too large. */
export function requireRowFits({ name: table, columns }: TableDefinition): void {
  const beyond = columns[MOST_COLUMNS];
  if (beyond) throw raise(Messages.TooManyColumns, { column: beyond.name, table, most: MOST_COLUMNS });
  const stored = columns.filter(isStored);
  const fixed = stored.filter(({ type }) => !VARIABLE.has(type.name) && type.name !== 'bit');
  const bits = stored.filter(({ type }) => type.name === 'bit').length;
  const overhead = ROW_HEADER + Math.ceil(stored.length / 8);
  const size = fixed.reduce((sum, { type }) => sum + storageBytes(type), overhead + Math.ceil(bits / 8));
  if (size > LARGEST_ROW) throw raise(Messages.RowTooLarge, { table, size, overhead, most: LARGEST_ROW });
}
