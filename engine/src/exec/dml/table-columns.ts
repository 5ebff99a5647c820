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

/** One text for each value as it is stored: equal values that are written in two ways have two. */
export function exactText(value: Value): string {
  if (value instanceof Uint8Array) return `x${Buffer.from(value).toString('hex')}`;
  return typeof value === 'object' && value !== null ? JSON.stringify(value, (_, part: unknown) => (typeof part === 'bigint' ? `${part}n` : part)) : `${typeof value}${String(value)}`;
}

/** What of a handle describes the table, without its rows: views under an INSTEAD OF trigger have no more than this. */
export type TargetTable = Pick<TableHandle, 'databaseId' | 'databaseName' | 'schemaName' | 'definition' | 'isVariable'>;

/** The table's name as 515 and 2628 print it. */
export const fullName = ({ isVariable, databaseName, schemaName, definition }: TargetTable): string => (isVariable ? definition.name : `${databaseName}.${schemaName}.${definition.name}`);
