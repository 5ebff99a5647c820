// Data sources with options for the driver, as production has them: where they say where a server is, the tests are led to their own database all
// the same; where they change how answers are read, ours are read as ever.
import { runJest, Workshop } from './jest-project';

const workshop = new Workshop();
afterAll(() => workshop.remove());
jest.setTimeout(180_000);

const dataSource = (options: string): string => `
  import { DataSource, type DataSourceOptions } from 'typeorm';
  import { CreateItems1700000000000 } from './migrations/1700000000000-create-items';
  export const options: DataSourceOptions = { type: 'mssql', host: 'nowhere', database: 'nothing', migrations: [CreateItems1700000000000], ...(${options} as object) };
  export default new DataSource(options);`;

it.each([
  ['a named instance', `{ options: { instanceName: 'SQLEXPRESS', encrypt: true } }`],
  ['a server, a login and a database in extra', `{ extra: { server: 'nowhere', port: 1, user: 'me', password: 'x', database: 'nothing', options: { database: 'nothing', port: 1, encrypt: true }, pool: { max: 3 } } }`],
  ['replicas', `{ replication: { master: { host: 'nowhere', database: 'nothing' }, slaves: [{ host: 'nowhere', database: 'nothing' }] } }`],
])('with %s', async (_what, options) => {
  const directory = workshop.make('mini', { 'src/data-source.ts': dataSource(options), 'test/b.spec.ts': undefined });
  const outcome = await runJest(directory);
  expect(outcome).toMatchObject({ exitCode: 0, failed: [], passed: [expect.any(String), expect.any(String)] });
});

const BLOCKED = `
  import { cleanDatabase, interleave } from 'jest-nest-mssql';
  import dataSource from '../src/data-source';
  beforeAll(() => dataSource.initialize());
  afterAll(() => dataSource.destroy());
  const UPDATE = "UPDATE dbo.item SET name = N'x'";
  it('names who keeps a clean waiting', async () => {
    const runner = dataSource.createQueryRunner();
    await runner.startTransaction();
    await runner.query(UPDATE);
    const error = await cleanDatabase(dataSource).catch((reason: Error) => reason);
    await runner.rollbackTransaction();
    await runner.release();
    expect(String(error)).toMatch(/Session \\d+, opened by test.a\\.spec\\.ts, has a transaction open with locks on dbo\\.item for \\d+ s, idle for \\d+ s; its last statement: UPDATE dbo\\.item/);
  });
  it('names who waits for whom', async () => {
    const update = (manager: { query(text: string): Promise<unknown> }) => manager.query(UPDATE);
    const steps = await interleave(dataSource, [['a', 'begin'], ['a', update], ['b', 'begin'], ['b', update], ['a', 'rollback']]);
    expect(steps[3]).toMatchObject({ session: 'b', waitedFor: ['a'], lock: expect.stringMatching(/^[SUX]+ on [A-Z]+ of dbo\\.item$/) });
  });
  it('refuses another database', async () => {
    const other = { query: (text: string) => dataSource.query(text.replace('jest_nest_mssql', 'other')) };
    await expect(cleanDatabase(other)).rejects.toThrow(/The database "\\w+_w1" was not made by this preset/);
  });`;

it.each(['camelCaseColumns: true', 'columnNameReplacer: (name: string) => name.replace(/_([a-z])/g, (_whole, letter: string) => letter.toUpperCase())'])('with other names of columns, by %s', async (option) => {
  const directory = workshop.make('mini', {
    'src/data-source.ts': dataSource(`{ options: { ${option} } }`),
    'mssql-test.config.ts': 'export default { clean: { timeoutMs: 300 } };',
    'test/a.spec.ts': BLOCKED,
    'test/b.spec.ts': undefined,
  });
  const outcome = await runJest(directory);
  expect(outcome).toMatchObject({ exitCode: 0, failed: [], passed: ['names who keeps a clean waiting', 'names who waits for whom', 'refuses another database'] });
});
