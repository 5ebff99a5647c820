// Runs in every test file before its spec loads: points the application at this worker's database, restores it once per worker and
// run, adds the matchers, and closes at the end what the file has left open.
import { jestGlobals } from '../process/jest-globals';
import * as path from 'node:path';
import { namedDatabases } from '../database/choose-source';
import { claimDatabase, forgetClaims } from '../database/claim';
import { workerDatabaseName } from '../database/database-name';
import { deferSdk } from '../database/defer-sdk';
import { redirectDataSources, redirectEnvironment } from '../database/redirect';
import { presetError } from '../errors';
import { beginFile, dropFile } from '../isolation/close-file';
import { ownMatchers } from '../matchers/own-matchers';
import { areDriversStopped } from '../process/real-timers';
import type { SourceFacts } from '../process/run-facts';
import { databasesOf, setWorker, type Worker } from '../process/worker';
import { appendCleans, enterProject, noteFailure, raiseRefusal, readRunFile } from '../run/run-state';
import { atEndOfFile, atFailure, atMoments, atTimeout, atUnpreparedTests } from './end-of-file';
import { guardFile } from './guard-file';

const CLAIM_TIMEOUT_MS = 300_000;
const END_TIMEOUT_MS = 60_000;

setUp();

function setUp(): void {
  raiseRefusal(process.env);
  enterProject(process.env, ownProject());
  const facts = readRunFile(process.env);
  const workerId = process.env['JEST_WORKER_ID'] ?? '1';
  const state = { isFresh: facts.isolation === 'file', isDone: false };
  const worker: Worker = {
    facts, workerId, spec: path.relative(facts.rootDir, jestGlobals().expect.getState().testPath ?? ''), database: workerDatabaseName(facts.prefix, facts.runId, workerId),
    others: namedDatabases(facts, workerId), claim: state, cleans: { count: 0, ms: 0 }, onClean: new Set(), dataSources: new Set(), opening: new Set(), onEnd: new Set(),
  };
  setWorker(worker);
  deferSdk(facts);
  redirectEnvironment(facts, worker.database, process.env);
  redirectDataSources(facts, worker.database, worker.others);
  jestGlobals().expect.extend(ownMatchers as unknown as Parameters<typeof expect.extend>[0]);
  atUnpreparedTests(() => console.warn(
    `${worker.spec ?? 'This file'} has concurrent tests below a beforeEach, which Jest does not call for them: `
    + 'nothing is cleaned before they run, all at once on one database. Write it(...) in place of it.concurrent(...).',
  ));
  const { hasConnected } = guardFile(worker);
  jestGlobals().beforeAll(() => claim(worker, worker.database), CLAIM_TIMEOUT_MS);
  for (const source of facts.sources ?? []) {
    jestGlobals().beforeAll(() => claim(worker, workerDatabaseName(facts.prefix, facts.runId, workerId, source.name), source), CLAIM_TIMEOUT_MS);
  }
  atMoments((moment) => ((worker.cleans.running ?? 0) === 0 ? undefined : presetError('JNM_CLEAN_NOT_AWAITED', { moment: moment === 'begin' ? 'the test began' : 'the test ended' })));
  atTimeout(() => (areDriversStopped() && hasConnected() ? presetError('JNM_FAKE_TIMERS', { what: 'The test ran out of time', effect: 'no query ends' }) : undefined));
  if (facts.keep === 'failed') atFailure(() => noteFailure(facts.directory, workerId, databasesOf(worker)));
  const endFile = beginFile(worker, { hasConnected, onLoss: () => forgetClaims(facts, workerId) });
  const end = async (): Promise<void> => {
    appendCleans(facts.directory, workerId, worker.cleans);
    await endFile();
  };
  atEndOfFile({ end, drop: () => dropFile(worker) }, END_TIMEOUT_MS);
}

// Jest tells a test file nothing of its project, but for where its snapshots lie.
function ownProject(): string | undefined {
  const { snapshotState } = jestGlobals().expect.getState() as { readonly snapshotState?: { readonly _rootDir?: unknown } };
  return typeof snapshotState?._rootDir === 'string' ? snapshotState._rootDir : undefined;
}

async function claim(worker: Worker, database: string, source?: SourceFacts): Promise<void> {
  const { facts, workerId, claim: state = { isFresh: false, isDone: false } } = worker;
  state.isDone = true;
  try {
    await claimDatabase(facts, workerId, database, { ...(source === undefined ? {} : { source }), isFresh: state.isFresh });
  } catch (error) {
    worker.unavailable ??= error;
    throw error;
  }
}
