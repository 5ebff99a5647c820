// Options of ALTER DATABASE ... SET and ... SCOPED CONFIGURATION: which are kept, which change nothing here, which are refused.
import type { DatabaseOptions } from '../../catalog/definitions';
import { Messages } from '../../errors/catalogue';
import { notSupported } from '../../errors/not-supported';
import { raise } from '../../errors/sql-error';
import type { AlterDatabase } from '../../syntax/ast/ddl';

type SetOption = Extract<AlterDatabase['action'], { kind: 'set' }>['options'][number];
type Change = Partial<DatabaseOptions>;
type Rule = (isOn: boolean, value: string, highestLevel: number) => Change | undefined;

/** Options for which everybody else has to leave the database. */
const EXCLUSIVE = new Set(['SINGLE_USER', 'RESTRICTED_USER', 'OFFLINE', 'READ_ONLY', 'READ_WRITE', 'READ_COMMITTED_SNAPSHOT']);

/** True if the option needs the database for itself. */
export const needsExclusive = (name: string): boolean => EXCLUSIVE.has(name);

/** Estimates, storage and defaults that every client's own SET options replace: no result depends on them. */
const WITHOUT_EFFECT = new Set([
  'AUTO_CREATE_STATISTICS',
  'AUTO_UPDATE_STATISTICS',
  'PARAMETERIZATION',
  'QUERY_STORE',
  'TARGET_RECOVERY_TIME',
  'MIXED_PAGE_ALLOCATION',
  'ACCELERATED_DATABASE_RECOVERY',
  'DATE_CORRELATION_OPTIMIZATION',
  'HONOR_BROKER_PRIORITY',
  'TEMPORAL_HISTORY_RETENTION',
  'ANSI_NULLS',
  'ANSI_PADDING',
  'ANSI_WARNINGS',
  'ARITHABORT',
  'CONCAT_NULL_YIELDS_NULL',
  'NUMERIC_ROUNDABORT',
  'QUOTED_IDENTIFIER',
  'OPTIMIZED_LOCKING',
]);
/** What other values would ask for does not exist here. */
const ONLY_OFF = new Set(['CURSOR_CLOSE_ON_COMMIT', 'DB_CHAINING', 'CONTAINMENT']);
/** Nobody reaches files of FILETABLEs past the transactions: the one setting of FILESTREAM without it. */
const NO_FILE_ACCESS = /^\(\s*NON_TRANSACTED_ACCESS\s*=\s*OFF\s*\)$/;

const FIRST_LEVEL_FOLLOWED = 130;
const LEVELS: readonly number[] = [100, 110, 120, 130, 140, 150, 160];

const oneOf = <T extends string>(value: string, allowed: readonly T[]): T | undefined => allowed.find((candidate) => candidate === value);

const RULES: Readonly<Record<string, Rule>> = {
  SINGLE_USER: () => ({ userAccess: 'SINGLE_USER' }),
  MULTI_USER: () => ({ userAccess: 'MULTI_USER' }),
  RESTRICTED_USER: () => ({ userAccess: 'RESTRICTED_USER' }),
  ONLINE: () => ({ state: 'ONLINE' }),
  OFFLINE: () => ({ state: 'OFFLINE' }),
  READ_ONLY: () => ({ isReadOnly: true }),
  READ_WRITE: () => ({ isReadOnly: false }),
  ENABLE_BROKER: () => ({ isBrokerEnabled: true }),
  NEW_BROKER: () => ({ isBrokerEnabled: true }),
  DISABLE_BROKER: () => ({ isBrokerEnabled: false }),
  READ_COMMITTED_SNAPSHOT: (isOn) => ({ isReadCommittedSnapshot: isOn }),
  ALLOW_SNAPSHOT_ISOLATION: (isOn) => ({ snapshotIsolation: isOn ? 'ON' : 'OFF' }),
  AUTO_CLOSE: (isOn) => ({ isAutoClose: isOn }),
  AUTO_SHRINK: (isOn) => ({ isAutoShrink: isOn }),
  TRUSTWORTHY: (isOn) => ({ isTrustworthy: isOn }),
  RECURSIVE_TRIGGERS: (isOn) => ({ recursiveTriggers: isOn }),
  AUTO_UPDATE_STATISTICS_ASYNC: (isOn) => ({ isAutoUpdateStatsAsync: isOn }),
  ANSI_NULL_DEFAULT: (isOn) => ({ ansiNullDefault: isOn }),
  RECOVERY: (_, value) => keep('recoveryModel', oneOf(value, ['FULL', 'SIMPLE', 'BULK_LOGGED'])),
  DELAYED_DURABILITY: (_, value) => keep('delayedDurability', oneOf(value, ['DISABLED', 'ALLOWED', 'FORCED'])),
  PAGE_VERIFY: (_, value) => keep('pageVerify', oneOf(value, ['CHECKSUM', 'TORN_PAGE_DETECTION', 'NONE'])),
  CURSOR_DEFAULT: (_, value) => keep('cursorDefault', oneOf(value, ['GLOBAL', 'LOCAL'])),
  COMPATIBILITY_LEVEL: (_, value, highestLevel) => ({ compatibilityLevel: compatibilityLevel(Number(value), highestLevel) }),
};

const keep = <K extends keyof DatabaseOptions>(key: K, value: DatabaseOptions[K] | undefined): Change | undefined => (value === undefined ? undefined : { [key]: value });

function compatibilityLevel(level: number, highest: number): number {
  const levels = LEVELS.filter((known) => known <= highest);
  if (!levels.includes(level)) throw raise(Messages.CompatibilityLevels, { levels: levels.slice(0, -1).join(', '), highest });
  if (level < FIRST_LEVEL_FOLLOWED) throw notSupported(`compatibility level ${level}`);
  return level;
}

const SWITCHES = new Set([
  'READ_COMMITTED_SNAPSHOT',
  'ALLOW_SNAPSHOT_ISOLATION',
  'AUTO_CLOSE',
  'AUTO_SHRINK',
  'TRUSTWORTHY',
  'RECURSIVE_TRIGGERS',
  'AUTO_UPDATE_STATISTICS_ASYNC',
  'ANSI_NULL_DEFAULT',
]);

/** The options with one changed; raises 102 for a value that the option does not have and refuses unknown options. */
export function applyDatabaseOption(options: DatabaseOptions, { name, value = '' }: SetOption, { database, highestLevel }: { readonly database: string; readonly highestLevel: number }): DatabaseOptions {
  const text = String(value).toUpperCase();
  if (WITHOUT_EFFECT.has(name)) return /^(ON|OFF|SIMPLE|FORCED)\b/.test(text) ? { ...options, recorded: { ...options.recorded, [name]: text } } : options;
  if (ONLY_OFF.has(name) && (text === 'OFF' || text === 'NONE')) return options;
  if (name === 'FILESTREAM' && NO_FILE_ACCESS.test(text)) return options;
  const rule = RULES[name];
  if (!rule) throw notSupported(`ALTER DATABASE ${database} SET ${name}${text === '' ? '' : ` ${text}`}`);
  if (SWITCHES.has(name) && text !== 'ON' && text !== 'OFF') throw raise(Messages.SyntaxNear, { token: text });
  const change = rule(text === 'ON', text, highestLevel);
  if (!change) throw raise(Messages.SyntaxNear, { token: text });
  return { ...options, ...change };
}

/** Configurations of planning and of caches; they are kept for sys.database_scoped_configurations. */
const SCOPED = new Set([
  'MAXDOP',
  'LEGACY_CARDINALITY_ESTIMATION',
  'PARAMETER_SNIFFING',
  'QUERY_OPTIMIZER_HOTFIXES',
  'IDENTITY_CACHE',
  'INTERLEAVED_EXECUTION_TVF',
  'BATCH_MODE_MEMORY_GRANT_FEEDBACK',
  'BATCH_MODE_ADAPTIVE_JOINS',
  'TSQL_SCALAR_UDF_INLINING',
  'ROW_MODE_MEMORY_GRANT_FEEDBACK',
  'BATCH_MODE_ON_ROWSTORE',
  'DEFERRED_COMPILATION_TV',
  'ACCELERATED_PLAN_FORCING',
  'LIGHTWEIGHT_QUERY_PROFILING',
  'LAST_QUERY_PLAN_STATS',
  'EXEC_QUERY_STATS_FOR_SCALAR_FUNCTIONS',
  'PARAMETER_SENSITIVE_PLAN_OPTIMIZATION',
  'CE_FEEDBACK',
  'DOP_FEEDBACK',
  'OPTIMIZE_FOR_AD_HOC_WORKLOADS',
  'MEMORY_GRANT_FEEDBACK_PERSISTENCE',
  'ASYNC_STATS_UPDATE_WAIT_AT_LOW_PRIORITY',
]);

/** Those that a readable replica may have another value of. */
const OF_SECONDARY = new Set(['MAXDOP', 'LEGACY_CARDINALITY_ESTIMATION', 'PARAMETER_SNIFFING', 'QUERY_OPTIMIZER_HOTFIXES']);

type ScopedConfiguration = Pick<Extract<AlterDatabase['action'], { kind: 'scoped-configuration' }>, 'name' | 'value' | 'ofSecondary'>;

/** ALTER DATABASE SCOPED CONFIGURATION. There is no replica: what one would have changes nothing. */
export function applyScopedConfiguration(options: DatabaseOptions, { name, value, ofSecondary }: ScopedConfiguration): DatabaseOptions {
  if (ofSecondary) {
    if (!OF_SECONDARY.has(name)) throw notSupported(`ALTER DATABASE SCOPED CONFIGURATION FOR SECONDARY SET ${name}`);
    return options;
  }
  if (name === 'CLEAR' && value === 'PROCEDURE_CACHE') return options;
  if (!SCOPED.has(name)) throw notSupported(`ALTER DATABASE SCOPED CONFIGURATION ${name === 'CLEAR' ? `CLEAR ${value}` : `SET ${name}`}`);
  return { ...options, scopedConfigurations: { ...options.scopedConfigurations, [name]: value.toUpperCase() } };
}
