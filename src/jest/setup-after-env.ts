// Runs in every test file before its spec loads: points the application at this worker's database, restores it once per worker and
// run, adds the matchers, and closes at the end what the file has left open.
import { setWorker, type Worker } from '../config/worker';
import { claimDatabase } from '../database/claim';
import { workerDatabaseName } from '../database/database-name';
import { redirectDataSources, redirectEnvironment } from '../database/redirect';
import { queueMatchers } from '../matchers/queue-matchers';
import { appendCleans, readRunFile } from '../run/run-state';
import { atEndOfFile } from './end-of-file';

const CLAIM_TIMEOUT_MS = 300_000;
const END_TIMEOUT_MS = 60_000;

setUp();

function setUp(): void {
  const facts = readRunFile(process.env);
  const workerId = process.env['JEST_WORKER_ID'] ?? '1';
  const worker: Worker = {
    facts, workerId, database: workerDatabaseName(facts.prefix, facts.runId, workerId),
    cleans: { count: 0, ms: 0 }, onClean: new Set(), onEnd: new Set(),
  };
  setWorker(worker);
  redirectEnvironment(facts, worker.database, process.env);
  redirectDataSources(facts, worker.database);
  expect.extend(queueMatchers as unknown as Parameters<typeof expect.extend>[0]);
  beforeAll(() => claimDatabase(facts, workerId, worker.database), CLAIM_TIMEOUT_MS);
  atEndOfFile(async () => {
    appendCleans(facts.directory, workerId, worker.cleans);
    const results = [];
    for (const close of [...worker.onEnd].reverse()) results.push(...(await Promise.allSettled([close()])));
    const failed = results.find((result) => result.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
  }, END_TIMEOUT_MS);
}
