// sys.change_tracking_databases and sys.change_tracking_tables. Nothing is ever cleaned up here, so their columns about that are NULL.
import { defineView, type ViewRecord } from './define-view';
import { tablesOf } from './object-rows';
import type { SystemWorld } from './system-view';

const UNITS = { MINUTES: 1, HOURS: 2, DAYS: 3 } as const;

function* trackingDatabases({ instance }: SystemWorld): Iterable<ViewRecord> {
  for (const { header } of instance.databases.values()) {
    const { changeTracking } = header.options;
    if (!changeTracking) continue;
    const { retention, units, isAutoCleanupOn } = changeTracking;
    yield { database_id: header.databaseId, is_auto_cleanup_on: isAutoCleanupOn, retention_period: retention, retention_period_units: UNITS[units], retention_period_units_desc: units };
  }
}

function* trackedTables(world: SystemWorld): Iterable<ViewRecord> {
  for (const { objectId, changeTracking } of tablesOf(world)) {
    const minimum = world.database.store.history(objectId)?.minimum ?? null;
    if (changeTracking) yield { object_id: objectId, is_track_columns_updated_on: changeTracking.tracksColumns, min_valid_version: minimum, begin_version: minimum };
  }
}

/** The views of change tracking. */
export const CHANGE_TRACKING_VIEWS = [
  defineView(
    'sys.change_tracking_databases',
    'database_id int, is_auto_cleanup_on bit?, retention_period int?, retention_period_units tinyint?, retention_period_units_desc nvarchar60?, max_cleanup_version bigint?',
    trackingDatabases,
  ),
  defineView('sys.change_tracking_tables', 'object_id int, is_track_columns_updated_on bit, min_valid_version bigint?, begin_version bigint?, cleanup_version bigint?', trackedTables),
];
