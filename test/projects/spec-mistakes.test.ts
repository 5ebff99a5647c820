// Mistakes in spec files: the test that makes one fails, with what is wrong and what to do.
import { runJest, Workshop } from './jest-project';

const workshop = new Workshop();
afterAll(() => workshop.remove());
jest.setTimeout(180_000);

const SPEC = `
  import { cleanDatabase, type TestApp } from 'jest-nest-mssql';
  import { DataSource } from 'typeorm';
  import dataSource from '../src/data-source';
  const app = Promise.resolve({ dataSource }) as never;
  beforeAll(() => dataSource.initialize());
  afterAll(() => dataSource.destroy());
  it('app', () => cleanDatabase({ dataSource } as never));
  it('promise', () => cleanDatabase(app));
  it('nothing', () => cleanDatabase((app as TestApp).dataSource));
  it('closed', () => cleanDatabase(new DataSource(dataSource.options)));
  it('another kind', () => cleanDatabase({ options: { type: 'sqljs' }, isInitialized: true, query: async () => [] } as never));
  const running: Promise<unknown>[] = [];
  it('in the test', () => { running.push(cleanDatabase(dataSource)); });
  describe('hooks', () => {
    beforeEach(() => { running.push(cleanDatabase(dataSource)); });
    it('in the hook', async () => { await Promise.all(running); });
  });
  it.concurrent('awaited', () => cleanDatabase(dataSource));
  it('awaited too', () => cleanDatabase(dataSource));`;

it('what is cleaned, and when, is told', async () => {
  const { failed, passed, exitCode } = await runJest(workshop.make('mini', { 'test/mini.spec.ts': SPEC }), ['--runInBand', 'mini.spec']);
  const messages = Object.fromEntries(failed.map(({ title, message }) => [title, message]));
  expect(messages['app']).toMatch(/cleanDatabase was given an app, which is no data source\.\n.*createTestApp.*\[JNM_NO_DATA_SOURCE\]/);
  expect(messages['promise']).toMatch(/was given a promise, which/);
  expect(messages['nothing']).toMatch(/was given undefined, which/);
  expect(messages['closed']).toMatch(/cleanDatabase was given a data source that is not initialised\.\n.*createTestApp.*\[JNM_DATA_SOURCE_CLOSED\]/);
  expect(messages['another kind']).toMatch(/cleanDatabase was given a data source of the type "sqljs"\.\n.*getDataSourceToken\(name\).*\[JNM_ARGUMENT\]/);
  expect(messages['in the test']).toMatch(/cleanDatabase was still running when the test ended.*\n.*beforeEach\(\(\) => cleanDatabase\(t\.dataSource\)\).*\[JNM_CLEAN_NOT_AWAITED\]/);
  expect(messages['hooks in the hook']).toMatch(/still running when the test began/);
  expect({ passed, exitCode }).toEqual({ passed: ['awaited', 'awaited too'], exitCode: 1 });
});

const OUT_OF_TIME = `
  import { cleanDatabase } from 'jest-nest-mssql';
  let release = (): void => {};
  const released = new Promise<void>((resolve) => { release = resolve; });
  let cleaning: Promise<unknown> | undefined;
  describe('held', () => {
    beforeEach(async () => { await (cleaning = cleanDatabase({ query: () => released.then(() => [{ tables: 0, rows: 0 }]) })); }, 50);
    it('in a debugger', () => {});
  });
  it('after it', async () => {});
  afterAll(() => { release(); return cleaning; });`;

it('a clean that a hook without time has left running is told as that', async () => {
  const { failed, exitCode } = await runJest(workshop.make('mini', { 'test/mini.spec.ts': OUT_OF_TIME }), ['--runInBand', 'mini.spec']);
  expect(failed.map(({ title, message }) => [title, message])).toEqual([
    ['held in a debugger', expect.stringMatching(/Exceeded timeout of 50 ms for a hook/)],
    ['after it', expect.stringMatching(/still running when the test began.*\n.*awaited.*ran out of time.*--testTimeout=600000.*\[JNM_CLEAN_NOT_AWAITED\]/)],
  ]);
  expect(exitCode).toBe(1);
});

const OTHERS = `
  import { interleave, migrationRoundTrip, schemaDrift, withRollback } from 'jest-nest-mssql';
  import dataSource from '../src/data-source';
  it.each([
    ['interleave', interleave], ['migrationRoundTrip', migrationRoundTrip], ['schemaDrift', schemaDrift], ['withRollback', withRollback],
    ['toMatchEntities', (given: never) => expect(given).toMatchEntities()],
  ] as unknown as [string, (given: unknown, more: unknown) => Promise<unknown>][])('%s', async (caller, call) => {
    await expect(call({ dataSource }, [])).rejects.toMatchObject({ code: 'JNM_NO_DATA_SOURCE', message: expect.stringContaining(caller + ' was given an app') });
    if (caller !== 'migrationRoundTrip') await expect(call(dataSource, [])).rejects.toMatchObject({ code: 'JNM_DATA_SOURCE_CLOSED' });
  });`;

it('what needs a data source says so where it was given none', async () => {
  const { failed, passed } = await runJest(workshop.make('mini', { 'test/mini.spec.ts': OTHERS }), ['mini.spec']);
  expect({ failed, passed }).toEqual({ failed: [], passed: ['interleave', 'migrationRoundTrip', 'schemaDrift', 'withRollback', 'toMatchEntities'] });
});

const TIMERS = `
  import { createTestApp } from 'jest-nest-mssql';
  import dataSource from '../src/data-source';
  const open = () => createTestApp({ imports: [], providers: [{ provide: 'OWN', useFactory: () => dataSource.initialize() }] });
  it('all', async () => { await open(); });
  it('all but what drivers wait with', async () => {
    jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate'] });
    const t = await open();
    expect(await dataSource.query("SELECT 1 AS one")).toEqual([{ one: 1 }]);
    await t.close();
  });`;

it('an app made under fake timers that would stop the driver is refused, and others work', async () => {
  const directory = workshop.make('shop', {
    'test/app.spec.ts': TIMERS, 'test/plain.spec.ts': undefined,
    'jest.config.js': "module.exports = { preset: 'jest-nest-mssql', testTimeout: 5000, fakeTimers: { enableGlobally: true } };",
  });
  const { failed, passed } = await runJest(directory, ['--runInBand']);
  expect(failed).toEqual([{ title: 'all', message: expect.stringMatching(/under fake timers, which stop the database driver.*\n.*doNotFake.*\[JNM_FAKE_TIMERS\]/) as string }]);
  expect(passed).toEqual(['all but what drivers wait with']);
});

const STOPPED = `
  import { useCleanDatabase } from 'jest-nest-mssql';
  import dataSource from '../src/data-source';
  beforeAll(() => dataSource.initialize());
  afterAll(() => dataSource.destroy());
  useCleanDatabase(() => dataSource);
  afterEach(() => jest.useRealTimers());
  it('queries', async () => { jest.useFakeTimers(); await dataSource.query('SELECT 1 AS one'); }, 2000);
  it('waits', async () => { await new Promise(() => undefined); }, 1000);
  it('goes on', async () => expect(await dataSource.query('SELECT 1 AS one')).toEqual([{ one: 1 }]));`;

it('a query that fake timers have stopped is told of where the test runs out of time', async () => {
  const { failed, passed } = await runJest(workshop.make('mini', { 'test/mini.spec.ts': STOPPED }), ['mini.spec']);
  const messages = Object.fromEntries(failed.map(({ title, message }) => [title, message]));
  expect(messages['queries']).toMatch(/Exceeded timeout[^]*The test ran out of time under fake timers, which stop the database driver: no query ends\.\n.*doNotFake.*\[JNM_FAKE_TIMERS\]/);
  expect(messages['waits']).not.toContain('JNM_');
  expect(passed).toEqual(['goes on']);
});

it('concurrent tests below a beforeEach are told of, others are not', async () => {
  const spec = (before: string): string => `import { useCleanDatabase } from 'jest-nest-mssql';\n${before}\nit.concurrent('one', async () => undefined);\nit.concurrent('two', async () => undefined);`;
  const directory = workshop.make('mini', { 'test/a.spec.ts': spec('useCleanDatabase();'), 'test/b.spec.ts': spec("describe('apart', () => { useCleanDatabase(); it('works', () => undefined); });") });
  const { output, failed } = await runJest(directory);
  expect(failed).toEqual([]);
  expect(output.match(/^ +\S+ has concurrent tests below a beforeEach/gm)).toEqual([expect.stringContaining('a.spec.ts')]);
});

const DETACHED = `
  import { cleanDatabase, waitFor } from 'jest-nest-mssql';
  import dataSource from '../src/data-source';
  beforeAll(() => dataSource.initialize());
  afterAll(() => dataSource.destroy());
  beforeEach(() => Promise.all([cleanDatabase(dataSource), cleanDatabase(dataSource)]));
  const holder = () => dataSource.createQueryRunner();
  const held = { runner: undefined as ReturnType<typeof holder> | undefined, handler: undefined as Promise<unknown> | undefined };
  const begin = async () => {
    held.runner = holder();
    await held.runner.startTransaction();
    await held.runner.query("EXEC sp_getapplock 'held', 'Exclusive'");
    held.handler = dataSource.query("EXEC sp_getapplock 'held', 'Exclusive', 'Session'; EXEC sp_releaseapplock 'held', 'Session'");
    await waitFor(async () => (await dataSource.query("SELECT 1 AS n FROM sys.dm_tran_locks WHERE resource_type = 'APPLICATION' AND request_status = 'WAIT'")).length > 0);
  };
  const end = async () => {
    await held.runner?.rollbackTransaction();
    await held.runner?.release();
    await held.handler;
  };
  it('begins', begin);
  it('goes on', end);
  it('begins again', begin);
  it('goes on again', end);
  it('is alone', () => {});`;

it('a statement that goes on while the next test is cleaned for is named, once', async () => {
  const { output, passed, failed } = await runJest(workshop.make('mini', { 'test/mini.spec.ts': DETACHED }), ['--runInBand', 'mini.spec']);
  expect(failed).toEqual([]);
  expect(passed).toHaveLength(5);
  expect(output.match(/cleanDatabase .*ran at the same time.*/g)).toEqual([
    expect.stringMatching(/^cleanDatabase in "goes on" ran at the same time as a statement of the application: EXEC sp_getapplock 'held', .*'Session'\. What a test begins and nobody awaits/),
  ]);
});
