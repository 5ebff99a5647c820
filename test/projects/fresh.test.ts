// Files that wreck their database: the file after them has a whole one, in the same worker.
import { runJest, Workshop } from './jest-project';

const workshop = new Workshop();
afterAll(() => workshop.remove());
jest.setTimeout(180_000);

const JEST_CONFIG = `
  const swc = ['@swc/jest', { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' }, module: { type: 'commonjs' } }];
  module.exports = { preset: 'jest-nest-mssql', testMatch: ['<rootDir>/test/**/*.spec.ts'], transform: { '^.+\\\\.ts$': swc }, testSequencer: '<rootDir>/in-order.js' };`;
const IN_ORDER = `
  const Sequencer = require('@jest/test-sequencer').default;
  module.exports = class extends Sequencer { sort(tests) { return [...tests].sort((a, b) => (a.path < b.path ? -1 : 1)); } };`;
const spec = (head: string, title: string, body: string): string => `
  import { cleanDatabase, useFreshDatabase, workerDatabase } from 'jest-nest-mssql';
  import dataSource from '../src/data-source';
  void cleanDatabase; void useFreshDatabase; void workerDatabase;
  ${head}
  beforeAll(() => dataSource.initialize());
  afterAll(() => dataSource.destroy());
  const count = async () => (await dataSource.query('SELECT COUNT(*) AS n FROM dbo.item'))[0].n;
  it('${title}', async () => { ${body} });`;
const LEAVE_A_ROW = "expect(await count()).toBe(2); await dataSource.query(\"INSERT INTO dbo.item (name) VALUES (N'left')\");";
// What a file does not close holds the database that the next one is to replace.
const LEAVE_A_SESSION = "const pool = new (require('mssql').ConnectionPool)({ ...workerDatabase().mssql, pool: { min: 1, max: 1 } }); pool.on('error', () => undefined); await pool.connect(); await pool.request().batch('BEGIN TRANSACTION; UPDATE dbo.item SET name = name;'); require('node:os').left = pool;";
const CLOSE_IT = "await require('node:os').left.close();";
const WRECK = "expect(await count()).toBe(2); await dataSource.query('DROP TABLE dbo.item; CREATE TABLE dbo.other (id int NULL);');";
const SEE_A_WHOLE_ONE = "expect(await count()).toBe(2); await cleanDatabase(dataSource); expect(await dataSource.query(\"SELECT name FROM sys.tables WHERE name = N'other'\")).toEqual([]);";

const project = (files: Readonly<Record<string, string>>): string => workshop.make('mini', { 'jest.config.js': JEST_CONFIG, 'in-order.js': IN_ORDER, 'test/a.spec.ts': undefined, 'test/b.spec.ts': undefined, ...files });

it('useFreshDatabase() gives the file a database of its own, and the next file a whole one', async () => {
  const outcome = await runJest(project({
    'test/1.spec.ts': spec('', 'leaves a row', `${LEAVE_A_ROW} ${LEAVE_A_SESSION}`),
    'test/2.spec.ts': spec('useFreshDatabase();', 'wrecks it', WRECK),
    'test/3.spec.ts': spec('useFreshDatabase();', 'wrecks it again', WRECK),
    'test/4.spec.ts': spec('', 'sees a whole one', `${SEE_A_WHOLE_ONE} ${CLOSE_IT}`),
    'test/5.spec.ts': spec('', 'has the database of the file before', `${SEE_A_WHOLE_ONE} expect(() => useFreshDatabase()).toThrow(/JNM_FRESH_TOO_LATE/);`),
  }), ['--runInBand']);
  expect(outcome.failed).toEqual([]);
  expect(outcome.passed).toEqual(['leaves a row', 'wrecks it', 'wrecks it again', 'sees a whole one', 'has the database of the file before']);
  expect(outcome.lines.at(-1)).toMatch(/; 1 worker restored; /);
});

it('without it, the next file is told what is gone, and what to do', async () => {
  const outcome = await runJest(project({ 'test/1.spec.ts': spec('', 'wrecks it', WRECK), 'test/2.spec.ts': spec('', 'cannot be cleaned', 'await cleanDatabase(dataSource);') }), ['--runInBand']);
  expect(outcome.passed).toEqual(['wrecks it']);
  expect(outcome.failed).toEqual([{ title: 'cannot be cleaned', message: expect.stringMatching(/objects of the template are gone: \[dbo\]\.\[.*useFreshDatabase\(\)/s) }]);
});

it('isolation: "file" gives every file one', async () => {
  const outcome = await runJest(project({
    'mssql-test.config.ts': "import { defineConfig } from 'jest-nest-mssql';\nimport { options } from './src/data-source';\nexport default defineConfig({ dataSource: () => options, isolation: 'file' });",
    'test/1.spec.ts': spec('', 'wrecks it', WRECK),
    'test/2.spec.ts': spec('', 'sees a whole one', SEE_A_WHOLE_ONE),
  }), ['--runInBand']);
  expect(outcome.failed).toEqual([]);
  expect(outcome.passed).toEqual(['wrecks it', 'sees a whole one']);
});

it('says once, at the start, that there are no clones to begin files with', async () => {
  const outcome = await runJest(project({
    'mssql-test.config.ts': "import { defineConfig } from 'jest-nest-mssql';\nimport { options } from './src/data-source';\nexport default defineConfig({ dataSource: () => options, clone: 'migrate', isolation: 'file' });",
    'test/1.spec.ts': spec('', 'never runs', WRECK),
  }), ['--runInBand']);
  expect(outcome.output.match(/\[JNM_FRESH_DATABASE\]/g)).toHaveLength(1);
  expect([outcome.exitCode, outcome.passed, outcome.failed]).toEqual([1, [], []]);
});
