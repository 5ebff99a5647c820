// What globalSetup hands to globalTeardown. Jest loads the two as separate modules of one process, so it hangs on the global object.
import type { RunFacts } from '../config/run-facts';
import type { StartedServer } from '../provider/provider';
import type { Connection } from '../sql/connection';
import type { PatchedEnvironment } from './environment';
import type { Preparation } from './publish-run';
import type { TemplateNote } from './report';

/** A run between its globalSetup and its globalTeardown. */
export interface LiveRun {
  readonly facts: RunFacts;
  readonly server: StartedServer;
  /** The connection to master that holds the run's lease. */
  readonly lease: Connection;
  readonly preparation: Preparation;
  readonly environment: PatchedEnvironment;
  readonly template: TemplateNote;
  /** Says that the run is done with its templates. */
  readonly releaseTemplates: () => void;
  /** Ends what goes on beside the run: its locks are not looked after any more, and Ctrl-C is nothing to it. */
  readonly stopWatching: () => Promise<void>;
}

const KEY = Symbol.for('jest-nest-mssql.run');
type Holder = { [KEY]?: LiveRun };

/** Remembers the run of this process. */
export function setLiveRun(run: LiveRun): void {
  (globalThis as Holder)[KEY] = run;
}

/** The run of this process, once: it is forgotten by the asking. */
export function takeLiveRun(): LiveRun | undefined {
  const run = (globalThis as Holder)[KEY];
  delete (globalThis as Holder)[KEY];
  return run;
}
