// What stands on a column: errors 5074 and 4922 name it. Knows definitions only.
import type { Catalog } from '../../catalog/database';
import { partitionColumns } from '../../catalog/data-spaces';
import type { Column, TableDefinition } from '../../catalog/definitions';
import { policiesOver } from '../../catalog/security-policies';
import type { BindContext } from '../../binder/bind-context';
import { Messages } from '../../errors/catalogue';
import { raise, withFollower, type SqlError } from '../../errors/sql-error';
import { bindOver, columnsUsed } from '../objects/bind-over-table';
import { isBoundTo } from '../objects/object-users';

/** One thing that depends on a column. */
export interface Dependent {
  readonly kind: 'object' | 'index' | 'column' | 'statistics';
  readonly name: string;
  readonly role: 'default' | 'check' | 'key' | 'primary-key' | 'index' | 'foreign-key' | 'reference' | 'computed' | 'module' | 'partition';
}

/** Everything that depends on the column. */
export function dependentsOf(catalog: Catalog, table: TableDefinition, column: Column, bind: BindContext): Dependent[] {
  const { columnId } = column;
  const dependents: Dependent[] = [];
  if (column.default) dependents.push({ kind: 'object', name: column.default.name, role: 'default' });
  for (const index of table.indexes) {
    const isUsed = index.columns.some((key) => key.columnId === columnId) || index.includedColumnIds.includes(columnId) || filterUses(table, index.filter, columnId, bind);
    if (!isUsed) continue;
    const isConstraint = index.constraintId !== undefined;
    dependents.push({ kind: isConstraint ? 'object' : 'index', name: index.name, role: index.isPrimaryKey ? 'primary-key' : isConstraint ? 'key' : 'index' });
  }
  const { columnstore } = table;
  const isHeld = columnstore && (columnstore.columnIds.includes(columnId) || columnstore.orderedColumnIds.includes(columnId) || filterUses(table, columnstore.filter, columnId, bind));
  if (isHeld) dependents.push({ kind: 'index', name: columnstore.name, role: 'index' });
  for (const { name, columnId: indexed } of table.xmlIndexes ?? []) if (indexed === columnId) dependents.push({ kind: 'index', name, role: 'index' });
  for (const { name, columnIds } of table.statistics ?? []) if (columnIds.includes(columnId)) dependents.push({ kind: 'statistics', name, role: 'index' });
  if (partitionColumns(table).has(columnId)) dependents.push({ kind: 'object', name: table.name, role: 'partition' });
  for (const check of table.checks) if (check.usedColumnIds.includes(columnId)) dependents.push({ kind: 'object', name: check.name, role: 'check' });
  for (const key of table.foreignKeys) if (key.columnIds.includes(columnId)) dependents.push({ kind: 'object', name: key.name, role: 'foreign-key' });
  for (const other of table.columns) {
    if (other.computed && columnsUsed(bindOver(other.computed.definition, table, bind), table.columns).some((used) => used.columnId === columnId))
      dependents.push({ kind: 'column', name: other.name, role: 'computed' });
  }
  return [...dependents, ...outsideDependents(catalog, table, column)];
}

function filterUses(table: TableDefinition, filter: string | undefined, columnId: number, bind: BindContext): boolean {
  return filter !== undefined && columnsUsed(bindOver(filter, table, bind), table.columns).some((column) => column.columnId === columnId);
}

function outsideDependents(catalog: Catalog, table: TableDefinition, column: Column): Dependent[] {
  const dependents: Dependent[] = [];
  const word = new RegExp(`(^|[^\\w])\\[?"?${column.name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}"?\\]?([^\\w]|$)`, 'i');
  for (const object of catalog.objects()) {
    if (object.kind === 'table') {
      for (const key of object.foreignKeys) {
        if (key.referencedObjectId === table.objectId && object.objectId !== table.objectId && key.referencedColumnIds.includes(column.columnId))
          dependents.push({ kind: 'object', name: key.name, role: 'reference' });
      }
    }
    // A schema-bound module names every column it uses.
    if (isBoundTo(object, table) && word.test(object.definition)) dependents.push({ kind: 'object', name: object.name, role: 'module' });
  }
  for (const { name, isSchemaBound, predicates } of policiesOver(catalog, table.objectId)) {
    const uses = predicates.some((predicate) => predicate.targetObjectId === table.objectId && predicate.usedColumnIds.includes(column.columnId));
    if (isSchemaBound && uses) dependents.push({ kind: 'object', name, role: 'module' });
  }
  return dependents;
}

/** 5074 for each dependent, then 4922. */
export function dependencyError(operation: string, column: Column, dependents: readonly Dependent[]): SqlError {
  let error: SqlError | undefined;
  for (const { kind, name } of dependents) {
    const next = raise(Messages.DependentObject, { kind, object: name, column: column.name });
    error = error ? withFollower(error, next) : next;
  }
  const last = raise(Messages.ColumnDependency, { operation, column: column.name });
  return error ? withFollower(error, last) : last;
}
