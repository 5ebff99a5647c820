// The check of a bound statement: every object and column that it touches, unless a chain of one owner leads to it. Asked only of sessions that are limited.
import type { ObjectRef, ObjectUse, SystemUse, UseRecorder } from '../../binder/object-use';
import type { CatalogObject } from '../../catalog/definitions';
import { hasColumnGrants, isAllowed, ownerOf, securableOf, type Authority } from '../../catalog/is-allowed';
import { COLUMN_PERMISSIONS } from '../../catalog/permission-names';
import { EngineBug } from '../../errors/engine-bug';
import { Messages } from '../../errors/catalogue';
import { raise, throwAll, type SqlError } from '../../errors/sql-error';
import type { Database } from '../../instance/instance';
import { columnIdOf } from '../../ddl/security/permission-ddl';
import type { Frame } from '../frame';
import type { SessionState } from '../state';
import { authorityOf } from './authority';
import { denied } from './refusals';
import { requireSystemView } from './system-rights';

/** Raises 229 and 230 for what the session may not touch, all of them in the order of the statement; 916 for a database it may not enter; 300 and 297 for the server's state. */
export function requireUses(state: SessionState, frame: Frame, uses: UseRecorder | undefined): void {
  if (!uses) throw new EngineBug('a plan without notes in a limited session');
  if (state.isCompiling) return;
  for (const use of uses.systemViews) requireSystemUse(state, use);
  const refusals = new Map<string, SqlError>();
  for (const use of uses.objects) for (const refusal of refusalsOf(state, frame, use)) refusals.set(refusal.message, refusal);
  throwAll([...refusals.values()]);
}

function requireSystemUse(state: SessionState, { databaseId, view }: SystemUse): void {
  const database = state.instance.databases.get(databaseId);
  if (database) requireSystemView(state, database, view);
}

function refusalsOf(state: SessionState, frame: Frame, use: ObjectUse): SqlError[] {
  const database = state.instance.databases.get(use.databaseId);
  const object = database?.catalog.byId(use.objectId);
  if (!database || !object || isChained(state, frame, use, object)) return [];
  const authority = authorityOf(state, database);
  return authority ? missing(database, authority, object, use) : [];
}

/** The module or view whose text names the object belongs to the object's owner: nothing is asked. Dynamic text has no owner, and no chain leaves its database. */
function isChained(state: SessionState, frame: Frame, use: Pick<ObjectUse, 'databaseId' | 'through'>, object: CatalogObject): boolean {
  const from = use.through ?? moduleOf(frame);
  if (from?.databaseId !== use.databaseId) return false;
  const catalog = state.instance.databases.get(from.databaseId)?.catalog;
  const source = catalog?.byId(from.objectId);
  return catalog !== undefined && source !== undefined && ownerOf(catalog, source) === ownerOf(catalog, object);
}

const moduleOf = (frame: Frame): ObjectRef | undefined => (frame.module ? { databaseId: frame.databaseId, objectId: frame.module.objectId } : undefined);

function missing(database: Database, authority: Authority, object: CatalogObject, { permission, columns }: ObjectUse): SqlError[] {
  const { catalog } = database;
  const may = (columnId?: number): boolean => isAllowed(catalog, authority, permission, securableOf(object, columnId));
  const isByColumn = COLUMN_PERMISSIONS.has(permission) && hasColumnGrants(catalog, authority, permission, object.objectId);
  if (!isByColumn) return may() ? [] : [denied(database, object, permission)];
  // Who names no column, as COUNT(*) does, is asked for all of them.
  const names = columns.size > 0 ? [...columns] : columnNames(object);
  const refused = names.filter((name) => !may(columnIdOf(object, name, catalog.names)));
  if (refused.length > 0 && !may() && !anyColumn(object, may)) return [denied(database, object, permission)];
  return refused.map((column) =>
    raise(Messages.ColumnPermissionDenied, { permission, column, object: object.name, database: database.header.name, schema: catalog.schema(object.schemaId)?.name ?? '' }),
  );
}

const columnNames = (object: CatalogObject): readonly string[] => (object.kind === 'table' || object.kind === 'view' ? object.columns.map(({ name }) => name) : []);

const anyColumn = (object: CatalogObject, may: (columnId: number) => boolean): boolean =>
  (object.kind === 'table' ? object.columns.some((column) => may(column.columnId)) : object.kind === 'view' && object.columns.some((_, i) => may(i + 1)));

/** Raises 229 unless the session may do this with the object, by right or by a chain of owners. */
export function requireObject(state: SessionState, frame: Frame, at: { readonly database: Database; readonly object: CatalogObject }, permission: string): void {
  if (!state.security || state.isCompiling) return;
  const { database, object } = at;
  if (isChained(state, frame, { databaseId: database.header.databaseId }, object)) return;
  const authority = authorityOf(state, database);
  if (authority && !isAllowed(database.catalog, authority, permission, securableOf(object))) throw denied(database, object, permission);
}

/** EXECUTE on the table type of a variable or parameter; raises 229. */
export function requireType(state: SessionState, frame: Frame, object: CatalogObject): void {
  const database = state.instance.databases.get(frame.databaseId);
  if (database) requireObject(state, frame, { database, object }, 'EXECUTE');
}
