// Files that open their data source while they are imported: the run reads their options and opens nothing, specs find the worker's database open.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { expectGreen } from './expectations';
import { runJest } from './jest-project';
import { useTestServer } from './with-server';

const { workshop, server } = useTestServer();
jest.setTimeout(120_000);

const OPTIONS = `import { DataSource } from 'typeorm';
import { CreateItems1700000000000 } from './migrations/1700000000000-create-items';
const dataSource = new DataSource({ type: 'mssql', host: process.env.DATABASE_HOST, migrations: [CreateItems1700000000000] });
`;
const SPEC = "const rows = await dataSource.query('SELECT COUNT(*) AS n FROM dbo.item'); expect(rows).toEqual([{ n: 2 }]);";

it('neither waits for such a data source, nor does what its file says of failures', async () => {
  const directory = workshop.make('mini', {
    'src/data-source.ts': `${OPTIONS}export const ready = dataSource.initialize().then(() => console.log('OPENED'));\nready.catch((error) => { console.error('FAILED', error); process.exit(3); });\nexport default dataSource;\n`,
    'test/a.spec.ts': `import dataSource, { ready } from '../src/data-source';\nafterAll(() => dataSource.destroy());\nit('is open', async () => { await ready; ${SPEC} });`,
    'test/b.spec.ts': undefined,
  });
  const outcome = await runJest(directory, ['--runInBand'], { ...server().environment, MSSQL_TEST_PREFIX: 'opened' });
  expect({ output: outcome.output, passed: outcome.passed.length, exitCode: outcome.exitCode }).toMatchObject({ passed: 1, exitCode: 0 });
  expect(outcome.output.match(/OPENED/g)).toHaveLength(1);
  expect(outcome.output).not.toContain('FAILED');
});

it('takes the data source that an exported promise is of', async () => {
  const directory = workshop.make('mini', {
    'src/data-source.ts': `${OPTIONS}export const connection = dataSource.initialize().then((opened) => opened);\n`,
    'test/a.spec.ts': `import { connection } from '../src/data-source';\nafterAll(async () => (await connection).destroy());\nit('is open', async () => { const dataSource = await connection; ${SPEC} });`,
    'test/b.spec.ts': undefined,
  });
  const outcome = await runJest(directory, ['--runInBand'], { ...server().environment, MSSQL_TEST_PREFIX: 'promised' });
  expect({ output: outcome.output, passed: outcome.passed.length, exitCode: outcome.exitCode }).toMatchObject({ passed: 1, exitCode: 0 });
});

it('leads data sources to the database of the worker where a setup file has loaded TypeORM before the spec', async () => {
  const directory = workshop.make('mini', {
    'jest.config.js': "module.exports = { ...require('./base.config.js'), setupFiles: ['<rootDir>/test/setup.ts'] };",
    'base.config.js': fs.readFileSync(path.join(__dirname, 'fixtures/mini/jest.config.js'), 'utf8'),
    'test/setup.ts': "import { DataSource } from 'typeorm';\n(globalThis as never as { Seen: unknown }).Seen = DataSource;",
    'test/c.spec.ts': "import { DataSource } from 'typeorm';\nit('is the same TypeORM', () => expect((globalThis as never as { Seen: unknown }).Seen).toBe(DataSource));",
  });
  expectGreen(await runJest(directory, ['--runInBand'], { ...server().environment, MSSQL_TEST_PREFIX: 'setup' }), 5);
});

const BY_ITSELF = `${OPTIONS}dataSource.initialize().then(() => console.log('OPENED'));\nexport default dataSource;\n`;
const IN_ORDER = ['--runInBand', '--testSequencer', path.join(__dirname, 'fixtures', 'by-name.js')];

it('ends a file that cannot be loaded as it ends others: what it has begun to open goes on nowhere, and no other file fails for it', async () => {
  const directory = workshop.make('mini', {
    'src/opened.ts': BY_ITSELF,
    'test/a.spec.ts': "import dataSource from '../src/opened';\nimport { nothing } from './missing';\nit('never runs', () => expect(dataSource).toBe(nothing));",
    'test/c.spec.ts': "import dataSource from '../src/opened';\nimport { nothing } from './missing';\nit('never runs', () => expect(dataSource).toBe(nothing));",
    'test/d.spec.ts': "import { defineItemTests } from './items';\n\ndefineItemTests();\n",
  });
  const { failed, passed, output } = await runJest(directory, IN_ORDER, { ...server().environment, MSSQL_TEST_PREFIX: 'unloaded' });
  expect(failed).toEqual(['a', 'c'].map((name) => ({ title: `${name}.spec.ts`, message: expect.stringContaining("Cannot find module './missing'") as string })));
  expect(passed).toHaveLength(4);
  expect(output).not.toMatch(/torn down|OPENED|ends with|did not exit/);
});

it('waits for what a file is opening when it ends', async () => {
  const directory = workshop.make('mini', { 'src/opened.ts': BY_ITSELF, 'test/a.spec.ts': "import '../src/opened';\nit('is over at once', () => undefined);" });
  const { failed, passed, output } = await runJest(directory, IN_ORDER, { ...server().environment, MSSQL_TEST_PREFIX: 'opening' });
  expect({ failed, passed: passed.length }).toEqual({ failed: [], passed: 3 });
  expect(output).not.toMatch(/torn down|did not exit/);
});
