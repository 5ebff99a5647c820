// ALTER TABLE ... DROP: constraints of every kind, columns, the period.
import { findColumn } from '../../catalog/columns';
import type { Column, IndexDefinition, TableDefinition } from '../../catalog/definitions';
import { withoutIndex } from '../../catalog/indexes';
import { Messages } from '../../errors/catalogue';
import { notSupported } from '../../errors/not-supported';
import { raise, withFollower, type SqlError } from '../../errors/sql-error';
import type { AlterTableAction } from '../../syntax/ast/ddl';
import type { DdlContext } from '../objects/ddl-context';
import { dependencyError, dependentsOf } from './column-dependents';
import { dropPropertiesOf, dropPropertiesOfParts } from '../objects/extended-properties';
import { constraintsOf, type ConstraintEntry } from '../../catalog/constraints';
import { rebuildRows, replaceDefinition, type TargetTable } from '../objects/table-change';
import { dropFromHistory } from './temporal-columns';
import { forbidHistoryChange } from './temporal-ddl';

type DropItem = Extract<AlterTableAction, { kind: 'drop' }>['items'][number];

/** Drops the items in order, constraints before columns, so that a column may go with its own constraints. */
export function dropFromTable(ddl: DdlContext, target: TargetTable, items: readonly DropItem[]): void {
  const after = dropConstraints(target, items.filter((item) => item.kind !== 'column'));
  dropPropertiesOfParts(ddl, target.database, target.table, after);
  const columns = items.filter((item) => item.kind === 'column');
  if (columns.length === 0) return replaceDefinition(ddl, target, after);
  forbidHistoryChange(target.table, 'ALTER TABLE ... DROP COLUMN');
  const dropped = columnsToDrop(target, after, columns);
  if (dropped.length === 0) return replaceDefinition(ddl, target, after);
  dropFromHistory(ddl, target, dropped);
  const kept = after.columns.flatMap((column, ordinal) => (dropped.includes(column) ? [] : [ordinal]));
  rebuildRows(ddl, target, { ...after, columns: after.columns.filter((column) => !dropped.includes(column)) }, (row) => kept.map((ordinal) => row[ordinal] ?? null));
  for (const column of dropped) dropPropertiesOf(ddl, target.database, target.table.objectId, column.columnId);
}

function dropConstraints(target: TargetTable, items: readonly DropItem[]): TableDefinition {
  let after = target.table;
  for (const item of items) {
    if (item.kind === 'period') {
      after = withoutPeriod(after);
      continue;
    }
    const constraint = constraintsOf(after).find((candidate) => target.database.catalog.names.isSame(candidate.name, item.name.name));
    if (constraint) after = withoutConstraint(target, after, constraint);
    else if (!item.ifExists) throw unknownConstraint(target, item.name.name);
  }
  return after;
}

function withoutPeriod(table: TableDefinition): TableDefinition {
  if (table.temporal) throw notSupported('DROP PERIOD while SYSTEM_VERSIONING is on');
  return { ...table, period: undefined, columns: table.columns.map((column) => ({ ...column, generated: undefined })) };
}

const couldNotDrop = (cause: SqlError): SqlError => withFollower(cause, raise(Messages.CouldNotDropConstraint, {}));

function unknownConstraint(target: TargetTable, constraint: string): SqlError {
  const other = target.database.catalog.findConstraint(target.table.schemaId, constraint);
  return couldNotDrop(other ? raise(Messages.ConstraintOfOtherTable, { constraint, table: target.table.name }) : raise(Messages.NotAConstraint, { name: constraint }));
}

/** The table without one constraint; a key that foreign keys reference stays (3725). */
function withoutConstraint(target: TargetTable, table: TableDefinition, constraint: ConstraintEntry): TableDefinition {
  const { objectId } = constraint;
  switch (constraint.kind) {
    case 'DEFAULT': return { ...table, columns: table.columns.map((column) => (column.default?.objectId === objectId ? { ...column, default: undefined } : column)) };
    case 'CHECK': return { ...table, checks: table.checks.filter((check) => check.objectId !== objectId) };
    case 'FOREIGN_KEY': return { ...table, foreignKeys: table.foreignKeys.filter((key) => key.objectId !== objectId) };
    case 'PRIMARY_KEY': case 'UNIQUE':
      return withoutIndex(table, unreferencedKey(target, table, constraint));
  }
}

function unreferencedKey(target: TargetTable, table: TableDefinition, constraint: ConstraintEntry): IndexDefinition | undefined {
  if (constraint.kind === 'PRIMARY_KEY' && table.xmlIndexes) throw notSupported('dropping the primary key of a table with XML indexes (drop the XML indexes first)');
  if (constraint.kind === 'PRIMARY_KEY' && table.temporal) throw notSupported('dropping the primary key of a system-versioned table');
  if (constraint.kind === 'PRIMARY_KEY' && table.changeTracking) throw couldNotDrop(raise(Messages.TrackedPrimaryKey, { constraint: constraint.name, table: table.name }));
  const index = table.indexes.find((candidate) => candidate.constraintId === constraint.objectId);
  for (const other of target.database.catalog.objects()) {
    if (other.kind !== 'table') continue;
    const keys = other.objectId === table.objectId ? table.foreignKeys : other.foreignKeys;
    const key = keys.find((candidate) => candidate.referencedObjectId === table.objectId && candidate.referencedIndexId === index?.indexId);
    if (key) throw couldNotDrop(raise(Messages.ConstraintReferenced, { constraint: constraint.name, table: other.name, foreignKey: key.name }));
  }
  return index;
}

function columnsToDrop(target: TargetTable, table: TableDefinition, items: readonly DropItem[]): Column[] {
  const dropped: Column[] = [];
  for (const { name: { name }, ifExists } of items) {
    const column = findColumn(table, name, target.database.catalog.names);
    if (!column && ifExists) continue;
    if (!column) throw raise(Messages.AlterColumnMissing, { operation: 'DROP COLUMN', column: name, table: table.name });
    dropped.push(column);
  }
  for (const column of dropped) requireIndependent(target, table, column, dropped);
  const [last] = dropped;
  if (last && !table.columns.some((column) => !column.computed && !dropped.includes(column))) throw raise(Messages.OnlyColumn, { column: last.name, table: table.name });
  return dropped;
}

function requireIndependent(target: TargetTable, table: TableDefinition, column: Column, dropped: readonly Column[]): void {
  if (table.period && [table.period.startColumnId, table.period.endColumnId].includes(column.columnId)) throw notSupported('dropping a period column (drop the period first)');
  const dependents = dependentsOf(target.database.catalog, table, column, target.site.bind).filter(
    (dependent) => !(dependent.role === 'computed' && dropped.some((other) => other.name === dependent.name)),
  );
  if (dependents.length > 0) throw dependencyError('ALTER TABLE DROP COLUMN', column, dependents);
}
