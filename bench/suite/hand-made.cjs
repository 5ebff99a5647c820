// What specs import, made by hand as the runbook says: createTestApp that overrides clients and queues by name, and cleanDatabase that
// goes through every table. What the runbook lacks and specs use (doubles with a memory, interleave, waitFor, withRollback) is the
// preset's own code, so that the two differ in their work on the database alone.
'use strict';
const { Test } = require('@nestjs/testing');
const { getQueueToken } = require('@nestjs/bull');
const supertest = require('supertest');
const { DataSource } = require('typeorm');
const { interleave } = require('../../dist/isolation/interleave');
const { withRollback } = require('../../dist/isolation/rollback');
const { waitFor } = require('../../dist/isolation/wait-for');
const { queueMatchers } = require('../../dist/matchers/queue-matchers');
const { createMocks, SDKS } = require('../../dist/nest/replace/clients');
const { QueueRegistry } = require('../../dist/nest/fakes/queues/registry');
const { findSdks } = require('../../dist/nest/replace/sdk-modules');

const QUEUES = ['email', 'payment', 'billing', 'reporting'];
// A clean that empties these too leaves a database in which nothing can be sold.
const KEPT = new Set(['migrations', 'typeorm_metadata', 'countries', 'kit_types']);

expect.extend(queueMatchers);

/** The application with its clients and queues replaced. */
async function createTestApp({ imports }) {
  const { mocks, reset: resetMocks } = createMocks(await findSdks(process.cwd(), SDKS));
  const queues = new QueueRegistry();
  const builder = Test.createTestingModule({ imports })
    .overrideProvider('STRIPE_CLIENT').useValue(mocks.stripe)
    .overrideProvider('POSTMARK_CLIENT').useValue(mocks.postmark)
    .overrideProvider('S3_CLIENT').useValue(mocks.s3);
  for (const name of QUEUES) builder.overrideProvider(getQueueToken(name)).useValue(queues.provide(name));
  const module = await builder.compile();
  const app = module.createNestApplication({ logger: false });
  await app.init();
  const get = (token) => module.get(token, { strict: false });
  const reset = () => {
    queues.clear();
    resetMocks();
  };
  forgetful.set(get(DataSource), reset);
  return {
    app, module, mocks, get,
    dataSource: get(DataSource),
    queue: (name) => queues.find(name),
    close: () => app.close(),
    get http() {
      return supertest(app.getHttpServer());
    },
  };
}

// The doubles of the application whose database is cleaned: the runbook calls jest.clearAllMocks() beside each clean.
const forgetful = new WeakMap();

/** The runbook's loop. TRUNCATE became DELETE, as a table that is referenced cannot be truncated; sp_MSforeachtable is spelt out. */
async function cleanDatabase(dataSource) {
  const rows = await dataSource.query('SELECT SCHEMA_NAME(schema_id) AS SchemaName, name AS TableName FROM sys.tables WHERE is_ms_shipped = 0');
  const tables = rows.filter((row) => !KEPT.has(row.TableName)).map((row) => `[${row.SchemaName}].[${row.TableName}]`);
  await dataSource.query(tables.map((table) => `ALTER TABLE ${table} NOCHECK CONSTRAINT ALL;`).join('\n'));
  for (const table of tables) await dataSource.query(`DELETE FROM ${table}`);
  await dataSource.query(tables.map((table) => `ALTER TABLE ${table} WITH CHECK CHECK CONSTRAINT ALL;`).join('\n'));
  forgetful.get(dataSource)?.();
}

module.exports = { createTestApp, cleanDatabase, interleave, waitFor, withRollback };
