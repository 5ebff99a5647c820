// The columnstore index of a table: which columns it holds, whether the rows are in it. Knows no rows.
import type { TableDefinition } from './definitions';

/** The ids of the columns that the columnstore index holds. */
export function columnstoreColumnIds({ columns, columnstore }: TableDefinition): readonly number[] {
  return columnstore?.isClustered ? columns.map((column) => column.columnId) : (columnstore?.columnIds ?? []);
}

/** True for a table whose rows are in a clustered columnstore index. */
export const isColumnstore = (table: TableDefinition): boolean => table.columnstore?.isClustered === true;
