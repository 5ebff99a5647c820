// Views of features that nothing here can make: full-text, encryption, CLR, Service Broker, availability groups and kin. They have their columns and no rows of the users', as on a
// SQL Server where nobody uses the feature; tools read them with every table. What would make a row is refused where it is written.
import { defineView, type ViewRecord } from './define-view';
import { INDEX_COLUMNS } from './index-views';
import type { SystemView, SystemWorld } from './system-view';
import { XML_SCHEMA_VIEWS } from './xml-schema-views';

const none = (): readonly ViewRecord[] => [];
const DATES = 'create_date datetime, modify_date datetime';

const SPECIAL_INDEXES: Readonly<Record<string, string>> = {
  spatial_indexes: `${INDEX_COLUMNS}, spatial_index_type tinyint, spatial_index_type_desc nvarchar60?, tessellation_scheme sysname?`,
  hash_indexes: `${INDEX_COLUMNS}, bucket_count int`,
  fulltext_catalogs:
    'fulltext_catalog_id int, name sysname, path nvarchar260?, is_default bit, is_accent_sensitivity_on bit, data_space_id int?, file_id int?, principal_id int?, is_importing bit',
  fulltext_indexes:
    'object_id int, unique_index_id int, fulltext_catalog_id int?, is_enabled bit, change_tracking_state char1?, change_tracking_state_desc nvarchar60?, has_crawl_completed bit, crawl_type char1, crawl_type_desc nvarchar60?, crawl_start_date datetime?, crawl_end_date datetime?, incremental_timestamp binary8?, stoplist_id int?, data_space_id int, property_list_id int?',
  fulltext_index_columns: 'object_id int, column_id int, type_column_id int?, language_id int, statistical_semantics int',
  fulltext_languages: 'lcid int, name sysname',
  fulltext_stoplists: `stoplist_id int, name sysname, ${DATES}, principal_id int?`,
  registered_search_property_lists: `property_list_id int, name sysname, ${DATES}, principal_id int?`,
};

const ENCRYPTION: Readonly<Record<string, string>> = {
  certificates:
    'name sysname, certificate_id int, principal_id int?, pvt_key_encryption_type char2, pvt_key_encryption_type_desc nvarchar60?, is_active_for_begin_dialog bit?, issuer_name nvarchar442?, cert_serial_number nvarchar64?, sid varbinary85?, string_sid nvarchar128?, subject nvarchar4000?, expiry_date datetime?, start_date datetime?, thumbprint varbinary32, attested_by nvarchar260?, pvt_key_last_backup_date datetime?, key_length int?',
  symmetric_keys: `name sysname, principal_id int?, symmetric_key_id int, key_length int, key_algorithm char2, algorithm_desc nvarchar60?, ${DATES}, key_guid guid?, key_thumbprint variant?, provider_type nvarchar120?, cryptographic_provider_guid guid?, cryptographic_provider_algid variant?`,
  asymmetric_keys:
    'name sysname, principal_id int?, asymmetric_key_id int, pvt_key_encryption_type char2, pvt_key_encryption_type_desc nvarchar60?, thumbprint varbinary32, algorithm char2, algorithm_desc nvarchar60?, key_length int, sid varbinary85?, string_sid nvarchar128?, public_key varbinarymax, attested_by nvarchar260?, provider_type nvarchar120?, cryptographic_provider_guid guid?, cryptographic_provider_algid variant?',
  column_master_keys: `name sysname, column_master_key_id int, ${DATES}, key_store_provider_name sysname?, key_path nvarchar4000?, allow_enclave_computations bit, signature varbinarymax?`,
  column_encryption_keys: `name sysname, column_encryption_key_id int, ${DATES}`,
  credentials: `credential_id int, name sysname, credential_identity nvarchar4000?, ${DATES}, target_type nvarchar100?, target_id int?`,
  database_scoped_credentials: `name sysname, credential_id int, credential_identity nvarchar4000?, ${DATES}, target_type nvarchar100?, target_id int?`,
};

const OTHERS: Readonly<Record<string, string>> = {
  assembly_modules: 'object_id int, assembly_id int, assembly_class sysname?, assembly_method sysname?, null_on_null_input bit?, execute_as_principal_id int?',
  numbered_procedures: 'object_id int, procedure_number smallint?, definition nvarcharmax?',
  plan_guides: `plan_guide_id int, name sysname, ${DATES}, is_disabled bit, query_text nvarcharmax?, scope_type tinyint, scope_type_desc nvarchar60?, scope_object_id int?, scope_batch nvarcharmax?, parameters nvarcharmax?, hints nvarcharmax?`,
  system_sql_modules:
    'object_id int, definition nvarcharmax?, uses_ansi_nulls bit?, uses_quoted_identifier bit?, is_schema_bound bit?, uses_database_collation bit?, is_recompiled bit?, null_on_null_input bit?, execute_as_principal_id int?, uses_native_compilation bit?, inline_type bit?, is_inlineable bit?',
  dm_db_persisted_sku_features: 'feature_name sysname?, feature_id int?',
  filetables: 'object_id int, is_enabled bit, directory_name nvarchar255?, filename_collation_id int?, filename_collation_name sysname?',
  server_triggers: `name sysname, object_id int, parent_class tinyint, parent_class_desc nvarchar60?, parent_id int, type char2, type_desc nvarchar60?, ${DATES}, is_ms_shipped bit, is_disabled bit`,
  linked_logins: 'server_id int, local_principal_id int?, uses_self_credential bit, remote_name sysname?, modify_date datetime',
};

/** Of Service Broker, SQL Server has three queues and services of its own in each database, which are not listed. */
const BROKER: Readonly<Record<string, string>> = {
  service_queues: `name sysname, object_id int, principal_id int?, schema_id int, parent_object_id int, type char2?, type_desc nvarchar60?, ${DATES}, is_ms_shipped bit, is_published bit, is_schema_published bit, max_readers smallint?, activation_procedure nvarchar776?, execute_as_principal_id int?, is_activation_enabled bit, is_receive_enabled bit, is_enqueue_enabled bit, is_retention_enabled bit, is_poison_message_handling_enabled bit?`,
  services: 'name sysname, service_id int, principal_id int?, service_queue_id int',
  remote_service_bindings:
    'name sysname, remote_service_binding_id int, principal_id int?, remote_service_name nvarchar256?, service_contract_id int, remote_principal_id int?, is_anonymous_on bit',
  event_notifications: `name sysname, object_id int, parent_class tinyint, parent_class_desc nvarchar60?, parent_id int, ${DATES}, service_name nvarchar256?, broker_instance nvarchar128?, principal_id int?, creator_sid varbinary85?`,
};

const AVAILABILITY: Readonly<Record<string, string>> = {
  availability_groups:
    'group_id guid, name sysname?, resource_id nvarchar40?, resource_group_id nvarchar40?, failure_condition_level int?, health_check_timeout int?, automated_backup_preference tinyint?, automated_backup_preference_desc nvarchar60?, version smallint?, basic_features bit?, dtc_support bit?, db_failover bit?, is_distributed bit?, cluster_type tinyint?, cluster_type_desc nvarchar60?, required_synchronized_secondaries_to_commit int?, sequence_number bigint?, is_contained bit?',
  availability_replicas:
    'replica_id guid?, group_id guid?, replica_metadata_id int?, replica_server_name nvarchar256?, owner_sid varbinary85?, endpoint_url nvarchar128?, availability_mode tinyint?, availability_mode_desc nvarchar60?, failover_mode tinyint?, failover_mode_desc nvarchar60?, session_timeout int?, primary_role_allow_connections tinyint?, primary_role_allow_connections_desc nvarchar60?, secondary_role_allow_connections tinyint?, secondary_role_allow_connections_desc nvarchar60?, create_date datetime?, modify_date datetime?, backup_priority int?, read_only_routing_url nvarchar256?, read_write_routing_url nvarchar256?, seeding_mode tinyint?, seeding_mode_desc nvarchar60?',
  availability_databases_cluster: 'group_id guid, group_database_id guid, database_name sysname?',
};

const ASSEMBLIES = `name sysname, principal_id int, assembly_id int, clr_name nvarchar4000?, permission_set tinyint?, permission_set_desc nvarchar60?, is_visible bit, ${DATES}, is_user_defined bit?`;
const SERVERS =
  'server_id int, name sysname, product sysname, provider sysname, data_source nvarchar4000?, location nvarchar4000?, provider_string nvarchar4000?, catalog sysname?, connect_timeout int? = 0, query_timeout int? = 0, is_linked bit = 0, is_remote_login_enabled bit = 1, is_rpc_out_enabled bit = 1, is_data_access_enabled bit = 0, is_collation_compatible bit = 0, uses_remote_collation bit = 1, collation_name sysname?, lazy_schema_validation bit = 0, is_system bit = 0, is_publisher bit = 0, is_subscriber bit? = 0, is_distributor bit? = 0, is_nonsql_subscriber bit? = 0, is_remote_proc_transaction_promotion_enabled bit? = 0, modify_date datetime, is_rda_server bit? = 0';

const CLR_NAME = 'microsoft.sqlserver.types, version=16.0.0.0, culture=neutral, publickeytoken=89845dcd8080cc91, processorarchitecture=msil';
const SYS = 4;

const dated = ({ instance }: SystemWorld): ViewRecord => ({ create_date: instance.startedAt, modify_date: instance.startedAt });

/** All of them, with the few rows that SQL Server itself brings. */
export const EMPTY_VIEWS: readonly SystemView[] = [
  ...Object.entries({ ...SPECIAL_INDEXES, ...ENCRYPTION, ...OTHERS, ...BROKER, ...AVAILABILITY }).map(([name, columns]) => defineView(`sys.${name}`, columns, none)),
  ...XML_SCHEMA_VIEWS,
  defineView('sys.assemblies', ASSEMBLIES, (world) => [
    {
      name: 'Microsoft.SqlServer.Types',
      principal_id: SYS,
      assembly_id: 1,
      clr_name: CLR_NAME,
      permission_set: 3,
      permission_set_desc: 'UNSAFE_ACCESS',
      is_visible: true,
      is_user_defined: false,
      ...dated(world),
    },
  ]),
  defineView('sys.servers', SERVERS, ({ instance }) => [
    { server_id: 0, name: instance.serverName, product: 'SQL Server', provider: 'SQLNCLI', data_source: instance.serverName, modify_date: instance.startedAt },
  ]),
];
