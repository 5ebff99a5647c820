// cleanDatabase: brings a worker's database back to the template's state in one round trip. What is done is decided by the
// procedure inside of the database; here it is called, counted, and its failure explained.
import { performance } from 'node:perf_hooks';
import { findWorker } from '../config/worker';
import { presetError, reasonOf } from '../errors';
import { IS_OWN_DATABASE_TEXT } from '../sql/blocker-statements';
import { CLEAN_TEXT } from '../sql/clean-procedure';
import { withRealTimers } from '../sql/real-timers';
import { retryPassingErrors, sqlErrorNumber } from '../sql/retry';
import { describeBlockers } from './blocked';

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

/**
 * Brings the database of `dataSource` back to the template's state: the template's rows, its next identity and sequence values,
 * its triggers and constraints. Pools stay open, and fake timers may be on. Raises JNM_CLEAN_BLOCKED, naming the session, if an
 * open transaction keeps a lock, and JNM_NOT_OUR_DATABASE for a database that the preset did not make.
 */
export async function cleanDatabase(dataSource: QueryableDataSource): Promise<CleanResult> {
  const started = performance.now();
  const row = await withRealTimers(() => clean(dataSource));
  const result = { tables: Number(row['tables']), rows: Number(row['rows']), ms: performance.now() - started };
  const worker = findWorker();
  if (worker !== undefined) {
    worker.cleans.count += 1;
    worker.cleans.ms += result.ms;
    worker.onClean.forEach((reset) => reset());
  }
  return result;
}

async function clean(dataSource: QueryableDataSource): Promise<Record<string, unknown>> {
  try {
    const rows = (await retryPassingErrors(() => dataSource.query(CLEAN_TEXT))) as Array<Record<string, unknown>>;
    return rows[0] ?? {};
  } catch (error) {
    throw await explain(error, dataSource);
  }
}

async function explain(error: unknown, dataSource: QueryableDataSource): Promise<unknown> {
  const number = sqlErrorNumber(error);
  if (number === LOCK_TIMEOUT) {
    const timeoutMs = findWorker()?.facts.cleanTimeoutMs ?? 5000;
    return presetError('JNM_CLEAN_BLOCKED', { timeoutMs, blockers: await describeBlockers(dataSource) }, error);
  }
  if (number === NO_SUCH_PROCEDURE) {
    const rows = (await dataSource.query(IS_OWN_DATABASE_TEXT).catch((again) => [{ name: reasonOf(again) }])) as Array<Record<string, unknown>>;
    return presetError('JNM_NOT_OUR_DATABASE', { database: String(rows[0]?.['name'] ?? '') }, error);
  }
  return error;
}
