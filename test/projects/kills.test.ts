// kill -9 of a worker and of the parent, at moments spread over the whole of a run. After each the next run is green, and when it has
// ended nothing stray is on the server or in the temporary folder.
import { ONLY_TEMPLATE } from './expectations';
import { leftovers, runJest, type Interruption, type JestOutcome } from './jest-project';
import { useTestServer } from './with-server';

const { workshop, server } = useTestServer();
jest.setTimeout(600_000);

const MOMENTS = 10;
const SEED = Number(process.env['KILLS_SEED'] ?? 20_261_121);
const STARTED = /jest-nest-mssql .*server/;

/** A project whose workers tell their process ids as soon as they run a file. */
const makeProject = (): string => workshop.make('mini', {
  'jest.config.js': `module.exports = { ...require('./jest.base'), setupFiles: ['<rootDir>/tell.js'] };`,
  'jest.base.js': `const swc = ['@swc/jest', { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' }, module: { type: 'commonjs' } }];
    module.exports = { preset: 'jest-nest-mssql', testMatch: ['<rootDir>/test/**/*.spec.ts'], transform: { '^.+\\\\.ts$': swc } };`,
  'tell.js': "require('node:fs').writeSync(2, `WORKER ${process.pid}\\n`);",
});

/** Ten moments, one in each tenth of `spanMs`, and where in it by a seeded choice. */
function momentsOf(spanMs: number, salt: number): readonly number[] {
  const random = seeded(SEED + salt);
  return Array.from({ length: MOMENTS }, (_, tenth) => Math.floor(((tenth + random()) / MOMENTS) * spanMs));
}

/** Runs the project with a kill, then without one; gives what happened in each. */
async function killAndRunAgain(directory: string, prefix: string, kill: Interruption): Promise<{ readonly killed: JestOutcome; readonly next: JestOutcome; readonly stray: readonly string[]; readonly folders: readonly string[] }> {
  const environment = { ...server().environment, MSSQL_TEST_PREFIX: prefix };
  const killed = await runJest(directory, ['--maxWorkers=2'], { ...environment, MSSQL_TEST_REUSE: 'false' }, kill);
  const next = await runJest(directory, ['a.spec'], environment);
  return { killed, next, stray: await settled(prefix), folders: leftovers(directory) };
}

// A worker outlives its killed parent for a while, and drops what it made then by itself.
async function settled(prefix: string): Promise<readonly string[]> {
  const until = performance.now() + 15_000;
  for (;;) {
    const names = await server().databases(`${prefix}_`);
    if (names.length === 1 || performance.now() > until) return names;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

/** How long this machine, as busy as it is now, takes from one text of a run to its end. */
async function measure(directory: string, prefix: string, from: RegExp): Promise<number> {
  let started = performance.now();
  const outcome = await runJest(directory, ['--maxWorkers=2'], { ...server().environment, MSSQL_TEST_PREFIX: prefix, MSSQL_TEST_REUSE: 'false' }, { when: from, act: () => void (started = performance.now()) });
  expect(outcome.failed).toEqual([]);
  return performance.now() - started;
}

it.concurrent(`kill -9 of the parent at ${MOMENTS} moments between the server's line and the end (seed ${SEED})`, async () => {
  const directory = makeProject();
  const span = await measure(directory, 'parent', STARTED);
  let kills = 0;
  for (const afterMs of momentsOf(span, 0)) {
    const { killed, next, stray, folders } = await killAndRunAgain(directory, 'parent', { when: STARTED, signal: 'SIGKILL', afterMs });
    if (killed.exitCode === null) kills += 1;
    expect({ afterMs, output: next.output, failed: next.failed, passed: next.passed.length, exitCode: next.exitCode, stray, folders }).toMatchObject({ failed: [], passed: 2, exitCode: 0, stray: ONLY_TEMPLATE, folders: [] });
  }
  // The last moments may come after the end.
  expect(kills).toBeGreaterThanOrEqual(MOMENTS / 2);
});

it.concurrent(`kill -9 of a worker at ${MOMENTS} moments between its first line and the end (seed ${SEED})`, async () => {
  const directory = makeProject();
  const WORKER = /WORKER (\d+)/;
  const span = await measure(directory, 'worker', WORKER);
  let kills = 0;
  for (const afterMs of momentsOf(span, 1)) {
    const kill = (seen: string): void => {
      try {
        process.kill(Number(WORKER.exec(seen)?.[1]), 'SIGKILL');
      } catch (error) {
        // It has ended by itself.
        if ((error as { code?: string }).code !== 'ESRCH') throw error;
      }
    };
    const { killed, next, stray, folders } = await killAndRunAgain(directory, 'worker', { when: WORKER, act: kill, afterMs });
    if (killed.exitCode !== 0) kills += 1;
    killed.failed.forEach(({ message }) => expect(message).toMatch(/SIGKILL/));
    expect({ afterMs, output: next.output, failed: next.failed, passed: next.passed.length, exitCode: next.exitCode, stray, folders }).toMatchObject({ failed: [], passed: 2, exitCode: 0, stray: ONLY_TEMPLATE, folders: [] });
  }
  expect(kills).toBeGreaterThanOrEqual(MOMENTS / 4);
});

function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}
