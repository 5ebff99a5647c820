// From a table's definition to the shape of its storage. Knows no rows and no locks.
import type { IndexDefinition, TableDefinition } from '../catalog/definitions';
import { keySize } from '../catalog/key-size';
import type { IndexShape } from '../storage/index-store';
import { TableStore } from '../storage/table-store';

/** The storage shape of one index. */
export function indexShape(table: TableDefinition, index: IndexDefinition): IndexShape {
  const columns = index.columns.flatMap(({ columnId, isDescending }) => {
    const ordinal = table.columns.findIndex(column => column.columnId === columnId);
    const type = table.columns[ordinal]?.type;
    return type ? [{ ordinal, type, isDescending }] : [];
  });
  const { limit, maximum } = keySize(table.columns, index);
  return { indexId: index.indexId, isUnique: index.isUnique, columns, ...(maximum > limit ? { keyLimitBytes: limit } : {}) };
}

/** The indexes that are maintained. */
export const enabledIndexes = (table: TableDefinition): readonly IndexDefinition[] => table.indexes.filter(index => !index.isDisabled);

/** The identity column's seed and increment, if the table has one. */
export const identityOf = (table: TableDefinition): { readonly seed: bigint; readonly increment: bigint } | undefined => table.columns.find(column => column.identity)?.identity;

/** An empty store for a table: for table variables and other tables that no database keeps. */
export const createTableStore = (table: TableDefinition): TableStore =>
  new TableStore(table.objectId, enabledIndexes(table).map(index => indexShape(table, index)), identityOf(table));
