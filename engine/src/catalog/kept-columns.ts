// Which computed columns have their value in the row. Knows definitions only.
import type { Column, TableDefinition } from './definitions';

/**
 * Whether a computed column's value stands in the row: it is persisted, in an index, or working it out cannot fail. The others are worked out where
 * they are read, and fail there. Of what is no computed column the answer says nothing.
 */
export function isKept({ indexes }: Pick<TableDefinition, 'indexes'>, { columnId, computed }: Pick<Column, 'columnId' | 'computed'>): boolean {
  if (!computed?.isDeterministic) return false;
  return computed.isPersisted || computed.mayFail !== true || indexes.some((index) => index.columns.some((key) => key.columnId === columnId) || index.includedColumnIds.includes(columnId));
}
