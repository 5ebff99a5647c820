// The columnstore index of a table among its other indexes: which columns it holds, which names and numbers are taken. Knows no rows.
import { sameName } from '../types/collation';
import type { ColumnstoreIndex, IndexDefinition, TableDefinition } from './definitions';

/** What every index has, of either kind. */
export type NamedIndex = Pick<IndexDefinition, 'indexId' | 'name' | 'isClustered' | 'isDisabled'>;

/** Every index of a table in the order of their numbers, its columnstore index among them. */
export function allIndexes(table: Pick<TableDefinition, 'indexes' | 'columnstore'>): readonly NamedIndex[] {
  const all: readonly NamedIndex[] = table.columnstore ? [...table.indexes, table.columnstore] : table.indexes;
  return [...all].sort((a, b) => a.indexId - b.indexId);
}

/** The columnstore index, if it has that name. */
export function columnstoreNamed(table: TableDefinition, name: string): ColumnstoreIndex | undefined {
  return table.columnstore && sameName(table.columnstore.name, name) ? table.columnstore : undefined;
}

/** The ids of the columns that the columnstore index holds. */
export function columnstoreColumnIds({ columns, columnstore }: TableDefinition): readonly number[] {
  return columnstore?.isClustered ? columns.map((column) => column.columnId) : (columnstore?.columnIds ?? []);
}

/** True for a table whose rows are in a clustered columnstore index. */
export const isColumnstore = (table: TableDefinition): boolean => table.columnstore?.isClustered === true;
