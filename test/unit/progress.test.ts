// What a run shows while something takes long: to somebody at a terminal, and to nobody else.
import { sayIfLong } from '../../src/database/say-if-long';
import { clearProgress, isWatched, printLine, showProgress } from '../../src/run/report';
import { runTypeOrm } from '../../src/template/run-migrations';
import { runScripts } from '../../src/template/run-scripts';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';

const directory = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'progress-')));
afterAll(() => fs.rmSync(directory, { recursive: true }));

const ESCAPES = /\u001b\[\d*[A-Za-z]/g;
const stderr = process.stderr as { isTTY: boolean | undefined; columns: number | undefined };
const before = { isTTY: stderr.isTTY, columns: stderr.columns, ci: process.env['CI'] };
const written: string[] = [];
beforeEach(() => {
  written.length = 0;
  jest.spyOn(process.stderr, 'write').mockImplementation((text) => {
    written.push(String(text));
    return true;
  });
  Object.assign(stderr, { isTTY: true, columns: 40 });
  delete process.env['CI'];
});
afterEach(() => {
  jest.restoreAllMocks();
  Object.assign(stderr, { isTTY: before.isTTY, columns: before.columns });
  if (before.ci !== undefined) process.env['CI'] = before.ci;
});

it('shows each step in the place of the one before, and no wider than the terminal', () => {
  showProgress('making the schema');
  showProgress(`migration 3 of 20: ${'Long'.repeat(20)}`);
  printLine('done');
  const [first = '', second = '', cleared, line = ''] = written;
  expect(first).toMatch(/^\u001b\[2K\r/);
  expect(first.replace(ESCAPES, '')).toBe('\rjest-nest-mssql making the schema ...');
  expect(second.replace(ESCAPES, '')).toHaveLength(1 + 39);
  expect(cleared).toBe('\u001b[2K\r');
  expect(line.replace(ESCAPES, '')).toBe('jest-nest-mssql done\n');
});

it.each([['no terminal', false, undefined], ['CI', true, 'true']])('shows nothing with %s, and prints its lines', (_, isTTY, ci) => {
  stderr.isTTY = isTTY;
  if (ci !== undefined) process.env['CI'] = ci;
  expect(isWatched()).toBe(false);
  showProgress('making the schema');
  clearProgress();
  printLine('done');
  expect(written.map((text) => text.replace(ESCAPES, ''))).toEqual(['jest-nest-mssql done\n']);
});

class CreateA1700000000001 {
  readonly name = 'CreateA1700000000001';
  async up(): Promise<void> {}
}
class CreateB1700000000002 extends CreateA1700000000001 {
  override readonly name = 'CreateB1700000000002' as 'CreateA1700000000001';
}

it('names the migration that runs, and how many there are', async () => {
  const module = path.join(directory, 'node_modules', 'typeorm');
  fs.mkdirSync(module, { recursive: true });
  fs.writeFileSync(path.join(module, 'index.js'), `
    exports.DataSource = class {
      entityMetadatas = [];
      constructor({ migrations }) { this.migrations = migrations.map((Migration) => new Migration()); }
      async initialize() {}
      async runMigrations() { for (const migration of this.migrations) await migration.up({}); }
    };`);
  const steps: string[] = [];
  await runTypeOrm({ rootDir: directory, options: { migrations: [CreateA1700000000001, CreateB1700000000002] }, redirect: {}, schema: 'migrations', before: {}, seed: () => undefined, progress: (step) => steps.push(step) });
  expect(steps).toEqual(['migration 1 of 2: CreateA1700000000001', 'migration 2 of 2: CreateB1700000000002', 'seeding']);
});

it('names the script that runs', async () => {
  for (const name of ['a.sql', 'b.sql']) fs.writeFileSync(path.join(directory, name), 'SELECT 1');
  const steps: string[] = [];
  const connection = { query: async () => [], close: async () => undefined };
  await runScripts({ scripts: { kind: 'sqlScripts', files: ['*.sql'], variables: {} }, packageDir: directory, database: 'd', progress: (step) => steps.push(step) }, (work) => work(connection));
  expect(steps).toEqual(['script 1 of 2: a.sql', 'script 2 of 2: b.sql']);
});

it('says in a worker what takes long, and nothing of what does not', async () => {
  expect(await sayIfLong('worker 1 is restoring its database ...', async () => 1)).toBe(1);
  expect(written).toEqual([]);
  await sayIfLong('worker 1 is restoring its database ...', async () => {
    while (written.length === 0) await new Promise((resolve) => setImmediate(resolve));
  }, 1);
  expect(written).toEqual(['jest-nest-mssql worker 1 is restoring its database ...\n']);
});
