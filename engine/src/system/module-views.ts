// Views, procedures, functions, triggers and their texts.
import { coveredEvents, DDL_EVENT_TYPES } from '../catalog/ddl-events';
import type { CatalogObject, Parameter } from '../catalog/definitions';
import { defineCatalogView, defineView, type ViewRecord } from './define-view';
import { objectEntries, tablesOf, tableTypeNamed } from './object-rows';
import { OBJECT_COLUMNS, objectRecord, viewRecords } from './object-views';
import type { SystemWorld } from './system-view';
import { typeRecord } from './table-views';

type Module = Extract<CatalogObject, { readonly definition: string }>;

/** execute_as_principal_id of EXECUTE AS OWNER. */
const RUNS_AS_OWNER = -2;

const isModule = (object: CatalogObject | undefined): object is Module => object !== undefined && 'definition' in object;

function* modules(world: SystemWorld): Iterable<ViewRecord> {
  for (const { object } of objectEntries(world)) {
    if (isModule(object)) yield { object_id: object.objectId, definition: object.isEncrypted ? null : object.definition, uses_ansi_nulls: object.usesAnsiNulls, uses_quoted_identifier: object.usesQuotedIdentifier, execute_as_principal_id: object.executeAs === 'owner' ? RUNS_AS_OWNER : (object.executeAs ?? null), is_schema_bound: 'isSchemaBound' in object && object.isSchemaBound, is_recompiled: object.kind === 'procedure' && object.recompiles, null_on_null_input: object.kind === 'function' && object.nullOnNullInput === true };
  }
  yield* triggerModules(world);
}

/** Triggers on the database stand in no list of objects. */
function* triggerModules({ database }: SystemWorld): Iterable<ViewRecord> {
  for (const trigger of database.catalog.databaseTriggers) {
    yield { object_id: trigger.objectId, definition: trigger.isEncrypted ? null : trigger.definition, uses_ansi_nulls: trigger.usesAnsiNulls, uses_quoted_identifier: trigger.usesQuotedIdentifier, execute_as_principal_id: typeof trigger.executeAs === 'number' ? trigger.executeAs : null, is_schema_bound: false };
  }
}

/** What stands for the type of a cursor. */
const NO_TYPE = { system_type_id: 0, user_type_id: 0, max_length: 0, precision: 0, scale: 0, collation_name: null };

const TABLE_TYPE = { system_type_id: 243, max_length: -1, precision: 0, scale: 0, collation_name: null };

/** The type that a parameter was declared with: a table type and an alias type under their own number. */
function parameterType(world: SystemWorld, { type, tableType, userTypeId }: Parameter, collation: string): ViewRecord {
  if (tableType !== undefined) return { ...TABLE_TYPE, user_type_id: tableTypeNamed(world, tableType)?.userTypeId ?? 0 };
  return { ...typeRecord(type, collation), ...(userTypeId === undefined ? {} : { user_type_id: userTypeId }) };
}

const PARAMETER_COLUMNS =
  'object_id int, name sysname?, parameter_id int, system_type_id tinyint, user_type_id int, max_length smallint, precision tinyint, scale tinyint, is_output bit, is_cursor_ref bit = 0, has_default_value bit = 0, is_xml_document bit = 0, default_value variant?, xml_collection_id int = 0, is_readonly bit = 0, is_nullable bit? = 1, encryption_type int?, encryption_type_desc nvarchar64?, encryption_algorithm_name sysname?, column_encryption_key_id int?, column_encryption_key_database_name sysname?';

function* parameters(world: SystemWorld): Iterable<ViewRecord> {
  const collation = world.database.header.options.collation;
  for (const { object } of objectEntries(world)) {
    if (object?.kind !== 'procedure' && object?.kind !== 'function') continue;
    if (object.kind === 'function' && object.returns) yield { object_id: object.objectId, name: '', parameter_id: 0, ...typeRecord(object.returns, collation), is_output: true };
    for (const [i, p] of object.parameters.entries()) yield { object_id: object.objectId, name: p.name, parameter_id: i + 1, ...(p.isCursor ? NO_TYPE : parameterType(world, p, collation)), is_output: p.isOutput, is_cursor_ref: p.isCursor === true, has_default_value: false, is_readonly: p.tableType !== undefined };
  }
}

const COMMENT_CHARACTERS = 4000;

/** The texts of modules, CHECK and DEFAULT constraints, in pieces. */
function* comments(world: SystemWorld): Iterable<ViewRecord> {
  for (const entry of objectEntries(world)) {
    const { object } = entry;
    if (isModule(object)) yield* pieces(entry.objectId, object.isEncrypted ? null : object.definition, object.kind === 'procedure' ? 1 : 0);
  }
  for (const trigger of world.database.catalog.databaseTriggers) yield* pieces(trigger.objectId, trigger.isEncrypted ? null : trigger.definition, 0);
  for (const table of tablesOf(world)) {
    for (const check of table.checks) yield* pieces(check.objectId, check.definition, 0);
    for (const { default: given } of table.columns) if (given) yield* pieces(given.objectId, given.definition, 0);
  }
}

function* pieces(id: number, text: string | null, number: number): Iterable<ViewRecord> {
  if (text === null) yield { id, number, colid: 1, encrypted: true };
  for (let at = 0, colid = 1; at < (text?.length ?? 0); at += COMMENT_CHARACTERS, colid += 1) {
    const piece = text?.slice(at, at + COMMENT_CHARACTERS) ?? '';
    yield { id, number, colid, ctext: Buffer.from(piece, 'utf16le'), encrypted: false, text: piece };
  }
}

const MODULE_COLUMNS =
  'object_id int, definition nvarcharmax?, uses_ansi_nulls bit?, uses_quoted_identifier bit?, is_schema_bound bit?, uses_database_collation bit? = 0, is_recompiled bit? = 0, null_on_null_input bit? = 0, execute_as_principal_id int?, uses_native_compilation bit? = 0, inline_type bit? = 0, is_inlineable bit? = 0';

/** Views of modules. */
export const MODULE_VIEWS = [
  defineView('sys.sql_modules', MODULE_COLUMNS, modules),
  defineView('sys.all_sql_modules', MODULE_COLUMNS, modules),
  defineView('sys.syscomments', 'id int, number smallint?, colid smallint, ctext varbinary8000?, encrypted bit, compressed bit = 0, text nvarchar4000?', comments),
  defineView(
    'sys.views',
    `${OBJECT_COLUMNS}, is_replicated bit? = 0, has_replication_filter bit? = 0, has_opaque_metadata bit, has_unchecked_assembly_data bit = 0, with_check_option bit, is_date_correlation_view bit = 0, is_tracked_by_cdc bit? = 0`,
    viewRecords,
  ),
  defineView(
    'sys.procedures',
    `${OBJECT_COLUMNS}, is_auto_executed bit = 0, is_execution_replicated bit? = 0, is_repl_serializable_only bit? = 0, skips_repl_constraints bit? = 0`,
    function* (world) {
      for (const entry of objectEntries(world)) if (entry.object?.kind === 'procedure') yield objectRecord(entry);
    },
  ),
  // Of all parameters those of SQL Server's own procedures are left out, as the procedures are of sys.all_objects.
  defineView('sys.parameters', PARAMETER_COLUMNS, parameters),
  defineView('sys.all_parameters', PARAMETER_COLUMNS, parameters),
  defineCatalogView(
    'sys.triggers',
    "name sysname, object_id int, parent_class tinyint = 1, parent_class_desc nvarchar60? = 'OBJECT_OR_COLUMN', parent_id int, type char2 = 'TR', type_desc nvarchar60? = 'SQL_TRIGGER', create_date datetime, modify_date datetime, is_ms_shipped bit = 0, is_disabled bit, is_not_for_replication bit = 0, is_instead_of_trigger bit",
    function* (world): Iterable<ViewRecord> {
      for (const { object } of objectEntries(world)) {
        if (object?.kind === 'trigger')
          yield {
            name: object.name,
            object_id: object.objectId,
            parent_id: object.parentObjectId,
            create_date: object.createdAt,
            modify_date: object.modifiedAt,
            is_disabled: object.isDisabled,
            is_not_for_replication: object.isNotForReplication === true,
            is_instead_of_trigger: object.timing === 'instead of',
          };
      }
      for (const trigger of world.database.catalog.databaseTriggers) {
        yield {
          name: trigger.name,
          object_id: trigger.objectId,
          parent_class: 0,
          parent_class_desc: 'DATABASE',
          parent_id: 0,
          create_date: trigger.createdAt,
          modify_date: trigger.modifiedAt,
          is_disabled: trigger.isDisabled,
          is_instead_of_trigger: false,
        };
      }
    },
  ),
  defineView(
    'sys.trigger_events',
    'object_id int, type int, type_desc nvarchar60, is_first bit = 0, is_last bit = 0, event_group_type int?, event_group_type_desc nvarchar60?, is_trigger_event bit? = 1',
    function* (world): Iterable<ViewRecord> {
      const numbers = { insert: 1, update: 2, delete: 3 } as const;
      for (const { object } of objectEntries(world))
        if (object?.kind === 'trigger')
          for (const event of object.events)
            yield {
              object_id: object.objectId,
              type: numbers[event],
              type_desc: event.toUpperCase(),
              is_first: object.order?.[event] === 'first',
              is_last: object.order?.[event] === 'last',
            };
      for (const trigger of world.database.catalog.databaseTriggers) {
        for (const { event, group } of coveredEvents(trigger.events))
          yield { object_id: trigger.objectId, type: event.type, type_desc: event.name, event_group_type: group?.type ?? null, event_group_type_desc: group?.name ?? null };
      }
    },
  ),
  defineView('sys.trigger_event_types', 'type int, type_name nvarchar64?, parent_type int?', () =>
    DDL_EVENT_TYPES.map(({ type, name, parent }) => ({ type, type_name: name, parent_type: parent })),
  ),
];
