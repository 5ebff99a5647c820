// Drops databases that runs of this preset made, and no others. That a run lives is told by the locks of its session, which a server that
// has just been started again has forgotten: they are not believed to be free before those who had them could take them again.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Connection } from '../sql/connection';
import { dropDatabase, listDatabases, readServerAgeMs, releaseLock, takeLock } from '../sql/server-statements';
import { isTemplateName, leaseName, runIdOf, templateLockName, templateUseName } from './database-name';

/** A run takes lost locks again well within this time (src/run/keep-locks.ts). */
const LOCKS_BACK_WITHIN_MS = 3000;

/** The databases of a run: those that were dropped, and those that were to be kept. */
export interface RunDatabases {
  readonly dropped: readonly string[];
  readonly kept: readonly string[];
}

/** Drops the databases of a run, but for those to be kept; `master` is a connection to master. */
export async function dropRunDatabases(master: Connection, prefix: string, runId: string, isKept: (name: string) => boolean = () => false): Promise<RunDatabases> {
  const names = (await listDatabases(master, `${prefix}_${runId}_`)).filter((name) => runIdOf(name, prefix) === runId);
  const dropped = names.filter((name) => !isKept(name));
  for (const name of dropped) await dropDatabase(master, name);
  return { dropped, kept: names.filter(isKept) };
}

/** Drops the databases of earlier runs that have ended without doing so: their lease is free. */
export async function dropDeadRuns(master: Connection, prefix: string, ownRunId: string | undefined): Promise<readonly string[]> {
  const names = await listDatabases(master, `${prefix}_`);
  const runIds = new Set(names.map((name) => runIdOf(name, prefix)).filter((runId) => runId !== undefined && runId !== ownRunId));
  const dropped: string[] = [];
  if (runIds.size > 0) await untilLocksAreBack(master);
  for (const runId of runIds) {
    if (runId === undefined || (await takeLock(master, leaseName(prefix, runId), 0)) < 0) continue;
    dropped.push(...(await dropRunDatabases(master, prefix, runId)).dropped);
    await releaseLock(master, leaseName(prefix, runId));
  }
  return dropped;
}

/** Drops the templates that no run uses or builds; the locks held meanwhile end with the connection. */
export async function dropUnusedTemplates(master: Connection, prefix: string): Promise<RunDatabases> {
  const [dropped, kept]: [string[], string[]] = [[], []];
  const templates = (await listDatabases(master, `${prefix}_`)).filter((other) => isTemplateName(other, prefix));
  if (templates.length > 0) await untilLocksAreBack(master);
  for (const name of templates) {
    const isFree = (await takeLock(master, templateLockName(name), 0)) >= 0 && (await takeLock(master, templateUseName(name), 0)) >= 0;
    if (isFree) await dropDatabase(master, name);
    (isFree ? dropped : kept).push(name);
  }
  return { dropped, kept };
}

async function untilLocksAreBack(master: Connection): Promise<void> {
  const ageMs = await readServerAgeMs(master);
  if (ageMs !== undefined && ageMs < LOCKS_BACK_WITHIN_MS) await sleep(LOCKS_BACK_WITHIN_MS - Math.max(ageMs, 0));
}
