// The lives of runs on one server: split up, killed, edited while they watch, with more workers or fewer. Afterwards nothing stray is on
// the server. Runs side by side are in side-by-side.test.ts, kills at many moments in kills.test.ts.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { expectGreen, ONLY_TEMPLATE } from './expectations';
import { leftovers, runCommand, runJest } from './jest-project';
import { startTestServer } from './test-server';
import { useTestServer } from './with-server';

const { workshop, server } = useTestServer();
jest.setTimeout(180_000);

const MIGRATION = 'src/migrations/1700000000000-create-items.ts';
const on = (prefix: string, more: Record<string, string> = {}): Record<string, string> => ({ ...server().environment, MSSQL_TEST_PREFIX: prefix, ...more });

it('runs the two halves of a sharded suite side by side, from two checkouts, on one template', async () => {
  const halves = await Promise.all(['1/2', '2/2'].map((shard) => runJest(workshop.make('mini'), [`--shard=${shard}`], on('shard'))));
  halves.forEach((half) => expectGreen(half, 2));
  expect(halves.filter((half) => /template built/.test(half.lines.at(-1) ?? ''))).toHaveLength(1);
  expect(await server().databases('shard_')).toEqual(ONLY_TEMPLATE);
});

it('serves several projects of one config, and workers that are restarted for their memory', async () => {
  const directory = workshop.make('mini', {
    'jest.config.js': `
      const project = (name) => ({ displayName: name, preset: 'jest-nest-mssql', rootDir: __dirname, testMatch: ['<rootDir>/test/' + name + '*.spec.ts'], transform: { '^.+\\\\.ts$': ['@swc/jest', { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' }, module: { type: 'commonjs' } }] } });
      module.exports = { projects: [project('a'), project('b')], workerIdleMemoryLimit: 1 };`,
    'test/a2.spec.ts': "import { defineItemTests } from './items';\n\ndefineItemTests();\n",
  });
  const outcome = await runJest(directory, ['--maxWorkers=2'], on('several'));
  expectGreen(outcome, 6);
  expect(outcome.lines).toEqual([expect.stringMatching(/ server /), expect.stringMatching(/template built .*; 2 workers restored; 6 cleans/)]);
  expect(await server().databases('several_')).toEqual(ONLY_TEMPLATE);
});

it('outlives a worker that is killed', async () => {
  const directory = workshop.make('mini', {
    'test/a.spec.ts': "import { defineItemTests } from './items';\n\ndefineItemTests();\nit('dies', async () => { process.kill(process.pid, 'SIGKILL'); await new Promise(() => undefined); });\n",
  });
  const outcome = await runJest(directory, ['--maxWorkers=2'], on('worker'));
  expect(outcome.exitCode).toBe(1);
  expect(outcome.failed).toEqual([expect.objectContaining({ title: 'a.spec.ts', message: expect.stringContaining('SIGKILL') as string })]);
  expect(outcome.passed).toHaveLength(2);
  expect(await server().databases('worker_')).toEqual(ONLY_TEMPLATE);
  expect(leftovers(directory)).toEqual([]);
});

it('says once that its server has gone away, and fails', async () => {
  const own = await startTestServer();
  const directory = workshop.make('mini', {
    'test/b.spec.ts': undefined,
    'test/a.spec.ts': `
      import dataSource from '../src/data-source';
      beforeAll(() => dataSource.initialize());
      it('asks a server that has gone', async () => {
        require('node:fs').writeSync(2, 'RUNNING\\n');
        for (;;) await dataSource.query('SELECT 1');
      });`,
  });
  const outcome = await runJest(directory, [], { ...own.environment, MSSQL_TEST_PREFIX: 'gone' }, { when: /RUNNING/, act: () => own.stop() });
  expect(outcome.exitCode).toBe(1);
  expect(outcome.failed).toHaveLength(1);
  expect(outcome.lines.filter((line) => /could not be dropped/.test(line))).toEqual([expect.stringMatching(/the databases of this run could not be dropped \(the next run does it\): \S+/)]);
  expect(outcome.output).not.toMatch(/unhandled|uncaught/i);
  expect(leftovers(directory)).toEqual([]);
});

it('sees a migration that is edited while Jest watches', async () => {
  const directory = workshop.make('mini', { 'test/b.spec.ts': undefined });
  const edit = (): void => {
    const file = path.join(directory, MIGRATION);
    fs.writeFileSync(file, fs.readFileSync(file, 'utf8').replace("(N'two')", "(N'two'), (N'three')"));
  };
  const done = /jest-nest-mssql template (built|reused).*\n/;
  const outcome = await runJest(directory, ['--watchAll', '--watchman=false'], on('watch'), { when: done, act: edit, afterMs: 500 }, { when: done, signal: 'SIGINT', afterMs: 200 });
  expect(outcome.failed).toEqual([]);
  expect(outcome.passed).toHaveLength(2);
  expect(outcome.lines.filter((line) => /template built/.test(line))).toHaveLength(2);
  expect(await server().databases('watch_')).toHaveLength(2);
});

it('goes on watching when a migration is broken, and when it is mended', async () => {
  const directory = workshop.make('mini', { 'test/b.spec.ts': undefined });
  const file = path.join(directory, MIGRATION);
  const whole = fs.readFileSync(file, 'utf8');
  const done = /jest-nest-mssql template (built|reused).*\n/;
  const refused = /Ran all test suites/;
  const write = (text: string) => (): void => fs.writeFileSync(file, text);
  const outcome = await runJest(directory, ['--watchAll', '--watchman=false'], on('mended'),
    { when: done, act: write(`${whole}\n(((`), afterMs: 500 },
    { when: refused, act: write(whole.replace('INSERT', 'INSERTS')), afterMs: 500 },
    { when: refused, act: write(whole), afterMs: 500 },
    { when: done, signal: 'SIGINT', afterMs: 200 });
  expect(outcome.output).toMatch(/Test suite failed to run[^]*could not be loaded from .*\n[^]*\[JNM_DATA_SOURCE_NOT_LOADED\][^]*Test suite failed to run[^]*\[JNM_MIGRATION_FAILED\]/);
  expect(outcome.failed).toEqual([]);
  expect(outcome.passed).toHaveLength(2);
});

it('takes whatever number of workers it is given, run by run', async () => {
  const directory = workshop.make('mini', { 'test/c.spec.ts': "import { defineItemTests } from './items';\n\ndefineItemTests();\n" });
  const workers = async (...args: string[]): Promise<string> => {
    const outcome = await runJest(directory, args, on('number'));
    expectGreen(outcome, 6);
    expect(await server().databases('number_')).toEqual(ONLY_TEMPLATE);
    return outcome.lines.at(-1) ?? '';
  };
  // Without timings of earlier runs Jest takes as many as it may.
  expect(await workers('--maxWorkers=3')).toMatch(/template built .*; 3 workers restored/);
  expect(await workers('--runInBand')).toMatch(/template reused; 1 worker restored/);
  expect(await workers('--maxWorkers=2')).toMatch(/template reused; [12] workers? restored/);
});

it('goes on with fewer workers while Jest watches', async () => {
  const directory = workshop.make('mini');
  const done = /jest-nest-mssql template (built|reused).*\n/;
  const removeOne = (): void => {
    fs.rmSync(path.join(directory, 'test/b.spec.ts'));
    fs.appendFileSync(path.join(directory, 'test/a.spec.ts'), '// edited\n');
  };
  const outcome = await runJest(directory, ['--watchAll', '--watchman=false', '--maxWorkers=2'], on('fewer'), { when: done, act: removeOne, afterMs: 500 }, { when: done, signal: 'SIGINT', afterMs: 200 });
  expect(outcome.failed).toEqual([]);
  expect(outcome.passed).toHaveLength(2);
  expect(outcome.lines.filter((line) => /template/.test(line))).toEqual([expect.stringMatching(/template built .*; 2 workers restored/), expect.stringMatching(/template reused; 1 worker restored/)]);
  expect(await server().databases('fewer_')).toEqual(ONLY_TEMPLATE);
});

it('leaves nothing when --bail ends two workers, and the next run is green', async () => {
  const directory = workshop.make('mini', { 'test/a.spec.ts': "it('fails', () => { throw new Error('on purpose'); });\n" });
  const bailed = await runJest(directory, ['--bail', '--maxWorkers=2'], on('bailed'));
  expect(bailed.exitCode).toBe(1);
  expect(bailed.output).toMatch(/● fails/);
  expect(await server().databases('bailed_')).toEqual(ONLY_TEMPLATE);
  expect(leftovers(directory)).toEqual([]);
  expectGreen(await runJest(directory, ['b.spec'], on('bailed')), 2);
  expect(await server().databases('bailed_')).toEqual(ONLY_TEMPLATE);
});

it('stops at --bail, keeps the database of the failed test, and prune takes it away with the templates that nobody uses', async () => {
  const directory = workshop.make('mini', { 'test/a.spec.ts': "it('fails', () => { throw new Error('on purpose'); });\n", 'test/b.spec.ts': "it('passes', () => undefined);\n" });
  const environment = on('bail', { MSSQL_TEST_KEEP: 'failed' });
  const outcome = await runJest(directory, ['--bail', '--runInBand', '--testSequencer', path.join(__dirname, 'fixtures', 'by-name.js')], environment);
  // Jest writes no report when it bails out.
  expect(outcome.exitCode).toBe(1);
  expect(outcome.output).toMatch(/● fails/);
  expect(outcome.output).not.toMatch(/b\.spec\.ts/);
  const { host, port, user, password } = server().address;
  expect(outcome.lines.at(-2)).toMatch(new RegExp(`kept (bail_\\w{10}_w1) until the next run: sqlcmd -C -S ${host},${port} -U ${user ?? ''} -d \\1$`));
  expect(await server().databases('bail_')).toHaveLength(2);

  const [template = ''] = (await server().databases('bail_')).filter((name) => name.endsWith('_template'));
  const hold = (verb: string): Promise<unknown> => server().master.query(`EXEC ${verb} @Resource = 'jest-nest-mssql:use:${template}', @LockOwner = 'Session'${verb === 'sp_getapplock' ? ", @LockMode = 'Shared'" : ''};`);
  await hold('sp_getapplock');
  const busy = await runCommand(directory, ['prune'], environment);
  expect(busy).toMatchObject({ exitCode: 0, output: expect.stringMatching(/dropped 0 templates and 1 database of dead runs\n  bail_\w{10}_w1\nleft 1 template that a run uses now\n$/) as string });
  await hold('sp_releaseapplock');
  const free = await runCommand(directory, ['prune'], environment);
  expect(free.output).toMatch(/dropped 1 template and 0 databases of dead runs\n  bail_\w+_template\nSQL Server cannot delete files; .*\n  \S+bail_\w+_template\.bak\n$/);
  expect(free.output + busy.output).not.toContain(password);
  expect(await server().databases('bail_')).toEqual([]);
  expect(await runCommand(directory, ['prune'], {})).toEqual({ exitCode: 0, output: expect.stringMatching(/, prefix mini_test: dropped 0 templates of the embedded server\n$/) as string });
  expect((await runCommand(directory, ['sweep'], {})).exitCode).toBe(2);
});
