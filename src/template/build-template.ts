// Builds a template: an empty database, the application's schema and seed, the baseline for cleaning, a backup. It is built under
// the name of its run and renamed when complete, so a template's name proves that it is whole. Knows nothing of workers.
import { requirePeer } from '../config/project';
import type { ServerAddress } from '../config/run-facts';
import { openConnection, withConnection, type Connection, type Mssql } from '../sql/connection';
import { backupText } from '../sql/backup-statements';
import { copyRowsText, createBaselineTexts, fillBaselineTexts, sequenceNowText, tableNowText } from '../sql/baseline-statements';
import { createCleanProcedureText } from '../sql/clean-procedure';
import { retryPassingErrors } from '../sql/retry';
import { readSchema } from '../sql/schema-statements';
import { createDatabaseText, dropDatabaseText, renameDatabaseText, testDatabaseSettingsTexts, type ServerFacts } from '../sql/server-statements';
import { presetError, isPresetError, reasonOf } from '../errors';
import { planBaseline } from './plan-baseline';
import { makeSchema, type SchemaSource } from './run-migrations';

/** What a template is built from and where. */
export interface TemplateOrder {
  readonly address: ServerAddress;
  readonly server: ServerFacts;
  /** The name while it is being built. */
  readonly buildName: string;
  /** The name once it is complete. */
  readonly templateName: string;
  readonly backupFile: string;
  readonly source: SchemaSource;
  readonly cleanKeep: readonly string[];
  readonly cleanTimeoutMs: number;
  /** Told what is being done, for people who wait. */
  readonly progress: (step: string) => void;
}

/** Builds the template and its backup; `master` is a connection to master. On failure nothing of it is left behind. */
export async function buildTemplate(master: Connection, order: TemplateOrder): Promise<void> {
  try {
    order.progress('creating the template database');
    await retryPassingErrors(() => master.query(createDatabaseText(order.buildName)));
    for (const text of testDatabaseSettingsTexts(order.buildName)) await retryPassingErrors(() => master.query(text));
    order.progress('running the migrations');
    await makeSchema(order.source);
    order.progress('recording the template');
    await withConnection(mssqlOf(order), order.address, order.buildName, (connection) => recordBaseline(connection, order));
    order.progress('backing the template up');
    await master.query(backupText(order.buildName, order.backupFile, order.server.canCompress));
    await retryPassingErrors(() => master.query(renameDatabaseText(order.buildName, order.templateName)));
  } catch (error) {
    await dropQuietly(master, order);
    throw isPresetError(error) ? error : presetError('JNM_SCHEMA_FAILED', { reason: reasonOf(error) }, error);
  }
}

async function recordBaseline(connection: Connection, order: TemplateOrder): Promise<void> {
  const schema = await readSchema(connection);
  const plan = planBaseline(schema, order.cleanKeep);
  const texts = [
    ...createBaselineTexts(),
    ...plan.copies.map((copy) => copyRowsText(copy.tableId, copy.table, copy.columns)),
    ...fillBaselineTexts(plan.tables, plan.references, plan.constraints, plan.sequences),
    tableNowText(schema.canSeeUsage),
    sequenceNowText(),
    createCleanProcedureText(order.cleanTimeoutMs),
  ];
  for (const text of texts) await connection.query(text);
}

// The first error is the one to show; a connection that broke with it is replaced for the clearing up.
async function dropQuietly(master: Connection, order: TemplateOrder): Promise<void> {
  const drop = (connection: Connection): Promise<unknown> => retryPassingErrors(() => connection.query(dropDatabaseText(order.buildName)));
  try {
    await drop(master);
  } catch {
    const fresh = await openConnection(mssqlOf(order), order.address, 'master').catch(() => undefined);
    await fresh?.query(dropDatabaseText(order.buildName)).catch(() => undefined);
    await fresh?.close();
  }
}

function mssqlOf(order: TemplateOrder): Mssql {
  return requirePeer<Mssql>(order.source.rootDir, 'mssql');
}
