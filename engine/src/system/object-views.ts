// sys.objects, sys.schemas, sys.types, extended properties and the old sysobjects: what exists, whatever its kind.
import { DIALECT_OF_VECTOR } from '../instance/product';
import { SQL_TYPE_NAMES } from '../types/type-names';
import { precisionOf, scaleOf, storageBytes, typeId } from '../types/format-type';
import { isCharacter, isClrType } from '../types/sql-type';
import type { SqlType, SqlTypeName } from '../types/sql-type';
import { defineCatalogView, defineView, type ViewRecord } from './define-view';
import { objectEntries, objectEntry, type ObjectEntry } from './object-rows';
import type { SystemWorld } from './system-view';

const HEADER =
  'name sysname, object_id int, principal_id int?, schema_id int, parent_object_id int, type char2, type_desc nvarchar60, create_date datetime, modify_date datetime, is_ms_shipped bit = 0, is_published bit = 0, is_schema_published bit = 0';

/** The columns that every view over objects begins with. */
export const OBJECT_COLUMNS = HEADER;

/** Their values for one entry. */
export const objectRecord = (entry: ObjectEntry): ViewRecord => ({
  name: entry.name,
  object_id: entry.objectId,
  schema_id: entry.schemaId,
  parent_object_id: entry.parentObjectId,
  type: entry.type.padEnd(2),
  type_desc: entry.typeName,
  create_date: entry.createdAt,
  modify_date: entry.modifiedAt,
  is_ms_shipped: entry.isShipped === true,
});

/** What the views over views show of the views that users made. */
export function* viewRecords(world: SystemWorld): Iterable<ViewRecord> {
  for (const entry of objectEntries(world)) {
    if (entry.object?.kind === 'view') yield { ...objectRecord(entry), has_opaque_metadata: entry.object.hasOpaqueMetadata, with_check_option: entry.object.withCheckOption };
  }
}

function* allObjects(world: SystemWorld): Iterable<ViewRecord> {
  for (const entry of objectEntries(world)) yield objectRecord(entry);
}

const PROPERTY_CLASSES: Readonly<Record<number, string>> = { 0: 'DATABASE', 2: 'PARAMETER', 3: 'SCHEMA', 6: 'TYPE', 7: 'INDEX', 10: 'XML_SCHEMA_COLLECTION', 20: 'DATASPACE', 21: 'PARTITION_FUNCTION', 22: 'DATABASE_FILE' };

/** Types with their (max) size as sys.types prints them. */
const MAX_SIZES: Readonly<Partial<Record<SqlTypeName, readonly [number, number, number]>>> = {
  decimal: [17, 38, 38],
  numeric: [17, 38, 38],
  char: [8000, 0, 0],
  varchar: [8000, 0, 0],
  nchar: [8000, 0, 0],
  nvarchar: [8000, 0, 0],
  binary: [8000, 0, 0],
  varbinary: [8000, 0, 0],
  sql_variant: [8016, 0, 0],
  datetime2: [8, 27, 7],
  time: [5, 16, 7],
  datetimeoffset: [10, 34, 7],
};

function* types(world: SystemWorld): Iterable<ViewRecord> {
  const { collation } = world.database.header.options;
  const hasVector = world.instance.product.dialect >= DIALECT_OF_VECTOR;
  for (const name of SQL_TYPE_NAMES) {
    const ids = typeId(name);
    if (!ids || (name === 'vector' && !hasVector)) continue;
    const [size, precision, scale] = MAX_SIZES[name] ?? [storageBytes({ name } as SqlType), precisionOf({ name } as SqlType), scaleOf({ name } as SqlType)];
    yield { name, system_type_id: ids.systemTypeId, user_type_id: ids.userTypeId, schema_id: 4, max_length: size, precision, scale, collation_name: isCharacter({ name }) ? collation : null, is_nullable: true, is_user_defined: false, is_assembly_type: isClrType({ name }), is_table_type: false };
  }
  yield { name: 'sysname', system_type_id: 231, user_type_id: 256, schema_id: 4, max_length: 256, precision: 0, scale: 0, collation_name: collation, is_nullable: false, is_user_defined: false, is_table_type: false };
  for (const object of world.database.catalog.objects()) {
    if (object.kind === 'alias-type') yield { name: object.name, system_type_id: typeId(object.base.name)?.systemTypeId ?? 0, user_type_id: object.userTypeId, schema_id: object.schemaId, max_length: storageBytes(object.base), precision: precisionOf(object.base), scale: scaleOf(object.base), collation_name: isCharacter(object.base) ? collation : null, is_nullable: object.isNullable, is_user_defined: true, is_table_type: false };
    if (object.kind === 'table-type') yield { name: object.name, system_type_id: 243, user_type_id: object.userTypeId, schema_id: object.schemaId, max_length: -1, precision: 0, scale: 0, is_nullable: false, is_user_defined: true, is_table_type: true };
  }
}

/** `sysstat & 0xf`, by which scripts made for SQL Server 6.5 tell tables from views and procedures. */
const OLD_STATUS: Readonly<Record<string, number>> = { S: 1, V: 2, U: 3, P: 4, D: 6, R: 7, TR: 8, PK: 9, UQ: 9, C: 10, F: 11 };

/** Views over objects of any kind. */
export const OBJECT_VIEWS = [
  defineCatalogView('sys.objects', HEADER, allObjects),
  defineView(
    'sys.sysobjects',
    'name sysname, id int, xtype char2, uid smallint?, info smallint? = 0, status int? = 0, base_schema_ver int? = 0, replinfo int? = 0, parent_obj int, crdate datetime, ftcatid smallint? = 0, schema_ver int? = 0, stats_schema_ver int? = 0, type char2?, userstat smallint?, sysstat smallint?, indexdel smallint? = 0, refdate datetime, version int? = 0, deltrig int? = 0, instrig int? = 0, updtrig int? = 0, seltrig int? = 0, category int? = 0, cache smallint? = 0',
    function* (world) {
      for (const e of objectEntries(world)) {
        yield {
          name: e.name,
          id: e.objectId,
          xtype: e.type.padEnd(2),
          uid: e.schemaId,
          parent_obj: e.parentObjectId,
          crdate: e.createdAt,
          type: (e.type === 'PK' || e.type === 'UQ' ? 'K' : e.type).padEnd(2),
          userstat: e.type === 'S' || e.type === 'U' ? 1 : 0,
          sysstat: OLD_STATUS[e.type] ?? 0,
          refdate: e.createdAt,
          category: e.isShipped === true ? 2 : 0,
        };
      }
    },
  ),
  defineView('sys.schemas', 'name sysname, schema_id int, principal_id int', function* (world) {
    for (const s of [...world.database.catalog.schemas()].sort((a, b) => a.schemaId - b.schemaId)) yield { name: s.name, schema_id: s.schemaId, principal_id: s.ownerId };
  }),
  defineView(
    'sys.types',
    'name sysname, system_type_id tinyint, user_type_id int, schema_id int, principal_id int?, max_length smallint, precision tinyint, scale tinyint, collation_name sysname?, is_nullable bit, is_user_defined bit, is_assembly_type bit = 0, default_object_id int = 0, rule_object_id int = 0, is_table_type bit',
    types,
  ),
  defineView('sys.extended_properties', 'class tinyint, class_desc nvarchar60, major_id int, minor_id int, name sysname, value variant?', function* (world) {
    for (const p of world.database.catalog.extendedProperties) {
      yield {
        class: p.securableClass,
        class_desc: PROPERTY_CLASSES[p.securableClass] ?? 'OBJECT_OR_COLUMN',
        major_id: p.majorId,
        minor_id: p.minorId,
        name: p.name,
        value: p.value,
      };
    }
  }),
  defineView(
    'sys.sequences',
    `${HEADER}, start_value variant, increment variant, minimum_value variant, maximum_value variant, is_cycling bit, is_cached bit, cache_size int?, system_type_id tinyint, user_type_id int, precision tinyint, scale tinyint?, current_value variant, is_exhausted bit = 0, last_used_value variant?`,
    function* (world) {
      for (const sequence of world.database.catalog.objects()) {
        if (sequence.kind !== 'sequence') continue;
        const state = world.database.store.sequence(sequence.objectId);
        const variant = (value: bigint) => ({
          kind: 'variant' as const,
          type: sequence.type,
          value: sequence.type.name === 'bigint' || sequence.type.name === 'decimal' || sequence.type.name === 'numeric' ? value : Number(value),
        });
        const ids = typeId(sequence.type.name);
        const next = state?.restartAt === undefined && state?.lastValue != null ? state.lastValue + sequence.increment : sequence.minValue;
        yield {
          ...objectRecord(objectEntry(sequence)),
          start_value: variant(sequence.start),
          increment: variant(sequence.increment),
          minimum_value: variant(sequence.minValue),
          maximum_value: variant(sequence.maxValue),
          is_cycling: sequence.isCycling,
          is_cached: sequence.cacheSize !== null,
          cache_size: sequence.cacheSize || null,
          system_type_id: ids?.systemTypeId ?? 0,
          user_type_id: ids?.userTypeId ?? 0,
          precision: sequence.type.precision ?? 19,
          scale: sequence.type.scale ?? 0,
          is_exhausted: !sequence.isCycling && (next < sequence.minValue || next > sequence.maxValue),
          current_value: variant(state?.restartAt ?? state?.lastValue ?? sequence.start),
          last_used_value: state?.lastValue == null || state.restartAt !== undefined ? null : variant(state.lastValue),
        };
      }
    },
  ),
  defineView('sys.synonyms', `${HEADER}, base_object_name nvarchar3072`, function* (world) {
    for (const entry of objectEntries(world))
      if (entry.object?.kind === 'synonym') yield { ...objectRecord(entry), base_object_name: entry.object.target.map((p) => `[${p}]`).join('.') };
  }),
  defineView(
    'sys.table_types',
    'name sysname, system_type_id tinyint = 243, user_type_id int, schema_id int, max_length smallint = -1, precision tinyint = 0, scale tinyint = 0, is_nullable bit = 0, is_user_defined bit = 1, is_table_type bit = 1, type_table_object_id int',
    function* (world) {
      for (const object of world.database.catalog.objects())
        if (object.kind === 'table-type') yield { name: object.name, user_type_id: object.userTypeId, schema_id: object.schemaId, type_table_object_id: object.objectId };
    },
  ),
];

