// Jest's globalTeardown: ends the run.
import { stopRun } from '../run/stop-run';

/** Ends the run that globalSetup started. */
async function globalTeardown(): Promise<void> {
  await stopRun();
}

export = globalTeardown;
