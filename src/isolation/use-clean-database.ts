// useCleanDatabase: one line in a spec that makes every test of it start from the template's state.
import { requirePeer } from '../config/project';
import { currentWorker } from '../config/worker';
import { openConnection, type Connection, type Mssql } from '../sql/connection';
import { withRealTimers } from '../sql/real-timers';
import { cleanDatabase, type QueryableDataSource } from './reset';

const KILL_AND_RETRY_MS = 15_000;

/**
 * Registers a beforeEach that cleans this worker's database: through the data source that `source` gives, or, without it, over a
 * connection of its own that is closed at the end of the file.
 */
export function useCleanDatabase(source?: () => QueryableDataSource): void {
  const worker = currentWorker();
  const { facts } = worker;
  let own: Promise<Connection> | undefined;
  const connect = (): Promise<Connection> => {
    own ??= withRealTimers(() => openConnection(requirePeer<Mssql>(facts.rootDir, 'mssql'), facts.address, worker.database));
    return own;
  };
  worker.onEnd.add(async () => (own === undefined ? undefined : (await own).close()));
  // Blocked, it must be heard before Jest's own timeout ends the hook.
  beforeEach(async () => {
    await cleanDatabase(source === undefined ? await connect() : source());
  }, facts.cleanTimeoutMs + KILL_AND_RETRY_MS);
}
