// How a changed table gets into the catalog, and how its rows follow. Every step goes through the transaction's log.
import type { CatalogObject, TableDefinition } from '../catalog/definitions';
import type { TableHandle } from '../transaction/row-access';
import { enabledIndexes } from '../transaction/table-shape';
import { Messages } from '../errors/catalogue';
import { raise } from '../errors/sql-error';
import type { Database } from '../instance/instance';
import type { ObjectName } from '../syntax/ast/common';
import type { Row } from '../types/value';
import type { DdlContext } from './ddl-context';
import { findObject, placeOf, written, type FoundTable } from './object-names';
import { siteOf, type TableSite } from './table-site';

/** A table that a statement changes, locked. */
export interface TargetTable extends FoundTable { readonly site: TableSite; readonly schemaName: string; readonly table: TableDefinition }

/** Puts an object's new state into the catalog. */
export function replaceObject(ddl: DdlContext, database: Database, before: CatalogObject, after: CatalogObject): void {
  ddl.transaction.applyCatalogChange(database.header.databaseId, { kind: 'object', before, after: { ...after, modifiedAt: ddl.now } });
}

/** Creates an object in the catalog. */
export function addObject(ddl: DdlContext, database: Database, after: CatalogObject): void {
  ddl.transaction.applyCatalogChange(database.header.databaseId, { kind: 'object', after });
}

/** The table that ALTER TABLE names, under Sch-M. Raises 4902 and 4909. */
export function tableToAlter(ddl: DdlContext, name: ObjectName): TargetTable {
  const found = findObject(ddl, name);
  if (!found) throw raise(Messages.AlterNotFound, { name: written(name) });
  if (found.object.kind !== 'table') throw raise(Messages.AlterNotTable, { name: written(name) });
  ddl.transaction.lockSchema(found.databaseId, found.object.objectId, 'Sch-M');
  const place = { ...placeOf(ddl, name), schemaId: found.object.schemaId, name: found.object.name };
  return { ...found, object: found.object, table: found.object, site: { ...siteOf(ddl, place), isAltered: true }, schemaName: place.schemaName };
}

/** The table as rows, under the definition given. */
export const handleOf = (ddl: DdlContext, target: { readonly databaseId: number }, definition: TableDefinition): TableHandle => ddl.openTable(target.databaseId, definition);

/** Replaces the definition and maps every row to it; all indexes are built anew. */
export function rebuildRows(ddl: DdlContext, target: TargetTable, after: TableDefinition, mapRow: (row: Row) => Row): void {
  const before = handleOf(ddl, target, target.table);
  ddl.transaction.rebuild(before, after, mapRow, handleOf(ddl, target, after).filters);
  replaceObject(ddl, target.database, target.table, after);
}

/** Replaces the definition; indexes that only one of the two has, or has enabled, are built or taken out. */
export function replaceDefinition(ddl: DdlContext, target: TargetTable, after: TableDefinition): void {
  const old = new Set(enabledIndexes(target.table).map((index) => index.indexId));
  const kept = new Set(enabledIndexes(after).map((index) => index.indexId));
  const handle = handleOf(ddl, target, after);
  for (const index of enabledIndexes(target.table)) if (!kept.has(index.indexId)) ddl.transaction.dropIndex(handle, index.indexId);
  for (const index of enabledIndexes(after)) if (!old.has(index.indexId)) ddl.transaction.createIndex(handle, index, handle.filters.get(index.indexId));
  replaceObject(ddl, target.database, target.table, after);
}
