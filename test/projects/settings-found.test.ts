// Where an application keeps its settings, and its migrations: variables of any name, read when a module is imported; one URL; built
// JavaScript; options that would migrate by themselves. The template and the specs' own clients all meet in the worker's database.
import { expectGreen, TEMPLATE } from './expectations';
import { runJest } from './jest-project';
import { useTestServer } from './with-server';

const { workshop, server } = useTestServer();
jest.setTimeout(180_000);


/** Settings as many applications have them: read, and checked, by the module that is imported. */
const SETTINGS = `
  const read = (name: string): string => { const value = process.env[name]; if (!value) throw new Error(name + ' is not set'); return value; };
  if (!/^(?=.*[a-z])(?=.*[A-Z])(?=.*[0-9])(?=.*[^a-zA-Z0-9]).{8,}$/.test(read('SHOP_SQL_SECRET'))) throw new Error('SHOP_SQL_SECRET is too weak');
  export const settings = { server: read('SHOP_SQL_SERVER'), port: Number(read('SHOP_SQL_PORT')), user: read('SHOP_SQL_LOGIN'), password: read('SHOP_SQL_SECRET'), database: read('SHOP_SQL_CATALOG') };`;
const DATA_SOURCE = `
  import { DataSource, type DataSourceOptions } from 'typeorm';
  import { settings } from './settings';
  import { CreateItems1700000000000 } from './migrations/1700000000000-create-items';
  export const options: DataSourceOptions = { type: 'mssql', host: settings.server, port: settings.port, username: settings.user, password: settings.password, database: settings.database, migrations: [CreateItems1700000000000], migrationsRun: true, synchronize: true };
  export default new DataSource(options);`;
const OWN_CLIENT = (config: string): string => `
  import mssql from 'mssql';
  import { workerDatabase } from 'jest-nest-mssql';
  import dataSource from '../src/data-source';
  ${config}
  let pool: mssql.ConnectionPool;
  beforeAll(async () => { await dataSource.initialize(); pool = await new mssql.ConnectionPool({ ...settings, options: { encrypt: false, trustServerCertificate: true } }).connect(); });
  afterAll(async () => { await dataSource.destroy(); await pool.close(); });
  it('is where the data source is', async () => {
    expect((await pool.request().query('SELECT DB_NAME() AS name')).recordset).toEqual([{ name: workerDatabase().name }]);
    expect(await dataSource.query('SELECT DB_NAME() AS name')).toEqual([{ name: workerDatabase().name }]);
  });`;
const NAMED = "import { defineConfig } from 'jest-nest-mssql';\nexport default defineConfig({ env: { host: 'SHOP_SQL_SERVER', port: 'SHOP_SQL_PORT', user: 'SHOP_SQL_LOGIN', password: 'SHOP_SQL_SECRET', database: 'SHOP_SQL_CATALOG', url: 'SHOP_URL' } });\n";

const named = (): string => workshop.make('mini', { 'src/settings.ts': SETTINGS, 'src/data-source.ts': DATA_SOURCE, 'mssql-test.config.ts': NAMED, 'test/b.spec.ts': OWN_CLIENT("import { settings } from '../src/settings';") });

it('variables of any name, read at import time, lead to a server that is there', async () => {
  const { host, port, user = '', password = '' } = server().address;
  const outcome = await runJest(named(), [], { MSSQL_TEST_SERVER: '', MSSQL_TEST_PREFIX: 'named', SHOP_SQL_SERVER: host, SHOP_SQL_PORT: String(port), SHOP_SQL_LOGIN: user, SHOP_SQL_SECRET: password, SHOP_SQL_CATALOG: 'production' });
  expectGreen(outcome, 3);
  expect(outcome.lines[0]).toMatch(/server \S+:\d+ \(SHOP_SQL_SERVER is set\)/);
  expect(outcome.output).not.toContain(password);
  expect(await server().databases('named_')).toEqual([TEMPLATE]);
});

it('variables of any name are there at import time, set or not', async () => {
  expectGreen(await runJest(named()), 3);
});

const BY_URL = `
  import { DataSource, type DataSourceOptions } from 'typeorm';
  import { CreateItems1700000000000 } from './migrations/1700000000000-create-items';
  export const options: DataSourceOptions = { type: 'mssql', url: process.env.DATABASE_URL, migrations: [CreateItems1700000000000], migrationsRun: true };
  export default new DataSource(options);`;
const FROM_URL = "const url = new URL(process.env.DATABASE_URL ?? '');\nconst settings = { server: url.hostname, port: Number(url.port), user: decodeURIComponent(url.username), password: decodeURIComponent(url.password), database: url.pathname.slice(1) };";
const encoded = (text: string | undefined): string => encodeURIComponent(text ?? '');

it('one URL leads to a server that is there, and specs find their database in it', async () => {
  const { host, port, user, password } = server().address;
  const directory = workshop.make('mini', { 'src/data-source.ts': BY_URL, 'test/b.spec.ts': OWN_CLIENT(FROM_URL) });
  const environment = { MSSQL_TEST_SERVER: '', MSSQL_TEST_PREFIX: 'url', DATABASE_URL: `mssql://${encoded(user)}:${encoded(password)}@${host}:${port}/production` };
  const outcome = await runJest(directory, ['--maxWorkers=2'], environment);
  expectGreen(outcome, 3);
  expect(outcome.lines[0]).toMatch(/server \S+:\d+ \(DATABASE_URL is set\)/);
  expect(await server().databases('url_')).toEqual([TEMPLATE]);
  const wrong = await runJest(directory, [], { ...environment, DATABASE_URL: environment.DATABASE_URL.replace(encoded(password), 'Wrong_Passw0rd') });
  expect(wrong.output).toMatch(/refused the login of "\w+".*\n {2}What to do: Correct DATABASE_URL\. \[JNM_LOGIN_FAILED\]/);
  expect(wrong.output).not.toContain('Wrong_Passw0rd');
});

const BUILT = `
  exports.CreateItems1700000000000 = class CreateItems1700000000000 {
    async up(runner) { await runner.query('CREATE TABLE dbo.item (id int IDENTITY(1,1) PRIMARY KEY, name nvarchar(40) NOT NULL)'); await runner.query("INSERT INTO dbo.item (name) VALUES (N'one'), (N'two')"); }
    async down(runner) { await runner.query('DROP TABLE dbo.item'); }
  };`;
const BUILT_SOURCE = `
  import { DataSource, type DataSourceOptions } from 'typeorm';
  export const options: DataSourceOptions = { type: 'mssql', migrations: [__dirname + '/../dist/migrations/*.js'], migrationsRun: true };
  export default new DataSource(options);`;
const TSCONFIG = '{ "compilerOptions": { "outDir": "dist", "rootDir": "src", "module": "commonjs", "target": "es2022" } }';

it('migrations that are there as built JavaScript only', async () => {
  const directory = workshop.make('mini', { 'src/data-source.ts': BUILT_SOURCE, 'dist/migrations/1700000000000-create-items.js': BUILT });
  expectGreen(await runJest(directory), 4);
});

it('the sources of migrations that are there as built JavaScript too, which may be out of date', async () => {
  const directory = workshop.make('mini', { 'src/data-source.ts': BUILT_SOURCE, 'dist/migrations/1700000000000-create-items.js': BUILT.replace('dbo.item', 'dbo.out_of_date'), 'tsconfig.json': TSCONFIG });
  expectGreen(await runJest(directory), 4);
});
