// The columnstore index of a table among its other indexes of every kind: which columns it holds, which names are taken. Knows no rows.
import { sameName } from '../types/text/collation';
import type { ColumnstoreIndex, IndexDefinition, StatisticsDefinition, TableDefinition, XmlIndex } from './definitions';

/** An index of any kind. */
export type NamedIndex = IndexDefinition | ColumnstoreIndex | XmlIndex;

/** Every index of a table in the order of their numbers, its columnstore and XML indexes among them. */
export function allIndexes(table: Pick<TableDefinition, 'indexes' | 'columnstore' | 'xmlIndexes'>): readonly NamedIndex[] {
  const all: NamedIndex[] = [...table.indexes, ...(table.columnstore ? [table.columnstore] : []), ...(table.xmlIndexes ?? [])];
  return all.sort((a, b) => a.indexId - b.indexId);
}

/** The index of that name, of whatever kind. */
export const indexNamed = (table: TableDefinition, name: string): NamedIndex | undefined => allIndexes(table).find((index) => sameName(index.name, name));

/** The statistics of that name. */
export const statisticsNamed = (table: TableDefinition, name: string): StatisticsDefinition | undefined => table.statistics?.find((one) => sameName(one.name, name));

/** Whether an index or statistics of the table have that name. */
export const isIndexNameTaken = (table: TableDefinition, name: string): boolean => (indexNamed(table, name) ?? statisticsNamed(table, name)) !== undefined;

/** The rowstore index of that name of a table or view. */
export const rowstoreNamed = ({ indexes }: Pick<TableDefinition, 'indexes'>, name: string): IndexDefinition | undefined => indexes.find((index) => sameName(index.name, name));

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
