// Mistakes of the user: each gives one clear message, exit code 1, and leaves nothing behind.
import { leftovers, runJest, Workshop } from './jest-project';

const workshop = new Workshop();
afterAll(() => workshop.remove());
jest.setTimeout(120_000);

interface Mistake {
  readonly title: string;
  readonly changes?: Readonly<Record<string, string | undefined>>;
  readonly environment?: Readonly<Record<string, string>>;
  readonly code: string;
  readonly says: RegExp;
}

const config = (body: string): Record<string, string> => ({ 'mssql-test.config.ts': `import { defineConfig } from 'jest-nest-mssql';\nexport default defineConfig(${body} as never);\n` });

const WITHOUT_SERVER: readonly Mistake[] = [
  { title: 'ES modules without the flag that Jest needs', changes: { 'package.json': '{ "name": "mini", "private": true, "type": "module" }', 'jest.config.js': "export default { preset: 'jest-nest-mssql' };" }, code: 'JNM_ESM', says: /--experimental-vm-modules/ },
  { title: 'a Jest that is too old', changes: { 'node_modules/jest/package.json': '{ "name": "jest", "version": "28.1.3" }' }, code: 'JNM_JEST_VERSION', says: /This is Jest 28\.1\.3\..*\n.*jest@29 ts-jest@29/ },
  {
    title: 'a TypeORM that is too old', changes: { 'node_modules/typeorm/package.json': '{ "name": "typeorm", "version": "0.2.45", "main": "index.js" }', 'node_modules/typeorm/index.js': '' },
    code: 'JNM_TYPEORM_VERSION', says: /This is TypeORM 0\.2\.45,.*\n.*npm install typeorm@0\.3/,
  },
  { title: 'a data source whose type comes from a variable that is not set', changes: { 'src/data-source.ts': "import { DataSource } from 'typeorm';\nexport default new DataSource({ type: process.env.SHOP_DATABASE_TYPE as 'mssql', migrations: [] });" }, code: 'JNM_DATA_SOURCE_UNTYPED', says: /The data source in .*src.data-source\.ts has no type.*\n.*\.env\.test/ },
  { title: 'an unknown key', changes: config('{ sever: "embedded" }'), code: 'JNM_CONFIG_UNKNOWN_KEY', says: /Unknown setting "sever".*\n.*Did you mean "server"\?/ },
  { title: 'an unknown key inside', changes: config('{ template: { seeds: 1 } }'), code: 'JNM_CONFIG_UNKNOWN_KEY', says: /"template\.seeds".*\n.*"template\.seed"/ },
  { title: 'a wrong value', changes: config('{ server: "docker" }'), code: 'JNM_CONFIG_VALUE', says: /"server" is not valid: "docker"/ },
  { title: 'a wrong value in the environment', environment: { MSSQL_TEST_SERVER: 'mysql' }, code: 'JNM_CONFIG_VALUE', says: /"MSSQL_TEST_SERVER" is not valid: "mysql"/ },
  { title: 'a config that does not compile', changes: { 'mssql-test.config.ts': 'export default {' }, code: 'JNM_CONFIG_NOT_LOADED', says: /mssql-test\.config\.ts could not be loaded/ },
  { title: 'a config without an object', changes: { 'mssql-test.config.ts': 'export default 5;' }, code: 'JNM_CONFIG_SHAPE', says: /does not export a config object/ },
  { title: 'a bad database name', environment: { MSSQL_TEST_PREFIX: 'shop]; DROP DATABASE x; --' }, code: 'JNM_NAME', says: /not usable as a database name prefix/ },
  { title: 'production', environment: { NODE_ENV: 'production' }, code: 'JNM_PRODUCTION', says: /NODE_ENV is "production"/ },
  { title: 'another driver', changes: config('{ dataSource: { type: "sqlite", database: ":memory:" } }'), code: 'JNM_NOT_MSSQL', says: /type "sqlite"/ },
  { title: 'no data source', changes: { 'src/data-source.ts': undefined }, code: 'JNM_DATA_SOURCE_NOT_FOUND', says: /No TypeORM data source was found/ },
  { title: 'a usual file that exports a function', changes: { 'src/data-source.ts': "export const options = () => ({ type: 'mssql' });" }, code: 'JNM_DATA_SOURCE_NOT_FOUND', says: /No TypeORM data source was found in .*project-\d+\. .*src.data-source\.ts is there, and exports neither a DataSource nor options.*\n.*mssql-test\.config\.ts/ },
  { title: 'several data sources in a file', changes: { 'src/data-source.ts': "const of = (database: string) => ({ type: 'mssql' as const, database, migrations: [] });\nexport const shop = of('shop');\nexport const audit = of('audit');" }, code: 'JNM_DATA_SOURCE_SEVERAL', says: /data-source\.ts exports several data sources: (shop \(shop\), audit \(audit\)|audit \(audit\), shop \(shop\))\.\n/ },
  { title: 'no driver', changes: { 'node_modules/mssql/package.json': '{ "name": "mssql", "main": "gone.js" }' }, code: 'JNM_PEER_MISSING', says: /The package "mssql" is not installed in .*project-\d+\.\n.*npm install --save-dev mssql/ },
  { title: 'a data source that throws', changes: { 'src/data-source.ts': 'throw new Error("no secret in the vault");' }, code: 'JNM_DATA_SOURCE_NOT_LOADED', says: /no secret in the vault/ },
  { title: 'a compiler that is not told of decorators', changes: { 'src/data-source.ts': "const table = (target: object): void => void target;\n@table class Item {}\nexport default { type: 'mssql', entities: [Item] };" }, code: 'JNM_DATA_SOURCE_NOT_LOADED', says: /Syntax Error[^]*What to do: Correct the file; where the message is your compiler's, its options \(tsconfig\.json, \.swcrc\)/ },
  { title: 'an unreachable server', environment: { MSSQL_TEST_SERVER: 'external', DATABASE_HOST: '127.0.0.1', DATABASE_PORT: '1' }, code: 'JNM_SERVER_UNREACHABLE', says: /No SQL Server answers at 127\.0\.0\.1:1: .* connect ECONNREFUSED 127\.0\.0\.1:1\n.*DATABASE_HOST.*MSSQL_TEST_SERVER=embedded/ },
  { title: 'an external server without a host', changes: { 'src/data-source.ts': "import { DataSource } from 'typeorm';\nexport default new DataSource({ type: 'mssql', host: process.env.DATABASE_HOST, migrations: [] });" }, environment: { MSSQL_TEST_SERVER: 'external' }, code: 'JNM_EXTERNAL_WITHOUT_HOST', says: /no host is configured.*\n.*Set DATABASE_HOST/ },
  { title: 'a public server', environment: { MSSQL_TEST_SERVER: 'external', DATABASE_HOST: 'sql.example.com' }, code: 'JNM_HOST_REFUSED', says: /The host "sql\.example\.com" of DATABASE_HOST is neither.*\n.*MSSQL_TEST_SERVER=embedded/ },
  {
    title: 'a driver that is made for another Node', changes: { 'node_modules/mssql/index.js': "exports.ConnectionPool = class { on() {} async connect() { try { Promise.other(); } catch (cause) { throw Object.assign(new Error(cause.message), { name: 'ConnectionError', originalError: cause }); } } };", 'node_modules/mssql/package.json': '{ "name": "mssql", "version": "12.9.9" }' },
    environment: {}, code: 'JNM_DRIVER_FAILED', says: /The driver \(mssql 12\.9\.9.*\) failed before the server at 127\.0\.0\.1:\d+ could answer: Promise\.other is not a function\n.*made for Node \d+/,
  },
  { title: 'a bad port', environment: { MSSQL_TEST_SERVER: 'external', DATABASE_HOST: 'localhost', DATABASE_PORT: 'many' }, code: 'JNM_CONFIG_VALUE', says: /"DATABASE_PORT" is not valid: "many"/ },
  { title: 'the embedded server in CI without being asked for', environment: { MSSQL_TEST_SERVER: '', CI: 'true' }, code: 'JNM_EMBEDDED_IN_CI', says: /MSSQL_TEST_SERVER=embedded/ },
  { title: 'a start that never ends', changes: config('{ dataSource: () => new Promise(() => undefined) }'), code: 'JNM_START_UNFINISHED', says: /nothing is left that could end it/ },
  {
    title: 'the embedded server where its package is not installed', environment: { NODE_OPTIONS: '--require ./without.cjs' },
    changes: { 'without.cjs': "const Module = require('node:module'); const resolve = Module._resolveFilename; Module._resolveFilename = function (name, ...rest) { return resolve.call(this, name === 'mssql-memory-server' ? 'not-installed' : name, ...rest); };" },
    code: 'JNM_EMBEDDED_MISSING', says: /The embedded server could not be loaded: Cannot find module.*\n.*npm install --save-dev mssql-memory-server/,
  },
  { title: 'a temporary folder that is none', changes: { 'jest.config.js': "module.exports = { preset: 'jest-nest-mssql', cacheDirectory: '<rootDir>/.jest' };" }, environment: { TMPDIR: './package.json' }, code: 'JNM_FILE_REFUSED', says: /could not be written: ENOTDIR.*\n.*The temporary folder is \.\/package\.json; TMPDIR/ },
  { title: 'a container without the package that starts it', environment: { MSSQL_TEST_SERVER: 'container' }, code: 'JNM_CONTAINER_PACKAGE', says: /npm install --save-dev @testcontainers\/mssqlserver/ },
];

it.concurrent.each(WITHOUT_SERVER)('$title', async ({ changes, environment, code, says }) => {
  const directory = workshop.make('mini', changes);
  const outcome = await runJest(directory, [], environment);
  expect(outcome.output).toMatch(says);
  expect(outcome.output).toContain(`[${code}]`);
  expect(outcome.output.match(/What to do/g)).toHaveLength(1);
  expect(outcome.output).not.toMatch(/\n\s+at /);
  expect(outcome.exitCode).toBe(1);
  expect(outcome.passed).toEqual([]);
  expect(leftovers(directory)).toEqual([]);
});
