// sys.sql_expression_dependencies and who references an entity. What names what is told by the world.
import { defineFunction, defineView, type ViewRecord } from './define-view';
import { objectEntries } from './object-rows';
import type { SystemWorld } from './system-view';

const CLASSES: Readonly<Record<number, string>> = { 1: 'OBJECT_OR_COLUMN', 6: 'TYPE', 12: 'DATABASE_DDL_TRIGGER' };

function* dependencies(world: SystemWorld): Iterable<ViewRecord> {
  for (const d of world.dependencies()) {
    yield {
      referencing_id: d.referencingId, referencing_minor_id: d.referencingMinorId, referencing_class: d.referencingClass, referencing_class_desc: CLASSES[d.referencingClass] ?? '', is_schema_bound_reference: d.isSchemaBound,
      referenced_class: d.referencedClass, referenced_class_desc: CLASSES[d.referencedClass] ?? '', referenced_server_name: d.server, referenced_database_name: d.database, referenced_schema_name: d.schema, referenced_entity_name: d.entity,
      referenced_id: d.referencedId, referenced_minor_id: d.referencedMinorId, is_caller_dependent: d.isCallerDependent, is_ambiguous: d.isAmbiguous,
    };
  }
}

/** Views of dependencies. */
export const DEPENDENCY_VIEWS = [
  defineView(
    'sys.sql_expression_dependencies',
    'referencing_id int, referencing_minor_id int, referencing_class tinyint, referencing_class_desc nvarchar60, is_schema_bound_reference bit, referenced_class tinyint, referenced_class_desc nvarchar60, referenced_server_name sysname?, referenced_database_name sysname?, referenced_schema_name sysname?, referenced_entity_name sysname?, referenced_id int?, referenced_minor_id int, is_caller_dependent bit, is_ambiguous bit',
    dependencies,
  ),
];

/** The entity that `schema.name` means: its id and the class of the references to it. */
function entityOf(
  { database: { catalog } }: SystemWorld,
  parts: readonly string[],
  referencedClass: string,
): { readonly id: number; readonly referencedClass: number; readonly name: string } | undefined {
  const [name = '', schema = ''] = [...parts].reverse();
  const schemaId = catalog.findSchema(schema)?.schemaId;
  if (schemaId === undefined || parts.length !== 2) return undefined;
  if (referencedClass === 'OBJECT') {
    const object = catalog.find(schemaId, name);
    return object && { id: object.objectId, referencedClass: 1, name: object.name };
  }
  const type = referencedClass === 'TYPE' ? catalog.findType(schemaId, name) : undefined;
  return type && 'userTypeId' in type ? { id: type.userTypeId, referencedClass: 6, name: type.name } : undefined;
}

function* referencing(world: SystemWorld, parts: readonly string[], referencedClass: string): Iterable<ViewRecord> {
  const entity = entityOf(world, parts, referencedClass);
  if (!entity) return;
  const { catalog } = world.database;
  const entries = new Map([...objectEntries(world)].map((entry) => [entry.objectId, entry]));
  const seen = new Set<number>();
  for (const d of world.dependencies()) {
    const isNamed = d.referencedClass === entity.referencedClass && (d.referencedId === entity.id || (d.isCallerDependent && catalog.names.isSame(d.entity, entity.name)));
    if (!isNamed || seen.has(d.referencingId) || d.referencingId === entity.id) continue;
    seen.add(d.referencingId);
    const entry = entries.get(d.referencingId);
    const name = entry?.name ?? catalog.databaseTriggers.find((one) => one.objectId === d.referencingId)?.name;
    if (name === undefined) continue;
    yield {
      referencing_schema_name: entry ? (catalog.schema(entry.schemaId)?.name ?? null) : null, referencing_entity_name: name, referencing_id: d.referencingId, referencing_class: d.referencingClass,
      referencing_class_desc: CLASSES[d.referencingClass] ?? '', is_caller_dependent: d.isCallerDependent,
    };
  }
}

/** Table functions of dependencies. */
export const DEPENDENCY_FUNCTIONS = [
  defineFunction(
    'sys.dm_sql_referencing_entities',
    'referencing_schema_name sysname?, referencing_entity_name sysname, referencing_id int, referencing_class tinyint?, referencing_class_desc nvarchar60?, is_caller_dependent bit',
    (world, args) => referencing(world, world.parseName(String(args[0] ?? '')), String(args[1] ?? '').toUpperCase()),
  ),
];
