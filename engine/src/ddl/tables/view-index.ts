// Indexes of views: the first one, unique and clustered, keeps the view's rows; the others are built over those. Knows no DML.
import { requireIndexable } from '../../binder/indexed-view';
import type { IndexDefinition, ViewDefinition } from '../../catalog/definitions';
import { viewAsTable } from '../../catalog/indexed-view';
import { policiesOver } from '../../catalog/security-policies';
import { Messages } from '../../errors/catalogue';
import { notSupported } from '../../errors/not-supported';
import { raise } from '../../errors/sql-error';
import { compileQuery } from '../../exec/compile-query';
import type { CreateIndex } from '../../syntax/ast/ddl';
import type { DdlContext } from '../objects/ddl-context';
import { buildIndex, requireSettings } from '../indexes/index-builder';
import { readIndexOptions } from '../indexes/index-options';
import { placeOf, qualifiedName, type Found } from '../objects/object-names';
import { sortedIndexes } from './table-builder';
import { replaceObject } from '../objects/table-change';
import { siteOf } from '../objects/table-site';

/** A view found by name. */
export interface FoundView extends Found { readonly object: ViewDefinition }

/** CREATE INDEX on a view. Raises 1939, 1940, 1941, 1505, 1911, 10610 and what the view's query must not hold. */
export function createViewIndex(ddl: DdlContext, found: FoundView, statement: CreateIndex): void {
  const { object: view, database, databaseId } = found;
  ddl.transaction.lockSchema(databaseId, view.objectId, 'Sch-M');
  const name = qualifiedName(database, view);
  if (statement.filter) throw raise(Messages.FilteredIndexOfView, { index: statement.name.name, view: view.name });
  if (!view.isSchemaBound) throw raise(Messages.IndexNotSchemaBound, { name: view.name });
  if (statement.isClustered && !statement.isUnique) throw raise(Messages.ViewClusteredNotUnique, { name });
  const isFirst = view.indexes.length === 0;
  if (isFirst && !statement.isClustered) throw raise(Messages.NoUniqueClustered, { name });
  const { dropExisting, ignoreDuplicateKey } = readIndexOptions(statement.options);
  if (dropExisting || ignoreDuplicateKey) throw notSupported('DROP_EXISTING and IGNORE_DUP_KEY of indexes on views');
  if (isFirst) requireIndexableView(ddl, found, statement);
  const place = { ...placeOf(ddl, statement.table), schemaId: view.schemaId, name: view.name };
  const index = buildIndex(siteOf(ddl, place), viewAsTable(view), statement);
  const after = { ...view, indexes: sortedIndexes([...view.indexes, index]) };
  if (isFirst) keepRows(ddl, found);
  const table = viewAsTable(after);
  ddl.transaction.createIndex(ddl.openTable(databaseId, table), index);
  replaceObject(ddl, database, view, after);
}

function requireIndexableView(ddl: DdlContext, { object: view, database, databaseId }: FoundView, statement: CreateIndex): void {
  if (!view.usesQuotedIdentifier) throw raise(Messages.CreatedWithOptionsOff, { name: view.name, options: 'QUOTED_IDENTIFIER' });
  requireSettings(ddl);
  for (const objectId of view.references) {
    const table = database.catalog.table(objectId);
    if (table?.columns.some((column) => column.mask)) throw raise(Messages.IndexOverMask, { view: qualifiedName(database, view), table: qualifiedName(database, table) });
    if (table && policiesOver(database.catalog, objectId).length > 0) throw raise(Messages.IndexOverPolicy, { view: qualifiedName(database, view), table: qualifiedName(database, table) });
  }
  requireIndexable(view, ddl.bind.inDatabase(databaseId), {
    fullName: `${database.header.name}.${qualifiedName(database, view)}`, index: statement.name.name, keyColumns: statement.columns.map(({ column }) => column.name),
  });
}

/** Makes the store of the view's rows and fills it. */
function keepRows(ddl: DdlContext, { object: view, databaseId }: FoundView): void {
  const empty = viewAsTable(view);
  const query = compileQuery(ddl.execution.maintainedView(databaseId, view.objectId).queryOver([]));
  ddl.transaction.createStore(databaseId, empty);
  const handle = ddl.openTable(databaseId, empty);
  const rows = query.open(ddl.execution);
  for (let row = rows.next(); row; row = rows.next()) ddl.transaction.insert(handle, row);
}

/** Drops one index of a view; with the clustered one go the rows and all other indexes. */
export function dropViewIndex(ddl: DdlContext, found: FoundView, index: IndexDefinition): void {
  const { object: view, database, databaseId } = found;
  ddl.transaction.lockSchema(databaseId, view.objectId, 'Sch-M');
  if (index.isClustered) forgetRows(ddl, found);
  else ddl.transaction.dropIndex(ddl.openTable(databaseId, viewAsTable(view)), index.indexId);
  replaceObject(ddl, database, view, { ...view, indexes: index.isClustered ? [] : view.indexes.filter((other) => other !== index) });
}

/** Takes the kept rows of a view out, where it has any: the view is dropped, altered or loses its clustered index. */
export function forgetRows(ddl: DdlContext, { object: view, databaseId }: Pick<FoundView, 'object' | 'databaseId'>): void {
  if (view.indexes.length > 0) ddl.transaction.dropStore(databaseId, view.objectId);
}
