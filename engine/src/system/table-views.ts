// sys.tables, sys.columns and their kin: tables and what they are made of.
import { CHANGE_TRACKING_VIEWS } from './change-tracking-views';
import type { Column, LockEscalation, TableDefinition, ViewDefinition } from '../catalog/definitions';
import { largeValueSpace } from '../catalog/data-spaces';
import { isBinary, isCharacter, type SqlType } from '../types/sql-type';
import { precisionOf, scaleOf, storageBytes, typeId } from '../types/format-type';
import { defineCatalogView, defineView, type ViewRecord } from './define-view';
import { baseTablesOf, objectEntries, objectsOf, tablesOf, tablesOfTypes, type ObjectEntry } from './object-rows';
import { OBJECT_COLUMNS, objectRecord } from './object-views';
import type { Row, Value, Variant } from '../types/value';
import type { SystemWorld } from './system-view';

type ResultColumn = Pick<Column, 'name' | 'type' | 'isNullable'> & Partial<Pick<Column, 'userTypeId'>>;

const TABLE_COLUMNS = `${OBJECT_COLUMNS}, lob_data_space_id int = 0, filestream_data_space_id int?, max_column_id_used int, lock_on_bulk_load bit = 0, uses_ansi_nulls bit = 1, is_replicated bit = 0, has_replication_filter bit = 0, is_merge_published bit = 0, is_sync_tran_subscribed bit = 0, has_unchecked_assembly_data bit = 0, text_in_row_limit int = 0, large_value_types_out_of_row bit = 0, is_tracked_by_cdc bit = 0, lock_escalation tinyint = 0, lock_escalation_desc nvarchar60 = 'TABLE', is_filetable bit = 0, is_memory_optimized bit = 0, durability tinyint = 0, durability_desc nvarchar60 = 'SCHEMA_AND_DATA', temporal_type tinyint, temporal_type_desc nvarchar60, history_table_id int?, is_remote_data_archive_enabled bit = 0, is_external bit = 0, history_retention_period int?, history_retention_period_unit int?, history_retention_period_unit_desc nvarchar20?, is_node bit = 0, is_edge bit = 0, ledger_type tinyint = 0`;

const TEMPORAL = ['NON_TEMPORAL_TABLE', 'HISTORY_TABLE', 'SYSTEM_VERSIONED_TEMPORAL_TABLE'] as const;
/** In the order of sys.tables.lock_escalation. */
const ESCALATIONS: readonly LockEscalation[] = ['TABLE', 'DISABLE', 'AUTO'];
const RETENTION_UNITS: Readonly<Record<string, number>> = { INFINITE: -1, DAY: 3, WEEK: 4, MONTH: 5, YEAR: 6 };

function tableRecord(entry: ObjectEntry, table: TableDefinition): ViewRecord {
  const temporalType = table.temporal ? 2 : table.isHistory ? 1 : 0;
  const retention = table.temporal ? (table.temporal.retention ?? { period: -1, unit: 'INFINITE' }) : undefined;
  // Written MONTH or MONTHS, shown as MONTH.
  const unit = retention?.unit.toUpperCase().replace(/S$/, '');
  return {
    ...objectRecord(entry),
    lob_data_space_id: largeValueSpace(table),
    large_value_types_out_of_row: table.isOutOfRow === true,
    max_column_id_used: table.maxColumnId,
    temporal_type: temporalType,
    temporal_type_desc: TEMPORAL[temporalType],
    lock_escalation: ESCALATIONS.indexOf(table.lockEscalation ?? 'TABLE'),
    lock_escalation_desc: table.lockEscalation ?? 'TABLE',
    history_table_id: table.temporal?.historyObjectId ?? null,
    history_retention_period: retention?.period ?? null,
    history_retention_period_unit: unit === undefined ? null : (RETENTION_UNITS[unit] ?? -1),
    history_retention_period_unit_desc: unit ?? null,
  };
}

/** The columns of sys.columns, which its kin begin with. */
export const COLUMN_COLUMNS =
  "object_id int, name sysname?, column_id int, system_type_id tinyint, user_type_id int, max_length smallint, precision tinyint, scale tinyint, collation_name sysname?, is_nullable bit?, is_ansi_padded bit = 1, is_rowguidcol bit = 0, is_identity bit = 0, is_computed bit = 0, is_filestream bit = 0, is_replicated bit? = 0, is_non_sql_subscribed bit? = 0, is_merge_published bit? = 0, is_dts_replicated bit? = 0, is_xml_document bit = 0, xml_collection_id int = 0, default_object_id int = 0, rule_object_id int = 0, is_sparse bit? = 0, is_column_set bit? = 0, generated_always_type tinyint? = 0, generated_always_type_desc nvarchar60? = 'NOT_APPLICABLE', encryption_type int?, encryption_type_desc nvarchar64?, encryption_algorithm_name sysname?, column_encryption_key_id int?, column_encryption_key_database_name sysname?, is_hidden bit? = 0, is_masked bit = 0, graph_type int?";

/** The type columns of sys.columns, sys.parameters and kin. */
export function typeRecord(type: SqlType, databaseCollation: string): ViewRecord {
  const ids = typeId(type.name);
  return {
    system_type_id: ids?.systemTypeId ?? 0, user_type_id: ids?.userTypeId ?? 0, max_length: storageBytes(type), precision: precisionOf(type), scale: scaleOf(type),
    collation_name: isCharacter(type) ? (type.collation ?? databaseCollation) : null,
    ...(type.xmlSchema ? { is_xml_document: type.xmlSchema.isDocument, xml_collection_id: type.xmlSchema.collectionId } : {}),
  };
}

/** Whether ANSI_PADDING is anything to the type. It is never OFF: such columns are refused. */
const hasPadding = (type: SqlType): boolean => isCharacter(type) || (isBinary(type) && type.name !== 'timestamp') || type.name === 'sql_variant';

/** The user_type_id of a column that was declared with an alias type. */
const aliasRecord = (userTypeId: number | undefined): ViewRecord => (userTypeId === undefined ? {} : { user_type_id: userTypeId });

function columnRecord(world: SystemWorld, objectId: number, column: Column): ViewRecord {
  return {
    object_id: objectId,
    name: column.name,
    column_id: column.columnId,
    ...typeRecord(column.type, world.database.header.options.collation),
    ...aliasRecord(column.userTypeId),
    is_nullable: column.isNullable,
    is_ansi_padded: hasPadding(column.type),
    is_rowguidcol: column.isRowGuid,
    is_identity: !!column.identity,
    is_computed: !!column.computed,
    default_object_id: column.default?.objectId ?? 0,
    is_sparse: column.isSparse,
    generated_always_type: column.generated === 'row-start' ? 1 : column.generated === 'row-end' ? 2 : 0,
    generated_always_type_desc: column.generated === 'row-start' ? 'AS_ROW_START' : column.generated === 'row-end' ? 'AS_ROW_END' : 'NOT_APPLICABLE',
    is_hidden: column.isHidden,
    is_masked: column.mask !== undefined,
  };
}

const resultColumnRecord = (world: SystemWorld, objectId: number, index: number, column: ResultColumn): ViewRecord => ({
  object_id: objectId,
  name: column.name,
  column_id: index + 1,
  ...typeRecord(column.type, world.database.header.options.collation),
  ...aliasRecord(column.userTypeId),
  is_nullable: column.isNullable,
  is_ansi_padded: hasPadding(column.type),
});

function* viewColumnRecords(world: SystemWorld, view: ViewDefinition): Iterable<ViewRecord> {
  for (const [i, column] of view.columns.entries()) yield { ...resultColumnRecord(world, view.objectId, i, column), is_identity: column.isIdentity === true };
}

/** What sys.columns shows: the columns of system base tables and of the users' tables, table types, views and functions. */
export function* columnRecords(world: SystemWorld): Iterable<ViewRecord> {
  for (const base of baseTablesOf(world)) for (const [i, column] of base.columns.entries()) yield resultColumnRecord(world, base.objectId, i, column);
  for (const object of objectsOf(world)) {
    if (object.kind === 'table') for (const column of object.columns) yield columnRecord(world, object.objectId, column);
    if (object.kind === 'table-type') for (const column of object.table.columns) yield columnRecord(world, object.objectId, column);
    if (object.kind === 'view') yield* viewColumnRecords(world, object);
    if (object.kind === 'function') for (const [i, column] of (object.columns ?? []).entries()) yield resultColumnRecord(world, object.objectId, i, column);
  }
}

function* tableColumns(world: SystemWorld, wanted: (column: Column) => boolean): Iterable<readonly [TableDefinition, Column]> {
  for (const tables of [tablesOf(world), tablesOfTypes(world)])
    for (const table of tables) for (const column of table.columns) if (wanted(column)) yield [table, column];
}

const variantOf = (column: Column, value: bigint) => ({ kind: 'variant' as const, type: column.type, value: column.type.name === 'bigint' || column.type.scale !== undefined ? value : Number(value) });

/** A row of sys.identity_columns as it is now: seed_value, increment_value, last_value and one more stand at its end. */
function withLastValue(world: SystemWorld, row: Row, before: Row | undefined): Row {
  const last = world.database.store.table(Number(row[0]))?.identity?.lastValue ?? null;
  const increment = row.at(-3);
  if (last === null || !isVariant(increment)) return row;
  const value = typeof increment.value === 'bigint' ? last : Number(last);
  const known = before?.at(-2);
  return before && isVariant(known) && known.value === value ? before : row.with(-2, { ...increment, value });
}

const SCALED: ReadonlySet<number> = new Set(
  ['time', 'datetime2', 'datetimeoffset', 'decimal', 'numeric', 'money', 'smallmoney', 'tinyint', 'smallint', 'int', 'bigint'].map((name) => typeId(name)?.systemTypeId ?? 0),
);
const WIDE: ReadonlySet<number> = new Set(['nchar', 'nvarchar'].map((name) => typeId(name)?.systemTypeId ?? 0));

type Bits = readonly (readonly [column: string, bit: number])[];
/** Bits of syscolumns.status. */
const OLD_STATUS: Bits = [['is_nullable', 8], ['is_ansi_padded', 16], ['is_identity', 128]];
/** Bits of syscolumns.colstat. */
const OLD_KIND: Bits = [['is_identity', 1], ['is_computed', 4]];

/** sys.columns by the names of SQL Server 2000; the precision of text is its length in characters. */
function* oldColumns(world: SystemWorld): Iterable<ViewRecord> {
  for (const c of columnRecords(world)) {
    const numberOf = (name: string): number => Number(c[name] ?? 0);
    const type = numberOf('system_type_id');
    const length = numberOf('max_length');
    const bitsOf = (bits: Bits): number => bits.reduce((sum, [column, bit]) => sum + numberOf(column) * bit, 0);
    yield {
      name: c['name'] ?? null, id: c['object_id'] ?? 0, xtype: type, xusertype: numberOf('user_type_id'), length, xprec: numberOf('precision'), xscale: numberOf('scale'), colid: numberOf('column_id'), colorder: numberOf('column_id'), cdefault: numberOf('default_object_id'),
      prec: numberOf('precision') > 0 ? numberOf('precision') : WIDE.has(type) && length > 0 ? length / 2 : length, scale: SCALED.has(type) ? numberOf('scale') : null,
      status: bitsOf(OLD_STATUS), colstat: bitsOf(OLD_KIND), iscomputed: numberOf('is_computed'), isnullable: numberOf('is_nullable'), collation: c['collation_name'] ?? null,
    };
  }
}
const isVariant = (value: Value | undefined): value is Variant => typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'variant';

/** Views of tables and columns. */
export const TABLE_VIEWS = [
  ...CHANGE_TRACKING_VIEWS,
  defineCatalogView(
    'sys.tables',
    TABLE_COLUMNS,
    function* (world) {
      for (const entry of objectEntries(world)) if (entry.object?.kind === 'table') yield tableRecord(entry, entry.object);
    },
    { narrowedBy: ['name', 'object_id'] },
  ),
  defineCatalogView('sys.columns', COLUMN_COLUMNS, columnRecords, { narrowedBy: ['object_id'] }),
  defineView(
    'sys.syscolumns',
    'name sysname?, id int, xtype tinyint, xusertype smallint, length smallint, xprec tinyint, xscale tinyint, colid smallint, colstat smallint?, cdefault int, domain int = 0, number smallint = 0, colorder smallint, autoval varbinary8000?, status tinyint, printfmt varchar255?, prec smallint?, scale int?, iscomputed int, isoutparam int = 0, isnullable int, collation sysname?',
    oldColumns,
  ),
  defineCatalogView('sys.computed_columns', `${COLUMN_COLUMNS}, definition nvarcharmax?, uses_database_collation bit = 1, is_persisted bit`, function* (world) {
    for (const [table, column] of tableColumns(world, (c) => c.computed !== undefined))
      yield { ...columnRecord(world, table.objectId, column), definition: column.computed?.definition ?? null, is_persisted: column.computed?.isPersisted ?? false };
  }),
  defineCatalogView('sys.masked_columns', `${COLUMN_COLUMNS}, definition nvarcharmax?, uses_database_collation bit = 0, is_persisted bit = 0, masking_function nvarchar4000?`, function* (world) {
    for (const [table, column] of tableColumns(world, (c) => c.mask !== undefined)) yield { ...columnRecord(world, table.objectId, column), masking_function: column.mask?.text ?? null };
  }),
  defineCatalogView(
    'sys.identity_columns',
    `${COLUMN_COLUMNS}, seed_value variant?, increment_value variant?, last_value variant?, is_not_for_replication bit? = 0`,
    function* (world) {
      for (const [table, column] of tableColumns(world, (c) => c.identity !== undefined)) {
        yield {
          ...columnRecord(world, table.objectId, column),
          seed_value: variantOf(column, column.identity?.seed ?? 1n),
          increment_value: variantOf(column, column.identity?.increment ?? 1n),
          is_not_for_replication: column.identity?.isNotForReplication === true,
        };
      }
      // A view's column is one as well, of no seed.
      for (const object of world.database.catalog.objects())
        if (object.kind === 'view') for (const record of viewColumnRecords(world, object)) if (record['is_identity']) yield record;
    },
    { renew: (world) => (row, last) => withLastValue(world, row, last) },
  ),
  defineView(
    'sys.periods',
    "name sysname?, period_type tinyint = 1, period_type_desc nvarchar60 = 'SYSTEM_TIME_PERIOD', object_id int, start_column_id int, end_column_id int",
    function* (world) {
      for (const table of tablesOf(world)) {
        const period = table.temporal ?? table.period;
        if (period) yield { name: 'SYSTEM_TIME', object_id: table.objectId, start_column_id: period.startColumnId, end_column_id: period.endColumnId };
      }
    },
  ),
];
