// Views that only Azure SQL Database has, and those of SQL Server that it has not. Knows of copies what the instance tells.
import { listedId } from '../instance/azure';
import { utcTicksFromUnixMs } from '../instance/clock';
import { MASTER } from '../instance/instance';
import { defineView, type ViewRecord } from './define-view';
import type { SystemView, SystemWorld } from './system-view';

const COPY_COLUMNS = `database_id int, start_date datetimeoffset, modify_date datetimeoffset, percent_complete real?, error_code int = 0, error_desc nvarchar4000?, error_severity int?, error_state int?,
  copy_guid guid, partner_server sysname, partner_database sysname, replication_state tinyint = 1, replication_state_desc nvarchar256 = 'SEEDING', maximum_lag int?, is_continuous_copy bit = 0,
  is_target_role bit, is_interlink_connected bit?, is_offline_secondary bit?`;

/** A row for the source and one for the copy, for as long as it is on its way; in master only. */
function* copies(world: SystemWorld): Iterable<ViewRecord> {
  const { instance } = world;
  instance.settleCopies();
  if (world.database.header.databaseId !== MASTER) return;
  const nameOf = (databaseId: number): string => instance.databases.get(databaseId)?.header.name ?? '';
  for (const [databaseId, { id, sourceId, startedMs }] of instance.copies.list()) {
    const started = { kind: 'offset-instant' as const, utcTicks: utcTicksFromUnixMs(startedMs), offsetMinutes: 0 };
    const common = { start_date: started, modify_date: started, percent_complete: 0, copy_guid: id.toUpperCase(), partner_server: instance.serverName };
    yield { ...common, database_id: listedId(sourceId), partner_database: nameOf(databaseId), is_target_role: false };
    yield { ...common, database_id: listedId(databaseId), partner_database: nameOf(sourceId), is_target_role: true };
  }
}

const DATABASE_COPIES = defineView('sys.dm_database_copies', COPY_COLUMNS, copies);

/** A view that a server has only when it is started as Azure SQL Database, by its lower-case name with schema. */
export const azureView = (name: string): SystemView | undefined => (name.toLowerCase() === DATABASE_COPIES.name ? DATABASE_COPIES : undefined);

const ABSENT = new Set(['master_files', 'sysaltfiles', 'sysdatabases', 'dm_operation_status', 'database_service_objectives', 'elastic_pool_resource_stats', 'resource_stats', 'dm_db_resource_stats', 'firewall_rules',
  'database_firewall_rules', 'event_log', 'bandwidth_usage', 'geo_replication_links']);

/** Whether a view of the schema sys is to be refused by name on Azure SQL Database: it is not there, or not here. */
export const isAbsentOnAzure = (name: string): boolean => ABSENT.has(name.toLowerCase());
