// Which error a value too long for its column raises: it depends on the compatibility level. Knows no conversions.
import { Messages } from '../errors/catalogue';
import { isSqlError, raise } from '../errors/sql-error';
import type { Frame } from './frame';
import type { SessionState } from './state';

/** From here on the error names table, column and value (Microsoft Learn: ALTER DATABASE SCOPED CONFIGURATION, VERBOSE_TRUNCATION_WARNINGS). */
const FIRST_LEVEL_THAT_NAMES = 150;

/** The error of a statement as the database in use has it told: below level 150 it is 8152, which names nothing, instead of 2628. */
export function asLevelTells(state: SessionState, frame: Frame, error: unknown): unknown {
  if (!isSqlError(error) || error.number !== Messages.WouldBeTruncated.number) return error;
  const level = state.instance.databases.get(frame.databaseId)?.header.options.compatibilityLevel ?? FIRST_LEVEL_THAT_NAMES;
  if (level >= FIRST_LEVEL_THAT_NAMES) return error;
  const { line, procedure, hasOwnLine } = error;
  return Object.assign(raise(Messages.WouldBeTruncatedSomewhere, {}), { line, procedure, hasOwnLine });
}
