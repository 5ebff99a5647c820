// DROP of everything that lives in a schema, and of schemas and types. Databases, indexes and principals are elsewhere.
import type { CatalogObject, TableDefinition } from '../catalog/definitions';
import { policiesOver } from '../catalog/security-policies';
import { Messages } from '../errors/catalogue';
import { notSupported } from '../errors/not-supported';
import { raise } from '../errors/sql-error';
import type { Database } from '../instance/instance';
import type { ObjectName } from '../syntax/ast/common';
import type { DropObjects } from '../syntax/ast/ddl';
import { dropDatabaseTrigger } from './modules/database-trigger';
import type { DdlContext } from './objects/ddl-context';
import { dropPropertiesOfObject, dropPropertiesOfParts } from './objects/extended-properties';
import { findObject, findUserType, kindName, partsOf, qualifiedName, written, type Found } from './objects/object-names';
import { dropPermissionsOn } from './security/permission-ddl';
import { dropPrincipal } from './security/principal-ddl';
import { boundModuleOf, columnsOfSequence, functionUsers, typeUser } from './objects/object-users';
import { lockTargets } from './modules/security-policy';
import { dropSchema } from './schema-ddl';
import { dropStatistics } from './indexes/statistics-ddl';
import { forgetRows } from './tables/view-index';

type ObjectKind = 'table' | 'view' | 'procedure' | 'function' | 'trigger' | 'sequence' | 'synonym' | 'security-policy';

const DROP_WORDS: Readonly<Record<CatalogObject['kind'], string>> = {
  table: 'TABLE', view: 'VIEW', procedure: 'PROCEDURE', function: 'FUNCTION', trigger: 'TRIGGER', sequence: 'SEQUENCE', synonym: 'SYNONYM', 'security-policy': 'SECURITY POLICY', 'table-type': 'TYPE', 'alias-type': 'TYPE',
  'xml-collection': 'XML SCHEMA COLLECTION',
};

/** The state of 3729 where a policy that is not schema-bound has a predicate over the table. */
const STATE_UNBOUND_POLICY = 3;

/** Drops the named things one after the other. Raises 3701, 3705, 3726, 3729 and kin. */
export function dropObjects(ddl: DdlContext, statement: DropObjects): void {
  for (const name of statement.names) dropOne(ddl, statement, name);
}

function dropOne(ddl: DdlContext, statement: DropObjects, name: ObjectName): void {
  switch (statement.what) {
    case 'schema': return dropSchema(ddl, name, statement.ifExists);
    case 'type': return dropType(ddl, name, statement.ifExists);
    case 'login': case 'user': case 'role': return dropPrincipal(ddl, { what: statement.what, name: partsOf(name).name, ifExists: statement.ifExists });
    case 'statistics': return dropStatistics(ddl, name);
    case 'default': case 'rule': throw notSupported(`DROP ${statement.what.toUpperCase()}`);
    default: return dropObject(ddl, statement.what, name, statement);
  }
}

function dropObject(ddl: DdlContext, what: ObjectKind, name: ObjectName, statement: DropObjects): void {
  if (statement.onDatabase) return dropDatabaseTrigger(ddl, name, statement.ifExists);
  const found = findObject(ddl, name);
  if (!found) {
    if (statement.ifExists) return;
    throw raise(Messages.CannotDrop, { kind: DROP_WORDS[what].toLowerCase(), name: written(name) });
  }
  const { object } = found;
  if (object.kind !== what) throw raise(Messages.WrongDropKind, { wrong: DROP_WORDS[what], name: written(name), kind: kindName(object.kind), right: DROP_WORDS[object.kind] });
  ddl.transaction.lockSchema(found.databaseId, object.objectId, 'Sch-M');
  if (object.kind === 'security-policy') lockTargets(ddl, found.database, object.predicates);
  requireUnused(found, written(name));
  if (object.kind === 'table') return dropTable(ddl, found.database, object);
  if (object.kind === 'view') {
    dropTriggers(ddl, found.database, object.objectId);
    forgetRows(ddl, { object, databaseId: found.databaseId });
  }
  removeObject(ddl, found.database, object);
}

/** Takes an object out of the catalog with what is said of it and granted on it. */
function removeObject(ddl: DdlContext, database: Database, object: CatalogObject): void {
  dropPermissionsOn(ddl, database, object);
  dropPropertiesOfObject(ddl, database, object);
  if (object.kind === 'table') dropPropertiesOfParts(ddl, database, object);
  ddl.transaction.applyCatalogChange(database.header.databaseId, { kind: 'object', before: object });
}

function dropTriggers(ddl: DdlContext, database: Database, objectId: number): void {
  for (const trigger of database.catalog.triggersOf(objectId)) removeObject(ddl, database, trigger);
}

function dropTable(ddl: DdlContext, database: Database, table: TableDefinition): void {
  dropTriggers(ddl, database, table.objectId);
  removeObject(ddl, database, table);
  ddl.transaction.dropStore(database.header.databaseId, table.objectId);
}

/** Raises 3726, 3729 and 13552 for what something holds on to; `name` is how the statement calls it. */
function requireUnused({ database, object }: Found, name: string): void {
  if (object.kind === 'table') {
    if (object.temporal || object.isHistory) throw raise(Messages.TemporalDrop, { table: `${database.header.name}.${qualifiedName(database, object)}` });
    for (const other of database.catalog.objects()) {
      const isReferencing = other.kind === 'table' && other.objectId !== object.objectId && other.foreignKeys.some((key) => key.referencedObjectId === object.objectId);
      if (isReferencing) throw raise(Messages.CannotDropReferenced, { name });
    }
  }
  if (object.kind === 'sequence') {
    const user = columnsOfSequence(database, object)[0];
    if (user) throw raise(Messages.ReferencedByObject, { action: 'DROP SEQUENCE', name, other: user });
  }
  if (object.kind === 'function') {
    const user = functionUsers(database, object)[0];
    if (user) throw raise(Messages.ReferencedByObject, { action: 'DROP FUNCTION', name, other: user });
  }
  const [policy] = policiesOver(database.catalog, object.objectId);
  if (policy && !policy.isSchemaBound) throw raise(Messages.ReferencedByObject, { action: `DROP ${DROP_WORDS[object.kind]}`, name, other: policy.name }, STATE_UNBOUND_POLICY);
  const module = boundModuleOf(database, object);
  if (module !== undefined) throw raise(Messages.ReferencedByObject, { action: `DROP ${DROP_WORDS[object.kind]}`, name, other: module });
}

function dropType(ddl: DdlContext, name: ObjectName, ifExists: boolean): void {
  const found = findUserType(ddl, name);
  if (!found) {
    if (ifExists) return;
    throw raise(Messages.TypeNotFound, { name: written(name) });
  }
  ddl.transaction.lockSchema(found.databaseId, found.object.objectId, 'Sch-M');
  const user = typeUser(found.database, found.object);
  if (user !== undefined) throw raise(Messages.TypeReferenced, { name: written(name), other: user });
  removeObject(ddl, found.database, found.object);
}
