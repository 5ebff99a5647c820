// The end of a run: drops what the run made, lets the lease go, stops what was started, says what was done. Never touches
// anything that another run made.
import * as fs from 'node:fs';
import { dropRunDatabases } from '../database/drop';
import { reasonOf } from '../errors';
import { dropDatabaseText } from '../sql/server-statements';
import { takeLiveRun, type LiveRun } from './live-run';
import { printLine, summaryLine } from './report';
import { readCounts } from './run-state';

/** Ends the run of this process, if there is one; a server that has gone away is reported, not raised. */
export async function stopRun(): Promise<void> {
  const run = takeLiveRun();
  if (run === undefined) return;
  run.forgetSignals();
  const counts = readCounts(run.facts.directory);
  try {
    await dropDatabases(run);
  } catch (error) {
    printLine(`the databases of this run could not be dropped (the next run does it): ${reasonOf(error)}`);
  }
  await run.lease.close().catch(() => undefined);
  await run.server.stop();
  fs.rmSync(run.facts.directory, { recursive: true, force: true });
  run.environment.restore();
  printLine(summaryLine(run.template, counts));
}

async function dropDatabases(run: LiveRun): Promise<void> {
  const { facts, server, lease } = run;
  // The embedded server takes everything with it.
  if (server.kind === 'embedded') return;
  if (!run.isTemplateKept) await lease.query(dropDatabaseText(facts.template));
  if (facts.keep === 'never') {
    await dropRunDatabases(lease, facts.prefix, facts.runId);
    return;
  }
  printLine(`kept the databases ${facts.prefix}_${facts.runId}_w*: server ${facts.address.host},${facts.address.port}, user ${facts.address.user ?? ''}; the next run drops them`);
}
