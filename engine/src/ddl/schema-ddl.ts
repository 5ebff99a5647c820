// CREATE SCHEMA, DROP SCHEMA, ALTER SCHEMA ... TRANSFER.
import type { CatalogObject } from '../catalog/definitions';
import { PUBLIC } from '../catalog/is-allowed';
import { PropertyClass } from '../catalog/property-holders';
import { Messages } from '../errors/catalogue';
import { notSupported } from '../errors/not-supported';
import { raise, withFollower } from '../errors/sql-error';
import type { Database } from '../instance/instance';
import type { ObjectName } from '../syntax/ast/common';
import type { AlterAuthorization, AlterSchemaTransfer, CreateSchema } from '../syntax/ast/ddl';
import { changeDatabaseOwner } from './databases/database-owner';
import type { DdlContext } from './objects/ddl-context';
import { dropPropertiesOfHolder } from './objects/extended-properties';
import { isNameTaken } from './objects/named-objects';
import { boundModuleOf } from './objects/object-users';
import { dropPermissionsOf, dropPermissionsOn } from './security/permission-ddl';
import { databaseNamed, findObject, findUserType, isTemporaryName, partsOf, SYSTEM_SCHEMAS, written } from './objects/object-names';
import { replaceObject } from './objects/table-change';

const FIRST_USER_SCHEMA = 5;
const FIRST_FIXED_ROLE = 16384;

function nextSchemaId({ catalog }: Database): number {
  let schemaId = FIRST_USER_SCHEMA;
  while (catalog.schema(schemaId)) schemaId++;
  return schemaId;
}

/** Creates a schema and returns its id; raises 2714 or 2760 with 2759, 15151. What stands inside the statement is the caller's to run. */
export function createSchema(ddl: DdlContext, statement: CreateSchema): number {
  const { database } = ddl;
  const existing = database.catalog.findSchema(statement.name);
  if (existing)
    throw withFollower(
      isOwnedByServer(existing.schemaId) ? raise(Messages.SchemaNotFound, { schema: statement.name }) : raise(Messages.ObjectExists, { name: statement.name }),
      raise(Messages.SchemaFailed, {}),
    );
  const owner = statement.owner === undefined ? undefined : database.catalog.findPrincipal(statement.owner);
  if (statement.owner !== undefined && !owner) throw withFollower(raise(Messages.CannotFindForAction, { action: 'find', kind: 'user', name: statement.owner }), raise(Messages.SchemaFailed, {}));
  const after = { schemaId: nextSchemaId(database), name: statement.name, ownerId: owner?.principalId ?? ddl.userId };
  ddl.transaction.applyCatalogChange(database.header.databaseId, { kind: 'schema', after });
  return after.schemaId;
}

const isOwnedByServer = (schemaId: number): boolean => schemaId < FIRST_USER_SCHEMA || schemaId >= FIRST_FIXED_ROLE;

/** Drops an empty schema; raises 15151, 15150, 3729. */
export function dropSchema(ddl: DdlContext, name: ObjectName, ifExists: boolean): void {
  const parts = partsOf(name);
  const database = databaseNamed(ddl, parts.schema);
  const schema = database.catalog.findSchema(parts.name);
  if (!schema) {
    if (ifExists) return;
    throw raise(Messages.CannotFindForAction, { action: 'drop', kind: 'schema', name: parts.name });
  }
  if (isOwnedByServer(schema.schemaId)) throw raise(Messages.CannotActOn, { action: 'drop', kind: 'schema', name: parts.name });
  for (const object of database.catalog.objects()) {
    if (object.schemaId === schema.schemaId) throw raise(Messages.ReferencedByObject, { action: 'drop schema', name: schema.name, other: object.name });
  }
  // The next schema may get the number of this one.
  dropPermissionsOf(ddl, database, 'SCHEMA', schema.schemaId);
  dropPropertiesOfHolder(ddl, database, { securableClass: PropertyClass.schema, majorId: schema.schemaId });
  ddl.transaction.applyCatalogChange(database.header.databaseId, { kind: 'schema', before: schema });
}

const missing = (kind: string, name: string): Error => raise(Messages.CannotFindForAction, { action: 'find', kind, name });

/** ALTER AUTHORIZATION: a schema or role, with which its permissions go, or a database gets another owner; objects are their schema's owner's and stay so. Raises 15151. */
export function alterAuthorization(ddl: DdlContext, { securableClass, name, owner }: AlterAuthorization): void {
  const { catalog } = ddl.database;
  const last = name.parts.at(-1) ?? '';
  if (securableClass === 'SCHEMA') {
    const schema = catalog.findSchema(last);
    if (!schema) throw missing('schema', last);
    const principal = owner === undefined ? undefined : catalog.findPrincipal(owner);
    if (!principal) throw missing('principal', owner ?? '');
    if (isOwnedByServer(schema.schemaId)) throw raise(Messages.CannotActOn, { action: 'alter', kind: 'schema', name: last });
    ddl.transaction.applyCatalogChange(ddl.database.header.databaseId, { kind: 'schema', before: schema, after: { ...schema, ownerId: principal.principalId } });
    dropPermissionsOf(ddl, ddl.database, 'SCHEMA', schema.schemaId);
    return;
  }
  if (securableClass === 'DATABASE') return changeDatabaseOwner(ddl, last, owner ?? '');
  if (securableClass === 'ROLE') return changeRoleOwner(ddl, last, owner ?? '');
  if ((securableClass !== 'OBJECT' && securableClass !== 'TYPE') || owner !== undefined) throw notSupported(`ALTER AUTHORIZATION ON ${securableClass} to another than SCHEMA OWNER`);
  if (!(securableClass === 'TYPE' ? findUserType(ddl, name) : findObject(ddl, name))) throw missing(securableClass.toLowerCase(), written(name));
}

/** Raises 15151 for a role or an owner that is not there, 15150 for a role of the server's own. */
function changeRoleOwner(ddl: DdlContext, name: string, owner: string): void {
  const { database } = ddl;
  const role = database.catalog.findPrincipal(name);
  if (role?.type !== 'R') throw missing('role', name);
  const principal = database.catalog.findPrincipal(owner);
  if (!principal) throw missing('principal', owner);
  if (role.isFixedRole || role.principalId === PUBLIC) throw raise(Messages.CannotActOn, { action: 'alter', kind: 'role', name });
  ddl.transaction.applyCatalogChange(database.header.databaseId, { kind: 'principal', before: role, after: { ...role, ownerId: principal.principalId } });
  dropPermissionsOf(ddl, database, 'PRINCIPAL', role.principalId);
}

/** Moves an object or type to another schema, its triggers with it; what was granted on it stays behind. Raises 2710, 15151, 15347, 15348, 15530, 33144. */
export function transferToSchema(ddl: DdlContext, statement: AlterSchemaTransfer): void {
  const { database } = ddl;
  const schema = database.catalog.findSchema(statement.name);
  if (!schema) throw raise(Messages.CannotFindForAction, { action: 'alter', kind: 'schema', name: statement.name });
  if (!statement.isType && isTemporaryName(partsOf(statement.object).name)) throw raise(Messages.TransferOfTemporary, {});
  const found = statement.isType ? findUserType(ddl, statement.object) : findObject(ddl, statement.object);
  if (!found || found.database !== database) throw raise(Messages.CannotFindForAction, { action: 'find', kind: statement.isType ? 'type' : 'object', name: partsOf(statement.object).name });
  const { object } = found;
  if (SYSTEM_SCHEMAS.has(schema.schemaId)) throw raise(Messages.NotSpecifiedOwner, { name: schema.name });
  if (object.kind === 'trigger') throw raise(Messages.TransferOfOwned, {});
  if (object.schemaId === schema.schemaId) return;
  if (boundModuleOf(database, object) !== undefined) throw raise(Messages.SchemaBoundTransfer, {});
  ddl.transaction.lockSchema(found.databaseId, object.objectId, 'Sch-M');
  const isTaken = statement.isType ? database.catalog.findType(schema.schemaId, object.name) !== undefined : isNameTaken(database.catalog, schema.schemaId, object.name);
  if (isTaken) throw raise(Messages.SchemaObjectExists, { kind: 'object', name: object.name });
  dropPermissionsOn(ddl, database, object);
  move(ddl, database, object, schema.schemaId);
  for (const trigger of database.catalog.triggersOf(object.objectId)) move(ddl, database, trigger, schema.schemaId);
}

function move(ddl: DdlContext, database: Database, object: CatalogObject, schemaId: number): void {
  replaceObject(ddl, database, object, { ...object, schemaId });
}
