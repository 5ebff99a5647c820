// How a worker gets its database where there is no backup, and which errors mean that there is none.
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RunFacts } from '../../src/process/run-facts';
import { claimDatabase, prepareClones, type Ahead } from '../../src/database/claim';
import type { Connection, Row } from '../../src/sql/connection';
import { findBackup, isBackupRefusal } from '../../src/sql/backup-statements';
import { sqlErrorNumbers } from '../../src/sql/retry';

// A lock that cannot be had is the lease of a run that lives.
const answers: { sent: string[]; states: Array<number | undefined>; lease: number; locks: string[]; failures: Error[] } = { sent: [], states: [], lease: -1, locks: [], failures: [] };
jest.mock('../../src/sql/connection', () => ({
  withConnection: (_mssql: unknown, _address: unknown, _database: string, work: (connection: object) => unknown) => work({
    query: async (text: string, parameters?: { readonly resource?: string }) => {
      answers.sent.push(text);
      const failure = text.startsWith('RESTORE') ? answers.failures.shift() : undefined;
      if (failure !== undefined) throw failure;
      if (text.includes('applock')) answers.locks.push(`${text.includes('sp_getapplock') ? 'take' : 'release'} ${String(parameters?.resource)}`);
      if (text.includes('sp_getapplock')) return [{ result: parameters?.resource?.includes(':copy:') ? 0 : answers.lease }];
      if (text.includes('engine_edition')) return [{ engine_edition: 3 }];
      if (!text.includes('AS state')) return [];
      const state = answers.states.shift();
      return state === undefined ? [] : [{ state }];
    },
  }),
}));

const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'claim-'));
afterAll(() => fs.rmSync(directory, { recursive: true }));
beforeEach(() => {
  answers.sent = [];
  answers.locks = [];
  answers.lease = -1;
  fs.rmSync(path.join(directory, 'worker-1.ready'), { force: true });
});
const facts = (clone: string): RunFacts => ({ directory, clone, template: 'shop_template', rootDir: path.resolve(__dirname, '..', '..') }) as unknown as RunFacts;

it('copies, and waits for the end of the copy', async () => {
  answers.states = [7, 7, 0];
  await claimDatabase(facts('copy'), '1', 'shop_w1');
  expect(answers.sent.filter((text) => text.startsWith('CREATE'))).toEqual(['CREATE DATABASE [shop_w1] AS COPY OF [shop_template];']);
  expect(fs.existsSync(path.join(directory, 'worker-1.ready'))).toBe(true);
});

it('copies a template one copy at a time, and lets the next one in when it is online, or has failed', async () => {
  answers.states = [7, 0];
  await claimDatabase(facts('copy'), '1', 'shop_w1');
  expect(answers.locks.slice(0, 2)).toEqual(['take jest-nest-mssql:copy:shop_template', 'release jest-nest-mssql:copy:shop_template']);
  answers.locks = [];
  answers.states = [4];
  await expect(claimDatabase(facts('copy'), '1', 'shop_w2')).rejects.toThrow(/state 4/);
  expect(answers.locks).toEqual(['take jest-nest-mssql:copy:shop_template', 'release jest-nest-mssql:copy:shop_template']);
});

it.each([['copy', undefined, /the copy has failed/], ['copy', 4, /the copy has the state 4/], ['migrate', undefined, /was not built when the run started/]])('%s: fails when the state is %s', async (clone, state, message) => {
  answers.states = [state];
  await expect(claimDatabase(facts(clone), '1', 'shop_w1')).rejects.toThrow(message);
  expect(fs.existsSync(path.join(directory, 'worker-1.ready'))).toBe(false);
});

it.each([1205, 1807])('restores every file of the backup with one statement, and again after error %i', async (number) => {
  answers.failures = [Object.assign(new Error('RESTORE DATABASE is terminating abnormally.'), { number: 3013, precedingErrors: [{ number }] })];
  const more = { backupFile: '/b/t.bak', backupContent: [{ logicalName: 'a', type: 'D' }, { logicalName: 'b', type: 'D' }, { logicalName: 'l', type: 'L' }], folders: { dataFolder: '/d/', logFolder: '/l/' } };
  await claimDatabase({ ...facts('backup'), ...more }, '1', 'shop_w1');
  const restores = answers.sent.filter((text) => text.startsWith('RESTORE'));
  expect(restores).toHaveLength(2);
  expect(restores[1]?.match(/N'[^']*'/g)).toEqual(["N'/b/t.bak'", "N'a'", "N'/d/shop_w1_1.mdf'", "N'b'", "N'/d/shop_w1_2.ndf'", "N'l'", "N'/l/shop_w1_3.ldf'"]);
  expect(answers.sent.filter((text) => text.startsWith('RESTORE FILELISTONLY'))).toEqual([]);
});

it('says what a restore failed of in the words of the server, and leaves the next file to try again', async () => {
  const words = Object.assign(new Error('Cannot open backup device. Operating system error 5(Access is denied.).'), { number: 3201 });
  answers.failures = [Object.assign(new Error('RESTORE DATABASE is terminating abnormally.'), { number: 3013, precedingErrors: [words] })];
  const claim = (): Promise<void> => claimDatabase({ ...facts('backup'), backupFile: '/b', backupContent: [], folders: { dataFolder: '/d/', logFolder: '/l/' } }, '1', 'shop_w1');
  await expect(claim()).rejects.toThrow(/shop_w1, could not be restored: Cannot open backup device. Operating system error 5\(Access is denied.\)\. RESTORE DATABASE is terminating abnormally\.\n/);
  await claim();
  expect(fs.existsSync(path.join(directory, 'worker-1.ready'))).toBe(true);
});

it('tells a template with its backup from one without, and a server that has gone from both', async () => {
  const asking = (answer: () => Promise<unknown[]>) => findBackup({ query: answer, close: async () => undefined } as never, 'shop_template', '/b.bak');
  expect(await asking(async () => [{ LogicalName: 'a', Type: 'D', Size: 1 }])).toEqual({ kind: 'both', files: [{ logicalName: 'a', type: 'D' }] });
  expect(await asking(async () => [])).toEqual({ kind: 'neither' });
  expect(await asking(() => Promise.reject(Object.assign(new Error('Cannot open backup device.'), { number: 3201 })))).toEqual({ kind: 'database' });
  await expect(asking(() => Promise.reject(new Error('socket hang up')))).rejects.toThrow('socket hang up');
});

it('makes a database for one file alone, which the next one does not believe in', async () => {
  const copies = (): number => answers.sent.filter((text) => text.startsWith('CREATE')).length;
  const claim = async (isFresh: boolean): Promise<number> => {
    answers.states = [0];
    await claimDatabase(facts('copy'), '1', 'shop_w1', { isFresh });
    return copies();
  };
  expect([await claim(false), await claim(false), await claim(true), await claim(true), await claim(false), await claim(false)]).toEqual([1, 1, 2, 3, 4, 4]);
  await expect(claimDatabase(facts('migrate'), '1', 'shop_w1', { isFresh: true })).rejects.toThrow(/JNM_FRESH_DATABASE/);
});

describe('a clone that the run begins ahead of its worker', () => {
  const backup = (more: object = {}): RunFacts => ({ ...facts('backup'), prefix: 'shop_test', runId: 'r', backupFile: '/b', backupContent: [], folders: { dataFolder: '/d/', logFolder: '/l/' }, ...more });
  const database = 'shop_test_r_w1';
  const held = (): { connection: Connection; finish: () => void; fail: () => void } => {
    const ends: { finish?: () => void; fail?: () => void } = {};
    const restored = new Promise<readonly Row[]>((resolve, reject) => Object.assign(ends, { finish: () => resolve([]), fail: () => reject(new Error('no space')) }));
    return { connection: { query: () => restored, close: async () => undefined }, finish: () => ends.finish?.(), fail: () => ends.fail?.() };
  };

  const ahead = (connection: Connection, signal = new AbortController().signal): Ahead => ({ master: connection, signal });

  it('is ended with the run, and then made by nobody', async () => {
    const controller = new AbortController();
    const seen: string[] = [];
    const query: Connection['query'] = (text, _parameters, signal) => new Promise((_resolve, reject) => {
      seen.push(text.slice(0, 7));
      signal?.addEventListener('abort', () => reject(Object.assign(new Error('Canceled.'), { code: 'ECANCEL' })));
    });
    const prepared = prepareClones(ahead({ query, close: async () => undefined }, controller.signal), backup({ sources: [{ name: 'audit', clone: 'backup', template: 't', isTemplateKept: true, backupFile: '/audit', backupContent: [] }] }), '1');
    await sleep(5);
    controller.abort();
    await prepared;
    expect([seen, fs.readdirSync(directory)]).toEqual([['RESTORE'], []]);
  });

  it('is waited for, and not made again', async () => {
    const { connection, finish } = held();
    const prepared = prepareClones(ahead(connection), backup(), '1');
    const seen: string[] = [];
    const claimed = claimDatabase(backup(), '1', database).then(() => seen.push('claimed'));
    await sleep(20);
    seen.push('restored');
    finish();
    await Promise.all([prepared, claimed]);
    expect([seen, answers.sent]).toEqual([['restored', 'claimed'], []]);
  });

  it('is not waited for when the run that began it was killed', async () => {
    const owner = path.join(directory, 'owner');
    // No process has this number.
    fs.writeFileSync(owner, JSON.stringify({ pid: 2 ** 30, host: os.hostname() }));
    void prepareClones(ahead(held().connection), backup(), '1');
    await claimDatabase(backup(), '1', database);
    expect(answers.sent.filter((text) => text.startsWith('RESTORE'))).toHaveLength(1);
    for (const file of [owner, path.join(directory, 'worker-1.coming')]) fs.rmSync(file);
  }, 20_000);

  it('is made by the worker where it has failed', async () => {
    const { connection, fail } = held();
    const prepared = prepareClones(ahead(connection), backup(), '1');
    fail();
    await Promise.all([prepared, claimDatabase(backup(), '1', database)]);
    expect(answers.sent.filter((text) => text.startsWith('RESTORE'))).toHaveLength(1);
  });

  it('is none where every file has a database of its own, or where there is no backup', async () => {
    const { connection } = held();
    await prepareClones(ahead(connection), backup({ isolation: 'file' }), '1');
    await prepareClones(ahead(connection), backup({ clone: 'copy' }), '1');
    expect(fs.readdirSync(directory)).toEqual([]);
  });

  it('is made for every data source', async () => {
    const sent: string[] = [];
    await prepareClones(ahead({ query: async (text) => (sent.push(text), []), close: async () => undefined }), backup({ sources: [{ name: 'audit', clone: 'backup', template: 't', isTemplateKept: true, backupFile: '/audit', backupContent: [] }] }), '1');
    expect(sent.map((text) => text.match(/RESTORE DATABASE \[(\w+)\] FROM DISK = N'([^']+)'/)?.slice(1))).toEqual([[database, '/b'], [expect.stringContaining('audit'), '/audit']]);
    expect(fs.readdirSync(directory).sort()).toEqual(['worker-1.ready', 'worker-1.ready.audit']);
    fs.rmSync(path.join(directory, 'worker-1.ready.audit'));
  });
});

it('drops what it made when its run has ended meanwhile', async () => {
  answers.states = [0];
  answers.lease = 0;
  await expect(claimDatabase(facts('copy'), '1', 'shop_w1')).rejects.toThrow(/the run that this worker belongs to has ended/);
  expect(answers.sent.at(-1)).toContain('DROP DATABASE IF EXISTS [shop_w1]');
});

it('tells a refused BACKUP from one that failed', () => {
  const error = (number: number, ...earlier: number[]): object => ({ number, precedingErrors: earlier.map((n) => ({ number: n })) });
  expect(sqlErrorNumbers({ originalError: error(3013, 262) })).toEqual([262, 3013]);
  expect(isBackupRefusal(error(3013, 262))).toBe(true);
  expect(isBackupRefusal(error(40510))).toBe(true);
  expect(isBackupRefusal(error(3013, 3202))).toBe(false);
  expect(isBackupRefusal(new Error('socket hang up'))).toBe(false);
});
