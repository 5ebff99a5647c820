// useCleanDatabase: one line in a spec that makes every test of it start from the template's state.
import { requirePeer } from '../config/project';
import { currentWorker, databasesOf } from '../config/worker';
import { openConnection, type Connection, type Mssql } from '../sql/connection';
import { withRealTimers } from '../config/real-timers';
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
    own ??= withRealTimers(() => Promise.all(databasesOf(worker).map((database) => openConnection(requirePeer<Mssql>(facts.rootDir, 'mssql'), facts.address, database))));
    return own;
  };
  worker.onEnd.add(async () => Promise.all((own === undefined ? [] : await own).map((connection) => connection.close())));
  // Blocked, it must be heard before Jest's own timeout ends the hook.
  beforeEach(async () => {
    for (const one of source === undefined ? await connect() : [source()]) await cleanDatabase(one);
  }, facts.cleanTimeoutMs + KILL_AND_RETRY_MS);
}
