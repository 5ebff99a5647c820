// CREATE TABLE, temporary tables included.
import type { TableDefinition } from '../../catalog/definitions';
import { Messages } from '../../errors/catalogue';
import { raise } from '../../errors/sql-error';
import type { CreateTable } from '../../syntax/ast/ddl';
import type { DdlContext } from '../objects/ddl-context';
import { isCompressionOption } from '../indexes/compression';
import { readIndexOptions } from '../indexes/index-options';
import { requireFreeConstraintNames, requireFreeName } from '../objects/named-objects';
import { awaitChanger, isTemporaryName, placeOf, type Place } from '../objects/object-names';
import { addObject } from '../objects/table-change';
import { addParts, emptyTable } from './table-builder';
import { siteOf } from '../objects/table-site';
import { addPeriod, startVersioning } from './temporal-ddl';

/** Creates a table. Raises 2714 if the name is taken, and everything that its parts raise. */
export function createTable(ddl: DdlContext, statement: CreateTable): void {
  const place = placeOf(ddl, statement.name);
  requireNewTable(ddl, place);
  readIndexOptions(statement.options);
  const saysCompression = statement.options.some(isCompressionOption);
  if (saysCompression && statement.indexes.some((index) => index.columnstore && index.isClustered)) throw raise(Messages.ColumnstoreTableCompression, {});
  const site = siteOf(ddl, place);
  const isTemporary = isTemporaryName(place.name);
  const empty: TableDefinition = { ...emptyTable(site), ...(isTemporary ? { isTemporary } : {}) };
  const definition = addPeriod(addParts(site, empty, statement), statement, site.database.catalog.names);
  requireFreeConstraintNames(place.database.catalog, definition, undefined);
  putTable(ddl, place, definition);
  if (statement.systemVersioning?.isOn) startVersioning(ddl, { place, table: definition, options: statement.systemVersioning });
}

/** Raises 2714 if a table of that name cannot be created. */
export function requireNewTable(ddl: DdlContext, place: Place): void {
  if (!isTemporaryName(place.name)) {
    awaitChanger(ddl, place.database, [place.schemaId], place.name);
    return requireFreeName(place.database.catalog, place.schemaId, place.name);
  }
  const existing = ddl.findTemporary(place.name);
  if (existing && existing.isOfThisScope !== false) throw raise(Messages.ObjectExists, { name: place.name });
}

/** Puts a new table into the catalog and makes its empty store. */
export function putTable(ddl: DdlContext, place: Place, definition: TableDefinition): void {
  addObject(ddl, place.database, definition);
  ddl.transaction.createStore(place.databaseId, definition);
  if (isTemporaryName(place.name)) ddl.registerTemporary(place.name, definition.objectId);
}
