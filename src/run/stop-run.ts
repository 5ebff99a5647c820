// The end of a run: drops what the run made, lets the lease go, stops what was started, says what was done. Never touches
// anything that another run made.
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { reasonOf } from '../errors';
import { endDatabases } from './end-databases';
import { takeLiveRuns, type LiveRun, type LiveRuns } from './live-run';
import { printLine, summaryLine } from './report';
import { readCounts, type RunCounts } from './run-state';

const END_TIMEOUT_MS = 30_000;

/** Ends the runs of this process, if there are any; a server that has gone away is reported, not raised. */
export async function stopRuns(): Promise<void> {
  const live = takeLiveRuns();
  if (live === undefined) return;
  const counts = live.runs.map(({ facts }) => readCounts(facts.directory));
  // The first one's server may be that of all.
  for (const run of [...live.runs].reverse()) await stopRun(run);
  printSummaries(live, counts);
}

async function stopRun(run: LiveRun): Promise<void> {
  run.preparation.cancel();
  await Promise.all([run.stopWatching(), run.preparation.settled]);
  try {
    await endDatabases(run.lease, run.facts);
  } catch (error) {
    printLine(`the databases of this run could not be dropped (the next run does it): ${reasonOf(error)}`);
  }
  await run.lease.close().catch(() => undefined);
  await run.open.server.stop();
  clear(run);
  run.environment.restore();
}

// `jest --bail` exits without any teardown, and nothing can be awaited then: a process of its own drops the databases.
/** Ends the runs of this process while it exits. */
export function stopRunsAtExit(): void {
  const live = takeLiveRuns();
  if (live === undefined) return;
  const counts = live.runs.map(({ facts }) => readCounts(facts.directory));
  for (const run of live.runs) {
    if (run.facts.serverKind === 'external') dropElsewhere(live, run);
    clear(run);
  }
  printSummaries(live, counts);
}

function dropElsewhere({ projects }: LiveRuns, { facts }: LiveRun): void {
  const env = { ...process.env, ...projects.get(facts.rootDir) };
  spawnSync(process.execPath, [path.join(__dirname, '..', 'cli', 'end-run.js')], { env, stdio: ['ignore', 'ignore', 'inherit'], timeout: END_TIMEOUT_MS });
}

function clear(run: LiveRun): void {
  run.releaseTemplates();
  fs.rmSync(run.facts.directory, { recursive: true, force: true });
}

function printSummaries({ runs }: LiveRuns, counts: readonly RunCounts[]): void {
  for (const [index, { template, name }] of runs.entries()) {
    const own = counts[index];
    if (own !== undefined) printLine(summaryLine(template, own, runs.length > 1 ? name : undefined));
  }
}
