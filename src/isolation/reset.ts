// cleanDatabase: brings a worker's database back to the template's state in one round trip. What is done is decided by the
// procedure inside of the database; here it is called, counted, and its failure explained.
import { performance } from 'node:perf_hooks';
import { checkDataSource, checkIsSqlServer } from '../data-source/given';
import { presetError, reasonOf } from '../errors';
import { withRealTimers } from '../process/real-timers';
import { findWorker } from '../process/worker';
import { IS_OWN_DATABASE_TEXT } from '../sql/blocker-statements';
import { OBJECTS_ALTERED, OBJECTS_GONE } from '../sql/clean-objects';
import { CLEAN_TEXT } from '../sql/clean-procedure';
import { namedLoss } from '../sql/connection-loss';
import { retryPassingErrors, sqlErrorNumbers } from '../sql/retry';
import { describeBlockers, findBlockers, killBlockers } from './blocked';
import { watchWork } from './work-beside';

/** What cleanDatabase needs of a TypeORM data source. */
export interface QueryableDataSource {
  query(text: string): Promise<unknown>;
}

/** What a clean did: how many tables it had to touch, how many rows they held, how long it took. */
export interface CleanResult {
  readonly tables: number;
  readonly rows: number;
  readonly ms: number;
}

const LOCK_TIMEOUT = 1222;
const NO_SUCH_PROCEDURE = 2812;
const DEFAULT_TIMEOUT_MS = 5000;

/** What a call of cleanDatabase may ask for. */
export interface CleanOptions {
  /** What to do with a session that keeps it waiting; `clean.onBlocked` of the config if not given. */
  readonly onBlocked?: 'fail' | 'kill';
}

const MAX_KILLS = 3;

/**
 * Brings the database of `dataSource` back to the template's state: the template's rows, its next identity and sequence values, its
 * triggers, constraints and module texts; what a test created is dropped. Pools stay open, and fake timers may be on. Raises
 * JNM_CLEAN_BLOCKED, naming the session, if an open transaction keeps a lock, JNM_OBJECTS_GONE if a test dropped something of the
 * template, JNM_OBJECTS_ALTERED if it altered something in a way that cannot be put back, and JNM_NOT_OUR_DATABASE for a database
 * that the preset did not make.
 */
export async function cleanDatabase(dataSource: QueryableDataSource, options: CleanOptions = {}): Promise<CleanResult> {
  const started = performance.now();
  const worker = findWorker();
  if (worker?.unavailable !== undefined) throw worker.unavailable;
  checkDataSource('cleanDatabase', dataSource);
  checkIsSqlServer('cleanDatabase', dataSource);
  const onBlocked = options.onBlocked ?? worker?.facts.cleanOnBlocked ?? 'fail';
  const endWatch = worker === undefined ? undefined : watchWork(worker);
  const row = await counted(worker?.cleans, () => withRealTimers(() => clean(dataSource, onBlocked === 'kill' ? MAX_KILLS : 0)));
  const result = { tables: Number(row['tables']), rows: Number(row['rows']), ms: performance.now() - started };
  endWatch?.();
  if (worker !== undefined) {
    worker.cleans.count += 1;
    worker.cleans.ms += result.ms;
    worker.onClean.forEach((reset) => reset());
  }
  return result;
}

async function counted<T>(cleans: { running?: number } | undefined, work: () => Promise<T>): Promise<T> {
  const add = (by: number): void => {
    if (cleans !== undefined) cleans.running = (cleans.running ?? 0) + by;
  };
  add(1);
  try {
    return await work();
  } finally {
    add(-1);
  }
}

async function clean(dataSource: QueryableDataSource, killsLeft: number): Promise<Record<string, unknown>> {
  try {
    const rows = (await retryPassingErrors(() => dataSource.query(CLEAN_TEXT))) as Array<Record<string, unknown>>;
    return rows[0] ?? {};
  } catch (error) {
    if (!sqlErrorNumbers(error).includes(LOCK_TIMEOUT)) throw await explain(error, dataSource);
    const blockers = await findBlockers(dataSource);
    const blocked = (more = ''): Error =>
      presetError('JNM_CLEAN_BLOCKED', { timeoutMs: findWorker()?.facts.cleanTimeoutMs ?? DEFAULT_TIMEOUT_MS, blockers: `${describeBlockers(blockers)}${more}` }, error);
    if (killsLeft === 0 || blockers.length === 0) throw blocked();
    const refusal = await killBlockers(dataSource, blockers);
    if (refusal !== undefined) throw blocked(` ${refusal}`);
    console.warn(`cleanDatabase ended what kept it waiting. ${describeBlockers(blockers)}`);
    return clean(dataSource, killsLeft - 1);
  }
}

async function explain(error: unknown, dataSource: QueryableDataSource): Promise<unknown> {
  const numbers = sqlErrorNumbers(error);
  if (numbers.includes(OBJECTS_GONE)) return presetError('JNM_OBJECTS_GONE', { objects: reasonOf(error).replace(/^Error: /, '') }, error);
  if (numbers.includes(OBJECTS_ALTERED)) return presetError('JNM_OBJECTS_ALTERED', { objects: reasonOf(error).replace(/^Error: /, '') }, error);
  if (numbers.includes(NO_SUCH_PROCEDURE)) {
    const rows = (await dataSource.query(IS_OWN_DATABASE_TEXT).catch((again) => [{ name: reasonOf(again) }])) as Array<Record<string, unknown>>;
    return presetError('JNM_NOT_OUR_DATABASE', { database: String(rows[0]?.['name'] ?? '') }, error);
  }
  const address = findWorker()?.facts.address;
  return address === undefined ? error : namedLoss(error, address);
}
