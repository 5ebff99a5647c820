// Small questions about a table's columns that every writer asks.
import { EngineBug } from '../../errors/engine-bug';
import type { TableDefinition } from '../../catalog/definitions';
import type { TableHandle } from '../../transaction/row-access';
import type { Row, Value } from '../../types/value';

/** The positions of columns given by id. */
export function ordinalsOf(table: TableDefinition, columnIds: readonly number[]): readonly number[] {
  return columnIds.map(columnId => {
    const ordinal = table.columns.findIndex(column => column.columnId === columnId);
    if (ordinal < 0) throw new EngineBug(`no column ${columnId} in table ${table.name}`);
    return ordinal;
  });
}

/** The values at some positions of a row. */
export const pick = (row: Row, ordinals: readonly number[]): readonly Value[] => ordinals.map(ordinal => row[ordinal] as Value);

/** What of a handle describes the table, without its rows: views under an INSTEAD OF trigger have no more than this. */
export type TargetTable = Pick<TableHandle, 'databaseId' | 'databaseName' | 'schemaName' | 'definition' | 'isVariable'>;

/** The table's name as 515 and 2628 print it. */
export const fullName = ({ isVariable, databaseName, schemaName, definition }: TargetTable): string => (isVariable ? definition.name : `${databaseName}.${schemaName}.${definition.name}`);
