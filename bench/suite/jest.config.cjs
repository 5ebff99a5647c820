// The example's specs, unmodified, on a test/setup folder made by hand: what they import from the preset comes from hand-made.cjs.
// BENCH_WAY says whose hooks run: `runbook` (a template, restored once per worker), `migrations` (run for every spec file) or none.
'use strict';
const path = require('node:path');

const here = (name) => path.join(__dirname, name);
const example = path.join(__dirname, '..', '..', 'examples', 'orders');
const hooks = {
  runbook: { globalSetup: here('global-setup.cjs'), globalTeardown: here('global-teardown.cjs'), setupFilesAfterEnv: [here('restore-hook.cjs')] },
  migrations: { globalTeardown: here('global-teardown.cjs'), setupFilesAfterEnv: [here('migrate-hook.cjs')] },
};

module.exports = {
  rootDir: example,
  testEnvironment: 'node',
  testMatch: ['<rootDir>/test/integration/**/*.spec.ts'],
  maxWorkers: 2,
  testTimeout: 30_000,
  ...hooks[process.env.BENCH_WAY],
  moduleNameMapper: { '^jest-nest-mssql$': here('hand-made.cjs') },
  transform: { '^.+\\.ts$': 'ts-jest' },
};
