// What a name in DDL points to: database, schema, object. Bare names mean the default schema, dbo. Knows no statement.
import type { CatalogObject, TableDefinition, XmlCollectionDefinition } from '../../catalog/definitions';
import { Messages } from '../../errors/catalogue';
import { EngineBug } from '../../errors/engine-bug';
import { notOnAzure, notSupported } from '../../errors/not-supported';
import { raise } from '../../errors/sql-error';
import { requireReach } from '../../instance/azure';
import { TEMPDB, type Database } from '../../instance/instance';
import type { ObjectName } from '../../syntax/ast/common';
import type { DdlContext } from './ddl-context';

const DBO = 1;
/** INFORMATION_SCHEMA and sys. */
export const SYSTEM_SCHEMAS: ReadonlySet<number> = new Set([3, 4]);

/** Where an object is or is to be. */
export interface Place { readonly database: Database; readonly databaseId: number; readonly schemaId: number; readonly schemaName: string; readonly name: string }

/** An object that a name found. */
export interface Found { readonly database: Database; readonly databaseId: number; readonly object: CatalogObject }
export interface FoundTable extends Found { readonly object: TableDefinition }

/** The name as the statement wrote it, without quotes. */
export const written = (name: ObjectName): string => name.parts.join('.');

/** True for #t and ##t. */
export const isTemporaryName = (name: string): boolean => name.startsWith('#');

/** The parts of a name from its end: name, schema, database; '' where not given. */
export function partsOf(name: ObjectName): { readonly name: string; readonly schema: string; readonly database: string } {
  const [last = '', schema = '', database = '', server = ''] = [...name.parts].reverse();
  if (server !== '') throw notSupported('linked servers (four-part names)');
  return { name: last, schema, database };
}

/** A database by name, which must exist (911); '' is the current one. */
export function databaseNamed(ddl: DdlContext, name: string): Database {
  if (name === '') return ddl.database;
  const database = ddl.instance.findDatabase(name);
  if (!database) throw raise(Messages.CannotFindDatabase, { database: name });
  return database;
}

/** tempdb, which always exists. */
export function temporaryDatabase(ddl: DdlContext): Database {
  const database = ddl.instance.databases.get(TEMPDB);
  if (!database) throw new EngineBug('tempdb is gone');
  return database;
}

function refuseForAzure(ddl: DdlContext, name: ObjectName): void {
  requireReach(ddl.instance, ddl.database, name.parts);
  // There they are one database's; here they are the server's.
  if (name.parts.at(-1)?.startsWith('##') === true) throw notOnAzure('global temporary tables');
}

/** Where a new object of that name goes; raises 2760 for an unknown schema and for the server's own. */
export function placeOf(ddl: DdlContext, name: ObjectName): Place {
  if (ddl.instance.isAzure) refuseForAzure(ddl, name);
  const parts = partsOf(name);
  const database = isTemporaryName(parts.name) ? temporaryDatabase(ddl) : databaseNamed(ddl, parts.database);
  const schema = isTemporaryName(parts.name)
    ? database.catalog.schema(DBO)
    : parts.schema === ''
      ? database.catalog.schema(ddl.ownSchemaId ?? ddl.defaultSchemaId)
      : database.catalog.findSchema(parts.schema);
  if (!schema || SYSTEM_SCHEMAS.has(schema.schemaId)) throw raise(Messages.SchemaNotFound, { schema: parts.schema });
  return { database, databaseId: database.header.databaseId, schemaId: schema.schemaId, schemaName: schema.name, name: parts.name };
}

/** The schemas to search: the named one, else the own one and then dbo. */
function schemasOf(ddl: DdlContext, database: Database, schema: string): number[] {
  const own = ddl.ownSchemaId ?? ddl.defaultSchemaId;
  if (schema === '') return own === DBO ? [DBO] : [own, DBO];
  const found = database.catalog.findSchema(schema);
  return found ? [found.schemaId] : [];
}

/** Waits (LockWait) for another session that has made, altered or dropped what the name means and not committed. */
export function awaitChanger(ddl: DdlContext, database: Database, schemaIds: readonly number[], name: string): void {
  const { databaseId } = database.header;
  const changed = ddl.instance.transactions.uncommittedChange(databaseId, ddl.transaction.spid, (object) => schemaIds.includes(object.schemaId) && database.catalog.names.isSame(object.name, name));
  if (changed) ddl.transaction.lockSchema(databaseId, changed.objectId, 'Sch-S');
}

/** The object of that name, temporary tables included; undefined if there is none. Waits (LockWait) for who is changing it. */
export function findObject(ddl: DdlContext, name: ObjectName): Found | undefined {
  const parts = partsOf(name);
  if (isTemporaryName(parts.name)) {
    const database = temporaryDatabase(ddl);
    const entry = ddl.findTemporary(parts.name);
    const object = entry && database.catalog.byId(entry.objectId);
    return object && { database, databaseId: TEMPDB, object };
  }
  const database = databaseNamed(ddl, parts.database);
  const schemas = schemasOf(ddl, database, parts.schema);
  awaitChanger(ddl, database, schemas, parts.name);
  const object = schemas.map((schemaId) => database.catalog.find(schemaId, parts.name)).find((found) => found !== undefined);
  return object && { database, databaseId: database.header.databaseId, object };
}

/** The user-defined type of that name. */
export function findUserType(ddl: DdlContext, name: ObjectName): Found | undefined {
  const parts = partsOf(name);
  const database = databaseNamed(ddl, parts.database);
  const object = schemasOf(ddl, database, parts.schema).map((schemaId) => database.catalog.findType(schemaId, parts.name)).find((found) => found !== undefined);
  return object && { database, databaseId: database.header.databaseId, object };
}

/** An XML schema collection that a name found. */
export interface FoundCollection { readonly database: Database; readonly databaseId: number; readonly collection: XmlCollectionDefinition }

/** The XML schema collection of that name. */
export function findXmlCollection(ddl: DdlContext, name: ObjectName): FoundCollection | undefined {
  const parts = partsOf(name);
  const database = databaseNamed(ddl, parts.database);
  const collection = schemasOf(ddl, database, parts.schema).map((schemaId) => database.catalog.findXmlCollection(schemaId, parts.name)).find((found) => found !== undefined);
  return collection && { database, databaseId: database.header.databaseId, collection };
}

/** The table of that name or undefined; views and others are not tables. */
export function findTable(ddl: DdlContext, name: ObjectName): FoundTable | undefined {
  const found = findObject(ddl, name);
  return found?.object.kind === 'table' ? { ...found, object: found.object } : undefined;
}

/** The name of an object's schema. */
export const schemaNameOf = (database: Database, schemaId: number): string => database.catalog.schema(schemaId)?.name ?? '';

/** `schema.name`. */
export const qualifiedName = (database: Database, object: { readonly schemaId: number; readonly name: string }): string => `${schemaNameOf(database, object.schemaId)}.${object.name}`;

const KIND_NAMES: Readonly<Record<CatalogObject['kind'], string>> = {
  table: 'table', view: 'view', procedure: 'procedure', function: 'function', trigger: 'trigger', sequence: 'sequence object', synonym: 'synonym', 'security-policy': 'security policy', 'table-type': 'type', 'alias-type': 'type',
  'xml-collection': 'XML schema collection',
};

/** What messages call an object of that kind. */
export const kindName = (kind: CatalogObject['kind']): string => KIND_NAMES[kind];
