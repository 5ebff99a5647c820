// Jest's globalTeardown: ends the run.
import { stopRuns } from '../run/stop-run';

/** Ends the run that globalSetup started. */
async function globalTeardown(): Promise<void> {
  await stopRuns();
}

export = globalTeardown;
