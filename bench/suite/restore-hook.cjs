// The runbook's test-hooks: a worker restores its database before its first spec file.
'use strict';
const { restoreWorker, workerDatabase } = require('./database-template.cjs');
const { isReady, markReady } = require('./lock-file.cjs');

const workerId = process.env.JEST_WORKER_ID ?? '1';
process.env.DATABASE_NAME = workerDatabase(workerId);

beforeAll(async () => {
  if (isReady(workerId)) return;
  await restoreWorker(workerId);
  markReady(workerId);
}, 120_000);
