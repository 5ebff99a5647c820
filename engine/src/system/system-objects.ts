// sys.all_objects, sys.all_columns, sys.all_views and their system_ halves, over the system views that exist here: fewer than SQL Server's,
// and without its procedures and functions. Takes the list of views, knows none of them.
import { BASE_TABLES } from './base-tables';
import { defineCatalogView, type ViewRecord } from './define-view';
import { objectEntries, typeDescription } from './object-rows';
import { OBJECT_COLUMNS, objectRecord, viewRecords } from './object-views';
import { SYSNAME } from '../types/sql-type';
import { COLUMN_COLUMNS, columnRecords, typeRecord } from './table-views';
import type { SystemView, SystemWorld } from './system-view';

const SYS = 4;
const INFORMATION_SCHEMA = 3;
const SYSNAME_TYPE = 256;

/** The views that need the list of all views; `all` is asked when rows are read, and may hold these views too. */
export function systemObjectViews(all: () => readonly SystemView[], objectId: (view: SystemView) => number): readonly SystemView[] {
  const objects = function* (world: SystemWorld): Iterable<ViewRecord> { for (const view of all()) yield viewRecord(world, view, objectId(view)); };
  const columns = function* (world: SystemWorld): Iterable<ViewRecord> { for (const view of all()) yield* viewColumns(world, view, objectId(view)); };
  const VIEW_COLUMNS = `${OBJECT_COLUMNS}, is_replicated bit? = 0, has_replication_filter bit? = 0, has_opaque_metadata bit = 0, has_unchecked_assembly_data bit = 0, with_check_option bit = 0, is_date_correlation_view bit = 0`;
  return [
    defineCatalogView('sys.system_objects', OBJECT_COLUMNS, objects),
    defineCatalogView('sys.system_views', VIEW_COLUMNS, objects),
    defineCatalogView('sys.system_columns', COLUMN_COLUMNS, columns),
    defineCatalogView('sys.all_objects', OBJECT_COLUMNS, function* (world) {
      for (const entry of objectEntries(world)) yield objectRecord(entry);
      yield* objects(world);
    }),
    defineCatalogView('sys.all_views', VIEW_COLUMNS, function* (world) {
      yield* viewRecords(world);
      yield* objects(world);
    }),
    defineCatalogView('sys.all_columns', COLUMN_COLUMNS, function* (world) {
      yield* columnRecords(world);
      yield* columns(world);
    }),
  ];
}

/** The id of a system base table by its name, `sys` or nothing before it; undefined for what is none. */
export function systemTableId(parts: readonly string[]): number | undefined {
  const [name = '', schema = 'sys'] = [...parts].reverse().map((part) => part.toLowerCase());
  return schema === 'sys' ? BASE_TABLES.find((base) => base.name === name)?.objectId : undefined;
}

function viewRecord(world: SystemWorld, view: SystemView, objectId: number): ViewRecord {
  const { schema, name } = parts(view);
  const startedAt = world.instance.startedAt;
  return {
    name,
    object_id: objectId,
    schema_id: schema === 'sys' ? SYS : INFORMATION_SCHEMA,
    parent_object_id: 0,
    type: 'V ',
    type_desc: typeDescription('V'),
    create_date: startedAt,
    modify_date: startedAt,
    is_ms_shipped: true,
  };
}

function* viewColumns(world: SystemWorld, view: SystemView, objectId: number): Iterable<ViewRecord> {
  for (const [i, column] of view.columns.entries()) {
    yield { object_id: objectId, name: column.name, column_id: i + 1, ...typeRecord(column.type, world.database.header.options.collation), ...(column.type === SYSNAME ? { user_type_id: SYSNAME_TYPE } : {}), is_nullable: column.isNullable };
  }
}

/** INFORMATION_SCHEMA's names are upper case, those of sys lower case. */
function parts(view: SystemView): { readonly schema: string; readonly name: string } {
  const [schema = '', name = ''] = view.name.split('.');
  return { schema, name: schema === 'sys' ? name : name.toUpperCase() };
}
