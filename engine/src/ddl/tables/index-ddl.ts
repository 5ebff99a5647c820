// CREATE, DROP and ALTER INDEX.
import { columnstoreNamed, indexNamed, rowstoreNamed, withoutIndex } from '../../catalog/indexes';
import type { IndexDefinition, TableDefinition } from '../../catalog/definitions';
import { withoutXmlIndex, xmlIndexNamed } from '../../catalog/xml-indexes';
import { Messages } from '../../errors/catalogue';
import { notSupported } from '../../errors/not-supported';
import { raise } from '../../errors/sql-error';
import type { AlterIndex, CreateIndex, DropIndex, IndexOption } from '../../syntax/ast/ddl';
import type { ObjectName } from '../../syntax/ast/common';
import { alteredColumnstore, createColumnstore } from '../indexes/columnstore';
import type { DdlContext } from '../objects/ddl-context';
import { dropPropertiesOfParts } from '../objects/extended-properties';
import { buildIndex, requireSettings, requireShape } from '../indexes/index-builder';
import { rebuiltIndex, requireCompressionSaid } from '../indexes/compression';
import { givenOptions, readIndexOptions } from '../indexes/index-options';
import { findObject, qualifiedName, written } from '../objects/object-names';
import { sortedIndexes } from './table-builder';
import { replaceDefinition, tableToAlter, type TargetTable } from '../objects/table-change';
import { createViewIndex, dropViewIndex, type FoundView } from './view-index';

/** The table of an index statement, under Sch-M; raises 1088. */
function indexedTable(ddl: DdlContext, name: ObjectName, state: number): TargetTable {
  const found = findObject(ddl, name);
  if (found?.object.kind !== 'table') throw raise(Messages.IdentityInsertNotFound, { table: written(name) }, state);
  return tableToAlter(ddl, name);
}

function viewNamed(ddl: DdlContext, name: ObjectName): FoundView | undefined {
  const found = findObject(ddl, name);
  return found?.object.kind === 'view' ? { ...found, object: found.object } : undefined;
}

const STATE_CREATE = 12;
const STATE_ALTER = 9;

/** Builds an index over the rows that are there; raises 1505 for duplicates. */
export function createIndex(ddl: DdlContext, statement: CreateIndex): void {
  if (!statement.columnstore) requireShape(statement);
  const view = viewNamed(ddl, statement.table);
  if (view) {
    if (statement.columnstore && statement.isClustered) throw raise(Messages.ColumnstoreOfView, {});
    if (statement.columnstore) throw notSupported('columnstore indexes on views');
    return createViewIndex(ddl, view, statement);
  }
  const target = indexedTable(ddl, statement.table, STATE_CREATE);
  if (statement.columnstore) return createColumnstore(ddl, target, statement);
  const { dropExisting } = readIndexOptions(statement.options);
  if (dropExisting) requireCompressionSaid(target.table, statement);
  const base = dropExisting ? dropForReplacement(ddl, target, statement.name.name) : target;
  const built = buildIndex(base.site, base.table, statement);
  const replaced = dropExisting ? rowstoreNamed(target.table, statement.name.name, target.database.catalog.names) : undefined;
  const index = replaced && !replaced.isClustered && !built.isClustered ? { ...built, indexId: replaced.indexId } : built;
  if (dependsOnSettings(base.table, index)) requireSettings(ddl);
  replaceDefinition(ddl, base, { ...base.table, indexes: sortedIndexes([...base.table.indexes, index]) });
}

/** Whether an index goes with some SET options only: a filtered one, or one on a computed column. */
const dependsOnSettings = ({ columns }: TableDefinition, index: IndexDefinition): boolean =>
  index.filter !== undefined || index.columns.some(({ columnId }) => columns.some((column) => column.columnId === columnId && column.computed));

/** WITH (DROP_EXISTING = ON): the index of that name goes first, which must exist. */
function dropForReplacement(ddl: DdlContext, target: TargetTable, name: string): TargetTable {
  const columnstore = columnstoreNamed(target.table, name, target.database.catalog.names);
  if (columnstore && !columnstore.isClustered) throw notSupported('DROP_EXISTING between a nonclustered rowstore and a columnstore index');
  const index = rowstoreNamed(target.table, name, target.database.catalog.names);
  if (!index && !columnstore) throw raise(Messages.NoIndexNamed, { index: name, table: target.table.name });
  if (!index) return { ...target, table: { ...target.table, columnstore: undefined } };
  if (index.constraintId !== undefined) throw notSupported('DROP_EXISTING of the index of a constraint');
  const table = withoutIndex(target.table, index);
  replaceDefinition(ddl, target, table);
  const current = target.database.catalog.table(table.objectId) ?? table;
  return { ...target, table: current, object: current };
}

/** ONLINE = OFF, which every index takes. */
const isOffline = ({ name, value }: IndexOption): boolean => name === 'ONLINE' && String(value).toUpperCase() === 'OFF';

/** Drops indexes; those of constraints and those that foreign keys need stay (3723). */
export function dropIndexes(ddl: DdlContext, statement: DropIndex): void {
  for (const { name: { name }, table, options } of statement.items) {
    if (options && options.length > 0) readIndexOptions(options);
    const found = findObject(ddl, table);
    const view = viewNamed(ddl, table);
    const ofView = view && rowstoreNamed(view.object, name, view.database.catalog.names);
    if (view && ofView) {
      dropViewIndex(ddl, view, ofView);
      continue;
    }
    const indexed = found?.object.kind === 'table' ? { table: found.object, names: found.database.catalog.names } : undefined;
    const xmlIndex = indexed && xmlIndexNamed(indexed.table, name, indexed.names);
    if (xmlIndex && options && options.length > 0) throw raise(Messages.XmlIndexDropOptions, {});
    const isThere = indexed && indexNamed(indexed.table, name, indexed.names) !== undefined;
    if (!isThere && statement.ifExists) continue;
    if (!isThere) throw raise(Messages.CannotDrop, { kind: 'index', name: `${written(table)}.${name}` }, found ? 7 : 6);
    const target = tableToAlter(ddl, table);
    const isNonclustered = rowstoreNamed(target.table, name, target.database.catalog.names)?.isClustered === false;
    if (isNonclustered && options?.some((option) => !isOffline(option))) throw raise(Messages.DropIndexClause, { name: `${written(table)}.${name}` });
    dropIndex(ddl, target, { name, table: written(table) });
  }
}

function dropIndex(ddl: DdlContext, target: TargetTable, item: { readonly name: string; readonly table: string }): void {
  const xmlIndex = xmlIndexNamed(target.table, item.name, target.database.catalog.names);
  if (xmlIndex) return replaceIndexes(ddl, target, withoutXmlIndex(target.table, xmlIndex));
  const index = rowstoreNamed(target.table, item.name, target.database.catalog.names);
  if (!index) return replaceIndexes(ddl, target, { ...target.table, columnstore: undefined });
  const kind = index.isPrimaryKey ? 'PRIMARY KEY' : index.isUniqueConstraint ? 'UNIQUE KEY' : isReferenced(target, index) ? 'FOREIGN KEY' : undefined;
  if (kind) throw raise(Messages.DropIndexOfConstraint, { index: `${item.table}.${index.name}`, kind });
  replaceIndexes(ddl, target, withoutIndex(target.table, index));
}

function replaceIndexes(ddl: DdlContext, target: TargetTable, after: TableDefinition): void {
  replaceDefinition(ddl, target, after);
  dropPropertiesOfParts(ddl, target.database, target.table, after);
}

function isReferenced(target: TargetTable, index: IndexDefinition): boolean {
  for (const other of target.database.catalog.objects()) {
    if (other.kind === 'table' && other.foreignKeys.some((key) => key.referencedObjectId === target.table.objectId && key.referencedIndexId === index.indexId)) return true;
  }
  return false;
}

/** ALTER INDEX: DISABLE takes an index out of use, REBUILD puts it back; raises 2727, 1915, 1979, 10618. Reorganizing changes no result. */
export function alterIndex(ddl: DdlContext, statement: AlterIndex): void {
  if (viewNamed(ddl, statement.table)) throw notSupported('ALTER INDEX on a view');
  const target = indexedTable(ddl, statement.table, STATE_ALTER);
  const { names } = target.database.catalog;
  if (statement.name !== 'all' && xmlIndexNamed(target.table, statement.name.name, names)) return alterXmlIndex(statement);
  const table = alteredColumnstore(target.table, statement, names);
  const own = statement.name === 'all' ? undefined : columnstoreNamed(target.table, statement.name.name, names);
  if (own) return alterColumnstore(ddl, target, table, statement);
  const named = statement.name === 'all' ? undefined : rowstoreNamed(table, statement.name.name, names);
  if (statement.name !== 'all' && !named) throw raise(Messages.CannotFindIndex, { index: statement.name.name });
  if (statement.partition && !named) throw notSupported('ALTER INDEX ALL ... PARTITION = number');
  if (statement.partition && table.columnstore) throw notSupported('PARTITION = number of a table with a columnstore index');
  const options = statement.options ?? [];
  const given = givenSettings(statement);
  const isDisabled = statement.action === 'disable';
  const chosen = (index: IndexDefinition): boolean => named === undefined || index === named;
  if (isDisabled) table.indexes.filter(chosen).forEach((index) => requireDisableable(target, index));
  if (options.some(({ name }) => name.toUpperCase() === 'COMPRESSION_DELAY') && table.indexes.some(chosen)) throw raise(Messages.CompressionDelayOfRowstore, {});
  const { ignoreDuplicateKey: isOn } = given;
  if (isOn !== undefined) table.indexes.filter(chosen).forEach((index) => requireIgnorable(table, index, { isSet: statement.action === 'set', isOn }));
  const changed = (index: IndexDefinition): IndexDefinition => ({
    ...index,
    isDisabled: statement.action === 'set' ? index.isDisabled : isDisabled,
    ...given,
    ...rebuiltIndex(ddl, target, index, statement),
  });
  const indexes = table.indexes.map((index) => (chosen(index) ? changed(index) : index));
  if (statement.action === 'reorganize') table.indexes.filter(chosen).forEach((index) => requirePages(target, index));
  else replaceDefinition(ddl, target, { ...table, indexes });
}

/** What the statement sets. REBUILD has statistics recomputed again where it does not say that they are not: no index keeps that option. */
function givenSettings({ action, partition, options = [] }: AlterIndex): Partial<IndexDefinition> {
  const { dropExisting, ...given } = givenOptions(options);
  if (dropExisting !== undefined) throw notSupported('ALTER INDEX ... DROP_EXISTING');
  const [kept] = Object.keys(given);
  if (partition && kept) throw notSupported(`${kept} beside PARTITION = number`);
  return action === 'rebuild' && !partition ? { isNoRecompute: false, ...given } : given;
}

/** Reorganizing goes from page to page, of which a disabled index has none. Raises 1973 and 2552. */
function requirePages({ database, table }: TargetTable, { name, forbidsPageLocks, isDisabled }: IndexDefinition): void {
  if (isDisabled) throw raise(Messages.ReorganizeDisabled, { index: name, table: qualifiedName(database, table) });
  if (forbidsPageLocks) throw raise(Messages.ReorganizeWithoutPages, { index: name, number: 1, table: table.name });
}

/** What is rebuilt or reorganized is in no definition; everything else is refused. */
function alterXmlIndex({ action, options = [] }: AlterIndex): void {
  if (action === 'disable' || action === 'set') throw notSupported(`ALTER INDEX ... ${action.toUpperCase()} of an XML index`);
  const [option] = options;
  if (option) throw notSupported(`ALTER INDEX ... ${option.name} of an XML index`);
}

function alterColumnstore(ddl: DdlContext, target: TargetTable, after: TableDefinition, { action }: AlterIndex): void {
  if (action !== 'reorganize') replaceDefinition(ddl, target, after);
}

/** Raises what stands against IGNORE_DUP_KEY: 1979 for the index of a constraint, 1915 for one that is not unique, 10618 for a filtered one. */
export function requireIgnorable(table: TableDefinition, index: IndexDefinition, { isSet, isOn }: { readonly isSet: boolean; readonly isOn: boolean }): void {
  if (isSet && index.constraintId !== undefined) throw raise(Messages.IgnoreDupKeyOfConstraint, { index: index.name });
  if (isOn && !index.isUnique) throw raise(Messages.IgnoreDupKeyNotUnique, { index: index.name });
  if (isOn && index.filter !== undefined) throw raise(Messages.FilteredIgnoreDupKey, { verb: 'alter', index: index.name, table: table.name });
}

function requireDisableable(target: TargetTable, index: IndexDefinition): void {
  if (index.isClustered) throw notSupported('ALTER INDEX ... DISABLE of a clustered index');
  if (isReferenced(target, index)) throw notSupported('ALTER INDEX ... DISABLE of an index that foreign keys reference');
}
