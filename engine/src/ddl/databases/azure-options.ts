// Which options ALTER DATABASE ... SET has on Azure SQL Database (Learn: ALTER DATABASE SET options, Azure SQL Database).
import { Messages } from '../../errors/catalogue';
import { notOnAzure } from '../../errors/not-supported';
import { raise, withFollower } from '../../errors/sql-error';
import type { Database } from '../../instance/instance';

const KNOWN = new Set(`
AUTO_CREATE_STATISTICS AUTO_SHRINK AUTO_UPDATE_STATISTICS AUTO_UPDATE_STATISTICS_ASYNC CHANGE_TRACKING CURSOR_CLOSE_ON_COMMIT READ_ONLY READ_WRITE RESTRICTED_USER MULTI_USER
DELAYED_DURABILITY PARAMETERIZATION QUERY_STORE ALLOW_SNAPSHOT_ISOLATION READ_COMMITTED_SNAPSHOT ANSI_NULL_DEFAULT ANSI_NULLS ANSI_PADDING ANSI_WARNINGS ARITHABORT COMPATIBILITY_LEVEL
CONCAT_NULL_YIELDS_NULL NUMERIC_ROUNDABORT QUOTED_IDENTIFIER RECURSIVE_TRIGGERS TARGET_RECOVERY_TIME TEMPORAL_HISTORY_RETENTION
`.trim().split(/\s+/));

/** Raises 40517 for the recovery model and 1468 with 5069 for SINGLE_USER; what else is not in the list is refused by name: no page says how it fails there. */
export function refuseAzureOption(database: Database, option: string): void {
  if (KNOWN.has(option)) return;
  if (option === 'RECOVERY') throw raise(Messages.OptionNotOnAzure, { option });
  if (option === 'SINGLE_USER') throw withFollower(raise(Messages.MirroredDatabase, { database: database.header.name }), raise(Messages.AlterDatabaseFailed, {}));
  throw notOnAzure(`ALTER DATABASE ... SET ${option}`);
}
