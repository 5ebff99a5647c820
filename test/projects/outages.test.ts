// What a run says and leaves behind when its server fails it: a full disk, a server that goes away and comes back.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { leftovers, runJest, Workshop, type JestOutcome } from './jest-project';
import { OwnServer } from './own-server';

const workshop = new Workshop();
const server = new OwnServer();
jest.setTimeout(90_000);
beforeAll(() => server.start());
afterAll(async () => {
  workshop.remove();
  await server.remove();
});

const ONLY_TEMPLATE = [expect.stringMatching(/^[a-z]+_[0-9a-f]{12}_template$/)];
const expectGreen = (outcome: JestOutcome, passed: number): void => {
  expect({ output: outcome.output, failed: outcome.failed, passed: outcome.passed.length, exitCode: outcome.exitCode }).toMatchObject({ failed: [], passed, exitCode: 0 });
};

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
