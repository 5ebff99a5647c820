// FOREIGN KEY constraints as definitions: the referenced table, its matching key, equal types. Cascades are cascade-paths.ts's.
import { findColumn } from '../../catalog/columns';
import type { Column, ForeignKey, IndexDefinition, ReferentialAction, TableDefinition } from '../../catalog/definitions';
import { isAllowed, securableOf } from '../../catalog/is-allowed';
import { Messages } from '../../errors/catalogue';
import { notSupported } from '../../errors/not-supported';
import { raise, withFollower, type SqlError } from '../../errors/sql-error';
import type { TableConstraint } from '../../syntax/ast/ddl';
import { foldName } from '../../types/text/collation';
import { isCharacter } from '../../types/sql-type';
import { requireSinglePaths } from './cascade-paths';
import { notCreated } from '../objects/named-objects';
import { databaseNamed, findObject, isTemporaryName, partsOf, placeOf, schemaNameOf, written } from '../objects/object-names';
import { generatedName } from '../objects/object-ids';
import type { TableSite } from '../objects/table-site';

type ForeignKeyConstraint = Extract<TableConstraint, { kind: 'foreign-key' }>;

const ACTIONS: Readonly<Record<ForeignKeyConstraint['onDelete'], ReferentialAction>> = { 'no action': 'NO_ACTION', cascade: 'CASCADE', 'set null': 'SET_NULL', 'set default': 'SET_DEFAULT' };

/** The foreign key of `table` (with all its columns and keys). Raises 1767, 1769, 1770, 1773, 1776, 1778, 1785 and kin, each followed by 1750, and 8139. */
export function buildForeignKey(site: TableSite, table: TableDefinition, constraint: ForeignKeyConstraint): ForeignKey {
  const objectId = site.newObjectId();
  const firstColumn = constraint.columns.length === 1 ? constraint.columns[0]?.name : undefined;
  const name = constraint.name?.name ?? generatedName('FK', table.name, firstColumn, objectId);
  const referenced = referencedTable(site, table, constraint, name);
  const columns = constraint.columns.map((column) =>
    requireColumn(table, site, column.name, () => notCreated(raise(Messages.ForeignKeyReferencingColumn, { constraint: name, column: column.name, table: table.name }), 0)),
  );
  const targets = referencedColumns(site, constraint, referenced, name);
  if (referenced !== table) requireReferences(site, referenced, targets, constraint);
  if (columns.length !== targets.length) throw raise(Messages.ForeignKeyColumnCount, { table: table.name });
  const unsaved = columns.find((column) => column.computed && !column.computed.isPersisted);
  if (unsaved) throw notCreated(raise(Messages.ComputedNotPersisted, { column: unsaved.name, table: table.name, use: 'FOREIGN KEY CONSTRAINT' }));
  const index = candidateKey(referenced, targets);
  if (!index) throw notCreated(raise(Messages.ForeignKeyNoCandidate, { table: written(constraint.references), constraint: name }));
  columns.forEach((column, i) => requireSameType(column, targets[i] ?? column, { table, referenced, name }));
  const foreignKey: ForeignKey = {
    objectId, name, isSystemNamed: constraint.name === undefined, columnIds: columns.map((column) => column.columnId), referencedObjectId: referenced.objectId,
    referencedColumnIds: targets.map((column) => column.columnId), referencedIndexId: index.indexId,
    onDelete: ACTIONS[constraint.onDelete], onUpdate: ACTIONS[constraint.onUpdate], isDisabled: false, isNotTrusted: constraint.notForReplication, isNotForReplication: constraint.notForReplication, createdAt: site.ddl.now,
  };
  requireActions(site, table, foreignKey, columns);
  return foreignKey;
}

/** REFERENCES on the other table or on its columns: raises 229 or 230, then 1088 and 1750. */
function requireReferences({ ddl, database }: TableSite, referenced: TableDefinition, targets: readonly Column[], constraint: ForeignKeyConstraint): void {
  const { authority } = ddl;
  const { catalog, header } = database;
  if (!authority || targets.every(({ columnId }) => isAllowed(catalog, authority, 'REFERENCES', securableOf(referenced, columnId)))) return;
  const refusal = raise(Messages.PermissionDenied, { permission: 'REFERENCES', object: referenced.name, database: header.name, schema: schemaNameOf(database, referenced.schemaId) });
  throw notCreated(withFollower(refusal, raise(Messages.ObjectNotFoundOrDenied, { name: written(constraint.references) }, 20)));
}

function referencedTable(site: TableSite, table: TableDefinition, constraint: ForeignKeyConstraint, name: string): TableDefinition {
  const { ddl, database } = site;
  const parts = partsOf(constraint.references);
  if (isTemporaryName(parts.name)) throw notSupported('foreign keys to temporary tables');
  const named = databaseNamed(ddl, parts.database === '' ? database.header.name : parts.database);
  if (named !== database) throw notSupported('foreign keys to tables of another database');
  const target = { ...constraint.references, parts: [database.header.name, parts.schema, parts.name] };
  const schemaId = parts.schema === '' ? (ddl.ownSchemaId ?? ddl.defaultSchemaId) : database.catalog.findSchema(parts.schema)?.schemaId;
  if (schemaId === table.schemaId && database.catalog.names.isSame(parts.name, table.name)) return table;
  const object = schemaId === undefined ? undefined : findObject(ddl, target)?.object;
  if (object?.kind === 'view') throw notCreated(raise(Messages.ForeignKeyNoTable, { constraint: name, table: written(constraint.references) }));
  if (object?.kind !== 'table') throw notCreated(raise(Messages.ForeignKeyTable, { constraint: name, table: written(constraint.references) }));
  ddl.transaction.lockSchema(placeOf(ddl, target).databaseId, object.objectId, 'Sch-M');
  return object;
}

function requireColumn(table: TableDefinition, { database }: TableSite, name: string, missing: () => SqlError): Column {
  const column = findColumn(table, name, database.catalog.names);
  if (!column) throw missing();
  return column;
}

function referencedColumns(site: TableSite, constraint: ForeignKeyConstraint, referenced: TableDefinition, name: string): Column[] {
  if (constraint.referencedColumns.length > 0) {
    return constraint.referencedColumns.map((column) =>
      requireColumn(referenced, site, column.name, () => notCreated(raise(Messages.ForeignKeyReferencedColumn, { constraint: name, column: column.name, table: written(constraint.references) }))));
  }
  const primary = referenced.indexes.find((index) => index.isPrimaryKey);
  if (!primary) throw notCreated(raise(Messages.ForeignKeyNoPrimary, { constraint: name, table: written(constraint.references) }));
  return primary.columns.flatMap((key) => referenced.columns.find((column) => column.columnId === key.columnId) ?? []);
}

/** The unfiltered unique index over exactly these columns; the primary key first. */
function candidateKey(referenced: TableDefinition, columns: readonly Column[]): IndexDefinition | undefined {
  const isOver = (index: IndexDefinition): boolean => index.columns.length === columns.length && index.columns.every((key, i) => key.columnId === columns[i]?.columnId);
  const candidates = referenced.indexes.filter((index) => index.isUnique && !index.isDisabled && index.filter === undefined && isOver(index));
  return candidates.find((index) => index.isPrimaryKey) ?? candidates[0];
}

interface Pair { readonly table: TableDefinition; readonly referenced: TableDefinition; readonly name: string }

function requireSameType(column: Column, target: Column, pair: Pair): void {
  const args = { referenced: `${pair.referenced.name}.${target.name}`, referencing: `${pair.table.name}.${column.name}`, constraint: pair.name };
  if (column.type.name !== target.type.name) throw notCreated(raise(Messages.ForeignKeyTypeDiffers, args));
  const hasSameSize = column.type.length === target.type.length && column.type.precision === target.type.precision && column.type.scale === target.type.scale;
  if (!hasSameSize) throw notCreated(raise(Messages.ForeignKeyLengthDiffers, args));
  const hasSameCollation = !isCharacter(column.type) || foldName(column.type.collation ?? '') === foldName(target.type.collation ?? '');
  if (!hasSameCollation) throw notCreated(raise(Messages.ForeignKeyCollationDiffers, args));
}

function requireActions(site: TableSite, table: TableDefinition, foreignKey: ForeignKey, columns: readonly Column[]): void {
  const { onDelete, onUpdate, name: constraint } = foreignKey;
  const followsUpdate = onUpdate !== 'NO_ACTION';
  const outlivesDelete = onDelete !== 'NO_ACTION' && onDelete !== 'CASCADE';
  const computed = columns.find((column) => column.computed);
  if (computed && outlivesDelete) throw notCreated(raise(Messages.ForeignKeyComputedDelete, { constraint, column: computed.name }));
  if (computed && followsUpdate) throw notCreated(raise(Messages.ForeignKeyComputedUpdate, { constraint, column: computed.name }));
  const identity = columns.find((column) => column.identity);
  if (identity && (followsUpdate || outlivesDelete)) throw notCreated(raise(Messages.ForeignKeyIdentity, { constraint, column: `${table.name}.${identity.name}` }), 0);
  const setsNull = onDelete === 'SET_NULL' || onUpdate === 'SET_NULL';
  if (setsNull && columns.some((column) => !column.isNullable)) throw notCreated(raise(Messages.ForeignKeySetNull, { constraint }));
  const setsDefault = onDelete === 'SET_DEFAULT' || onUpdate === 'SET_DEFAULT';
  if (setsDefault && columns.some((column) => !column.isNullable && !column.default)) throw notCreated(raise(Messages.ForeignKeySetDefault, { constraint }));
  const hasInsteadOf = site.database.catalog
    .triggersOf(table.objectId)
    .some(
      (trigger) =>
        trigger.timing === 'instead of' && ((onDelete !== 'NO_ACTION' && trigger.events.includes('delete')) || (onUpdate !== 'NO_ACTION' && trigger.events.includes('update'))),
    );
  if (hasInsteadOf) throw notCreated(raise(Messages.CascadeOnInsteadOf, { constraint, table: table.name }));
  requireSinglePaths(site.database.catalog, table, foreignKey);
}
