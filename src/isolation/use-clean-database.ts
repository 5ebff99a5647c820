// useCleanDatabase: one line in a spec that makes every test of it start from the template's state.
import { jestGlobals } from '../process/jest-globals';
import { withRealTimers } from '../process/real-timers';
import { currentWorker, databasesOf, type Worker } from '../process/worker';
import { requirePeer } from '../project/project';
import { openConnection, type Connection, type Mssql } from '../sql/connection';
import { cleanDatabase, type QueryableDataSource } from './reset';

const KILL_AND_RETRY_MS = 15_000;

/**
 * Registers a beforeEach that cleans this worker's database: through the data source that `source` gives, or, without it, every database
 * of the worker over connections of its own that are closed at the end of the file.
 */
export function useCleanDatabase(source?: () => QueryableDataSource): void {
  const worker = currentWorker();
  const { facts } = worker;
  let own: Promise<readonly Connection[]> | undefined;
  const connect = (): Promise<readonly Connection[]> => {
    own ??= withRealTimers(() => openAll(worker));
    return own;
  };
  // Why they could not be opened, each test has said.
  worker.onEnd.add(async () => Promise.all(((await own?.catch(() => undefined)) ?? []).map((connection) => connection.close())));
  // Blocked, it must be heard before Jest's own timeout ends the hook.
  jestGlobals().beforeEach(async () => {
    for (const one of source === undefined ? await connect() : [source()]) await cleanDatabase(one);
  }, facts.cleanTimeoutMs + KILL_AND_RETRY_MS);
}

// All of a worker's databases, or none.
async function openAll(worker: Worker): Promise<readonly Connection[]> {
  const { rootDir, address } = worker.facts;
  const opened: Connection[] = [];
  try {
    for (const database of databasesOf(worker)) opened.push(await openConnection(requirePeer<Mssql>(rootDir, 'mssql'), address, database));
    return opened;
  } catch (error) {
    await Promise.all(opened.map((connection) => connection.close()));
    throw error;
  }
}
