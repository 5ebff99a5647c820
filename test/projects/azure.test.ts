// Whole runs on a server that answers as Azure SQL Database: no backups, no files, copies that take their time and are made one at a time,
// a database for each connection, and none of SQL Server's settings of a server. Nobody ran these on the service itself.
import { runCommand, runJest, type JestOutcome } from './jest-project';
import { useOwnServer } from './with-server';

jest.setTimeout(180_000);
const { workshop, server } = useOwnServer('Azure SQL Database');

const JEST_CONFIG = { 'jest.config.js': "module.exports = { preset: 'jest-nest-mssql', testMatch: ['<rootDir>/test/**/*.spec.ts'] };" };
const expectGreen = ({ failed, exitCode, output }: JestOutcome): void => {
  expect({ failed, exitCode, output }).toEqual({ failed: [], exitCode: 0, output });
};
const configured = (settings: string): Readonly<Record<string, string>> => ({ 'mssql-test.config.ts': `export default ${settings};` });

it('gives two workers copies of one template, cleans them, uses the template again, and leaves it alone on the server', async () => {
  const directory = workshop.make('shop', JEST_CONFIG);
  const first = await runJest(directory, ['--maxWorkers=2'], server.environment('copied'));
  expectGreen(first);
  expect(first.passed).toHaveLength(12);
  expect(first.lines[0]).toMatch(/: Microsoft SQL Azure \(RTM\) - 12\.0\.2000\.8$/);
  expect(first.lines[1]).toBe('jest-nest-mssql clone: copy');
  expect(first.lines[2]).toMatch(/^jest-nest-mssql template built in \d+\.\d s; 2 workers restored; 15 cleans, mean \d+\.\d ms$/);
  const [template, ...others] = await server.databases('copied_');
  expect(template).toMatch(/^copied_[0-9a-f]{12}_template$/);
  expect(others).toEqual([]);
  const second = await runJest(directory, ['--maxWorkers=2'], server.environment('copied'));
  expectGreen(second);
  expect(second.lines[2]).toMatch(/template reused; 2 workers restored/);
  expect(await server.databases('copied_')).toEqual([template]);
  const pruned = await runCommand(directory, ['prune'], server.environment('copied'));
  expect(pruned).toEqual({ exitCode: 0, output: expect.stringContaining(String(template)) as string });
  expect(await server.databases('copied_')).toEqual([]);
});

it('drops what a killed run has left there, whoever is in it', async () => {
  const directory = workshop.make('mini', { 'test/b.spec.ts': undefined, 'test/a.spec.ts': "import dataSource from '../src/data-source';\nit('stays', async () => { await dataSource.initialize(); require('node:fs').writeSync(2, 'STAYING\\n'); await new Promise((resolve) => setTimeout(resolve, process.env.STAY ? 30_000 : 0)); await dataSource.destroy(); }, 60_000);" });
  const killed = await runJest(directory, ['--runInBand'], { ...server.environment('killed'), STAY: '1' }, { when: /STAYING/, signal: 'SIGKILL' });
  expect(killed.exitCode).toBeNull();
  expect((await server.databases('killed_')).filter((name) => /^killed_[0-9a-z]{10}_w1$/.test(name))).toHaveLength(1);
  expectGreen(await runJest(directory, ['--runInBand'], server.environment('killed')));
  expect(await server.databases('killed_')).toEqual([expect.stringMatching(/_template$/)]);
});

it('runs the migrations for each worker where that is asked for', async () => {
  const outcome = await runJest(workshop.make('shop', { ...JEST_CONFIG, ...configured("{ clone: 'migrate' }") }), ['--maxWorkers=2'], server.environment('migrated'));
  expectGreen(outcome);
  expect(outcome.passed).toHaveLength(12);
  expect(outcome.lines[1]).toBe('jest-nest-mssql clone: migrate');
  expect(await server.databases('migrated_')).toEqual([]);
});

it('builds a template for one run alone, and gives a file a database of its own', async () => {
  const outcome = await runJest(workshop.make('mini', {
    'test/b.spec.ts': undefined,
    'test/a.spec.ts': `
      import { useFreshDatabase } from 'jest-nest-mssql';
      import dataSource from '../src/data-source';
      useFreshDatabase();
      it('is whole', async () => {
        await dataSource.initialize();
        expect((await dataSource.query('SELECT COUNT(*) AS n FROM dbo.item'))[0].n).toBe(2);
        expect((await dataSource.query('SELECT is_read_committed_snapshot_on AS rcsi, delayed_durability_desc AS durability FROM sys.databases WHERE name = DB_NAME()'))[0]).toEqual({ rcsi: true, durability: 'FORCED' });
        await dataSource.destroy();
      });`,
  }), ['--runInBand'], { ...server.environment('own'), MSSQL_TEST_REUSE: 'false' });
  expectGreen(outcome);
  expect(await server.databases('own_')).toEqual([]);
});

it('runs every migration up and down in a database of its own, compares the schema, and sees who waits for whom', async () => {
  const outcome = await runJest(workshop.make('mini', {
    'test/b.spec.ts': undefined,
    'test/a.spec.ts': `
      import { cleanDatabase, interleave, migrationRoundTrip, schemaDrift } from 'jest-nest-mssql';
      import dataSource from '../src/data-source';
      beforeAll(() => dataSource.initialize());
      afterAll(() => dataSource.destroy());
      it('goes there and back', async () => {
        expect(await migrationRoundTrip(dataSource)).toEqual({ isClean: true, migrations: [{ migration: 'CreateItems1700000000000', differences: [] }] });
      });
      it('differs from no entity', async () => { expect(await schemaDrift(dataSource)).toEqual([]); });
      it('waits', async () => {
        const steps = await interleave(dataSource, [
          ['a', 'begin'],
          ['a', (manager) => manager.query("UPDATE dbo.item SET name = N'a' WHERE id = 1")],
          ['b', (manager) => manager.query("UPDATE dbo.item SET name = N'b' WHERE id = 1")],
          ['a', 'commit'],
        ]);
        expect(steps.map((step) => [step.session, step.status, step.waitedFor ?? []])).toEqual([['a', 'done', []], ['a', 'done', []], ['b', 'done', ['a']], ['a', 'done', []]]);
        await cleanDatabase(dataSource);
        expect(await dataSource.query('SELECT name FROM dbo.item WHERE id = 1')).toEqual([{ name: 'one' }]);
      });`,
  }), ['--runInBand'], server.environment('round'));
  expectGreen(outcome);
  expect(await server.databases('round_')).toEqual([expect.stringMatching(/_template$/)]);
});

it('names the session that keeps a clean waiting', async () => {
  const outcome = await runJest(workshop.make('shop', {
    ...configured('{ clean: { timeoutMs: 300 } }'),
    'test/app.spec.ts': undefined,
    'test/plain.spec.ts': `
      import { cleanDatabase } from 'jest-nest-mssql';
      import dataSource from '../src/data-source';
      beforeAll(() => dataSource.initialize());
      it('leaks', async () => {
        const runner = dataSource.createQueryRunner();
        await runner.startTransaction();
        await runner.query("INSERT INTO [sales].[customer] ([name]) VALUES (N'leaked')");
        await expect(cleanDatabase(dataSource)).rejects.toThrow(/Session \\d+, opened by test.plain\\.spec\\.ts, has a transaction open with locks on sales\\.customer/);
        expect((await cleanDatabase(dataSource, { onBlocked: 'kill' })).tables).toBe(1);
      });`,
  }), [], server.environment('blocked'));
  expectGreen(outcome);
});

it('makes clones by backup where that is asked for: the error says that there is none', async () => {
  const outcome = await runJest(workshop.make('mini', configured("{ clone: 'backup' }")), ['--runInBand'], server.environment('refused'));
  expect(outcome.exitCode).toBe(1);
  expect(outcome.output).toMatch(/Statement 'BACKUP DATABASE' is not supported in this version of SQL Server\.[^]*\[JNM_BACKUP_REFUSED\]/);
  expect(await server.databases('refused_')).toEqual([]);
});

it('runs the migrations for each worker where the server gives that edition and knows no copies, as in a container', async () => {
  const driver = `
    const real = require(${JSON.stringify(require.resolve('mssql'))});
    const batch = real.Request.prototype.batch;
    real.Request.prototype.batch = function (text) { return batch.call(this, text.replace('AS COPY OF', 'AS KOPY OF')); };
    module.exports = real;`;
  const outcome = await runJest(workshop.make('mini', { 'node_modules/mssql/index.js': driver }), ['--runInBand'], server.environment('contained'));
  expectGreen(outcome);
  expect(outcome.lines[1]).toBe('jest-nest-mssql clone: migrate');
  expect(await server.databases('contained_')).toEqual([]);
});
