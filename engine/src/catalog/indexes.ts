// The indexes of a table, of every kind, by their names. Knows no rows.
import type { NameRules } from '../types/text/collation';
import { compressionOfRows } from './compression';
import { placementOfRows } from './data-spaces';
import type { ColumnstoreIndex, IndexDefinition, StatisticsDefinition, TableDefinition, XmlIndex } from './definitions';

/** An index of any kind. */
export type NamedIndex = IndexDefinition | ColumnstoreIndex | XmlIndex;

/** The key of the clustered index; of a heap nothing. */
export const clusteredColumns = (indexes: readonly IndexDefinition[]): IndexDefinition['columns'] => indexes.find((index) => index.isClustered)?.columns ?? [];

/** Every index of a table in the order of their numbers, its columnstore and XML indexes among them. */
export function allIndexes(table: Pick<TableDefinition, 'indexes' | 'columnstore' | 'xmlIndexes'>): readonly NamedIndex[] {
  const all: NamedIndex[] = [...table.indexes, ...(table.columnstore ? [table.columnstore] : []), ...(table.xmlIndexes ?? [])];
  return all.sort((a, b) => a.indexId - b.indexId);
}

/** The index of that name by its database's rules, of whatever kind. */
export const indexNamed = (table: TableDefinition, name: string, names: NameRules): NamedIndex | undefined => allIndexes(table).find((index) => names.isSame(index.name, name));

/** The statistics of that name. */
export const statisticsNamed = (table: TableDefinition, name: string, names: NameRules): StatisticsDefinition | undefined => table.statistics?.find((one) => names.isSame(one.name, name));

/** Whether an index or statistics of the table have that name. */
export const isIndexNameTaken = (table: TableDefinition, name: string, names: NameRules): boolean => (indexNamed(table, name, names) ?? statisticsNamed(table, name, names)) !== undefined;

/** The rowstore index of that name of a table or view. */
export const rowstoreNamed = ({ indexes }: Pick<TableDefinition, 'indexes'>, name: string, names: NameRules): IndexDefinition | undefined => indexes.find((index) => names.isSame(index.name, name));

/** The columnstore index, if it has that name. */
export function columnstoreNamed(table: TableDefinition, name: string, names: NameRules): ColumnstoreIndex | undefined {
  return table.columnstore && names.isSame(table.columnstore.name, name) ? table.columnstore : undefined;
}

/** The table without one of its rowstore indexes; the heap that a clustered one leaves stays where it is, as it was compressed. */
export function withoutIndex(table: TableDefinition, gone: IndexDefinition | undefined): TableDefinition {
  const compression = compressionOfRows(table);
  return { ...table, indexes: table.indexes.filter((index) => index !== gone), placement: placementOfRows(table), ...(compression ? { compression } : {}) };
}
