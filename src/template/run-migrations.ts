// Runs the application's migrations (or synchronize) and the seed, through the project's own TypeORM, on a database named by the caller.
// Says which migration failed. Knows neither scripts nor backups nor clones.
import type { DataSource, MigrationInterface, QueryRunner } from 'typeorm';
import type { TemplateConfig } from '../config/template-config';
import type { DataSourceOptions } from '../data-source/options';
import { isPresetError, presetError, reasonOf } from '../errors';
import { withoutLostErrors } from '../process/lost-errors';
import { requirePeer } from '../project/project';
import { hideSecrets } from '../sql/hide-secrets';
import { quoteName } from '../sql/quoting';
import { OBJECT_ID_TEXT } from '../sql/schema-statements';
import { statementOf } from './failed-statement';

interface TypeOrm {
  DataSource: new (options: object) => DataSource;
}

/** What TypeORM has to do on a template's database. */
export interface OrmOrder {
  readonly rootDir: string;
  readonly options: DataSourceOptions;
  /** The options that point at the template's database. */
  readonly redirect: object;
  /** Undefined where the schema is made already. */
  readonly schema: 'migrations' | 'synchronize' | undefined;
  readonly before: NonNullable<TemplateConfig['before']>;
  readonly seed: TemplateConfig['seed'];
  /** Told which migration runs. */
  readonly progress: (step: string) => void;
}

/** Makes the schema, if it is TypeORM's to make, and seeds it; every connection is closed afterwards, whatever happens. */
export async function runTypeOrm(order: OrmOrder): Promise<void> {
  if (order.schema === undefined && order.seed === undefined) return;
  if (order.schema === 'migrations' && listLength(order.options.migrations) === 0) throw presetError('JNM_NO_MIGRATIONS', { looked: order.options.missing?.migrations ?? 'the list is empty' });
  const { DataSource } = requirePeer<TypeOrm>(order.rootDir, 'typeorm');
  const { missing: _ours, ...options } = order.options;
  const dataSource = new DataSource({ ...options, ...order.redirect, logger: SILENT });
  await withoutLostErrors(() => makeAndSeed(dataSource, order));
}

async function makeAndSeed(dataSource: DataSource, order: OrmOrder): Promise<void> {
  try {
    await explain('JNM_SCHEMA_FAILED', () => dataSource.initialize().catch((error: unknown) => { throw hideSecrets(error, { password: undefined, authentication: undefined, ...order.redirect }); }));
    if (order.schema === 'migrations') await migrate(dataSource, order).then(() => requireTables(dataSource));
    if (order.schema === 'synchronize') await explain('JNM_SCHEMA_FAILED', () => dataSource.synchronize());
    const { seed } = order;
    if (seed !== undefined) order.progress('seeding');
    if (seed !== undefined) await explain('JNM_SEED_FAILED', async () => seed(dataSource));
  } finally {
    if (dataSource.isInitialized) await dataSource.destroy();
  }
}

async function migrate(dataSource: DataSource, { options, before, progress }: OrmOrder): Promise<void> {
  const state = { migration: '', count: 0 };
  checkNames(dataSource.migrations, before);
  for (const migration of dataSource.migrations) {
    const up = migration.up;
    const first = Object.entries(before).filter(([name]) => isNamed(migration, name)).map(([, work]) => work);
    migration.up = async function (this: MigrationInterface, runner: QueryRunner) {
      state.count += 1;
      progress(`migration ${state.count} of ${dataSource.migrations.length}: ${nameOf(migration)}`);
      state.migration = `${nameOf(migration)} (template.before)`;
      for (const work of first) await work(runner);
      state.migration = nameOf(migration);
      return up.call(this, runner);
    };
  }
  try {
    await dataSource.runMigrations({ transaction: options.migrationsTransactionMode });
  } catch (error) {
    const reason = `${reasonOf(error)}${statementOf(error)}`;
    if (state.count === 0) throw presetError('JNM_SCHEMA_FAILED', { reason: `no migration has begun: ${reason}` }, error);
    throw presetError('JNM_MIGRATION_FAILED', { migration: state.migration, reason }, error);
  }
}

// Migrations may leave some tables to others, but not all of them: such a project has its tables from synchronize, and its few migrations beside that.
async function requireTables(dataSource: DataSource): Promise<void> {
  const paths = dataSource.entityMetadatas.filter(({ database }) => database === undefined).map(({ tablePath }) => tablePath);
  for (const path of paths) {
    const [row] = (await dataSource.query(OBJECT_ID_TEXT, [path.split('.').map(quoteName).join('.')])) as ReadonlyArray<{ readonly id: number | null }>;
    if (row?.id !== null) return;
  }
  if (paths.length > 0) throw presetError('JNM_NO_TABLES', { tables: paths.join(', ') });
}

function nameOf(migration: MigrationInterface): string {
  return migration.name ?? migration.constructor.name;
}

function isNamed(migration: MigrationInterface, name: string): boolean {
  return nameOf(migration) === name || nameOf(migration).replace(/\d{13}$/, '') === name;
}

function checkNames(migrations: readonly MigrationInterface[], before: OrmOrder['before']): void {
  for (const name of Object.keys(before)) {
    if (migrations.some((migration) => isNamed(migration, name))) continue;
    throw presetError('JNM_CONFIG_VALUE', { key: `template.before.${name}`, value: 'no migration is called so', expected: `one of ${migrations.map(nameOf).join(', ')}` });
  }
}

async function explain(code: 'JNM_SCHEMA_FAILED' | 'JNM_SEED_FAILED', work: () => unknown): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (isPresetError(error)) throw error;
    throw presetError(code, { reason: `${reasonOf(error)}${statementOf(error)}` }, error);
  }
}

function listLength(list: unknown): number {
  return Array.isArray(list) ? list.length : 0;
}

const nothing = (): void => undefined;

// What fails is said once, by the error; TypeORM's own log would say it twice.
const SILENT = { logQuery: nothing, logQueryError: nothing, logQuerySlow: nothing, logSchemaBuild: nothing, logMigration: nothing, log: nothing };
