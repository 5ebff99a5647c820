// Runs the application's migrations (or synchronize) and the seed, through the project's own TypeORM, on a database named by the caller.
// Says which migration failed. Knows neither backups nor clones.
import type { SeedDataSource } from '../config/config';
import type { DataSourceOptions } from '../config/find-data-source';
import { requirePeer } from '../config/project';
import { isPresetError, presetError, reasonOf } from '../errors';

interface Migration {
  readonly name?: string;
  up: (runner: unknown) => Promise<unknown>;
}
interface MigrationDataSource extends SeedDataSource {
  readonly migrations: readonly Migration[];
  readonly isInitialized: boolean;
  initialize(): Promise<unknown>;
  destroy(): Promise<void>;
  synchronize(): Promise<void>;
  runMigrations(options: { transaction?: string }): Promise<unknown>;
}
interface TypeOrm {
  DataSource: new (options: object) => MigrationDataSource;
}

/** What makes the schema and the rows of a template. */
export interface SchemaSource {
  readonly rootDir: string;
  readonly options: DataSourceOptions;
  /** The options that point at the template's database. */
  readonly redirect: object;
  readonly schema: 'migrations' | 'synchronize';
  readonly seed: ((dataSource: SeedDataSource) => unknown) | undefined;
}

/** Makes the schema and seeds it; every connection is closed afterwards, whatever happens. */
export async function makeSchema(source: SchemaSource): Promise<void> {
  if (source.schema === 'migrations' && listLength(source.options.migrations) === 0) throw presetError('JNM_NO_MIGRATIONS', { looked: 'no file matched its globs, or the list is empty' });
  const { DataSource } = requirePeer<TypeOrm>(source.rootDir, 'typeorm');
  const dataSource = new DataSource({ ...source.options, ...source.redirect, logger: SILENT });
  try {
    await explain('JNM_SCHEMA_FAILED', () => dataSource.initialize());
    await (source.schema === 'migrations' ? migrate(dataSource, source.options) : explain('JNM_SCHEMA_FAILED', () => dataSource.synchronize()));
    const { seed } = source;
    if (seed !== undefined) await explain('JNM_SEED_FAILED', async () => seed(dataSource));
  } finally {
    if (dataSource.isInitialized) await dataSource.destroy();
  }
}

async function migrate(dataSource: MigrationDataSource, options: DataSourceOptions): Promise<void> {
  const state = { migration: '(none had begun)' };
  for (const migration of dataSource.migrations) {
    const up = migration.up;
    migration.up = function (this: Migration, runner: unknown) {
      state.migration = migration.name ?? migration.constructor.name;
      return up.call(this, runner);
    };
  }
  try {
    await dataSource.runMigrations({ transaction: options.migrationsTransactionMode });
  } catch (error) {
    throw presetError('JNM_MIGRATION_FAILED', { migration: state.migration, reason: reasonOf(error) }, error);
  }
}

async function explain(code: 'JNM_SCHEMA_FAILED' | 'JNM_SEED_FAILED', work: () => unknown): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (isPresetError(error)) throw error;
    throw presetError(code, { reason: reasonOf(error) }, error);
  }
}

function listLength(list: unknown): number {
  return Array.isArray(list) ? list.length : 0;
}

const nothing = (): void => undefined;

// What fails is said once, by the error; TypeORM's own log would say it twice.
const SILENT = { logQuery: nothing, logQueryError: nothing, logQuerySlow: nothing, logSchemaBuild: nothing, logMigration: nothing, log: nothing };
