// Makes one clone of a template on the server: the backup restored, or the template copied, with every file in this server's folders. Knows
// neither workers nor locks.
import { setTimeout as sleep } from 'node:timers/promises';
import type { RunFacts } from '../process/run-facts';
import { restoreText } from '../sql/backup-statements';
import type { Connection } from '../sql/connection';
import { retryPassingErrors } from '../sql/retry';
import { copyDatabaseText, databaseStateText, dropDatabase, whileLocked } from '../sql/server-statements';
import { templateCopyName } from './database-name';

const COPY_POLL_MS = 250;
const COPIES_TIMEOUT_MS = 600_000;
const ONLINE = 0;
const COPYING = 7;

/** Makes the clone `database`, over whatever has that name; one that the start of the run has made (`migrate`) must be there. */
export async function makeClone(master: Connection, facts: RunFacts, database: string): Promise<void> {
  if (facts.clone === 'migrate') {
    if ((await stateOf(master, database)) === undefined) throw new Error('it was not built when the run started');
    return;
  }
  // A clone that was cut off leaves its database behind.
  await dropDatabase(master, database);
  await (facts.clone === 'copy' ? copy(master, facts.template, database) : restoreClone(master, facts, database));
}

/** Restores the template's backup as `database`, which must not be in use; `signal` ends that. */
export async function restoreClone(master: Connection, { backupFile, backupContent, folders }: RunFacts, database: string, signal?: AbortSignal): Promise<void> {
  await retryPassingErrors(() => master.query(restoreText(database, backupFile, backupContent, folders), {}, signal));
}

// No more than one copy of a source at a time is allowed (40565; Learn: Copy a database, Database copy errors).
function copy(master: Connection, template: string, database: string): Promise<void> {
  return whileLocked(master, templateCopyName(template), COPIES_TIMEOUT_MS, async () => {
    await retryPassingErrors(() => master.query(copyDatabaseText(database, template)));
    // The statement returns before the copy is complete.
    for (;;) {
      const state = await stateOf(master, database);
      if (state === ONLINE) return;
      if (state !== COPYING) throw new Error(state === undefined ? 'the copy has failed' : `the copy has the state ${state}`);
      await sleep(COPY_POLL_MS);
    }
  });
}

async function stateOf(master: Connection, database: string): Promise<number | undefined> {
  const row = (await master.query(databaseStateText(), { name: database }))[0];
  return row === undefined ? undefined : Number(row['state']);
}
