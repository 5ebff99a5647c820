// fn_listextendedproperty: the properties of what up to three levels name; a level without a name stands for all of its kind.
import { allIndexes } from '../catalog/indexes';
import { databaseHolders, kindOfLevel, objectHolder, PropertyClass } from '../catalog/property-holders';
import type { CatalogObject, ExtendedProperty, SchemaDefinition } from '../catalog/definitions';
import { notSupported } from '../errors/not-supported';
import type { Value } from '../types/value';
import { defineFunction, type ViewRecord } from './define-view';
import { objectEntries } from './object-rows';
import type { SystemWorld } from './system-view';

interface Level { readonly type: string; readonly name?: string }
/** One thing that can have properties, as the answer calls it. */
interface Target { readonly objtype: string | null; readonly objname: string | null; readonly securableClass: number; readonly majorId: number; readonly minorId: number }

const isMeant = ({ database }: SystemWorld, level: Level, name: string): boolean => level.name === undefined || database.catalog.names.isSame(level.name, name);

function levelsOf(args: readonly (Value | undefined)[]): Level[] {
  const levels: Level[] = [];
  for (let i = 1; i < args.length; i += 2) {
    const type = args[i] ?? null;
    if (type === null) break;
    const name = args[i + 1] ?? null;
    levels.push({ type: String(type).toUpperCase(), ...(name === null ? {} : { name: String(name) }) });
  }
  return levels;
}

function* schemasOf(world: SystemWorld, level: Level): Iterable<SchemaDefinition> {
  for (const schema of world.database.catalog.schemas()) if (isMeant(world, level, schema.name)) yield schema;
}

function* objectsOf(world: SystemWorld, schema: Level, level: Level): Iterable<CatalogObject> {
  const kind = kindOfLevel(level.type);
  if (kind === undefined) throw notSupported(`fn_listextendedproperty of ${level.type}`);
  const schemaIds = new Set([...schemasOf(world, schema)].map((one) => one.schemaId));
  for (const object of world.database.catalog.objects()) if (object.kind === kind && schemaIds.has(object.schemaId) && isMeant(world, level, object.name)) yield object;
}

const CONSTRAINTS = new Set(['PK', 'UQ', 'C', 'F', 'D']);

function* partsOf(world: SystemWorld, object: CatalogObject, level: Level): Iterable<Target> {
  const { type } = level;
  const part = (objname: string, securableClass: number, majorId: number, minorId: number): Target => ({ objtype: type, objname, securableClass, majorId, minorId });
  if (type === 'COLUMN') {
    if (object.kind === 'table') for (const column of object.columns) yield part(column.name, PropertyClass.object, object.objectId, column.columnId);
    if (object.kind === 'view' || (object.kind === 'function' && object.columns))
      for (const [i, column] of (object.columns ?? []).entries()) yield part(column.name, PropertyClass.object, object.objectId, i + 1);
  } else if (type === 'INDEX') {
    if (object.kind === 'table') for (const index of allIndexes(object)) yield part(index.name, PropertyClass.index, object.objectId, index.indexId);
  } else if (type === 'TRIGGER') {
    for (const trigger of world.database.catalog.triggersOf(object.objectId)) yield part(trigger.name, PropertyClass.object, trigger.objectId, 0);
  } else if (type === 'CONSTRAINT') {
    for (const entry of objectEntries(world)) if (entry.parentObjectId === object.objectId && CONSTRAINTS.has(entry.type)) yield part(entry.name, PropertyClass.object, entry.objectId, 0);
  } else if (type === 'PARAMETER') {
    if (object.kind === 'procedure' || object.kind === 'function') for (const [i, parameter] of object.parameters.entries()) yield part(parameter.name, PropertyClass.parameter, object.objectId, i + 1);
  } else throw notSupported(`fn_listextendedproperty of ${type}`);
}

function* targetsOf(world: SystemWorld, levels: readonly Level[]): Iterable<Target> {
  const [schema, object, part] = levels;
  if (!schema) yield { objtype: null, objname: null, securableClass: 0, majorId: 0, minorId: 0 };
  else if (schema.type !== 'SCHEMA' && schema.type !== 'USER') {
    const holders = object ? undefined : databaseHolders(world.database, schema.type);
    if (!holders) throw notSupported(`fn_listextendedproperty of ${object ? `${object.type} of a ` : ''}${schema.type}`);
    for (const { name, securableClass, majorId } of holders) if (isMeant(world, schema, name)) yield { objtype: schema.type, objname: name, securableClass, majorId, minorId: 0 };
  } else if (!object) {
    for (const one of schemasOf(world, schema)) yield { objtype: schema.type, objname: one.name, securableClass: PropertyClass.schema, majorId: one.schemaId, minorId: 0 };
  } else if (!part) {
    for (const one of objectsOf(world, schema, object)) yield { objtype: object.type, objname: one.name, securableClass: objectHolder(one).securableClass, majorId: objectHolder(one).majorId, minorId: 0 };
  } else {
    for (const one of objectsOf(world, schema, object)) for (const target of partsOf(world, one, part)) if (isMeant(world, part, target.objname ?? '')) yield target;
  }
}

const isOf = (property: ExtendedProperty, target: Target): boolean =>
  property.securableClass === target.securableClass && property.majorId === target.majorId && property.minorId === target.minorId;

function* list(world: SystemWorld, args: readonly (Value | undefined)[]): Iterable<ViewRecord> {
  const name = args[0] ?? null;
  const { extendedProperties, names } = world.database.catalog;
  const wanted = extendedProperties.filter((property) => name === null || names.isSame(property.name, String(name)));
  for (const target of targetsOf(world, levelsOf(args))) {
    for (const property of wanted) {
      if (isOf(property, target)) yield { objtype: target.objtype, objname: target.objname, name: property.name, value: property.value };
    }
  }
}

/** sys.fn_listextendedproperty(name, level 0 type, name, level 1 type, name, level 2 type, name). */
export const EXTENDED_PROPERTY_LIST = defineFunction('sys.fn_listextendedproperty', 'objtype nvarchar128?, objname nvarchar128?, name sysname, value variant?', list);
