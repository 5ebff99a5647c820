// Runs on a server that is already there: what they leave on it, what they use again, and how they fail.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { leftovers, runJest } from './jest-project';
import { useTestServer } from './with-server';

const { workshop, server } = useTestServer();
jest.setTimeout(180_000);

it('keeps the template, drops the rest, and uses the template again until a migration changes', async () => {
  const directory = workshop.make('mini');
  const environment = { ...server().environment, MSSQL_TEST_PREFIX: 'keeps' };
  const first = await runJest(directory, ['--maxWorkers=2'], environment);
  expect(first.failed).toEqual([]);
  expect(first.lines[0]).toMatch(/server \S+:\d+ \(asked for by name\): Microsoft SQL Server/);
  expect(first.lines.at(-1)).toMatch(/template built in .* 2 workers restored/);
  expect(await server().databases('keeps_')).toEqual([expect.stringMatching(/^keeps_[0-9a-f]{12}_template$/)]);
  const second = await runJest(directory, ['--runInBand'], environment);
  expect(second.failed).toEqual([]);
  expect(second.lines.at(-1)).toMatch(/^jest-nest-mssql template reused; 1 worker restored/);
  expect(await server().databases('keeps_')).toHaveLength(1);
  fs.appendFileSync(path.join(directory, 'src/migrations/1700000000000-create-items.ts'), '\n// changed\n');
  expect((await runJest(directory, ['a.spec'], environment)).lines.at(-1)).toMatch(/template built/);
  expect(await server().databases('keeps_')).toHaveLength(2);
});

// SQL Server cannot delete a file: this needs a server on this computer.
(process.env['DATABASE_HOST'] === undefined ? it : it.skip)('notices before any spec runs that the backup of its template was deleted, and makes it again', async () => {
  const directory = workshop.make('mini', { 'test/b.spec.ts': undefined });
  const environment = { ...server().environment, MSSQL_TEST_PREFIX: 'lost' };
  expect((await runJest(directory, [], environment)).failed).toEqual([]);
  const [template = ''] = await server().databases('lost_');
  const [folders] = await server().master.query("SELECT CONVERT(nvarchar(4000), SERVERPROPERTY('InstanceDefaultBackupPath')) AS folder;");
  const file = path.join(String(folders?.['folder']), `${template}.bak`);
  fs.rmSync(file);
  const again = await runJest(directory, [], environment);
  expect(again).toMatchObject({ failed: [], exitCode: 0 });
  expect(again.lines[1]).toBe(`jest-nest-mssql the backup of the template ${template} could not be read; it has been made again`);
  expect(again.lines.at(-1)).toMatch(/template reused; 1 worker restored/);
  fs.truncateSync(file, 100);
  expect((await runJest(directory, [], environment)).lines[1]).toMatch(/could not be read; it has been made again$/);
  expect((await runJest(directory, [], environment)).lines[1]).toMatch(/template reused/);
  expect(await server().databases('lost_')).toEqual([template]);
});

it('runs that want a template of their own leave each other, and the one that is kept, alone', async () => {
  const environment = { ...server().environment, MSSQL_TEST_PREFIX: 'own' };
  const own = { ...environment, MSSQL_TEST_REUSE: 'false' };
  const [kept, one, two] = [workshop.make('mini'), workshop.make('mini'), workshop.make('mini')];
  expect((await runJest(kept, ['a.spec'], environment)).lines.at(-1)).toMatch(/template built/);
  const migration = path.join(two, 'src/migrations/1700000000000-create-items.ts');
  fs.writeFileSync(migration, fs.readFileSync(migration, 'utf8').replace("(N'two')", "(N'two'), (N'three')"));
  const outcomes = await Promise.all([runJest(kept, [], environment), runJest(one, [], own), runJest(two, [], own)]);
  outcomes.forEach((outcome) => expect(outcome).toMatchObject({ failed: [], exitCode: 0 }));
  expect(outcomes.map((outcome) => /template (built|reused)/.exec(outcome.lines.at(-1) ?? '')?.[1])).toEqual(['reused', 'built', 'built']);
  expect(await server().databases('own_')).toEqual([expect.stringMatching(/^own_[0-9a-f]{12}_template$/)]);
});

it('drops what a dead run has left, and nothing else', async () => {
  const { master, databases, environment } = server();
  for (const name of ['dead_aaaaaaaaaa_w1', 'dead_aaaaaaaaaa_build', 'dead_aaaaaaaaaa_other', 'deadXaaaaaaaaaa_w1']) await master.query(`CREATE DATABASE [${name}];`);
  const directory = workshop.make('mini', { 'test/a.spec.ts': undefined });
  const outcome = await runJest(directory, [], { ...environment, MSSQL_TEST_PREFIX: 'dead', MSSQL_TEST_REUSE: 'false' });
  expect(outcome.failed).toEqual([]);
  expect(await databases('dead')).toEqual(['dead_aaaaaaaaaa_other', 'deadXaaaaaaaaaa_w1']);
  for (const name of await databases('dead')) await master.query(`DROP DATABASE [${name}];`);
});

it('drops its databases when it is interrupted, and the next run is green', async () => {
  const directory = workshop.make('mini', {
    'test/a.spec.ts': "it('never ends', async () => { require('node:fs').writeSync(2, 'RUNNING\\n'); await new Promise((resolve) => setTimeout(resolve, 60_000)); }, 90_000);",
  });
  const outcome = await runJest(directory, ['--maxWorkers=2'], { ...server().environment, MSSQL_TEST_PREFIX: 'ctrlc' }, { signal: 'SIGINT', when: /RUNNING/ });
  expect(outcome.exitCode).toBe(130);
  expect(await server().databases('ctrlc_')).toEqual([expect.stringMatching(/_template$/)]);
  expect(leftovers(directory)).toEqual([]);
  const next = await runJest(directory, ['b.spec'], { ...server().environment, MSSQL_TEST_PREFIX: 'ctrlc' });
  expect(next).toMatchObject({ failed: [], exitCode: 0 });
  expect(next.lines.at(-1)).toMatch(/template reused/);
  expect(await server().databases('ctrlc_')).toHaveLength(1);
});

interface Mistake {
  readonly title: string;
  readonly changes?: Readonly<Record<string, string | undefined>>;
  readonly environment?: Readonly<Record<string, string>>;
  readonly code: string;
  readonly says: RegExp;
}

const migration = (body: string): string => `export class Broken1700000000002 { async up(runner: { query(text: string): Promise<unknown> }) { ${body} } async down() {} }`;
const idle = (name: string): string => `export class ${name} { async up() {} async down() {} }`;

const MISTAKES: readonly Mistake[] = [
  { title: 'a wrong password', environment: { DATABASE_PASSWORD: 'Wrong_Passw0rd!' }, code: 'JNM_LOGIN_FAILED', says: /refused the login of "sa".*\n.*DATABASE_USER and DATABASE_PASSWORD/ },
  { title: 'no migrations', changes: { 'src/migrations': undefined }, code: 'JNM_NO_MIGRATIONS', says: /no migrations \(no file matches .*project-\d+.src.migrations.\*/ },
  { title: 'migrations that make no table', changes: { 'src/migrations/1700000000000-first.ts': idle('First1700000000000'), 'src/migrations/1700000000001-second.ts': idle('Second1700000000001') }, code: 'JNM_NO_TABLES', says: /made none of the tables that the entities name: .*sales\.order.*\n.*schema: "synchronize"/ },
  { title: 'a migration that throws', changes: { 'src/migrations/1700000000002-broken.ts': migration('throw new Error("I am broken");') }, code: 'JNM_MIGRATION_FAILED', says: /The migration Broken1700000000002 failed: .*I am broken/ },
  { title: 'a migration that SQL Server refuses', changes: { 'src/migrations/1700000000002-broken.ts': migration('await runner.query("SELECT * FROM no_such_table");') }, code: 'JNM_MIGRATION_FAILED', says: /Broken1700000000002 failed: Invalid object name 'no_such_table'\. In: SELECT \* FROM no_such_table\n/ },
  { title: 'a migration that does not await what fails', changes: { 'src/migrations/1700000000002-broken.ts': migration('void runner.query("CREATE LOGIN a WITH PASSWORD = \'hunter2\', CHECK_POLICY = OFF, NOPE = 1");') }, code: 'JNM_NOT_AWAITED', says: /nobody awaited has failed while the run started: Incorrect syntax/ },
  { title: 'two migrations of one name', changes: { 'src/migrations/1700000000002-broken.ts': migration('').replace('Broken1700000000002', 'First1700000000000') }, code: 'JNM_SCHEMA_FAILED', says: /no migration has begun: Duplicate migrations: First1700000000000/ },
  { title: 'a migration that does not load', changes: { 'src/migrations/1700000000002-broken.ts': 'import "./nowhere";' }, code: 'JNM_DATA_SOURCE_NOT_LOADED', says: /nowhere/ },
  { title: 'a seed that throws', changes: { 'mssql-test.config.ts': 'export default { template: { seed() { throw new Error("bad seed"); } } };' }, code: 'JNM_SEED_FAILED', says: /bad seed/ },
];

it.concurrent.each(MISTAKES.map((mistake, index) => ({ ...mistake, prefix: `mistake${index}` })))('$title', async ({ changes, environment, code, says, prefix }) => {
  const directory = workshop.make('shop', changes);
  const outcome = await runJest(directory, [], { ...server().environment, MSSQL_TEST_PREFIX: prefix, ...environment });
  expect(outcome.output).toMatch(says);
  expect(outcome.output).toContain(`[${code}]`);
  expect(outcome.output.match(/What to do/g)).toHaveLength(1);
  expect(outcome.output).not.toContain(server().address.password);
  expect(outcome.exitCode).toBe(1);
  expect(await server().databases(`${prefix}_`)).toEqual([]);
});
