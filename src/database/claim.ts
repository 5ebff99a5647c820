// Gives a worker its own database: the template's backup restored under the worker's name, once per worker and run. The lock file
// lies in the run's own folder and is written only when the restore is complete, so it cannot be believed wrongly.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { requirePeer } from '../config/project';
import type { RunFacts } from '../config/run-facts';
import { presetError, reasonOf } from '../errors';
import { readFileList, restoreText } from '../sql/backup-statements';
import { withConnection, type Connection, type Mssql } from '../sql/connection';
import { withRealTimers } from '../sql/real-timers';
import { retryPassingErrors } from '../sql/retry';
import { dropDatabaseText, readServerFacts } from '../sql/server-statements';

/** Restores the worker's database unless this worker already did in this run; raises JNM_RESTORE_FAILED with the server's words. */
export async function claimDatabase(facts: RunFacts, workerId: string, database: string): Promise<void> {
  const lockFile = path.join(facts.directory, `worker-${workerId}.ready`);
  if (fs.existsSync(lockFile)) return;
  try {
    await withRealTimers(() => withConnection(requirePeer<Mssql>(facts.rootDir, 'mssql'), facts.address, 'master', (master) => restore(master, facts.backupFile, database)));
  } catch (error) {
    throw presetError('JNM_RESTORE_FAILED', { database, reason: reasonOf(error) }, error);
  }
  fs.writeFileSync(lockFile, database, { mode: 0o600 });
}

async function restore(master: Connection, backupFile: string, database: string): Promise<void> {
  const folders = await readServerFacts(master);
  const files = await retryPassingErrors(() => readFileList(master, backupFile));
  // A restore that was cut off leaves its database behind.
  await retryPassingErrors(() => master.query(dropDatabaseText(database)));
  await retryPassingErrors(() => master.query(restoreText(database, backupFile, files, folders)));
}
