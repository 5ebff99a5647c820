// Extended properties: descriptions of databases, schemas, objects and columns. Finds what the three levels name.
import { findColumn } from '../../catalog/columns';
import { allIndexes, indexNamed } from '../../catalog/indexes';
import { databaseHolders, kindOfLevel, objectHolder, PropertyClass, type PropertyHolder } from '../../catalog/property-holders';
import type { CatalogObject, ExtendedProperty, FunctionDefinition, ProcedureDefinition, TableDefinition, ViewDefinition } from '../../catalog/definitions';
import { Messages } from '../../errors/catalogue';
import { EngineBug } from '../../errors/engine-bug';
import { notSupported } from '../../errors/not-supported';
import { raise } from '../../errors/sql-error';
import type { Database } from '../../instance/instance';
import { byteLength } from '../../types/text/byte-length';
import { sameName } from '../../types/text/collation';
import type { Value, Variant } from '../../types/value';
import type { DdlContext } from './ddl-context';
import { constraintsOf } from '../../catalog/constraints';

/** What sp_addextendedproperty and its kin are told. */
export interface PropertyRequest { readonly name: string; readonly value: ExtendedProperty['value']; readonly levels: readonly { readonly type: string; readonly name: string }[] }

type Securable = Pick<ExtendedProperty, 'securableClass' | 'majorId' | 'minorId'>;

/** The classes whose major id is an object's. */
const OF_OBJECTS: ReadonlySet<number> = new Set([PropertyClass.object, PropertyClass.parameter, PropertyClass.index]);

const isSame = (left: Securable, right: Securable): boolean => left.securableClass === right.securableClass && left.majorId === right.majorId && left.minorId === right.minorId;
const pathOf = (request: PropertyRequest): string => (request.levels.length === 0 ? 'object specified' : request.levels.map((level) => level.name).join('.'));

function securableOf(database: Database, request: PropertyRequest): Securable {
  const [schemaLevel, objectLevel, partLevel] = request.levels;
  if (!schemaLevel) return { securableClass: PropertyClass.database, majorId: 0, minorId: 0 };
  const missing = raise(Messages.ExtendedPropertyTarget, { object: pathOf(request) });
  if (schemaLevel.type !== 'SCHEMA' && schemaLevel.type !== 'USER') {
    const holder = ofDatabase(database, request.levels);
    if (!holder) throw missing;
    return wholeOf(holder);
  }
  const schema = database.catalog.findSchema(schemaLevel.name);
  if (!schema) throw missing;
  if (!objectLevel) return { securableClass: PropertyClass.schema, majorId: schema.schemaId, minorId: 0 };
  const kind = kindOfLevel(objectLevel.type);
  if (kind === undefined) throw notSupported(`extended properties on ${objectLevel.type}`);
  const object = objectOfKind(database, kind, schema.schemaId, objectLevel.name);
  if (!object) throw missing;
  if (!partLevel) return wholeOf(objectHolder(object));
  const isModule = object.kind === 'procedure' || object.kind === 'function';
  if (!isModule && object.kind !== 'table' && object.kind !== 'view') throw notSupported(`extended properties on ${partLevel.type} of a ${object.kind}`);
  const part = isModule ? partOfModule(database, object, partLevel) : partOf(database, object.objectId, partLevel);
  if (!part) throw missing;
  return part;
}

const wholeOf = ({ securableClass, majorId }: PropertyHolder): Securable => ({ securableClass, majorId, minorId: 0 });

/** An object by its name among those of its kind. */
function objectOfKind({ catalog }: Database, kind: CatalogObject['kind'], schemaId: number, name: string): CatalogObject | undefined {
  const isType = kind === 'alias-type' || kind === 'table-type';
  const found = kind === 'xml-collection' ? catalog.findXmlCollection(schemaId, name) : isType ? catalog.findType(schemaId, name) : catalog.find(schemaId, name);
  return found?.kind === kind ? found : undefined;
}

function ofDatabase(database: Database, [level, below]: PropertyRequest['levels']): PropertyHolder | undefined {
  const holders = level && databaseHolders(database, level.type);
  if (!holders) throw notSupported(`extended properties on ${level?.type ?? ''}`);
  if (below) throw notSupported(`extended properties on ${below.type} of a ${level.type}`);
  return holders.find(({ name }) => database.catalog.names.isSame(name, level.name));
}

interface Part { readonly type: string; readonly name: string }

function partOfModule({ catalog }: Database, module: ProcedureDefinition | FunctionDefinition, { type, name }: Part): Securable | undefined {
  if (type === 'COLUMN' && module.kind === 'function' && module.columns) {
    const ordinal = module.columns.findIndex((column) => catalog.names.isSame(column.name, name));
    return ordinal < 0 ? undefined : { securableClass: PropertyClass.object, majorId: module.objectId, minorId: ordinal + 1 };
  }
  if (type !== 'PARAMETER') throw notSupported(`extended properties on ${type} of a ${module.kind}`);
  const ordinal = module.parameters.findIndex((parameter) => sameName(parameter.name, name));
  return ordinal < 0 ? undefined : { securableClass: PropertyClass.parameter, majorId: module.objectId, minorId: ordinal + 1 };
}

function partOf(database: Database, objectId: number, { type, name }: Part): Securable | undefined {
  const object = database.catalog.byId(objectId);
  if (object?.kind === 'view') return partOfView(database, object, { type, name });
  if (object?.kind !== 'table') return undefined;
  switch (type) {
    case 'COLUMN': {
      const column = findColumn(object, name, database.catalog.names);
      return column && { securableClass: PropertyClass.object, majorId: objectId, minorId: column.columnId };
    }
    case 'INDEX': {
      const index = indexNamed(object, name, database.catalog.names);
      return index && { securableClass: PropertyClass.index, majorId: objectId, minorId: index.indexId };
    }
    case 'CONSTRAINT': {
      const constraint = constraintsOf(object).find((candidate) => database.catalog.names.isSame(candidate.name, name));
      return constraint && { securableClass: PropertyClass.object, majorId: constraint.objectId, minorId: 0 };
    }
    case 'TRIGGER': return ofTrigger(database, objectId, name);
    default: throw notSupported(`extended properties on ${type}`);
  }
}

function partOfView(database: Database, view: ViewDefinition, { type, name }: Part): Securable | undefined {
  if (type === 'TRIGGER') return ofTrigger(database, view.objectId, name);
  if (type !== 'COLUMN') throw notSupported(`extended properties on ${type} of a view`);
  const ordinal = view.columns.findIndex((column) => database.catalog.names.isSame(column.name, name));
  return ordinal < 0 ? undefined : { securableClass: PropertyClass.object, majorId: view.objectId, minorId: ordinal + 1 };
}

function ofTrigger(database: Database, parentId: number, name: string): Securable | undefined {
  const trigger = database.catalog.triggersOf(parentId).find((candidate) => database.catalog.names.isSame(candidate.name, name));
  return trigger && { securableClass: PropertyClass.object, majorId: trigger.objectId, minorId: 0 };
}

function setProperties(ddl: DdlContext, database: Database, after: readonly ExtendedProperty[]): void {
  ddl.transaction.applyCatalogChange(database.header.databaseId, { kind: 'extended-properties', before: database.catalog.extendedProperties, after });
}

const PROPERTY_BYTES = 7500;

/** What a property keeps of a @value, with its type; raises 15097. */
export function propertyValue(value: Value | undefined): Variant | null {
  if (value === undefined || value === null) return null;
  if (typeof value !== 'object' || !('kind' in value) || value.kind !== 'variant') throw new EngineBug('a parameter of type sql_variant holds another value');
  if (byteLength(value.type)(value.value) > PROPERTY_BYTES) throw raise(Messages.PropertyTooLarge, {});
  return value;
}

/** Adds a property; raises 15135 and 15233. */
export function addProperty(ddl: DdlContext, request: PropertyRequest): void {
  const securable = securableOf(ddl.database, request);
  const existing = ddl.database.catalog.extendedProperties;
  if (existing.some((property) => isSame(property, securable) && ddl.database.catalog.names.isSame(property.name, request.name)))
    throw raise(Messages.ExtendedPropertyExists, { property: request.name, object: pathOf(request) });
  setProperties(ddl, ddl.database, [...existing, { ...securable, name: request.name, value: request.value }]);
}

/** Replaces a property's value, or (`value` undefined) takes it away; raises 15217. */
export function changeProperty(ddl: DdlContext, request: PropertyRequest, value: ExtendedProperty['value'] | undefined): void {
  const securable = securableOf(ddl.database, request);
  const existing = ddl.database.catalog.extendedProperties;
  const wanted = existing.find((property) => isSame(property, securable) && ddl.database.catalog.names.isSame(property.name, request.name));
  if (!wanted) throw raise(Messages.ExtendedPropertyMissing, { property: request.name, object: pathOf(request) });
  setProperties(ddl, ddl.database, existing.flatMap((property) => (property !== wanted ? property : value === undefined ? [] : { ...property, value })));
}

/** Takes away what is said of something dropped that is no object: the next one may get its number. */
export function dropPropertiesOfHolder(ddl: DdlContext, database: Database, holder: Omit<PropertyHolder, 'name'>): void {
  dropWhere(ddl, database, ({ securableClass, majorId }) => securableClass === holder.securableClass && majorId === holder.majorId);
}

/** Takes away what is said of constraints and indexes that a table no longer has. */
export function dropPropertiesOfParts(ddl: DdlContext, database: Database, before: TableDefinition, after?: TableDefinition): void {
  const kept = new Set(after ? constraintsOf(after).map(({ objectId }) => objectId) : []);
  const gone = new Set(constraintsOf(before).flatMap(({ objectId }) => (kept.has(objectId) ? [] : [objectId])));
  const isGoneIndex = (indexId: number): boolean => !after || !allIndexes(after).some((index) => index.indexId === indexId);
  dropWhere(
    ddl,
    database,
    ({ securableClass, majorId, minorId }) => (securableClass === PropertyClass.object && gone.has(majorId)) || (securableClass === PropertyClass.index && majorId === before.objectId && isGoneIndex(minorId)),
  );
}

function dropWhere(ddl: DdlContext, database: Database, isGone: (property: ExtendedProperty) => boolean): void {
  const existing = database.catalog.extendedProperties;
  if (existing.some(isGone)) setProperties(ddl, database, existing.filter((property) => !isGone(property)));
}

/** Takes away what is said of an object that is dropped, or of one of its columns. */
export function dropPropertiesOf(ddl: DdlContext, database: Database, objectId: number, columnId?: number): void {
  dropWhere(
    ddl,
    database,
    ({ securableClass, majorId, minorId }) => OF_OBJECTS.has(securableClass) && majorId === objectId && (columnId === undefined || (securableClass === PropertyClass.object && minorId === columnId)),
  );
}

/** Takes away what is said of an object or a type that is dropped. */
export function dropPropertiesOfObject(ddl: DdlContext, database: Database, object: CatalogObject): void {
  dropPropertiesOf(ddl, database, object.objectId);
  if (object.kind === 'alias-type' || object.kind === 'table-type') dropPropertiesOfHolder(ddl, database, objectHolder(object));
}
