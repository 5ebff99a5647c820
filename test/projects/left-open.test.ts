// Sessions that a test file leaves open are named at its end, with the file; those that the preset or an app closes are not.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { expectGreen } from './expectations';
import { leftovers, runJest, Workshop, type JestOutcome } from './jest-project';

const workshop = new Workshop();
afterAll(() => workshop.remove());
jest.setTimeout(180_000);

const IN_ORDER = ['--runInBand', '--testSequencer', path.join(__dirname, 'fixtures', 'by-name.js')];
const warnings = ({ output }: JestOutcome): readonly string[] => output.split('\n').map((line) => line.trim()).filter((line) => /^\S+ ends with |^The app .* was not closed/.test(line));

const PLAIN = `
  import mssql from 'mssql';
  import { useCleanDatabase, workerDatabase } from 'jest-nest-mssql';
  import dataSource from '../src/data-source';
  let pool: mssql.ConnectionPool;
  useCleanDatabase();
  beforeAll(async () => { await dataSource.initialize(); pool = await new mssql.ConnectionPool(workerDatabase().mssql).connect(); });
  it('works', async () => {
    await dataSource.query('SELECT 41 AS source');
    await pool.request().batch('SELECT 42 AS pool');
  });`;

it('names the sessions of a data source and of a pool, file by file', async () => {
  const directory = workshop.make('mini', {
    'test/a.spec.ts': PLAIN,
    'test/b.spec.ts': `${PLAIN}\nafterAll(async () => { await dataSource.destroy(); await pool.close(); });`,
    'test/c.spec.ts': `${PLAIN}\nafterAll(async () => { await pool.close(); jest.useFakeTimers(); });`,
  });
  // Jest itself waits for ever for the sockets of a pool that nobody closes.
  const outcome = await runJest(directory, [...IN_ORDER, '--forceExit']);
  expectGreen(outcome, 3);
  const [a, c, ...others] = warnings(outcome);
  expect(others).toEqual([]);
  expect(a).toMatch(/^test.a\.spec\.ts ends with sessions open\. Session \d+, opened by test.a\.spec\.ts \d+ s ago, idle for \d+ s; its last statement: SELECT 41 AS source\. Session \d+, opened by the program node-mssql \d+ s ago, idle for \d+ s; its last statement: SELECT 42 AS pool\. Add what closes it: afterAll\(\(\) => app\.close\(\)\), or dataSource\.destroy\(\), or pool\.close\(\)\.$/);
  expect(c).toMatch(/^test.c\.spec\.ts ends with a session open\. Session \d+, opened by test.c\.spec\.ts .*SELECT 41 AS source\./);
});

it('says nothing of what apps open, of an app that was not closed only that, and of one that waits for a transaction only this', async () => {
  const app = (close: string): string => `
    import { createTestApp, type TestApp } from 'jest-nest-mssql';
    import { DataSource } from 'typeorm';
    import { AppModule } from '../src/app.module';
    import dataSource from '../src/data-source';
    let t: TestApp;
    beforeAll(async () => { t = await createTestApp({ imports: [AppModule], providers: [{ provide: 'OWN', useFactory: () => new DataSource(dataSource.options).initialize() }] }); });
    it('works', async () => {
      await t.dataSource.query('SELECT 1 AS one');
      await t.get<DataSource>('OWN').query('SELECT 2 AS two');
      // The app is of the packages that were loaded before.
      jest.resetModules();
      await t.dataSource.query('SELECT 3 AS three');
    });
    ${close}`;
  const directory = workshop.make('shop', {
    'test/plain.spec.ts': undefined,
    'test/app.spec.ts': app('afterAll(() => t.close());'),
    'test/broken.spec.ts': app('').replace('initialize() }]', "initialize() }, { provide: 'LATER', inject: ['OWN'], useFactory: () => { throw new Error('on purpose'); } }]").replace('it(', "it('has no app', () => expect(t).toBeUndefined());\nit.skip("),
    'test/unclosed.spec.ts': app(''),
    'test/timers.spec.ts': app('afterAll(() => t.close());').replace(/jest.resetModules[^]*'\);\n/, 'jest.useFakeTimers();\n'),
    'test/unclosed-in-use.spec.ts': app('').replace("'SELECT 1 AS one');", `'SELECT 1 AS one');
      await Promise.all([1, 2, 3, 4].map(() => t.dataSource.query("WAITFOR DELAY '00:00:00.1'")));
      const runner = t.dataSource.createQueryRunner();
      await runner.startTransaction();
      await runner.query('DELETE FROM sales.customer');`),
    'test/unended.spec.ts': app('afterAll(() => t.close());').replace("'SELECT 1 AS one');", `'SELECT 1 AS one');
      const runner = t.dataSource.createQueryRunner();
      await runner.startTransaction();
      await runner.query('DELETE FROM sales.customer');`),
  });
  const outcome = await runJest(directory, IN_ORDER);
  expect(outcome.failed).toEqual([{ title: 'has no app', message: expect.stringContaining('on purpose') as string }]);
  expect(outcome.passed).toHaveLength(5);
  expect(warnings(outcome)).toEqual([
    // Two causes, and nothing of what follows from them.
    expect.stringMatching(/^test.unclosed-in-use\.spec\.ts ends with a transaction open\. Session \d+, .*its last statement: DELETE FROM sales.customer\.$/),
    expect.stringMatching(/^The app that createTestApp made at test.unclosed-in-use\.spec\.ts:\d+ was not closed/),
    expect.stringMatching(/The app that createTestApp made at test.unclosed\.spec\.ts:\d+ was not closed/),
    expect.stringMatching(/^test.unended\.spec\.ts ends with a transaction open\. Session \d+, .*its last statement: DELETE FROM sales.customer\.$/),
  ]);
});

it('names a statement that still runs when its test has run out of time', async () => {
  const directory = workshop.make('shop', {
    'test/app.spec.ts': `
      import { createTestApp, type TestApp } from 'jest-nest-mssql';
      import { AppModule } from '../src/app.module';
      let t: TestApp;
      beforeAll(async () => { t = await createTestApp({ imports: [AppModule] }); });
      afterAll(() => t.close());
      it('is slow', () => t.dataSource.query("WAITFOR DELAY '00:00:30'"), 500);`,
    'test/plain.spec.ts': undefined,
  });
  const outcome = await runJest(directory, IN_ORDER);
  expect(outcome.failed).toEqual([{ title: 'is slow', message: expect.stringContaining('Exceeded timeout of 500 ms') as string }]);
  expect(warnings(outcome)).toEqual([
    expect.stringMatching(/^test.app\.spec\.ts ends with a statement running\. Session \d+, opened by test.app\.spec\.ts, has been busy for \d+ s; its last statement: WAITFOR DELAY '00:00:30'\. Await it, and give its test the time that it takes: it\(name, work, timeoutMs\)\.$/),
  ]);
});

it('ends a file whose app never closes, and says so', async () => {
  const directory = workshop.make('shop', {
    'test/app.spec.ts': `
      import { createTestApp } from 'jest-nest-mssql';
      import { Module } from '@nestjs/common';
      class Stuck { onApplicationShutdown() { return new Promise(() => undefined); } }
      @Module({ providers: [Stuck] }) class StuckModule {}
      it('works', async () => { await createTestApp({ imports: [StuckModule] }); });`,
    'test/plain.spec.ts': "it('runs all the same', () => undefined);",
  });
  fs.writeFileSync(path.join(directory, 'test/closed.spec.ts'), fs.readFileSync(path.join(directory, 'test/app.spec.ts'), 'utf8').replace('{ await createTestApp', '{ t = await createTestApp').replace("it('works'", "let t; afterAll(() => t.close()); it('works too'"));
  const outcome = await runJest(directory, ['--maxWorkers=3', ...IN_ORDER.slice(1)]);
  expect(outcome.exitCode).toBe(1);
  expect([...outcome.passed].sort()).toEqual(['runs all the same', 'works', 'works too']);
  expect(outcome.output).toMatch(/What test.app\.spec\.ts has left open did not close within 20 s\.\n.*onApplicationShutdown.*\[JNM_CLOSE_STUCK\]/);
  expect(outcome.output).toMatch(/What test.closed\.spec\.ts has left open did not close within 20 s\./);
  expect(leftovers(directory)).toEqual([]);
});
