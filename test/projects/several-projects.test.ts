// Several Jest projects in one run: each that has data sources or settings of its own gets a template, clones and an environment of its own, those that have
// the same share them; the server is started once. And every copy of TypeORM is led to the worker's database.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { expectGreen } from './expectations';
import { leftovers, runJest } from './jest-project';
import { useOwnServer } from './with-server';

const { workshop, server } = useOwnServer();
jest.setTimeout(180_000);

const SWC = `{ '^.+\\\\.ts$': ['@swc/jest', { jsc: { parser: { syntax: 'typescript', decorators: true }, target: 'es2022', transform: { legacyDecorator: true, decoratorMetadata: true } }, module: { type: 'commonjs' } }] }`;
const project = (name: string, more = ''): string => `module.exports = { displayName: '${name}', preset: 'jest-nest-mssql', testMatch: ['<rootDir>/test/**/*.spec.ts'], transform: ${SWC}, ${more} };`;

/** An application with one table of one row, which is its name; what it reads of its environment is in its `.env.test`. */
const app = (name: string, config = project(name)): Record<string, string> => ({
  [`${name}/jest.config.js`]: config,
  [`${name}/.env.test`]: `APP_NAME=${name}\nONLY_${name.toUpperCase()}=yes\n`,
  [`${name}/src/data-source.ts`]: `
    import { DataSource } from 'typeorm';
    class Create1700000000000 {
      async up(runner) { await runner.query("CREATE TABLE dbo.${name}_things (id int PRIMARY KEY, name nvarchar(40)); INSERT INTO dbo.${name}_things VALUES (1, N'" + process.env.APP_NAME + "')"); }
      async down() {}
    }
    export default new DataSource({ type: 'mssql', host: 'nowhere', database: 'nothing', migrations: [Create1700000000000] });`,
  ...spec(name, 'first'), ...spec(name, 'second'),
});
const spec = (name: string, file: string): Record<string, string> => ({
  [`${name}/test/${file}.spec.ts`]: `
    import { cleanDatabase, workerDatabase } from 'jest-nest-mssql';
    import dataSource from '../src/data-source';
    beforeAll(() => dataSource.initialize());
    beforeEach(() => cleanDatabase(dataSource));
    afterAll(() => dataSource.destroy());
    it.each([1, 2])('${name} ${file} has its own rows, time %i', async () => {
      expect(await dataSource.query('SELECT name FROM dbo.${name}_things')).toEqual([{ name: '${name}' }]);
      expect(await dataSource.query("SELECT name FROM sys.tables WHERE schema_id = SCHEMA_ID('dbo') AND name <> 'migrations'")).toEqual([{ name: '${name}_things' }]);
      await dataSource.query("INSERT INTO dbo.${name}_things VALUES (2, N'more')");
    });
    it('${name} ${file} has its own environment', () => {
      expect([process.env.APP_NAME, process.env.ONLY_A, process.env.ONLY_B].filter(Boolean)).toEqual(['${name}', 'yes']);
      expect(process.env.DATABASE_NAME).toBe(workerDatabase().name);
    });`,
});
const root = (projects: string): Record<string, string | undefined> => ({ 'jest.config.js': `module.exports = { projects: ${projects} };`, test: undefined, src: undefined });
const UNIT = { 'unit/jest.config.js': "module.exports = { displayName: 'unit' };", 'unit/sum.test.js': "it('adds', () => expect([1 + 1, process.env.JEST_NEST_MSSQL_NONE]).toEqual([2, undefined]));" };
const SUMMARY = (name: string, how = 'built'): unknown => expect.stringMatching(new RegExp(`^jest-nest-mssql ${name}: template ${how} in \\S+ s; \\d workers? restored; 6 cleans, mean `));
const BY_NAME = ['--testSequencer', path.join(__dirname, 'fixtures', 'by-name.js')];

it('gives each project of a repository a template of its own, on one server, beside a project without the preset', async () => {
  const directory = workshop.make('mini', { ...root("['<rootDir>/a', '<rootDir>/b', '<rootDir>/unit']"), ...app('a'), ...app('b'), ...UNIT });
  for (const workers of ['--runInBand', '--maxWorkers=2']) {
    const outcome = await runJest(directory, [workers, ...BY_NAME], { MSSQL_TEST_REUSE: 'false' });
    expectGreen(outcome, 13);
    expect(outcome.lines).toEqual([expect.stringContaining('embedded server'), SUMMARY('a'), SUMMARY('b')]);
  }
  expect(leftovers(directory)).toEqual([]);
});

it('reuses the template of each, and builds those alone whose project runs', async () => {
  const directory = workshop.make('mini', { ...root("['<rootDir>/a', '<rootDir>/b']"), ...app('a'), ...app('b') });
  const alone = await runJest(directory, ['--selectProjects', 'b']);
  expectGreen(alone, 6);
  expect(alone.lines[1]).toMatch(/^jest-nest-mssql template built/);
  const both = await runJest(directory, BY_NAME);
  expectGreen(both, 12);
  expect(both.lines.slice(1)).toEqual([SUMMARY('a'), expect.stringMatching(/^jest-nest-mssql b: template reused; /)]);
  const shards = [await runJest(directory, ['--shard=1/2']), await runJest(directory, ['--shard=2/2'])];
  expect(shards.map(({ exitCode, failed }) => ({ exitCode, failed }))).toEqual(Array(2).fill({ exitCode: 0, failed: [] }));
  expect(shards.flatMap(({ passed }) => passed)).toHaveLength(12);
});

it('lets inline projects that have the same share their databases, wherever their folders are', async () => {
  const inline = (name: string, rootDir: string, match: string): string => `{ displayName: '${name}', rootDir: '<rootDir>/${rootDir}', preset: 'jest-nest-mssql', testMatch: ['<rootDir>/${match}'], transform: ${SWC} }`;
  const same = `it('is in the database of the run', () => expect([require('jest-nest-mssql').workerDatabase().name.replace(/_w\\d.*/, ''), process.env.WHO]).toEqual([process.env.JEST_NEST_MSSQL_RUN.replace(/.*mssql-(\\w+)-.*/, 'mini_test_$1'), 'all']));`;
  const directory = workshop.make('mini', {
    'jest.config.js': `module.exports = { projects: [${inline('one', '', 'test/a.spec.ts')}, ${inline('two', '', 'test/b.spec.ts')}, ${inline('three', 'deep', '*.spec.ts')}] };`,
    'mssql-test.config.ts': "export default { dataSource: 'src/data-source.ts' };",
    '.env.test': 'WHO=all',
    'deep/c.spec.ts': same, 'test/b.spec.ts': same,
  });
  const outcome = await runJest(directory, ['--runInBand', ...BY_NAME]);
  expectGreen(outcome, 4);
  expect(outcome.lines).toEqual([expect.stringContaining('embedded server'), expect.stringMatching(/^jest-nest-mssql template built in \S+ s; 1 worker restored/)]);
});

it('runs them on servers and with settings of their own, and leaves nothing there but templates', async () => {
  const config = "export default { env: { host: 'B_HOST', port: 'B_PORT', user: 'B_USER', password: 'B_PASSWORD', database: 'B_NAME' }, prefix: 'bills', isolation: 'file' };";
  const directory = workshop.make('mini', {
    ...root("['<rootDir>/a', '<rootDir>/b']"), ...app('a'), ...app('b'),
    'b/mssql-test.config.ts': config,
    'b/.env.test': `APP_NAME=b\nONLY_B=yes\nMSSQL_TEST_SERVER=external\nB_HOST=127.0.0.1\nB_PORT=${server.port}\nB_USER=sa\nB_PASSWORD=${server.password}\n`,
    'a/.env.test': 'APP_NAME=a\nONLY_A=yes\nMSSQL_TEST_SERVER=embedded\n',
  });
  const outcome = await runJest(directory, ['--maxWorkers=2', ...BY_NAME], { MSSQL_TEST_SERVER: '' });
  expectGreen(outcome, 12);
  expect(outcome.lines.slice(0, 2)).toEqual([expect.stringContaining('embedded server'), expect.stringContaining(`server 127.0.0.1:${server.port}`)]);
  expect(await server.databases('bills')).toEqual([expect.stringMatching(/^bills_[0-9a-f]{12}_template$/)]);
});

it('drops the databases of all of them where Jest is told to end, or ends by itself', async () => {
  const slow = "it('waits', () => new Promise((resolve) => { console.error('B WAITS'); setTimeout(resolve, 20_000); }), 30_000);";
  const directory = workshop.make('mini', { ...root("['<rootDir>/a', '<rootDir>/b']"), ...app('a'), ...app('b'), 'b/test/slow.spec.ts': slow });
  const outcome = await runJest(directory, ['--maxWorkers=2', 'slow', 'first'], server.environment('ended'), { when: /B WAITS/, signal: 'SIGINT' });
  expect(outcome.exitCode).toBe(130);
  const templates = [expect.stringMatching(/_template$/), expect.stringMatching(/_template$/)] as unknown[];
  expect(await server.databases('ended')).toEqual(templates);
  fs.writeFileSync(path.join(directory, 'b/test/slow.spec.ts'), "it('fails', () => expect(1).toBe(2));");
  const bailed = await runJest(directory, ['--bail', '--runInBand', ...BY_NAME], server.environment('ended'));
  expect(bailed.lines.filter((line) => /: template reused/.test(line))).toHaveLength(2);
  expect(await server.databases('ended')).toEqual(templates);
  expect(leftovers(directory)).toEqual([]);
});

it('runs no test if one of them cannot be started, and says why', async () => {
  const directory = workshop.make('mini', { ...root("['<rootDir>/a', '<rootDir>/b']"), ...app('a'), ...app('b'), 'b/mssql-test.config.ts': "export default { dataSorce: 'x' };" });
  const outcome = await runJest(directory, BY_NAME, server.environment('refused'));
  expect(outcome).toMatchObject({ exitCode: 1, passed: [], failed: [] });
  expect(outcome.output).toMatch(/Unknown setting "dataSorce" in \S+b.mssql-test\.config\.ts/);
  expect(outcome.output).toContain('[JNM_CONFIG_UNKNOWN_KEY]');
  expect(await server.databases('refused')).toHaveLength(1);
  expect(leftovers(directory)).toEqual([]);
});

it('starts each that has a globalSetup of its own which calls the preset', async () => {
  const own = project('b', "globalSetup: '<rootDir>/own-setup.js'");
  const directory = workshop.make('mini', {
    ...root("['<rootDir>/a', '<rootDir>/b']"), ...app('a'), ...app('b', own),
    'b/test/own.spec.ts': "it('sees what the setup has set', () => expect(process.env.FROM_OWN).toBe('yes'));",
    'b/own-setup.js': "module.exports = async (global, project) => { process.env.FROM_OWN = 'yes'; await require('jest-nest-mssql/global-setup')(global, project); };",
  });
  const outcome = await runJest(directory, BY_NAME);
  expectGreen(outcome, 13);
  expect(outcome.lines.slice(1)).toEqual([SUMMARY('a'), SUMMARY('b')]);
});

it('starts them again for each run while Jest watches', async () => {
  const directory = workshop.make('mini', { ...root("['<rootDir>/a', '<rootDir>/b']"), ...app('a'), ...app('b') });
  const file = path.join(directory, 'b/src/data-source.ts');
  const edit = (): void => fs.writeFileSync(file, fs.readFileSync(file, 'utf8').replace("+ process.env.APP_NAME +", "+ process.env.APP_NAME.trim() +"));
  const done = /jest-nest-mssql b: template.*\n/;
  const outcome = await runJest(directory, ['--watchAll', '--watchman=false', '--runInBand', 'first', ...BY_NAME], {}, { when: done, act: edit, afterMs: 500 }, { when: done, signal: 'SIGINT', afterMs: 200 });
  expect(outcome).toMatchObject({ failed: [], passed: { length: 6 } });
  expect(outcome.lines.filter((line) => /: template/.test(line)).map((line) => line.replace(/ in .*|;.*/, ''))).toEqual(['a: template built', 'b: template built', 'a: template reused', 'b: template built'].map((line) => `jest-nest-mssql ${line}`));
});

it('says of a project that nothing shows to be of the preset that it was not started', async () => {
  const hidden = project('b', "preset: undefined, globalSetup: require.resolve('jest-nest-mssql/global-setup'), globalTeardown: require.resolve('jest-nest-mssql/global-teardown'), setupFilesAfterEnv: ['<rootDir>/own-setup.js']");
  const directory = workshop.make('mini', { ...root("['<rootDir>/a', '<rootDir>/b']"), ...app('a'), ...app('b', hidden), 'b/own-setup.js': "require('jest-nest-mssql/setup-after-env');" });
  const outcome = await runJest(directory, ['--runInBand', ...BY_NAME]);
  expect(outcome).toMatchObject({ exitCode: 1, passed: { length: 6 } });
  expect(outcome.failed.map(({ title }) => title)).toEqual(['first.spec.ts', 'second.spec.ts']);
  expect(outcome.failed[0]?.message).toMatch(/The run was started for \S+a, and not for the Jest project in \S+b:[^]*JNM_PROJECT_NOT_STARTED/);
});

/** A package of a workspace, with a tsconfig of its own and nothing but the preset in its Jest config; `kind` is what its package.json says of modules. */
const ownPackage = (name: string, kind: 'commonjs' | 'module'): Record<string, string> => {
  const { [`${name}/test/first.spec.ts`]: text = '', [`${name}/src/data-source.ts`]: source = '' } = app(name);
  return {
    [`${name}/package.json`]: JSON.stringify({ name, private: true, type: kind }),
    [`${name}/.env.test`]: `APP_NAME=${name}\nONLY_${name.toUpperCase()}=yes\n`,
    [`${name}/tsconfig.json`]: JSON.stringify({ compilerOptions: { target: 'es2022', module: 'nodenext', moduleResolution: 'nodenext', isolatedModules: true, esModuleInterop: true, paths: { '@/*': ['./src/*'] }, types: ['jest', 'node'] } }),
    [`${name}/jest.config.${kind === 'module' ? 'c' : ''}js`]: `module.exports = { displayName: '${name}', preset: 'jest-nest-mssql', testMatch: ['<rootDir>/test/*.spec.ts'] };`,
    [`${name}/src/data-source.ts`]: source,
    [`${name}/test/first.spec.ts`]: text.replace('../src/data-source', kind === 'module' ? '@/data-source.js' : '@/data-source'),
  };
};
const MODULES = { NODE_OPTIONS: '--experimental-vm-modules' };

it('finds the modules of packages by the tsconfig and the kind of each, started above them, in one process and in workers', async () => {
  const directory = workshop.make('mini', { ...root("['<rootDir>/a', '<rootDir>/b']"), ...ownPackage('a', 'commonjs'), ...ownPackage('b', 'module') });
  for (const workers of ['--runInBand', '--maxWorkers=2']) {
    const outcome = await runJest(directory, [workers, ...BY_NAME], MODULES);
    expectGreen(outcome, 6);
  }
  for (const [name, config] of [['a', 'jest.config.js'], ['b', 'jest.config.cjs']] as const) expectGreen(await runJest(directory, ['-c', `${name}/${config}`], MODULES), 3);
});

it('leads a second copy of TypeORM to the database too', async () => {
  const directory = workshop.make('mini', {
    'lib/data-source.ts': "import { DataSource } from 'typeorm';\nimport { CreateItems1700000000000 } from '../src/migrations/1700000000000-create-items';\nexport default new DataSource({ type: 'mssql', host: 'nowhere', database: 'nothing', migrations: [CreateItems1700000000000] });",
    'mssql-test.config.ts': "export default { dataSource: 'lib/data-source.ts' };",
    'test/a.spec.ts': `
      import { DataSource } from 'typeorm';
      import { workerDatabase } from 'jest-nest-mssql';
      import dataSource from '../lib/data-source';
      afterAll(() => dataSource.destroy());
      it('is another copy', async () => {
        expect(dataSource).not.toBeInstanceOf(DataSource);
        await dataSource.initialize();
        expect(await dataSource.query('SELECT DB_NAME() AS name')).toEqual([{ name: workerDatabase().name }]);
      });`,
    'test/b.spec.ts': undefined,
  });
  fs.cpSync(path.join(__dirname, '..', '..', 'node_modules', 'typeorm'), path.join(directory, 'lib', 'node_modules', 'typeorm'), { recursive: true });
  const outcome = await runJest(directory);
  expect(outcome).toMatchObject({ exitCode: 0, failed: [], passed: ['is another copy'] });
});
