// The other way by hand: every spec file makes its database anew and runs the migrations.
'use strict';
const { createMigrated, workerDatabase } = require('./database-template.cjs');

const name = workerDatabase(process.env.JEST_WORKER_ID ?? '1');
process.env.DATABASE_NAME = name;

beforeAll(() => createMigrated(name), 120_000);
