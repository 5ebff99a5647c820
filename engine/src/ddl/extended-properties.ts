// Extended properties: descriptions of databases, schemas, objects and columns. Finds what the three levels name.
import { allIndexes } from '../catalog/columnstore';
import type { ExtendedProperty, FunctionDefinition, ProcedureDefinition, TableDefinition } from '../catalog/definitions';
import { Messages } from '../errors/catalogue';
import { notSupported } from '../errors/not-supported';
import { raise } from '../errors/sql-error';
import type { Database } from '../instance/instance';
import { sameName } from '../types/collation';
import type { DdlContext } from './ddl-context';
import { constraintsOf } from '../catalog/constraints';

/** What sp_addextendedproperty and its kin are told. */
export interface PropertyRequest { readonly name: string; readonly value: string; readonly levels: readonly { readonly type: string; readonly name: string }[] }

type Securable = Pick<ExtendedProperty, 'securableClass' | 'majorId' | 'minorId'>;

const DATABASE_CLASS = 0;
const OBJECT_CLASS = 1;
const PARAMETER_CLASS = 2;
const SCHEMA_CLASS = 3;
const INDEX_CLASS = 7;
/** The classes whose major id is an object's. */
const OF_OBJECTS: ReadonlySet<number> = new Set([OBJECT_CLASS, PARAMETER_CLASS, INDEX_CLASS]);
const OBJECT_LEVELS: Readonly<Record<string, string>> = { TABLE: 'table', VIEW: 'view', PROCEDURE: 'procedure', FUNCTION: 'function', SEQUENCE: 'sequence', SYNONYM: 'synonym' };

const isSame = (left: Securable, right: Securable): boolean => left.securableClass === right.securableClass && left.majorId === right.majorId && left.minorId === right.minorId;
const pathOf = (request: PropertyRequest): string => (request.levels.length === 0 ? 'object specified' : request.levels.map((level) => level.name).join('.'));

function securableOf(database: Database, request: PropertyRequest): Securable {
  const [schemaLevel, objectLevel, partLevel] = request.levels;
  if (!schemaLevel) return { securableClass: DATABASE_CLASS, majorId: 0, minorId: 0 };
  const missing = raise(Messages.ExtendedPropertyTarget, { object: pathOf(request) });
  if (schemaLevel.type !== 'SCHEMA' && schemaLevel.type !== 'USER') throw notSupported(`extended properties on ${schemaLevel.type}`);
  const schema = database.catalog.findSchema(schemaLevel.name);
  if (!schema) throw missing;
  if (!objectLevel) return { securableClass: SCHEMA_CLASS, majorId: schema.schemaId, minorId: 0 };
  const kind = OBJECT_LEVELS[objectLevel.type];
  if (kind === undefined) throw notSupported(`extended properties on ${objectLevel.type}`);
  const object = database.catalog.find(schema.schemaId, objectLevel.name);
  if (object?.kind !== kind) throw missing;
  if (!partLevel) return { securableClass: OBJECT_CLASS, majorId: object.objectId, minorId: 0 };
  const isModule = object.kind === 'procedure' || object.kind === 'function';
  if (!isModule && object.kind !== 'table' && object.kind !== 'view') throw notSupported(`extended properties on ${partLevel.type} of a ${object.kind}`);
  const part = isModule ? partOfModule(object, partLevel) : partOf(database, object.objectId, partLevel);
  if (!part) throw missing;
  return part;
}

interface Part { readonly type: string; readonly name: string }

function partOfModule(module: ProcedureDefinition | FunctionDefinition, { type, name }: Part): Securable | undefined {
  if (type === 'COLUMN' && module.kind === 'function' && module.columns) {
    const ordinal = module.columns.findIndex((column) => sameName(column.name, name));
    return ordinal < 0 ? undefined : { securableClass: OBJECT_CLASS, majorId: module.objectId, minorId: ordinal + 1 };
  }
  if (type !== 'PARAMETER') throw notSupported(`extended properties on ${type} of a ${module.kind}`);
  const ordinal = module.parameters.findIndex((parameter) => sameName(parameter.name, name));
  return ordinal < 0 ? undefined : { securableClass: PARAMETER_CLASS, majorId: module.objectId, minorId: ordinal + 1 };
}

function partOf(database: Database, objectId: number, { type, name }: Part): Securable | undefined {
  const object = database.catalog.byId(objectId);
  if (object?.kind === 'view' && type === 'COLUMN') {
    const ordinal = object.columns.findIndex((column) => sameName(column.name, name));
    return ordinal < 0 ? undefined : { securableClass: OBJECT_CLASS, majorId: objectId, minorId: ordinal + 1 };
  }
  if (object?.kind !== 'table') return undefined;
  switch (type) {
    case 'COLUMN': {
      const column = object.columns.find((candidate) => sameName(candidate.name, name));
      return column && { securableClass: OBJECT_CLASS, majorId: objectId, minorId: column.columnId };
    }
    case 'INDEX': {
      const index = allIndexes(object).find((candidate) => sameName(candidate.name, name));
      return index && { securableClass: INDEX_CLASS, majorId: objectId, minorId: index.indexId };
    }
    case 'CONSTRAINT': {
      const constraint = constraintsOf(object).find((candidate) => sameName(candidate.name, name));
      return constraint && { securableClass: OBJECT_CLASS, majorId: constraint.objectId, minorId: 0 };
    }
    case 'TRIGGER': {
      const trigger = database.catalog.triggersOf(objectId).find((candidate) => sameName(candidate.name, name));
      return trigger && { securableClass: OBJECT_CLASS, majorId: trigger.objectId, minorId: 0 };
    }
    default: throw notSupported(`extended properties on ${type}`);
  }
}

function setProperties(ddl: DdlContext, database: Database, after: readonly ExtendedProperty[]): void {
  ddl.transaction.applyCatalogChange(database.header.databaseId, { kind: 'extended-properties', before: database.catalog.extendedProperties, after });
}

/** Adds a property; raises 15135 and 15233. */
export function addProperty(ddl: DdlContext, request: PropertyRequest): void {
  const securable = securableOf(ddl.database, request);
  const existing = ddl.database.catalog.extendedProperties;
  if (existing.some((property) => isSame(property, securable) && sameName(property.name, request.name)))
    throw raise(Messages.ExtendedPropertyExists, { property: request.name, object: pathOf(request) });
  setProperties(ddl, ddl.database, [...existing, { ...securable, name: request.name, value: request.value }]);
}

/** Replaces a property's value, or (`value` undefined) takes it away; raises 15217. */
export function changeProperty(ddl: DdlContext, request: PropertyRequest, value: string | undefined): void {
  const securable = securableOf(ddl.database, request);
  const existing = ddl.database.catalog.extendedProperties;
  const wanted = existing.find((property) => isSame(property, securable) && sameName(property.name, request.name));
  if (!wanted) throw raise(Messages.ExtendedPropertyMissing, { property: request.name, object: pathOf(request) });
  setProperties(ddl, ddl.database, existing.flatMap((property) => (property !== wanted ? property : value === undefined ? [] : { ...property, value })));
}

/** Takes away what is said of a schema that is dropped. */
export function dropPropertiesOfSchema(ddl: DdlContext, database: Database, schemaId: number): void {
  dropWhere(ddl, database, ({ securableClass, majorId }) => securableClass === SCHEMA_CLASS && majorId === schemaId);
}

/** Takes away what is said of constraints and indexes that a table no longer has. */
export function dropPropertiesOfParts(ddl: DdlContext, database: Database, before: TableDefinition, after?: TableDefinition): void {
  const kept = new Set(after ? constraintsOf(after).map(({ objectId }) => objectId) : []);
  const gone = new Set(constraintsOf(before).flatMap(({ objectId }) => (kept.has(objectId) ? [] : [objectId])));
  const isGoneIndex = (indexId: number): boolean => !after || !allIndexes(after).some((index) => index.indexId === indexId);
  dropWhere(
    ddl,
    database,
    ({ securableClass, majorId, minorId }) => (securableClass === OBJECT_CLASS && gone.has(majorId)) || (securableClass === INDEX_CLASS && majorId === before.objectId && isGoneIndex(minorId)),
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
    ({ securableClass, majorId, minorId }) => OF_OBJECTS.has(securableClass) && majorId === objectId && (columnId === undefined || (securableClass === OBJECT_CLASS && minorId === columnId)),
  );
}
