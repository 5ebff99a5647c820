// What a run says and leaves behind when its server fails it: a full disk, a server that goes away and comes back.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { expectGreen, ONLY_TEMPLATE } from './expectations';
import { leftovers, runJest } from './jest-project';
import { useOwnServer } from './with-server';

jest.setTimeout(90_000);
const { workshop, server } = useOwnServer();


/** A device of Linux to which every write fails with ENOSPC. */
const FULL = '/dev/full';

(fs.existsSync(FULL) ? it : it.skip)('tells a full disk at BACKUP in the words of the server, keeps nothing of the template, and is green when there is room', async () => {
  const directory = workshop.make('mini', { 'test/b.spec.ts': undefined });
  const environment = server.environment('full');
  expectGreen(await runJest(directory, [], environment), 2);
  const [template = ''] = await server.databases('full_');
  await server.query(`DROP DATABASE [${template}];`);
  const file = path.join(server.folder, `${template}.bak`);
  fs.rmSync(file);
  fs.symlinkSync(FULL, file);

  const full = await runJest(directory, [], environment);
  expect(full.exitCode).toBe(1);
  expect(full.passed).toEqual([]);
  expect(full.output).toMatch(/The template could not be backed up to \S+_template\.bak: Write on "\S+_template\.bak" failed: 112\(There is not enough space on the disk\.\) BACKUP DATABASE is terminating abnormally\.\n  What to do: Make room on the disk of the server.* \[JNM_BACKUP_FAILED\]/);
  expect(full.output.match(/What to do/g)).toHaveLength(1);
  expect(full.output).not.toMatch(/\n\s+at /);
  expect(full.output).not.toContain(server.password);
  expect(await server.databases('full_')).toEqual([]);
  expect(leftovers(directory)).toEqual([]);

  fs.rmSync(file);
  const again = await runJest(directory, [], environment);
  expectGreen(again, 2);
  expect(again.lines.at(-1)).toMatch(/template built/);
  expect(await server.databases('full_')).toEqual(ONLY_TEMPLATE);
});

const FIXTURE = `
  import * as fs from 'node:fs';
  import { cleanDatabase } from 'jest-nest-mssql';
  import dataSource from '../src/data-source';
  const say = (text: string) => fs.writeSync(2, text + '\\n');
  const untilItFails = async () => { for (;;) await dataSource.query('SELECT 1'); };
  const waitFor = (file: string) => { while (!fs.existsSync(file)) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50); };
  beforeAll(() => dataSource.initialize());
  beforeEach(() => cleanDatabase(dataSource));
  afterAll(() => dataSource.isInitialized && dataSource.destroy());`;
const ITEMS = "import { defineItemTests } from './items';\n\ndefineItemTests();\n";
const IN_ORDER = ['--runInBand', '--testSequencer', path.join(__dirname, 'fixtures', 'by-name.js')];
const clear = (text: string): void => expect(text).not.toContain(server.password);

it('names a server that has gone away, file by file, and goes on when it is back', async () => {
  const marker = path.join(workshop.directory, 'it-is-back');
  const directory = workshop.make('mini', {
    'test/a.spec.ts': `${FIXTURE}
      it('asks until nobody answers', async () => { say('GO AWAY'); await expect(untilItFails()).rejects.toThrow(); });
      it('cannot be cleaned for', () => undefined);`,
    'test/b.spec.ts': `${FIXTURE}\nit('has no database', () => undefined);`,
    'test/c.spec.ts': `require('node:fs').writeSync(2, 'COME BACK\\n');\n${FIXTURE}\nwaitFor(${JSON.stringify(marker)});\nit('is itself again', async () => expect(await dataSource.query('SELECT COUNT(*) AS n FROM dbo.item')).toEqual([{ n: 2 }]));`,
  });
  const comeBack = async (): Promise<void> => {
    await server.start();
    fs.writeFileSync(marker, '');
  };
  const outcome = await runJest(directory, IN_ORDER, server.environment('away'), { when: /GO AWAY/, act: () => server.stop() }, { when: /COME BACK/, act: comeBack });
  const gone = new RegExp(`The server at 127\\.0\\.0\\.1:${server.port} has gone away: .*\\n\\s*What to do: Look at why it ended and start it again.* \\[JNM_SERVER_GONE\\]`);
  expect({ output: outcome.output, passed: outcome.passed, exitCode: outcome.exitCode }).toMatchObject({ passed: ['asks until nobody answers', 'is itself again'], exitCode: 1 });
  expect(outcome.failed.map(({ title }) => title)).toEqual(['cannot be cleaned for', 'has no database']);
  outcome.failed.forEach(({ message }) => expect(message).toMatch(gone));
  expect(outcome.output).toMatch(/test.a\.spec\.ts ends without its database\. The server at/);
  expect(outcome.output).not.toMatch(/could not be dropped|unhandled|uncaught/i);
  clear(outcome.output);
  expect(leftovers(directory)).toEqual([]);
  expect(await server.databases('away_')).toEqual(ONLY_TEMPLATE);
  expectGreen(await runJest(workshop.make('mini'), [], server.environment('away')), 4);
  expect(await server.databases('away_')).toEqual(ONLY_TEMPLATE);
});

it('names a database that did not come back with its server, and the next run makes everything anew', async () => {
  const marker = path.join(workshop.directory, 'it-is-empty');
  const directory = workshop.make('mini', {
    'test/a.spec.ts': `${FIXTURE}\nit('is there when the server is emptied', async () => { say('EMPTY'); waitFor(${JSON.stringify(marker)}); });`,
    'test/b.spec.ts': ITEMS,
  });
  const empty = async (): Promise<void> => {
    await server.stop();
    server.empty();
    await server.start();
    fs.writeFileSync(marker, '');
  };
  const outcome = await runJest(directory, IN_ORDER, server.environment('empty'), { when: /EMPTY/, act: empty });
  expect({ output: outcome.output, passed: outcome.passed, exitCode: outcome.exitCode }).toMatchObject({ passed: ['is there when the server is emptied'], exitCode: 1 });
  expect(outcome.output).toMatch(new RegExp(`test.a\\.spec\\.ts ends without its database\\. The database of this worker, empty_\\w{10}_w1, is not on the server at 127\\.0\\.0\\.1:${server.port} any more\\.\\n\\s*What to do: .* \\[JNM_DATABASE_GONE\\]`));
  expect(outcome.failed).toHaveLength(2);
  outcome.failed.forEach(({ message }) => expect(message).toMatch(/The database of this worker, empty_\w{10}_w1, could not be restored: Cannot open backup device .*\[JNM_RESTORE_FAILED\]/s));
  clear(outcome.output);
  expect(leftovers(directory)).toEqual([]);
  const next = await runJest(workshop.make('mini'), [], server.environment('empty'));
  expectGreen(next, 4);
  expect(next.lines.at(-1)).toMatch(/template built/);
  expect(await server.databases('empty_')).toEqual(ONLY_TEMPLATE);
});
