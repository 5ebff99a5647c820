// The run file and the counts of workers.
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import type { RunFacts } from '../../src/process/run-facts';
import { patchEnvironment } from '../../src/run/environment';
import { summaryLine } from '../../src/run/report';
import { appendCleans, createRunDirectory, failedDatabases, readCounts, readRunFile, writeRunFile } from '../../src/run/run-state';

const directory = createRunDirectory('abcdefghij');
afterAll(() => fs.rmSync(directory, { recursive: true }));

const facts: RunFacts = {
  runId: 'abcdefghij', serverKind: 'external', prefix: 'p', clone: 'backup', template: 't', isTemplateKept: true, backupFile: '/b', backupContent: [], folders: { dataFolder: '/d/', logFolder: '/l/' }, isWatched: false, rootDir: '/r', packageDir: '/r', configFile: undefined, keep: 'never', cleanTimeoutMs: 1, directory,
  address: { host: 'h', port: 1, user: 'sa', password: 's3cr3t!', domain: undefined, authentication: undefined, options: { encrypt: false } },
  env: { host: 'H', port: 'P', user: 'U', password: 'W', database: 'D', url: 'DATABASE_URL' },
};

it('keeps secrets out of the file, and the file to its owner', () => {
  const environment = writeRunFile(facts);
  const file = path.join(directory, 'run.json');
  expect(fs.readFileSync(file, 'utf8')).not.toContain('s3cr3t');
  if (process.platform !== 'win32') expect(fs.statSync(file).mode & 0o777).toBe(0o600);
  expect(readRunFile(environment)).toEqual(JSON.parse(JSON.stringify(facts)));
  expect(() => readRunFile({})).toThrow(/JNM_NO_RUN/);
});

it('sums what the workers did', () => {
  fs.writeFileSync(path.join(directory, 'worker-1.ready'), '');
  fs.writeFileSync(path.join(directory, 'worker-2.ready'), '');
  appendCleans(directory, '1', { count: 2, ms: 10 });
  appendCleans(directory, '1', { count: 1, ms: 2 });
  appendCleans(directory, '2', { count: 0, ms: 0 });
  expect(readCounts(directory)).toEqual({ workers: 2, cleans: 3, cleanMs: 12 });
  expect(summaryLine({ how: 'built', seconds: 1.23 }, readCounts(directory))).toBe('template built in 1.2 s; 2 workers restored; 3 cleans, mean 4.0 ms');
});

it('takes changes of the environment back', () => {
  const values: Record<string, string | undefined> = { a: '1', b: '2' };
  const patched = patchEnvironment(values);
  patched.set({ a: 'x', c: 'y' });
  patched.set({ a: 'z' });
  patched.setIfMissing({ b: 'no', d: 'yes' });
  expect(values).toEqual({ a: 'z', b: '2', c: 'y', d: 'yes' });
  patched.restore();
  expect(values).toEqual({ a: '1', b: '2' });
});

it('takes the folders away that killed runs have left, and no others', () => {
  const temporary = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'jnm-sweep-')));
  const make = (name: string, files: Readonly<Record<string, string>>): void => {
    fs.mkdirSync(path.join(temporary, name));
    for (const [file, text] of Object.entries(files)) fs.writeFileSync(path.join(temporary, name, file), text);
  };
  const dead = spawnSync(process.execPath, ['-e', '']).pid;
  const owner = (pid: number, host = os.hostname()): Record<string, string> => ({ owner: JSON.stringify({ pid, host }), 'run.json': '{}' });
  make('jest-nest-mssql-0dead00000-abcdef', { ...owner(dead), 'worker-1.ready': 'x' });
  make('jest-nest-mssql-0alive0000-abcdef', owner(process.pid));
  make('jest-nest-mssql-0distant00-abcdef', owner(dead, 'another-computer'));
  make('jest-nest-mssql-0nobody000-abcdef', { 'run.json': '{}' });
  make('jest-nest-mssql-0dead0000-abcdefgh', owner(dead));
  make('jest-nest-mssql-0begins000-abcdef', {});
  make('jest-nest-mssql-0empty0000-abcdef', {});
  fs.utimesSync(path.join(temporary, 'jest-nest-mssql-0empty0000-abcdef'), new Date(), new Date(Date.now() - 120_000));
  const created = createRunDirectory('0new000000', temporary);
  expect(fs.readdirSync(temporary).sort()).toEqual(['jest-nest-mssql-0alive0000-abcdef', 'jest-nest-mssql-0begins000-abcdef', 'jest-nest-mssql-0dead0000-abcdefgh', 'jest-nest-mssql-0distant00-abcdef', path.basename(created), 'jest-nest-mssql-0nobody000-abcdef'].sort());
  createRunDirectory('0next00000', temporary);
  expect(fs.existsSync(created)).toBe(true);
  fs.rmSync(temporary, { recursive: true });
});

it('counts nothing where somebody has taken the folder of the run away', () => {
  const directory = createRunDirectory('0123456789');
  fs.rmSync(directory, { recursive: true });
  expect(readCounts(directory)).toEqual({ workers: 0, cleans: 0, cleanMs: 0 });
  expect(failedDatabases(directory)).toEqual([]);
});
