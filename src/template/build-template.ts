// Builds a template: a database with the application's schema and seed, the baseline for cleaning, a backup. It is built under
// the name of its run and renamed when complete, so a template's name proves that it is whole. Knows nothing of workers.
import type { SchemaSource } from '../config/schema-source';
import type { TemplateConfig } from '../config/template-config';
import type { DataSourceOptions } from '../data-source/options';
import { isPresetError, presetError, reasonOf } from '../errors';
import type { ServerAddress } from '../process/run-facts';
import { requirePeer } from '../project/project';
import { isBackupRefusal, readFileList, restoreText, writeBackup, type BackupFile } from '../sql/backup-statements';
import { openConnection, withConnection, type Connection, type Mssql } from '../sql/connection';
import { retryPassingErrors, sqlErrorNumbers } from '../sql/retry';
import { findNamedTables } from '../sql/schema-statements';
import { createDatabaseText, dropDatabase, renameDatabaseText, testDatabaseSettingsTexts, type ServerFacts } from '../sql/server-statements';
import { recordBaseline } from './record-baseline';
import { runTypeOrm } from './run-migrations';
import { runScripts } from './run-scripts';

/** What makes the schema and the rows of a template. */
export interface SchemaOrder {
  readonly rootDir: string;
  readonly packageDir: string;
  readonly options: DataSourceOptions;
  readonly schema: SchemaSource;
  readonly before: NonNullable<TemplateConfig['before']>;
  readonly seed: TemplateConfig['seed'];
  /** The TypeORM options that point at a database. */
  redirect(database: string): object;
}

/** What a template is built from and where. */
export interface TemplateOrder {
  readonly address: ServerAddress;
  readonly server: ServerFacts;
  /** The name while it is being built. */
  readonly buildName: string;
  /** The name once it is complete; that of its building, if nothing but its backup is to be found later. */
  readonly finalName: string;
  /** Undefined where clones are made without one. */
  readonly backupFile: string | undefined;
  readonly source: SchemaOrder;
  readonly cleanKeep: readonly string[];
  readonly cleanTimeoutMs: number;
  /** Told what is being done, for people who wait. */
  readonly progress: (step: string) => void;
}

/** What became of a backup. */
export type BackupOutcome = { readonly kind: 'built'; readonly files: readonly BackupFile[] } | { readonly kind: 'refused'; readonly reason: string };

/** What became of a template; one whose backup was refused is complete, and still has the name of its building. `unkept`: the names of `cleanKeep` that no table has. */
export type BuildOutcome = BackupOutcome & { readonly unkept: readonly string[] };

/** Builds the template and its backup; `master` is a connection to master. On failure nothing of it is left behind. */
export async function buildTemplate(master: Connection, order: TemplateOrder): Promise<BuildOutcome> {
  const unkept = await buildDatabase(master, order, order.buildName);
  return undoing(master, order, order.buildName, async () => {
    const outcome = await backUp(master, order, order.buildName);
    if (outcome.kind === 'built' && order.finalName !== order.buildName) await retryPassingErrors(() => master.query(renameDatabaseText(order.buildName, order.finalName)));
    return { ...outcome, unkept };
  });
}

/** Builds a database as `order` says, ready to be cleaned, under the name given; gives the names of `cleanKeep` that no table of it has. On failure it is dropped. */
export async function buildDatabase(master: Connection, order: TemplateOrder, name: string): Promise<readonly string[]> {
  return undoing(master, order, name, async () => {
    order.progress('creating the template database');
    await create(master, order, name);
    for (const text of testDatabaseSettingsTexts(name, order.server.engineEdition)) await retryPassingErrors(() => master.query(text));
    order.progress('making the schema');
    await makeSchema(order, name);
    order.progress('recording the template');
    return withConnection(mssqlOf(order), order.address, name, (connection) => recordBaseline(connection, order));
  });
}

/** The names of `cleanKeep` that no table of a template has, which an earlier run has built. */
export async function findUnkept(order: TemplateOrder, template: string): Promise<readonly string[]> {
  if (order.cleanKeep.length === 0) return [];
  return withConnection(mssqlOf(order), order.address, template, async (connection) => (await findNamedTables(connection, order.cleanKeep)).unknown);
}

/** 262: CREATE DATABASE denied. 3110: RESTORE denied. */
const LACKS_RIGHT: ReadonlySet<number> = new Set([262, 3110]);

async function create(master: Connection, order: TemplateOrder, name: string): Promise<void> {
  try {
    await createOrRestore(master, order, name);
  } catch (error) {
    if (!sqlErrorNumbers(error).some((number) => LACKS_RIGHT.has(number))) throw error;
    throw presetError('JNM_LOGIN_LACKS_RIGHT', { user: order.address.user ?? '', reason: reasonOf(error) }, error);
  }
}

async function createOrRestore(master: Connection, order: TemplateOrder, name: string): Promise<void> {
  const { schema } = order.source;
  if (typeof schema !== 'object' || schema.kind !== 'backup') {
    await retryPassingErrors(() => master.query(createDatabaseText(name)));
    return;
  }
  const files = await readFileList(master, schema.path);
  await retryPassingErrors(() => master.query(restoreText(name, schema.path, files, order.server)));
}

async function makeSchema(order: TemplateOrder, name: string): Promise<void> {
  const { schema, rootDir, packageDir, options, before, seed, redirect } = order.source;
  const lend = (work: (connection: Connection) => Promise<void>): Promise<void> => withConnection(mssqlOf(order), order.address, name, work);
  if (typeof schema === 'function') await lend(async (connection) => void (await schema({ database: name, query: (text, parameters) => connection.query(text, parameters) })));
  if (typeof schema === 'object' && schema.kind === 'sqlScripts') await runScripts({ scripts: schema, packageDir, database: name, progress: order.progress }, lend);
  await runTypeOrm({ rootDir, options, redirect: redirect(name), schema: typeof schema === 'string' ? schema : undefined, before, seed, progress: order.progress });
}

/** Backs a complete template up, over whatever its file holds, and reads back what is in the file. */
export async function backUp(master: Connection, order: TemplateOrder, database: string): Promise<BackupOutcome> {
  const { backupFile } = order;
  if (backupFile === undefined) return { kind: 'built', files: [] };
  order.progress('backing the template up');
  try {
    await writeBackup(master, database, backupFile, order.server.canCompress);
  } catch (error) {
    if (isBackupRefusal(error)) return { kind: 'refused', reason: reasonOf(error) };
    throw presetError('JNM_BACKUP_FAILED', { file: backupFile, reason: reasonOf(error) }, error);
  }
  return { kind: 'built', files: await readFileList(master, backupFile) };
}

async function undoing<T>(master: Connection, order: TemplateOrder, name: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    await dropQuietly(master, order, name);
    throw isPresetError(error) ? error : presetError('JNM_SCHEMA_FAILED', { reason: reasonOf(error) }, error);
  }
}

// The first error is the one to show; a connection that broke with it is replaced for the clearing up.
async function dropQuietly(master: Connection, order: TemplateOrder, name: string): Promise<void> {
  try {
    await dropDatabase(master, name);
  } catch {
    const fresh = await openConnection(mssqlOf(order), order.address, 'master').catch(() => undefined);
    if (fresh === undefined) return;
    await dropDatabase(fresh, name).catch(() => undefined);
    await fresh.close();
  }
}

function mssqlOf(order: TemplateOrder): Mssql {
  return requirePeer<Mssql>(order.source.rootDir, 'mssql');
}
