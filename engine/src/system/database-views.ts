// Databases, their files and the instance's configuration.
import { fileGroupOfFile, fileGroupsOf } from '../catalog/data-spaces';
import type { DatabaseOptions, FileGroup } from '../catalog/definitions';
import { isListed, listedId } from '../instance/azure';
import type { Database } from '../instance/instance';
import { findLogin } from '../instance/principals';
import { DATA_SPACE_VIEWS } from './data-space-views';
import { defineView, type ViewRecord } from './define-view';
import type { SystemWorld } from './system-view';
import { TIME_ZONE_INFO } from './time-zone-view';

const STATES = { ONLINE: 0, RESTORING: 1, OFFLINE: 6, COPYING: 7 } as const;
const ACCESS = { MULTI_USER: 0, SINGLE_USER: 1, RESTRICTED_USER: 2 } as const;
const RECOVERY = { FULL: 1, BULK_LOGGED: 2, SIMPLE: 3 } as const;
const DURABILITY = { DISABLED: 0, ALLOWED: 1, FORCED: 2 } as const;

const COLUMNS = `name sysname, database_id int, source_database_id int?, owner_sid varbinary85?, create_date datetime, compatibility_level tinyint, collation_name sysname?, user_access tinyint?, user_access_desc nvarchar60?, is_read_only bit?, is_auto_close_on bit, is_auto_shrink_on bit?, state tinyint?, state_desc nvarchar60?, is_in_standby bit? = 0, is_cleanly_shutdown bit? = 0, is_supplemental_logging_enabled bit? = 0, snapshot_isolation_state tinyint?, snapshot_isolation_state_desc nvarchar60?, is_read_committed_snapshot_on bit?, recovery_model tinyint?, recovery_model_desc nvarchar60?, page_verify_option tinyint? = 2, page_verify_option_desc nvarchar60? = 'CHECKSUM', is_auto_create_stats_on bit? = 1, is_auto_update_stats_on bit? = 1, is_auto_update_stats_async_on bit?, is_ansi_null_default_on bit? = 0, is_ansi_nulls_on bit? = 0, is_ansi_padding_on bit? = 0, is_ansi_warnings_on bit? = 0, is_arithabort_on bit? = 0, is_concat_null_yields_null_on bit? = 0, is_numeric_roundabort_on bit? = 0, is_quoted_identifier_on bit? = 0, is_recursive_triggers_on bit?, is_cursor_close_on_commit_on bit? = 0, is_local_cursor_default bit? = 0, is_fulltext_enabled bit? = 0, is_trustworthy_on bit?, is_db_chaining_on bit? = 0, is_parameterization_forced bit? = 0, is_master_key_encrypted_by_server bit = 0, is_query_store_on bit? = 0, is_published bit = 0, is_subscribed bit = 0, is_merge_published bit = 0, is_distributor bit = 0, is_sync_with_backup bit = 0, service_broker_guid guid?, is_broker_enabled bit, log_reuse_wait tinyint? = 0, log_reuse_wait_desc nvarchar60? = 'NOTHING', is_date_correlation_on bit = 0, is_cdc_enabled bit = 0, is_encrypted bit? = 0, is_honor_broker_priority_on bit? = 0, containment tinyint? = 0, containment_desc nvarchar60? = 'NONE', delayed_durability int?, delayed_durability_desc nvarchar60?, is_memory_optimized_elevate_to_snapshot_on bit? = 0, replica_id guid?, group_database_id guid?, resource_pool_id int?, default_language_lcid smallint?, default_language_name nvarchar128?, default_fulltext_language_lcid int?, default_fulltext_language_name nvarchar128?, is_nested_triggers_on bit?, is_transform_noise_words_on bit?, two_digit_year_cutoff smallint?, is_remote_data_archive_enabled bit? = 0, is_temporal_history_retention_enabled bit? = 1, catalog_collation_type int? = 0, catalog_collation_type_desc nvarchar60? = 'DATABASE_DEFAULT', physical_database_name nvarchar128?, is_result_set_caching_on bit? = 0, is_accelerated_database_recovery_on bit? = 0`;

function sidOfOwner({ instance }: SystemWorld, name: string): Uint8Array | null {
  const login = findLogin(instance, name);
  return login ? Buffer.from(login.sid, 'hex') : null;
}

const PAGE_VERIFY = ['NONE', 'TORN_PAGE_DETECTION', 'CHECKSUM'];

/** The options that are kept to be shown only. */
function recordedOptions({ recorded, ansiNullDefault, pageVerify, cursorDefault }: DatabaseOptions): ViewRecord {
  const isOn = (name: string, byDefault = false): boolean => (recorded?.[name] === undefined ? byDefault : /^(ON|FORCED)/.test(recorded[name]));
  return {
    is_ansi_null_default_on: ansiNullDefault,
    is_ansi_nulls_on: isOn('ANSI_NULLS'),
    is_ansi_padding_on: isOn('ANSI_PADDING'),
    is_ansi_warnings_on: isOn('ANSI_WARNINGS'),
    is_arithabort_on: isOn('ARITHABORT'),
    is_concat_null_yields_null_on: isOn('CONCAT_NULL_YIELDS_NULL'),
    is_numeric_roundabort_on: isOn('NUMERIC_ROUNDABORT'),
    is_quoted_identifier_on: isOn('QUOTED_IDENTIFIER'),
    is_parameterization_forced: isOn('PARAMETERIZATION'),
    is_auto_create_stats_on: isOn('AUTO_CREATE_STATISTICS', true),
    is_auto_update_stats_on: isOn('AUTO_UPDATE_STATISTICS', true),
    is_query_store_on: isOn('QUERY_STORE'),
    is_temporal_history_retention_enabled: isOn('TEMPORAL_HISTORY_RETENTION', true),
    page_verify_option: PAGE_VERIFY.indexOf(pageVerify),
    page_verify_option_desc: pageVerify,
    is_local_cursor_default: cursorDefault === 'LOCAL',
  };
}

function record({ header }: Database, world: SystemWorld): ViewRecord {
  const o = header.options;
  return {
    ...recordedOptions(o),
    name: header.name,
    physical_database_name: header.name,
    database_id: header.databaseId,
    create_date: header.createdAt,
    compatibility_level: o.compatibilityLevel,
    collation_name: o.state === 'ONLINE' ? o.collation : null,
    owner_sid: sidOfOwner(world, header.ownerLogin),
    user_access: ACCESS[o.userAccess],
    user_access_desc: o.userAccess,
    is_read_only: o.isReadOnly,
    is_auto_close_on: o.isAutoClose,
    is_auto_shrink_on: o.isAutoShrink,
    state: STATES[o.state],
    state_desc: o.state,
    snapshot_isolation_state: Number(o.snapshotIsolation === 'ON'),
    snapshot_isolation_state_desc: o.snapshotIsolation,
    is_read_committed_snapshot_on: o.isReadCommittedSnapshot,
    recovery_model: RECOVERY[o.recoveryModel],
    recovery_model_desc: o.recoveryModel,
    is_auto_update_stats_async_on: o.isAutoUpdateStatsAsync,
    is_recursive_triggers_on: o.recursiveTriggers,
    is_trustworthy_on: o.isTrustworthy,
    is_broker_enabled: o.isBrokerEnabled,
    delayed_durability: DURABILITY[o.delayedDurability],
    delayed_durability_desc: o.delayedDurability,
  };
}

function* databases(world: SystemWorld): Iterable<ViewRecord> {
  world.instance.settleCopies();
  const all = [...world.instance.databases.values()].filter((database) => !world.instance.isAzure || isListed(world.database, database));
  for (const database of all.sort((a, b) => a.header.databaseId - b.header.databaseId)) yield { ...record(database, world), ...(world.instance.isAzure ? { database_id: listedId(database.header.databaseId) } : {}) };
}

const FILE_COLUMNS =
  "file_id int, file_guid guid?, type tinyint, type_desc nvarchar60?, data_space_id int, name sysname, physical_name nvarchar260, state tinyint? = 0, state_desc nvarchar60? = 'ONLINE', size int = 1024, max_size int = -1, growth int = 8192, is_media_read_only bit = 0, is_read_only bit = 0, is_sparse bit = 0, is_percent_growth bit = 0, is_name_reserved bit = 0";

function* files(database: Database): Iterable<ViewRecord> {
  const { header } = database;
  for (const f of header.files) {
    const group = f.type === 'D' ? fileGroupOfFile(header, f) : undefined;
    yield {
      database_id: header.databaseId,
      file_id: f.fileId,
      type: f.type === 'D' ? 0 : 1,
      type_desc: f.type === 'D' ? 'ROWS' : 'LOG',
      data_space_id: group?.dataSpaceId ?? 0,
      name: f.logicalName,
      physical_name: f.physicalName,
      is_read_only: group?.isReadOnly === true,
      ...(f.size === undefined ? {} : { size: f.size }),
      ...(f.maxSize === undefined ? {} : { max_size: f.maxSize }),
      ...(f.growth === undefined ? {} : { growth: f.growth, is_percent_growth: f.isPercentGrowth === true }),
    };
  }
}

const spaceRecord = ({ name, dataSpaceId, isDefault }: FileGroup): ViewRecord => ({ name, data_space_id: dataSpaceId, is_default: isDefault });

const number = (value: number) => ({ kind: 'variant' as const, type: { name: 'int' as const }, value });

/** Views of databases and the instance. */
export const DATABASE_VIEWS = [
  defineView('sys.databases', COLUMNS, databases),
  defineView('sys.sysdatabases', 'name sysname, dbid smallint, sid varbinary85?, crdate datetime, cmptlevel tinyint, filename nvarchar260?', function* (world) {
    for (const { header } of world.instance.databases.values())
      yield {
        name: header.name,
        dbid: header.databaseId,
        sid: sidOfOwner(world, header.ownerLogin),
        crdate: header.createdAt,
        cmptlevel: header.options.compatibilityLevel,
        filename: header.files[0]?.physicalName ?? null,
      };
  }),
  defineView('sys.master_files', `database_id int, ${FILE_COLUMNS}`, function* (world) {
    for (const database of world.instance.databases.values()) yield* files(database);
  }),
  defineView('sys.database_files', FILE_COLUMNS, (world) => files(world.database)),
  defineView(
    'sys.filegroups',
    "name sysname, data_space_id int, type char2 = 'FG', type_desc nvarchar60 = 'ROWS_FILEGROUP', is_default bit = 1, is_system bit = 0, filegroup_guid guid?, log_filegroup_id int?, is_read_only bit = 0, is_autogrow_all_files bit = 0",
    (world) => fileGroupsOf(world.database.header).map((group) => ({ ...spaceRecord(group), is_read_only: group.isReadOnly, is_autogrow_all_files: group.isAutogrowAllFiles })),
  ),
  defineView(
    'sys.configurations',
    'configuration_id int, name nvarchar35, value variant?, minimum variant?, maximum variant?, value_in_use variant?, description nvarchar256, is_dynamic bit, is_advanced bit',
    ({ instance: { configuration } }) =>
      configuration.options.map(({ id, name, minimum, maximum, description, isDynamic, isAdvanced }) => ({
        configuration_id: id,
        name,
        value: number(configuration.valueOf(id)),
        minimum: number(minimum),
        maximum: number(maximum),
        value_in_use: number(configuration.running(id)),
        description,
        is_dynamic: isDynamic,
        is_advanced: isAdvanced,
      })),
  ),
  TIME_ZONE_INFO,
  ...DATA_SPACE_VIEWS,
];
