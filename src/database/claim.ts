// Gives a worker its own database: the template's backup restored, or the template copied, under the worker's name, once per worker and
// run, or once more for a file that asks for it. The lock file lies in the run's own folder and is written only when the clone is complete, so it
// cannot be believed wrongly. The first worker's clone is begun ahead of it, by the run; what comes of that another file beside the lock file tells.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { isPresetError, presetError, reasonOf } from '../errors';
import { isOwned } from '../process/owned-file';
import { withRealTimers } from '../process/real-timers';
import { OWNER_FILE, type RunFacts, type SourceFacts } from '../process/run-facts';
import { nativePeer } from '../project/project';
import { withConnection, type Connection, type Mssql } from '../sql/connection';
import { namedLoss } from '../sql/connection-loss';
import { dropDatabase, releaseLock, takeLock } from '../sql/server-statements';
import { leaseName, workerDatabaseName } from './database-name';
import { makeClone, restoreClone } from './make-clone';
import { sayIfLong } from './say-if-long';

const COMING_POLL_MS = 2;
/** After so many looks for a clone, one at the run that has begun it. */
const LOOKS_AT_OWNER = 100;
/** A run whose server was away for a moment takes its lease again within this time. */
const LEASE_AGAIN_MS = 3000;
const LEASE_POLL_MS = 300;

/** Whose database is claimed, and for whom. */
export interface Claim {
  /** A data source beside the first. */
  readonly source?: SourceFacts;
  /** Whether it is for one file alone: made in any case, and not believed by the next file. */
  readonly isFresh?: boolean;
}

/**
 * Makes the worker's database, of the first data source or of the one given, unless this worker already did in this run; raises
 * JNM_RESTORE_FAILED with the server's words, and JNM_FRESH_DATABASE for a fresh one where there are no clones.
 */
export async function claimDatabase(facts: RunFacts, workerId: string, database: string, { source, isFresh = false }: Claim = {}): Promise<void> {
  const lockFile = readyFile(facts, workerId, source);
  if (fs.existsSync(comingFile(facts, workerId, source))) await comingClone(facts, workerId, source);
  if (!isFresh && fs.existsSync(lockFile) && fs.readFileSync(lockFile, 'utf8') === database) return;
  if (isFresh && (source ?? facts).clone === 'migrate') throw presetError('JNM_FRESH_DATABASE');
  fs.rmSync(lockFile, { force: true });
  const work = (): Promise<void> =>
    withRealTimers(() =>
      withConnection(nativePeer<Mssql>(facts.rootDir, 'mssql'), facts.address, 'master', (master) => makeCloneOfLiveRun(master, { ...facts, ...source }, database)),
    );
  try {
    await saying(facts, workerId, source, work);
  } catch (error) {
    const named = namedLoss(error, facts.address);
    throw isPresetError(named) ? named : presetError('JNM_RESTORE_FAILED', { database, reason: reasonOf(error) }, error);
  }
  // One without the name shows that there was a clone, and that it is spent.
  fs.writeFileSync(lockFile, isFresh ? '' : database, { mode: 0o600 });
}

/** How clones are begun ahead. */
export interface Ahead {
  /** The connection to master that they are made on. */
  readonly master: Connection;
  /** Ends them where they are. */
  readonly signal: AbortSignal;
}

/**
 * Begins the clones of a worker ahead of its claims, which wait for them from the moment of this call on. What it returns settles when no more
 * comes of it, and never rejects: a clone that has failed is made, and its mistake explained, by the claim.
 */
export function prepareClones(ahead: Ahead, facts: RunFacts, workerId: string): Promise<void> {
  if (facts.isolation === 'file') return Promise.resolve();
  const sources = [undefined, ...(facts.sources ?? [])].filter((source) => (source ?? facts).clone === 'backup');
  if (sources.length === 0) return Promise.resolve();
  const coming = sources.map((source) => ({ source, file: comingFile(facts, workerId, source) }));
  for (const { file } of coming) fs.writeFileSync(file, '', { mode: 0o600 });
  return prepareEach(ahead, facts, workerId, coming);
}

async function prepareEach({ master, signal }: Ahead, facts: RunFacts, workerId: string, coming: ReadonlyArray<{ readonly source: SourceFacts | undefined; readonly file: string }>): Promise<void> {
  for (const { source, file } of coming) {
    const database = workerDatabaseName(facts.prefix, facts.runId, workerId, source?.name);
    try {
      if (signal.aborted) continue;
      await restoreClone(master, { ...facts, ...source }, database, signal);
      fs.writeFileSync(readyFile(facts, workerId, source), database, { mode: 0o600 });
    } catch {
      // The claim, which finds nothing ready, meets the same mistake and says it.
    } finally {
      fs.rmSync(file, { force: true });
    }
  }
}

/** Makes the next claims of this worker make its databases anew: those that it had are in doubt. */
export function forgetClaims(facts: RunFacts, workerId: string): void {
  for (const source of [undefined, ...(facts.sources ?? [])]) fs.rmSync(readyFile(facts, workerId, source), { force: true });
}

async function comingClone(facts: RunFacts, workerId: string, source: SourceFacts | undefined): Promise<void> {
  const hasCome = async (): Promise<void> => {
    for (let looks = 1; fs.existsSync(comingFile(facts, workerId, source)); looks++) {
      // A run that was killed finishes nothing, and its worker would look for ever.
      if (looks % LOOKS_AT_OWNER === 0 && hasDied(facts)) return;
      await sleep(COMING_POLL_MS);
    }
  };
  await withRealTimers(() => saying(facts, workerId, source, hasCome));
}

function hasDied({ directory }: RunFacts): boolean {
  const owner = path.join(directory, OWNER_FILE);
  return fs.existsSync(owner) && !isOwned(owner);
}

function saying(facts: RunFacts, workerId: string, source: SourceFacts | undefined, work: () => Promise<void>): Promise<void> {
  return facts.isWatched ? sayIfLong(`worker ${workerId} is restoring its database${source === undefined ? '' : ` ${source.name}`} ...`, work) : work();
}

function comingFile(facts: RunFacts, workerId: string, source: SourceFacts | undefined): string {
  return path.join(facts.directory, `worker-${workerId}.coming${source === undefined ? '' : `.${source.name}`}`);
}

function readyFile(facts: RunFacts, workerId: string, source: SourceFacts | undefined): string {
  return path.join(facts.directory, `worker-${workerId}.ready${source === undefined ? '' : `.${source.name}`}`);
}

// A worker outlives its killed parent for a while. What it made then, after the next run has looked for leftovers, nobody would drop.
async function makeCloneOfLiveRun(master: Connection, facts: RunFacts, database: string): Promise<void> {
  await makeClone(master, facts, database);
  if (await isRunAlive(master, leaseName(facts.prefix, facts.runId))) return;
  await dropDatabase(master, database);
  throw new Error('the run that this worker belongs to has ended');
}

async function isRunAlive(master: Connection, lease: string): Promise<boolean> {
  const until = performance.now() + LEASE_AGAIN_MS;
  for (;;) {
    if ((await takeLock(master, lease, 0, 'Shared')) < 0) return true;
    if (performance.now() >= until) return false;
    await releaseLock(master, lease);
    await sleep(LEASE_POLL_MS);
  }
}
