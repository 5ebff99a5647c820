// The forms of message 547: which constraint, which side of it, and whose table and column are named.
import { Messages } from '../../errors/catalogue';
import { raise, type SqlError } from '../../errors/sql-error';
import type { ForeignKey, TableDefinition } from '../../catalog/definitions';
import type { TableHandle } from '../../transaction/row-access';

/** 547 for a CHECK constraint; the column is named for a column-level one. */
export function checkConflict(statement: string, table: TableHandle, check: { readonly name: string; readonly columnName?: string }): SqlError {
  return raise(Messages.ConstraintConflict, {
    statement, kind: 'CHECK', constraint: check.name, database: table.databaseName, table: table.definition.isTemporary ? table.definition.name : tableName(table), column: columnPhrase(check.columnName),
  });
}

/** 547 for a child row without its parent: names the parent's table and column. */
export function foreignKeyConflict(statement: string, child: TableDefinition, foreignKey: ForeignKey, parent: TableHandle): SqlError {
  return raise(Messages.ConstraintConflict, {
    statement, kind: `FOREIGN KEY${child.objectId === parent.definition.objectId ? ' SAME TABLE' : ''}`, constraint: foreignKey.name,
    database: parent.databaseName, table: tableName(parent), column: columnPhrase(singleColumn(parent.definition, foreignKey.referencedColumnIds)),
  });
}

/** 547 for a parent row that children still need: names the child's table and column. */
export function referenceConflict(statement: string, parent: TableDefinition, foreignKey: ForeignKey, child: TableHandle): SqlError {
  return raise(Messages.ConstraintConflict, {
    statement, kind: `${child.definition.objectId === parent.objectId ? 'SAME TABLE ' : ''}REFERENCE`, constraint: foreignKey.name,
    database: child.databaseName, table: tableName(child), column: columnPhrase(singleColumn(child.definition, foreignKey.columnIds)),
  });
}

const tableName = ({ schemaName, definition }: TableHandle): string => (schemaName === '' ? definition.name : `${schemaName}.${definition.name}`);
const columnPhrase = (column: string | undefined): string => (column === undefined ? '' : `, column '${column}'`);

function singleColumn({ columns }: TableDefinition, columnIds: readonly number[]): string | undefined {
  return columnIds.length === 1 ? columns.find(column => column.columnId === columnIds[0])?.name : undefined;
}
