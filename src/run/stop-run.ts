// The end of a run: drops what the run made, lets the lease go, stops what was started, says what was done. Never touches
// anything that another run made.
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { reasonOf } from '../errors';
import { endDatabases } from './end-databases';
import { takeLiveRun } from './live-run';
import { printLine, summaryLine } from './report';
import { readCounts } from './run-state';

const END_TIMEOUT_MS = 30_000;

/** Ends the run of this process, if there is one; a server that has gone away is reported, not raised. */
export async function stopRun(): Promise<void> {
  const run = takeLiveRun();
  if (run === undefined) return;
  run.preparation.cancel();
  await Promise.all([run.stopWatching(), run.preparation.settled]);
  const counts = readCounts(run.facts.directory);
  try {
    await endDatabases(run.lease, run.facts);
  } catch (error) {
    printLine(`the databases of this run could not be dropped (the next run does it): ${reasonOf(error)}`);
  }
  await run.lease.close().catch(() => undefined);
  await run.server.stop();
  run.releaseTemplates();
  fs.rmSync(run.facts.directory, { recursive: true, force: true });
  run.environment.restore();
  printLine(summaryLine(run.template, counts));
}

// `jest --bail` exits without any teardown, and nothing can be awaited then: a process of its own drops the databases.
/** Ends the run of this process while it exits. */
export function stopRunAtExit(): void {
  const run = takeLiveRun();
  if (run === undefined) return;
  const counts = readCounts(run.facts.directory);
  if (run.facts.serverKind === 'external') spawnSync(process.execPath, [path.join(__dirname, '..', 'cli', 'end-run.js')], { stdio: ['ignore', 'ignore', 'inherit'], timeout: END_TIMEOUT_MS });
  run.releaseTemplates();
  fs.rmSync(run.facts.directory, { recursive: true, force: true });
  printLine(summaryLine(run.template, counts));
}
