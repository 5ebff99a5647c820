// What globalSetup hands to globalTeardown. Jest loads the two as separate modules of one process, so it hangs on the global object.
import type { RunFacts } from '../process/run-facts';
import type { Connection } from '../sql/connection';
import type { PatchedEnvironment, Variables } from './environment';
import type { OpenServer } from './open-server';
import type { Preparation } from './publish-run';
import type { TemplateNote } from './report';

/** A run between its globalSetup and its globalTeardown. */
export interface LiveRun {
  readonly facts: RunFacts;
  /** The Jest project that it was started for. */
  readonly name: string;
  /** What another project must have in common with it to share its templates and databases. */
  readonly signature: string;
  readonly open: OpenServer;
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

/** The runs of this process: one for each Jest project that has data sources or settings of its own. */
export interface LiveRuns {
  /** The environment before the first of them began. */
  readonly given: Variables;
  /** The environment as the last start has left it. */
  readonly left: Variables;
  /** In the order of their starts; a later one may use the server of an earlier one. */
  readonly runs: LiveRun[];
  /** By the folder of a Jest project: how the environment of its test files differs from that of this process. */
  readonly projects: Map<string, Variables>;
  /** Whether Jest has begun to run test files. */
  hasBegun: boolean;
}

const KEY = Symbol.for('jest-nest-mssql.runs');
type Holder = { [KEY]?: LiveRuns };

/** Remembers the runs of this process. */
export function setLiveRuns(runs: LiveRuns): void {
  (globalThis as Holder)[KEY] = runs;
}

/** The runs of this process; undefined where none is between its start and its end. */
export function findLiveRuns(): LiveRuns | undefined {
  return (globalThis as Holder)[KEY];
}

/** The runs of this process, once: they are forgotten by the asking. */
export function takeLiveRuns(): LiveRuns | undefined {
  const runs = findLiveRuns();
  delete (globalThis as Holder)[KEY];
  return runs;
}
