// migrationRoundTrip: every migration up, down and up again, in a database made for it alone. Says what of the schema is not as it
// was; knows nothing of rows.
import type { DataSource, DataSourceOptions, MigrationInterface } from 'typeorm';
import { checkDataSource } from '../data-source/given';
import { scratchDatabaseName } from '../database/database-name';
import { redirectedOptions, withoutReplication } from '../database/redirect';
import { reasonOf } from '../errors';
import type { RunFacts } from '../process/run-facts';
import { currentWorker } from '../process/worker';
import { requirePeer } from '../project/project';
import { withConnection, type Connection, type Mssql } from '../sql/connection';
import { retryPassingErrors } from '../sql/retry';
import { compareSnapshots, readSnapshot, type SchemaSnapshot } from '../sql/round-trip-statements';
import { createDatabaseText, dropDatabase } from '../sql/server-statements';

/** What a migration's way up, down and up again has shown. */
export interface MigrationTrip {
  readonly migration: string;
  /** What is not as it was, one sentence each; empty if `down` undoes `up`, and `up` can be repeated. */
  readonly differences: readonly string[];
}

/** The whole trip; it ends at the first migration that fails, since what comes after it would say nothing. */
export interface RoundTrip {
  readonly isClean: boolean;
  readonly migrations: readonly MigrationTrip[];
}

/** Runs every migration of the data source up, down and up again, on a scratch database that is dropped afterwards. */
export async function migrationRoundTrip(dataSource: DataSource): Promise<RoundTrip> {
  checkDataSource('migrationRoundTrip', dataSource, true);
  const { facts, database } = currentWorker();
  const scratch = scratchDatabaseName(database);
  const mssql = requirePeer<Mssql>(facts.rootDir, 'mssql');
  return withConnection(mssql, facts.address, 'master', async (master) => {
    await dropDatabase(master, scratch);
    await retryPassingErrors(() => master.query(createDatabaseText(scratch)));
    try {
      return await withConnection(mssql, facts.address, scratch, (connection) => travel(openScratch(dataSource, facts, scratch), connection));
    } finally {
      await dropDatabase(master, scratch);
    }
  });
}

function openScratch(dataSource: DataSource, facts: RunFacts, scratch: string): DataSource {
  const Constructor = dataSource.constructor as new (options: DataSourceOptions) => DataSource;
  const options = { ...withoutReplication(dataSource.options), ...redirectedOptions(facts.address, scratch, dataSource.options as { options?: object }), logging: false };
  return new Constructor(options as DataSourceOptions);
}

async function travel(dataSource: DataSource, connection: Connection): Promise<RoundTrip> {
  await dataSource.initialize();
  try {
    const ignored = [dataSource.options.migrationsTableName ?? 'migrations', dataSource.options.metadataTableName ?? 'typeorm_metadata'];
    const read = (): Promise<SchemaSnapshot> => readSnapshot(connection, ignored);
    const all = [...dataSource.migrations].sort((a, b) => timestampOf(a) - timestampOf(b));
    const trips: MigrationTrip[] = [];
    for (const [index, migration] of all.entries()) {
      // TypeORM runs whatever is pending: only this one may be.
      Object.assign(dataSource, { migrations: all.slice(0, index + 1) });
      const { differences, hasFailed } = await tripOf(dataSource, read);
      trips.push({ migration: nameOf(migration), differences });
      if (hasFailed) break;
    }
    return { isClean: trips.every((trip) => trip.differences.length === 0), migrations: trips };
  } finally {
    await dataSource.destroy();
  }
}

async function tripOf(dataSource: DataSource, read: () => Promise<SchemaSnapshot>): Promise<{ readonly differences: readonly string[]; readonly hasFailed: boolean }> {
  const transaction = dataSource.options.migrationsTransactionMode ?? 'all';
  const differences: string[] = [];
  const step = { name: 'up' };
  try {
    const before = await read();
    await dataSource.runMigrations({ transaction });
    const above = await read();
    step.name = 'down';
    await dataSource.undoLastMigration({ transaction });
    differences.push(...compareSnapshots(before, await read()).map((text) => `after down: ${text}`));
    step.name = 'up, the second time,';
    await dataSource.runMigrations({ transaction });
    differences.push(...compareSnapshots(above, await read()).map((text) => `after up, the second time: ${text}`));
    return { differences, hasFailed: false };
  } catch (error) {
    return { differences: [...differences, `${step.name} failed: ${reasonOf(error)}`], hasFailed: true };
  }
}

function nameOf(migration: MigrationInterface): string {
  return migration.name ?? migration.constructor.name;
}

// As TypeORM orders them.
function timestampOf(migration: MigrationInterface): number {
  return Number.parseInt(nameOf(migration).slice(-13), 10);
}
