// Messages of change tracking. Part of the catalogue (catalogue.ts).
// In numeric order; one line each. Placeholders become required arguments of raise().
import { message } from './sql-error';

/** Messages raised by ALTER DATABASE and ALTER TABLE about change tracking, by CHANGETABLE and by CHANGE_TRACKING_IS_COLUMN_IN_MASK. */
export const CHANGE_TRACKING_MESSAGES = {
  TrackingNeedsDatabase: message(1718, 16, "Change tracking must be enabled on database '{database}' before it can be enabled on table '{table}'."),
  TrackedPrimaryKey: message(3735, 16, "The primary key constraint '{constraint}' on table '{table}' cannot be dropped because change tracking is enabled on the table. Change tracking requires a primary key constraint on the table. Disable change tracking before dropping the constraint."),
  AlreadyTracked: message(4996, 16, "Change tracking is already enabled for table '{table}'."),
  TrackingNeedsKey: message(4997, 16, "Cannot enable change tracking on table '{table}'. Change tracking requires a primary key on the table. Create a primary key on the table before enabling change tracking."),
  NotTrackedToDisable: message(4998, 16, "Change tracking is not enabled on table '{table}'."),
  TrackingOfTimestampKey: message(4999, 16, "Cannot enable change tracking on table '{table}'. Change tracking does not support a primary key of type timestamp on a table."),
  DatabaseTracksAlready: message(5088, 16, "Change tracking is already enabled for database '{database}'."),
  DatabaseDoesNotTrack: message(5089, 16, "Change tracking is disabled for database '{database}'. Change tracking must be enabled on a database to modify change tracking settings."),
  TrackingOfSystemDatabase: message(5090, 16, "Database '{database}' is a system database. Change tracking settings cannot be modified for system databases."),
  TrackingOptionTwice: message(5091, 15, "ALTER DATABASE change tracking option '{option}' was specified more than once. Each option can be specified only once."),
  TrackingRetention: message(5092, 15, "The value for change tracking option 'CHANGE_RETENTION' is not valid. The value must be between 1 and 2147483647 minutes."),
  TrackingMask: message(22101, 16, 'The value supplied for the change_columns argument of CHANGE_TRACKING_IS_COLUMN_IN_MASK function is not valid. The value must be a bitmask returned by the CHANGETABLE(CHANGES ...) function.'),
  ChangeTableVersion: message(22103, 16, 'The arguments supplied are not valid for the VERSION option of the CHANGETABLE function.'),
  ChangeTableAlias: message(22104, 16, 'A table returned by the CHANGETABLE function must be aliased.'),
  NotTracked: message(22105, 16, "Change tracking is not enabled on table '{table}'."),
  ChangeTableObject: message(22107, 16, "Object '{name}' is of a data type that is not supported by the CHANGETABLE function. The object must be a user-defined table."),
  ChangeContextType: message(22109, 16, 'The "context" argument for the CHANGE_TRACKING_CONTEXT WITH clause must be of type varbinary data type with a maximum length of 128.'),
  ChangeTableKeyCount: message(22110, 16, "The number of columns specified in the CHANGETABLE(VERSION ...) function does not match the number of primary key columns for table '{table}'."),
  ChangeTableKey: message(22111, 16, "The column '{column}' specified in the CHANGETABLE(VERSION ...) function is not part of the primary key for table '{table}'."),
  ChangeTableKeyTwice: message(22112, 16, "Each primary key column must be specified once in the CHANGETABLE(VERSION ...) function. The column '{column}' is specified more than once."),
  TrackingAlone: message(22114, 16, 'Change tracking options for ALTER DATABASE cannot be combined with other ALTER DATABASE options.'),
  TablesStillTracked: message(22115, 16, "Change tracking is enabled for one or more tables in database '{database}'. Disable change tracking on each table before disabling it for the database. Use the sys.change_tracking_tables catalog view to obtain a list of tables for which change tracking is enabled."),
} as const;
