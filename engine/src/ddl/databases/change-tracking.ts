// Change tracking: ALTER DATABASE ... SET CHANGE_TRACKING and ALTER TABLE ... ENABLE or DISABLE CHANGE_TRACKING. Knows nothing of what is tracked.
import type { DatabaseOptions, RetentionUnit, TableDefinition } from '../../catalog/definitions';
import { Messages } from '../../errors/catalogue';
import { raise } from '../../errors/sql-error';
import { LAST_SYSTEM_DATABASE, type Database } from '../../instance/instance';
import type { AlterTableAction, ChangeTrackingOptions } from '../../syntax/ast/ddl';
import type { DdlContext } from '../objects/ddl-context';
import { replaceDefinition, type TargetTable } from '../objects/table-change';

const UNITS: readonly RetentionUnit[] = ['MINUTES', 'HOURS', 'DAYS'];
const FRESH = { retention: 2, units: 'DAYS', isAutoCleanupOn: true } as const;
const STATE_CHANGE = 2;

/** The database's options with change tracking turned on, off or changed. Raises 5088, 5089, 5090, 22115. */
export function trackingOptions({ header, catalog }: Database, { isOn, retention, units, isAutoCleanupOn }: ChangeTrackingOptions): DatabaseOptions {
  const { name: database, options } = header;
  if (header.databaseId <= LAST_SYSTEM_DATABASE) throw raise(Messages.TrackingOfSystemDatabase, { database });
  const before = options.changeTracking;
  if (isOn === true && before) throw raise(Messages.DatabaseTracksAlready, { database });
  if (isOn !== true && !before) throw raise(Messages.DatabaseDoesNotTrack, { database }, isOn === false ? undefined : STATE_CHANGE);
  if (isOn === false) {
    for (const object of catalog.objects()) if (object.kind === 'table' && object.changeTracking) throw raise(Messages.TablesStillTracked, { database });
    return { ...options, changeTracking: undefined };
  }
  const old = before ?? FRESH;
  return {
    ...options,
    changeTracking: { retention: retention ?? old.retention, units: UNITS.find((unit) => unit === units) ?? old.units, isAutoCleanupOn: isAutoCleanupOn ?? old.isAutoCleanupOn },
  };
}

/** Begins or ends the history of a table's changes. Raises 1718, 4996, 4997, 4998, 4999. */
export function toggleTracking(ddl: DdlContext, target: TargetTable, action: Extract<AlterTableAction, { kind: 'change-tracking' }>): void {
  const { table, databaseId } = target;
  if (action.isEnabled) requireTrackable(target, table);
  else if (!table.changeTracking) throw raise(Messages.NotTrackedToDisable, { table: table.name });
  ddl.transaction.setTracked(databaseId, table.objectId, action.isEnabled);
  replaceDefinition(ddl, target, { ...table, changeTracking: action.isEnabled ? { tracksColumns: action.tracksColumns } : undefined });
}

function requireTrackable({ database: { header } }: TargetTable, table: TableDefinition): void {
  if (!header.options.changeTracking) throw raise(Messages.TrackingNeedsDatabase, { database: header.name, table: table.name });
  if (table.changeTracking) throw raise(Messages.AlreadyTracked, { table: table.name });
  const key = table.indexes.find((index) => index.isPrimaryKey);
  if (!key) throw raise(Messages.TrackingNeedsKey, { table: table.name });
  const isOfTimestamp = key.columns.some(({ columnId }) => table.columns.some((column) => column.columnId === columnId && column.type.name === 'timestamp'));
  if (isOfTimestamp) throw raise(Messages.TrackingOfTimestampKey, { table: table.name });
}
