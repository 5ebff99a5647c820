// Everything of a database that sys.objects lists, constraints included, as plain rows that several views share.
import type { CatalogObject, TableDefinition, TableTypeDefinition } from '../catalog/definitions';
import type { Value } from '../types/value';
import { BASE_TABLES, BASE_TABLES_MADE_AT, type BaseTable } from './base-tables';
import type { NamedObject, SystemView, SystemWorld } from './system-view';

/** One entry of sys.objects. */
export interface ObjectEntry {
  readonly name: string;
  readonly objectId: number;
  readonly schemaId: number;
  readonly parentObjectId: number;
  readonly type: string;
  readonly typeName: string;
  readonly createdAt: number;
  readonly modifiedAt: number;
  readonly object?: CatalogObject;
  /** It came with the server. */
  readonly isShipped?: true;
}

const TYPE_NAMES: Readonly<Record<string, string>> = {
  U: 'USER_TABLE', V: 'VIEW', P: 'SQL_STORED_PROCEDURE', FN: 'SQL_SCALAR_FUNCTION', IF: 'SQL_INLINE_TABLE_VALUED_FUNCTION', TF: 'SQL_TABLE_VALUED_FUNCTION', TR: 'SQL_TRIGGER',
  SO: 'SEQUENCE_OBJECT', SN: 'SYNONYM', SP: 'SECURITY_POLICY', TT: 'TYPE_TABLE', PK: 'PRIMARY_KEY_CONSTRAINT', UQ: 'UNIQUE_CONSTRAINT', C: 'CHECK_CONSTRAINT', F: 'FOREIGN_KEY_CONSTRAINT', D: 'DEFAULT_CONSTRAINT', S: 'SYSTEM_TABLE',
};

/** type_desc of a sys.objects type. */
export const typeDescription = (type: string): string => TYPE_NAMES[type] ?? type;

/** sys.objects.type of a catalog object, without padding. */
export function objectType(object: CatalogObject): string {
  switch (object.kind) {
    case 'table': return 'U';
    case 'view': return 'V';
    case 'procedure': return 'P';
    case 'function': return { scalar: 'FN', inline: 'IF', table: 'TF' }[object.flavour];
    case 'trigger': return 'TR';
    case 'sequence': return 'SO';
    case 'synonym': return 'SN';
    case 'security-policy': return 'SP';
    case 'table-type': return 'TT';
    case 'alias-type': return 'AT';
    case 'xml-collection': return 'XC';
  }
}

const TEMPORARY_NAME_LENGTH = 116;

const SYS_SCHEMA = 4;

const inHexadecimal = (objectId: number): string => (objectId >>> 0).toString(16).toUpperCase();

/** The name that the catalog shows: a #table's is filled up and ends in a number of its own, for every session may have one; a table type's object is named after the type and its own number. */
export function shownName(object: NamedObject): string {
  if (object.kind === 'table-type') return `TT_${object.name}_${inHexadecimal(object.objectId).padStart(8, '0')}`;
  return object.kind === 'table' && /^#(?!#)/.test(object.name) ? object.name.padEnd(TEMPORARY_NAME_LENGTH, '_') + inHexadecimal(object.objectId).padStart(12, '0') : object.name;
}

/** The schema that the catalog shows an object in: the one of a table type is sys, the type is in its own. */
export const shownSchemaId = (object: CatalogObject): number => (object.kind === 'table-type' ? SYS_SCHEMA : object.schemaId);

/** The columns by which a view can be asked for the rows of some objects only, and what of an object they show. */
const NARROWING: Readonly<Record<string, (object: NamedObject) => Value>> = {
  TABLE_NAME: shownName,
  name: shownName,
  object_id: (object) => object.objectId,
  parent_object_id: (object) => object.objectId,
};

/** The world as a view sees it that is asked for some values of one column. */
export function narrowed(view: SystemView, world: SystemWorld, sought: { readonly column: string; has(value: Value): boolean }): SystemWorld {
  const shown = view.narrowedBy?.includes(sought.column) ? NARROWING[sought.column] : undefined;
  return shown ? { ...world, wants: (object) => sought.has(shown(object)) } : world;
}

/** The objects of the world's database, those that are not wanted left out. */
export function* objectsOf({ database, wants }: SystemWorld): Iterable<CatalogObject> {
  for (const object of database.catalog.objects()) if (!wants || wants(object)) yield object;
}

/** The entry of an object that is no alias type and no collection of schemas. */
export function objectEntry(object: Exclude<CatalogObject, { readonly kind: 'alias-type' | 'xml-collection' }>): ObjectEntry {
  const type = objectType(object);
  return {
    name: shownName(object), objectId: object.objectId, schemaId: shownSchemaId(object), parentObjectId: object.kind === 'trigger' ? object.parentObjectId : 0, type, typeName: typeDescription(type),
    createdAt: object.createdAt, modifiedAt: object.modifiedAt, object, ...(object.kind === 'table-type' ? { isShipped: true } : {}),
  };
}

/** The system base tables, those that are not wanted left out. */
export const baseTablesOf = ({ wants }: SystemWorld): readonly BaseTable[] => BASE_TABLES.filter((base) => !wants || wants(base));

/** The name of the system base table with that id, if it is one's. */
export const baseTableNamed = (objectId: number): string | undefined => BASE_TABLES.find((base) => base.objectId === objectId)?.name;

/** All objects of the world's database, each table followed by its constraints, and the system base tables. */
export function* objectEntries(world: SystemWorld): Iterable<ObjectEntry> {
  const made = { createdAt: BASE_TABLES_MADE_AT, modifiedAt: BASE_TABLES_MADE_AT };
  for (const { name, objectId } of baseTablesOf(world)) {
    yield { name, objectId, schemaId: SYS_SCHEMA, parentObjectId: 0, type: 'S', typeName: typeDescription('S'), ...made, isShipped: true };
  }
  for (const object of objectsOf(world)) {
    if (object.kind === 'alias-type' || object.kind === 'xml-collection') continue;
    yield objectEntry(object);
    if (object.kind === 'table') yield* constraintEntries(object);
    if (object.kind === 'table-type') yield* constraintEntries(tableOfType(object));
  }
}

function* constraintEntries(table: TableDefinition): Iterable<ObjectEntry> {
  const entry = (constraint: { readonly name: string; readonly objectId: number; readonly createdAt?: number }, type: string): ObjectEntry => ({
    name: constraint.name, objectId: constraint.objectId, schemaId: table.schemaId, parentObjectId: table.objectId, type, typeName: typeDescription(type),
    createdAt: constraint.createdAt ?? table.createdAt, modifiedAt: constraint.createdAt ?? table.createdAt,
  });
  for (const index of table.indexes) if (index.constraintId !== undefined) yield entry({ name: index.name, objectId: index.constraintId }, index.isPrimaryKey ? 'PK' : 'UQ');
  for (const check of table.checks) yield entry(check, 'C');
  for (const key of table.foreignKeys) yield entry(key, 'F');
  for (const column of table.columns) if (column.default) yield entry(column.default, 'D');
}

/** The user tables of a database. */
export function* tablesOf(world: SystemWorld): Iterable<TableDefinition> {
  for (const object of objectsOf(world)) if (object.kind === 'table') yield object;
}

/** What a table type's tables are made of, as the table that the catalog shows for the type. */
const tableOfType = ({ table, objectId, createdAt }: TableTypeDefinition): TableDefinition => ({ ...table, objectId, createdAt, schemaId: SYS_SCHEMA });

/** The tables of the table types of a database. */
export function* tablesOfTypes(world: SystemWorld): Iterable<TableDefinition> {
  for (const object of objectsOf(world)) if (object.kind === 'table-type') yield tableOfType(object);
}

/** The user table or the table type's table with that id. */
export function tableOrTypeById({ database: { catalog } }: SystemWorld, objectId: number): TableDefinition | undefined {
  const object = catalog.byId(objectId);
  return object?.kind === 'table-type' ? tableOfType(object) : object?.kind === 'table' ? object : undefined;
}

/** The table type that a parameter was declared with, by its name with or without schema. */
export function tableTypeNamed({ database: { catalog } }: SystemWorld, name: string): TableTypeDefinition | undefined {
  const [last = '', written = ''] = name.split('.').reverse();
  const schema = catalog.findSchema(written === '' ? 'dbo' : written);
  const type = schema && catalog.findType(schema.schemaId, last);
  return type?.kind === 'table-type' ? type : undefined;
}
