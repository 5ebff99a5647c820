// Runs in every test file before its spec loads: points the application at this worker's database, restores it once per worker and
// run, adds the matchers, and closes at the end what the file has left open.
import * as path from 'node:path';
import type { SourceFacts } from '../config/run-facts';
import { databasesOf, setWorker, type Worker } from '../config/worker';
import { claimDatabase } from '../database/claim';
import { namedDatabases } from '../database/choose-source';
import { workerDatabaseName } from '../database/database-name';
import { redirectDataSources, redirectEnvironment } from '../database/redirect';
import { findLeftOpen } from '../isolation/left-open';
import { clientMatchers } from '../matchers/client-matchers';
import { queueMatchers } from '../matchers/queue-matchers';
import { schemaMatchers } from '../matchers/schema-matchers';
import { appendCleans, noteFailure, readRunFile } from '../run/run-state';
import { atEndOfFile, atFailure } from './end-of-file';
import { guardFile } from './guard-file';

const CLAIM_TIMEOUT_MS = 300_000;
const END_TIMEOUT_MS = 60_000;

setUp();

function setUp(): void {
  const facts = readRunFile(process.env);
  const workerId = process.env['JEST_WORKER_ID'] ?? '1';
  const state = { isFresh: facts.isolation === 'file', isDone: false };
  const worker: Worker = {
    facts, workerId, spec: path.relative(facts.rootDir, expect.getState().testPath ?? ''), database: workerDatabaseName(facts.prefix, facts.runId, workerId),
    others: namedDatabases(facts, workerId), claim: state, cleans: { count: 0, ms: 0 }, onClean: new Set(), onEnd: new Set(),
  };
  setWorker(worker);
  redirectEnvironment(facts, worker.database, process.env);
  redirectDataSources(facts, worker.database, worker.others);
  expect.extend({ ...queueMatchers, ...clientMatchers, ...schemaMatchers } as unknown as Parameters<typeof expect.extend>[0]);
  guardFile(worker);
  const claim = (database: string, source?: SourceFacts): void => beforeAll(async () => {
    state.isDone = true;
    await claimDatabase(facts, workerId, database, { ...(source === undefined ? {} : { source }), isFresh: state.isFresh });
  }, CLAIM_TIMEOUT_MS);
  claim(worker.database);
  for (const source of facts.sources ?? []) claim(workerDatabaseName(facts.prefix, facts.runId, workerId, source.name), source);
  if (facts.keep === 'failed') atFailure(() => noteFailure(facts.directory, workerId, databasesOf(worker)));
  atEndOfFile(async () => {
    appendCleans(facts.directory, workerId, worker.cleans);
    await nameLeftOpen(worker);
    const results = [];
    for (const close of [...worker.onEnd].reverse()) results.push(...(await Promise.allSettled([close()])));
    const failed = results.find((result) => result.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
  }, END_TIMEOUT_MS);
}

// Only a file that opened the database can have left something open in it.
async function nameLeftOpen(worker: Worker): Promise<void> {
  if (worker.onEnd.size === 0) return;
  const found = await findLeftOpen(worker);
  if (found.length > 0) console.warn(`${worker.spec ?? 'This file'} ends with a transaction open. ${found.join(' ')}`);
}
