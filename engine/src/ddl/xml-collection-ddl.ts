// CREATE, ALTER and DROP XML SCHEMA COLLECTION. A collection is kept as the texts that made it; typed columns and parameters hold them too.
import type { CatalogObject, XmlCollectionDefinition } from '../catalog/definitions';
import { objectHolder } from '../catalog/property-holders';
import { Messages } from '../errors/catalogue';
import { raise } from '../errors/sql-error';
import type { Database } from '../instance/instance';
import type { AlterXmlCollection, CreateXmlCollection, DropXmlCollection } from '../syntax/ast/ddl';
import type { Expression } from '../syntax/ast/expression';
import { foldName } from '../types/text/collation';
import { isCharacter } from '../types/sql-type';
import { schemaSetOf } from '../types/xsd/read-schema';
import type { DdlContext } from './objects/ddl-context';
import { dropPropertiesOfHolder } from './objects/extended-properties';
import { takeObjectId } from './objects/object-ids';
import { findXmlCollection, placeOf, qualifiedName, written } from './objects/object-names';
import { dropPermissionsOn } from './security/permission-ddl';
import { addObject, replaceObject } from './objects/table-change';

/** Ids of collections that users make begin here. */
const FIRST_COLLECTION = 65536;

/** The text of the schemas: a literal or a variable. Raises 6352 and 6361. */
function sourceText(ddl: DdlContext, source: Expression): string {
  if (source.kind === 'parenthesized') return sourceText(ddl, source.operand);
  if (source.kind === 'literal' && (source.literal === 'string' || source.literal === 'national-string')) return source.text;
  const type = source.kind === 'variable' ? ddl.bind.variableType(source.name) : undefined;
  if (source.kind !== 'variable' || !type || !(isCharacter(type) || (type.name === 'xml' && !type.xmlSchema))) throw raise(Messages.XmlCollectionParameter, {});
  const value = ddl.execution.variable(foldName(source.name));
  if (value === null) throw raise(Messages.XmlCollectionNull, {});
  return value as string;
}

function nextCollectionId({ catalog }: Database): number {
  let last = FIRST_COLLECTION - 1;
  for (const object of catalog.objects()) if (object.kind === 'xml-collection') last = Math.max(last, object.collectionId);
  return last + 1;
}

/** Makes a collection; raises 6348, and what its schemas are refused for. */
export function createXmlCollection(ddl: DdlContext, { name, source }: CreateXmlCollection): void {
  const { database, schemaId, name: local } = placeOf(ddl, name);
  const sources = [sourceText(ddl, source)];
  if (database.catalog.findXmlCollection(schemaId, local)) throw raise(Messages.XmlCollectionExists, { name: local });
  schemaSetOf(sources);
  const collection: XmlCollectionDefinition = {
    kind: 'xml-collection', objectId: takeObjectId(database.catalog), collectionId: nextCollectionId(database), schemaId, name: local, sources, createdAt: ddl.now, modifiedAt: ddl.now,
  };
  addObject(ddl, database, collection);
}

/** Adds components; raises 6347, and 6310 for those that are there. What has the collection for its type gets the new one. */
export function alterXmlCollection(ddl: DdlContext, { name, source }: AlterXmlCollection): void {
  const found = findXmlCollection(ddl, name);
  if (!found) throw raise(Messages.XmlCollectionNoAlter, { name: written(name) });
  const { collection, database, databaseId } = found;
  ddl.transaction.lockSchema(databaseId, collection.objectId, 'Sch-M');
  const text = sourceText(ddl, source);
  if (text.trim() === '') return;
  const sources = [...collection.sources, text];
  schemaSetOf(sources);
  const users = [...database.catalog.objects()].filter((object) => object.kind !== 'xml-collection' && usesCollection(object, collection));
  for (const object of users) ddl.transaction.lockSchema(databaseId, object.objectId, 'Sch-M');
  replaceObject(ddl, database, collection, { ...collection, sources });
  for (const object of users) replaceObject(ddl, database, object, withSources(object, collection.collectionId, sources));
}

/** Drops a collection; raises 3701's kin and 6328 for one that is in use. */
export function dropXmlCollection(ddl: DdlContext, { name }: DropXmlCollection): void {
  const found = findXmlCollection(ddl, name);
  if (!found) throw raise(Messages.XmlCollectionUnknown, { name: written(name) });
  const { collection, database, databaseId } = found;
  ddl.transaction.lockSchema(databaseId, collection.objectId, 'Sch-M');
  for (const object of database.catalog.objects()) {
    if (object.kind !== 'xml-collection' && usesCollection(object, collection)) throw raise(Messages.XmlCollectionUsed, { name: collection.name, user: qualifiedName(database, object) });
  }
  dropPermissionsOn(ddl, database, collection);
  dropPropertiesOfHolder(ddl, database, objectHolder(collection));
  ddl.transaction.applyCatalogChange(databaseId, { kind: 'object', before: collection });
}

/** Whether a column, parameter or result of the object has the collection for its type. */
const usesCollection = (object: CatalogObject, { collectionId }: XmlCollectionDefinition): boolean => withSources(object, collectionId, []) !== object;

/** The definition with other texts wherever a type names the collection; itself where none does. */
function withSources<T>(value: T, collectionId: number, sources: readonly string[]): T {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    const items = value.map((item: unknown) => withSources(item, collectionId, sources));
    return items.some((item, i) => item !== value[i]) ? (items as T) : value;
  }
  if ('collectionId' in value && value.collectionId === collectionId) return { ...value, sources };
  let changed: Readonly<Record<string, unknown>> = value as Readonly<Record<string, unknown>>;
  for (const [key, part] of Object.entries(value)) {
    const after: unknown = withSources(part, collectionId, sources);
    if (after !== part) changed = { ...changed, [key]: after };
  }
  return changed as T;
}
