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
  readonly role: 'default' | 'check' | 'filter' | 'key' | 'primary-key' | 'index' | 'foreign-key' | 'reference' | 'computed' | 'module' | 'partition';
}

/** Everything that depends on the column, in the order that errors name it: an index whose filter and key both use it comes twice. */
export function dependentsOf(catalog: Catalog, table: TableDefinition, column: Column, bind: BindContext): Dependent[] {
  const { columnId } = column;
  return [
    ...(column.default ? [{ kind: 'object', name: column.default.name, role: 'default' } as const] : []),
    ...computedOver(table, columnId, bind),
    ...filtersOver(table, columnId, bind),
    ...table.checks.filter((check) => check.usedColumnIds.includes(columnId)).map(({ name }) => ({ kind: 'object', name, role: 'check' }) as const),
    ...indexesOver(table, columnId),
    ...(partitionColumns(table).has(columnId) ? [{ kind: 'object', name: table.name, role: 'partition' } as const] : []),
    ...table.foreignKeys.filter((key) => key.columnIds.includes(columnId)).map(({ name }) => ({ kind: 'object', name, role: 'foreign-key' }) as const),
    ...outsideDependents(catalog, table, column),
  ];
}

const computedOver = (table: TableDefinition, columnId: number, bind: BindContext): Dependent[] =>
  table.columns.filter((other) => other.computed && uses(table, other.computed.definition, columnId, bind)).map(({ name }) => ({ kind: 'column', name, role: 'computed' }));

const filtersOver = (table: TableDefinition, columnId: number, bind: BindContext): Dependent[] =>
  [...table.indexes, ...(table.columnstore ? [table.columnstore] : [])]
    .filter(({ filter }) => filter !== undefined && uses(table, filter, columnId, bind))
    .map(({ name }) => ({ kind: 'index', name, role: 'filter' }));

function indexesOver(table: TableDefinition, columnId: number): Dependent[] {
  const dependents: Dependent[] = [];
  for (const index of table.indexes) {
    if (!index.columns.some((key) => key.columnId === columnId) && !index.includedColumnIds.includes(columnId)) continue;
    const isConstraint = index.constraintId !== undefined;
    dependents.push({ kind: isConstraint ? 'object' : 'index', name: index.name, role: index.isPrimaryKey ? 'primary-key' : isConstraint ? 'key' : 'index' });
  }
  const { columnstore } = table;
  if (columnstore && (columnstore.columnIds.includes(columnId) || columnstore.orderedColumnIds.includes(columnId))) dependents.push({ kind: 'index', name: columnstore.name, role: 'index' });
  for (const { name, columnId: indexed } of table.xmlIndexes ?? []) if (indexed === columnId) dependents.push({ kind: 'index', name, role: 'index' });
  for (const { name, columnIds } of table.statistics ?? []) if (columnIds.includes(columnId)) dependents.push({ kind: 'statistics', name, role: 'index' });
  return dependents;
}

function uses(table: TableDefinition, definition: string, columnId: number, bind: BindContext): boolean {
  return columnsUsed(bindOver(definition, table, bind), table.columns).some((column) => column.columnId === columnId);
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
