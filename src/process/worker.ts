// What one test file's sandbox knows about its worker and run. It hangs on the sandbox's global object, so that it is the same
// after jest.resetModules(). Knows nothing of databases or apps.
import { presetError } from '../errors';
import type { RunFacts } from './run-facts';

/** A data source of TypeORM's, as far as its end goes. */
export interface ClosableDataSource {
  readonly isInitialized: boolean;
  readonly driver?: unknown;
  destroy(): Promise<unknown>;
}

/** The state of a worker in one test file. */
export interface Worker {
  readonly facts: RunFacts;
  readonly workerId: string;
  readonly database: string;
  /** The databases of the data sources beside the first. */
  readonly others?: ReadonlyArray<{ readonly name: string; readonly declared: string | undefined; readonly database: string }>;
  /** The test file, as seen from the project's folder. */
  readonly spec?: string;
  /** Whether this file's databases are made for it alone, and whether they are made. */
  readonly claim?: { isFresh: boolean; isDone: boolean };
  /** How often, and how long, databases were cleaned in this file; `running`: how many cleans go on; `beside`: what has been said to run beside one. */
  readonly cleans: { count: number; ms: number; running?: number; beside?: Set<string> };
  /** Run after every clean: fakes empty their memory. */
  readonly onClean: Set<() => void>;
  /** Why the file has no database; whatever needs one fails with it. */
  unavailable?: unknown;
  /** The mssql data sources that the file has initialised. */
  readonly dataSources: Set<ClosableDataSource>;
  /** Those that are being opened now. */
  readonly opening?: Set<Promise<unknown>>;
  /** The file has ended without its tests: nobody is told any more what becomes of its data sources. */
  isDropped?: boolean;
  /** Run at the end of the file, last first: what is still open is closed. */
  readonly onEnd: Set<() => Promise<unknown>>;
}

const KEY = Symbol.for('jest-nest-mssql.worker');
type Holder = { [KEY]?: Worker };

/** Makes `worker` the worker of this sandbox. */
export function setWorker(worker: Worker): void {
  (globalThis as Holder)[KEY] = worker;
}

/** All databases of a worker, the first data source's first. */
export function databasesOf({ database, others = [] }: Pick<Worker, 'database' | 'others'>): readonly string[] {
  return [database, ...others.map((other) => other.database)];
}

/** The worker of this sandbox; undefined where setup-after-env has not run. */
export function findWorker(): Worker | undefined {
  return (globalThis as Holder)[KEY];
}

/** The worker of this sandbox; raises JNM_NO_RUN where setup-after-env has not run. */
export function currentWorker(): Worker {
  const worker = findWorker();
  if (worker === undefined) throw presetError('JNM_NO_RUN', { reason: 'this code does not run in a spec of a Jest project that uses the preset.' });
  return worker;
}
