// The runtime that the preset names spares work and changes nothing: a project whose spec files try to see each other's modules reports the
// same with it as with Jest's own, word for word.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { runJest, Workshop, type JestOutcome } from './jest-project';

const RUNTIME = path.resolve(__dirname, '..', '..', 'dist', 'jest', 'runtime.js');
const FILES = ['a.spec.js', 'b.spec.js', 'c.spec.js'];

const workshop = new Workshop();
afterAll(() => workshop.remove());
jest.setTimeout(120_000);

// Files run in the order of their speed, and say how long they took.
function wordsOf({ output }: JestOutcome): string[] {
  const timeless = output.replace(/ ?\(?\b[\d.]+ m?s\b(, estimated \d+ s)?\)?/g, '').replace(/^(Test results written|Seed|\(node:\d).*/gm, '');
  return timeless.split(/\n(?=PASS|FAIL|Test Suites)/).map((part) => part.trim()).sort();
}

/** What Jest reports with its own runtime and, in the same project, with the preset's. */
async function both(args: readonly string[], environment: Readonly<Record<string, string>> = {}, changes: Readonly<Record<string, string>> = {}): Promise<{ own: JestOutcome; ours: JestOutcome; directory: string }> {
  const directory = workshop.make('isolation', changes);
  const own = await runJest(directory, args, environment);
  const ours = await runJest(directory, args, { ...environment, RUNTIME });
  return { own, ours, directory };
}

it.each([
  ['in one process', ['--runInBand'], {}],
  ['in workers', ['--maxWorkers=2'], {}],
  ['in worker threads', ['--maxWorkers=2', '--workerThreads'], {}],
  ['with ES modules', ['--runInBand'], { NODE_OPTIONS: '--experimental-vm-modules --no-warnings' }],
  ['in random order', ['--runInBand', '--randomize', '--seed=7'], {}],
])('files see as little of each other as under Jest alone, %s', async (_, args, environment) => {
  const { own, ours } = await both(args, environment as Record<string, string>);
  expect(ours.failed.map(({ title }) => title).sort()).toEqual(['fails in a module', 'fails on the first line of one']);
  expect(new Set(ours.passed.map((title) => title.split(' ')[0]))).toEqual(new Set(FILES));
  expect(wordsOf(ours)).toEqual(wordsOf(own));
});

it('keeps no sandbox alive', async () => {
  const { ours } = await both(['--runInBand', '--testNamePattern', 'modules of its own|globals|errors'], { LEAKS: 'true' });
  expect(ours).toMatchObject({ failed: [], exitCode: 0 });
  expect(ours.passed).toHaveLength(4 * FILES.length);
});

it.each(['babel', 'v8'])('counts what has run as Jest alone does: %s', async (provider) => {
  const args = ['--runInBand', '--coverage', `--coverageProvider=${provider}`, '--coverageReporters=json'];
  const directory = workshop.make('isolation');
  const count = async (name: string, environment: Record<string, string>): Promise<unknown> => {
    await runJest(directory, [...args, `--coverageDirectory=coverage-${name}`], environment);
    return JSON.parse(fs.readFileSync(path.join(directory, `coverage-${name}`, 'coverage-final.json'), 'utf8'));
  };
  const own = await count('own', {});
  expect(Object.keys(own as object)).toContain(path.join(directory, 'src', 'counter.js'));
  expect(await count('ours', { RUNTIME })).toEqual(own);
});

it('sees a module that is edited while Jest watches', async () => {
  const directory = workshop.make('isolation', { 'test/clock.spec.js': "it('tells the time', () => expect(require('../src/clock').now()).toBe('the real clock'));\n" });
  const clock = path.join(directory, 'src', 'clock.js');
  const edit = (): void => fs.writeFileSync(clock, "exports.now = () => 'another clock';\n");
  const outcome = await runJest(directory, ['--watchAll', '--watchman=false', '--runInBand', 'clock.spec'], { RUNTIME }, { when: /Ran all test suites/, act: edit, afterMs: 500 }, { when: /Ran all test suites/, signal: 'SIGINT', afterMs: 200 });
  expect(outcome.output).toMatch(/PASS test\/clock[^]*FAIL test\/clock[^]*Received: "another clock"/);
});

it("is the preset's runtime, unless the project has one of its own", async () => {
  expect((require('../../jest-preset.js') as { readonly runtime: string }).runtime).toBe(RUNTIME);
  const directory = workshop.make('mini', {
    'jest.config.js': "module.exports = { preset: 'jest-nest-mssql', runtime: '<rootDir>/runtime.js', testMatch: ['<rootDir>/test/own.spec.js'] };\n",
    'runtime.js': `const { default: Runtime } = require('jest-runtime');
      exports.__esModule = true;
      exports.default = class extends Runtime { constructor(config, environment, ...rest) { super(config, environment, ...rest); environment.global.runtime = 'own'; } };`,
    'test/own.spec.js': "it('is the own one', () => expect(globalThis.runtime).toBe('own'));\n",
  });
  expect(await runJest(directory)).toMatchObject({ failed: [], passed: ['is the own one'], exitCode: 0 });
});
