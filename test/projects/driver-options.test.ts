// Data sources with options for the driver that say where a server is, as production has them: the tests are led to their own database all the same.
import { runJest, Workshop } from './jest-project';

const workshop = new Workshop();
afterAll(() => workshop.remove());
jest.setTimeout(60_000);

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
