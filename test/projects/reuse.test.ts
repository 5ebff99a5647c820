// The template of an earlier run on the embedded server, which ends with each run: used again, built anew, shared, and never half.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { leftovers, runCommand, runJest, Workshop, type JestOutcome } from './jest-project';

const workshop = new Workshop();
afterAll(() => workshop.remove());
jest.setTimeout(180_000);

const MIGRATION = 'src/migrations/1700000000000-create-items.ts';
const CONFIG = `
import { defineConfig } from 'jest-nest-mssql';
import { names } from './test/names';
export default defineConfig({ template: { seed: (dataSource) => dataSource.query('INSERT INTO dbo.item (name) SELECT value FROM STRING_SPLIT(@0, N\\',\\')', [names.join(',')]) } });`;
const NAMES = "export const names = ['three'];\n";
const ROWS = (expected: string[]): string => `
import dataSource from '../src/data-source';
beforeAll(() => dataSource.initialize());
it('has the rows of migration and seed', async () => {
  expect((await dataSource.query('SELECT name FROM dbo.item ORDER BY id')).map((row) => row.name)).toEqual(${JSON.stringify(expected)});
});`;

const GREATEST = `
import dataSource from '../src/data-source';
beforeAll(() => dataSource.initialize());
it('asks for what SQL Server 2022 brought', async () => { expect(await dataSource.query('SELECT GREATEST(1, 2) AS n')).toEqual([{ n: 2 }]); });`;

const cacheOf = (directory: string): string => path.join(directory, 'node_modules', '.cache', 'jest-nest-mssql');
const kept = (directory: string): string[] => fs.readdirSync(cacheOf(directory)).filter((file) => file.includes('_template')).map((file) => file.replace(/[0-9a-f]{12}/, '#').replace(/\.\w{10}\./, '.')).sort();
const edit = (directory: string, name: string, from: string, to: string): void => {
  const file = path.join(directory, name);
  fs.writeFileSync(file, fs.readFileSync(file, 'utf8').replace(from, to));
};
const expectGreen = (outcome: JestOutcome, how: 'built' | 'reused'): void => {
  expect({ output: outcome.output, failed: outcome.failed, exitCode: outcome.exitCode }).toMatchObject({ failed: [], exitCode: 0 });
  expect(outcome.lines.at(-1)).toMatch(how === 'built' ? /template built in/ : /template reused; 1 worker restored/);
};

it('is used again until a migration, the seed, what the seed imports or a setting changes', async () => {
  const directory = workshop.make('mini', { 'test/a.spec.ts': ROWS(['one', 'two', 'three']), 'test/b.spec.ts': undefined, 'mssql-test.config.ts': CONFIG, 'test/names.ts': NAMES });
  const run = (): Promise<JestOutcome> => runJest(directory, ['--runInBand']);
  expectGreen(await run(), 'built');
  const files = ['mini_test_#_template.bak', 'mini_test_#_template.json'];
  expect(kept(directory)).toEqual(files);
  expectGreen(await run(), 'reused');
  expect(kept(directory)).toEqual(files);

  edit(directory, 'test/names.ts', "'three'", "'four'");
  edit(directory, 'test/a.spec.ts', 'three', 'four');
  expectGreen(await run(), 'built');
  edit(directory, MIGRATION, "(N'two')", "(N'zwei')");
  edit(directory, 'test/a.spec.ts', 'two', 'zwei');
  expectGreen(await run(), 'built');
  edit(directory, 'mssql-test.config.ts', 'template:', 'clean: { timeoutMs: 4000 }, template:');
  expectGreen(await run(), 'built');
  edit(directory, 'mssql-test.config.ts', 'clean: { timeoutMs: 4000 }, ', '');
  expectGreen(await run(), 'reused');
  expect(kept(directory)).toHaveLength(8);
  expect(leftovers(directory)).toEqual([]);
});

it('is another for another version of SQL Server, of which the server does not know what a later one brought', async () => {
  const directory = workshop.make('mini', { 'test/a.spec.ts': GREATEST, 'test/b.spec.ts': undefined });
  const of2019 = await runJest(directory, [], { MSSQL_TEST_VERSION: '2019' });
  expect(of2019.lines[0]).toMatch(/: Microsoft SQL Server 2019 /);
  expect(of2019.failed.map(({ message }) => message)).toEqual([expect.stringContaining("'GREATEST' is not a recognized built-in function name.")]);
  const of2022 = await runJest(directory, [], { MSSQL_TEST_VERSION: '2022' });
  expect(of2022.lines[0]).toMatch(/: Microsoft SQL Server 2022 /);
  expectGreen(of2022, 'built');
});

it('is built anew when its backup is gone, or nobody wants it, and is what prune takes away', async () => {
  const directory = workshop.make('mini', { 'test/b.spec.ts': undefined });
  expectGreen(await runJest(directory, ['--runInBand']), 'built');
  const [backup = ''] = fs.readdirSync(cacheOf(directory)).filter((file) => file.endsWith('.bak'));
  fs.rmSync(path.join(cacheOf(directory), backup));
  expectGreen(await runJest(directory, ['--runInBand']), 'built');
  const before = fs.readdirSync(cacheOf(directory));
  expectGreen(await runJest(directory, ['--runInBand'], { MSSQL_TEST_REUSE: 'false' }), 'built');
  expect(fs.readdirSync(cacheOf(directory))).toEqual(before);
  expectGreen(await runJest(directory, ['--runInBand']), 'reused');
  const pruned = await runCommand(directory, ['prune'], {});
  expect(pruned).toEqual({ exitCode: 0, output: expect.stringMatching(/node_modules\/\.cache\/jest-nest-mssql, prefix mini_test: dropped 1 template of the embedded server\n  mini_test_\w{12}_template\n$/) as string });
  expect(kept(directory)).toEqual([]);
});

it('is built once by two runs that need it at once', async () => {
  const halves = await Promise.all(['1/2', '2/2'].map((shard) => runJest(workshop.make('mini', {}, false), ['--runInBand', `--shard=${shard}`])));
  halves.forEach((half) => expect(half).toMatchObject({ exitCode: 0, failed: [] }));
  expect(halves.flatMap((half) => half.passed)).toHaveLength(4);
  expect(halves.map((half) => /template (built|reused)/.exec(half.lines.at(-1) ?? '')?.[1]).sort()).toEqual(['built', 'reused']);
});

it('is never one whose building was killed', async () => {
  const slow = "await runner.query('CREATE TABLE dbo.item (id int IDENTITY(1,1) PRIMARY KEY, name nvarchar(40) NOT NULL)');\n    require('node:fs').writeSync(2, 'BUILDING\\n');\n    if (process.env.SLOW) await new Promise((resolve) => setTimeout(resolve, 30_000));";
  const directory = workshop.make('mini', { 'test/b.spec.ts': undefined });
  edit(directory, MIGRATION, "await runner.query('CREATE TABLE dbo.item (id int IDENTITY(1,1) PRIMARY KEY, name nvarchar(40) NOT NULL)');", slow);
  const killed = await runJest(directory, ['--runInBand'], { SLOW: '1' }, { when: /BUILDING/, signal: 'SIGKILL' });
  expect(killed.exitCode).toBeNull();
  expect(kept(directory)).toEqual(['mini_test_#_template.lock', 'mini_test_#_template.use']);
  expectGreen(await runJest(directory, ['--runInBand']), 'built');
  expect(kept(directory)).toEqual(['mini_test_#_template.bak', 'mini_test_#_template.json']);
});

it('is kept in the temporary folder where nothing may be written beside the packages', async () => {
  const directory = workshop.make('mini', { 'test/b.spec.ts': undefined, 'node_modules/.cache': 'a file, so that no folder can be made' });
  expectGreen(await runJest(directory, ['--runInBand']), 'built');
  expectGreen(await runJest(directory, ['--runInBand']), 'reused');
  expect(leftovers(directory)).toEqual([expect.stringMatching(/^jest-nest-mssql-cache-[0-9a-f]{12}$/)]);
});

// The driver of the project, which hides the backup from the first two RESTOREs, the run's own ahead of the first file and that of the file: what
// is said then are the server's own words.
const HIDING = `
  const real = require(${JSON.stringify(path.resolve(__dirname, '..', '..', 'node_modules', 'mssql'))});
  const batch = real.Request.prototype.batch;
  let hiddenTimes = 2;
  real.Request.prototype.batch = function (text) {
    const isHidden = hiddenTimes > 0 && text.startsWith('RESTORE DATABASE');
    if (isHidden) hiddenTimes -= 1;
    return batch.call(this, isHidden ? text.replace('.bak', '.gone') : text);
  };
  module.exports = real;`;

it('fails the specs of a file whose restore failed, in the words of the server, and is restored for the next file', async () => {
  const directory = workshop.make('mini', { 'node_modules/mssql/index.js': HIDING });
  const outcome = await runJest(directory, ['--runInBand', '--testSequencer', path.join(__dirname, 'fixtures', 'by-name.js')]);
  expect(outcome.exitCode).toBe(1);
  expect(outcome.failed).toHaveLength(2);
  for (const { message } of outcome.failed) expect(message).toMatch(/mini_test_\w{10}_w1, could not be restored: Cannot open backup device '\S+\.gone'.*cannot find the file.*\n.*\[JNM_RESTORE_FAILED\]/);
  expect(outcome.passed).toHaveLength(2);
  expect(outcome.lines.at(-1)).toMatch(/; 1 worker restored; /);
});
