// Drops databases that runs of this preset made, and no others.
import type { Connection } from '../sql/connection';
import { retryPassingErrors } from '../sql/retry';
import { dropDatabaseText, listDatabases, releaseLock, takeLock } from '../sql/server-statements';
import { leaseName, runIdOf } from './database-name';

/** Drops the databases of a run; `master` is a connection to master. Returns their names. */
export async function dropRunDatabases(master: Connection, prefix: string, runId: string): Promise<readonly string[]> {
  const names = (await listDatabases(master, `${prefix}_${runId}_`)).filter((name) => runIdOf(name, prefix) === runId);
  for (const name of names) await retryPassingErrors(() => master.query(dropDatabaseText(name)));
  return names;
}

/** Drops the databases of earlier runs that have ended without doing so: their lease is free. */
export async function dropDeadRuns(master: Connection, prefix: string, ownRunId: string): Promise<readonly string[]> {
  const names = await listDatabases(master, `${prefix}_`);
  const runIds = new Set(names.map((name) => runIdOf(name, prefix)).filter((runId) => runId !== undefined && runId !== ownRunId));
  const dropped: string[] = [];
  for (const runId of runIds) {
    if (runId === undefined || (await takeLock(master, leaseName(prefix, runId), 0)) < 0) continue;
    dropped.push(...(await dropRunDatabases(master, prefix, runId)));
    await releaseLock(master, leaseName(prefix, runId));
  }
  return dropped;
}
