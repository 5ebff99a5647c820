// An application with two data sources: each has its template and its databases, both are cleaned, and both are dropped.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { leftovers, runJest } from './jest-project';
import { useTestServer } from './with-server';

const { workshop, server } = useTestServer();
jest.setTimeout(180_000);

it('gives each its template, which is used again, and drops the databases of both', async () => {
  const directory = workshop.make('ledger');
  const environment = { ...server().environment, MSSQL_TEST_PREFIX: 'ledger' };
  const first = await runJest(directory, ['--maxWorkers=2'], environment);
  expect(first.failed).toEqual([]);
  expect(first.passed).toHaveLength(6);
  expect(first.lines.at(-1)).toMatch(/template built in .*; 2 workers restored; /);
  const template: unknown = expect.stringMatching(/^ledger_[0-9a-f]{12}_template$/);
  expect(await server().databases('ledger_')).toEqual([template, template]);
  const second = await runJest(directory, ['--runInBand'], environment);
  expect(second.failed).toEqual([]);
  expect(second.lines.at(-1)).toMatch(/template reused; 1 worker restored; /);
  expect(await server().databases('ledger_')).toHaveLength(2);
  expect(leftovers(directory)).toEqual([]);
});

it('makes both anew for each worker where there are no clones', async () => {
  const config = fs.readFileSync(path.join(__dirname, 'fixtures/ledger/mssql-test.config.ts'), 'utf8').replace('  app:', "  clone: 'migrate',\n  app:");
  const outcome = await runJest(workshop.make('ledger', { 'mssql-test.config.ts': config }), ['--runInBand'], { ...server().environment, MSSQL_TEST_PREFIX: 'anew' });
  expect(outcome.failed).toEqual([]);
  expect(outcome.passed).toHaveLength(6);
  expect(await server().databases('anew_')).toEqual([]);
});

it('a path is seen from the folder of package.json, or else from that of the config file', async () => {
  const inside = { 'jest.config.js': undefined, 'api/jest.config.js': "module.exports = { preset: 'jest-nest-mssql', roots: ['<rootDir>/../test'], transform: require('../swc.js') };" };
  const swc = "module.exports = { '^.+\\\\.ts$': ['@swc/jest', { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' }, module: { type: 'commonjs' } }] };";
  for (const source of ['src/data-source.ts', '../src/data-source.ts']) {
    const directory = workshop.make('mini', { ...inside, 'swc.js': swc, 'api/mssql-test.config.ts': `export default { dataSource: '${source}' };`, 'test/b.spec.ts': undefined });
    const outcome = await runJest(directory, ['--config', 'api/jest.config.js'], server().environment);
    expect({ failed: outcome.failed, passed: outcome.passed.length, output: outcome.output }).toMatchObject({ failed: [], passed: 2 });
  }
});

it('leaves nothing of the first when the second cannot be built', async () => {
  const broken = "import { mainOptions } from './src/data-sources';\nexport default { dataSource: mainOptions, dataSources: { audit: () => ({ type: 'mssql' }) }, template: { reuse: false } };";
  const outcome = await runJest(workshop.make('ledger', { 'mssql-test.config.ts': broken }), ['--runInBand'], { ...server().environment, MSSQL_TEST_PREFIX: 'half' });
  expect(outcome.output).toMatch(/^Data source "audit": The data source has no migrations .*\n.*\[JNM_NO_MIGRATIONS\]/m);
  expect(outcome.exitCode).toBe(1);
  expect(await server().databases('half_')).toEqual([]);
});

it('refuses, with templates of an earlier run too, a name of clean.keep that no data source has a table of', async () => {
  const config = fs.readFileSync(path.join(__dirname, 'fixtures/ledger/mssql-test.config.ts'), 'utf8').replace('  app:', "  clean: { keep: ['dbo.account', '[Entry]', 'acount', 'dbo.entry_log'] },\n  app:");
  const directory = workshop.make('ledger', { 'mssql-test.config.ts': config });
  const external = { ...server().environment, MSSQL_TEST_PREFIX: 'keeping' };
  for (const environment of [external, external, {}, {}]) {
    const outcome = await runJest(directory, ['--runInBand'], environment);
    expect(outcome.output).toMatch(/"clean\.keep" has names that no table of the template has: acount, dbo\.entry_log\.\n.*\[JNM_KEEP_UNKNOWN\]/);
    expect(outcome.exitCode).toBe(1);
  }
  expect(await server().databases('keeping_')).toHaveLength(2);
});

it('refuses a name that cannot be part of a database name', async () => {
  const outcome = await runJest(workshop.make('ledger', { 'mssql-test.config.ts': "export default { dataSources: { 'a-b': () => ({ type: 'mssql' }) } };" }));
  expect(outcome.output).toMatch(/The setting "dataSources" is not valid: .*\n.*data sources by name.*\[JNM_CONFIG_VALUE\]/);
  expect(outcome.exitCode).toBe(1);
});
