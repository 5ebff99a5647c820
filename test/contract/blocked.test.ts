// A session that will not let go: cleanDatabase fails in time and names it, or ends it; and it works while Jest's timers are faked.
import mssql from 'mssql';
import { sessionName, specOf } from '../../src/process/session-name';
import { openLeftOpen } from '../../src/isolation/left-open';
import { cleanDatabase } from '../../src/isolation/reset';
import type { RunFacts } from '../../src/process/run-facts';
import { startContractServer, type Clone, type ContractServer, type ContractTemplate } from './contract-server';
import { takeSnapshot } from './snapshot';

const TIMEOUT_MS = 600;

let server: ContractServer;
let template: ContractTemplate;
let clone: Clone;

beforeAll(async () => {
  server = await startContractServer();
  template = await server.makeTemplate([
    'CREATE TABLE [dbo].[orders] ([id] int NOT NULL IDENTITY(1, 1) CONSTRAINT [pk_orders] PRIMARY KEY, [x] int NULL);',
    'CREATE TABLE [dbo].[lines] ([id] int NOT NULL CONSTRAINT [pk_lines] PRIMARY KEY, [order_id] int NULL CONSTRAINT [fk_lines] REFERENCES [dbo].[orders] ([id]));',
    'CREATE TABLE [dbo].[rates] ([id] int NOT NULL CONSTRAINT [pk_rates] PRIMARY KEY, [a] datetime2 GENERATED ALWAYS AS ROW START NOT NULL, [b] datetime2 GENERATED ALWAYS AS ROW END NOT NULL, PERIOD FOR SYSTEM_TIME ([a], [b])) WITH (SYSTEM_VERSIONING = ON (HISTORY_TABLE = [dbo].[past_rates], HISTORY_RETENTION_PERIOD = 3 DAYS));',
  ], { cleanTimeoutMs: TIMEOUT_MS });
}, 60_000);
beforeEach(async () => { clone = await template.clone(); });
afterEach(() => clone.drop());
afterAll(() => server.stop());

async function leak(text: string) {
  const session = await server.connect(clone.name);
  await session.query(`BEGIN TRANSACTION; ${text}`);
  return session;
}

it('fails in time and names the session, its transaction, its statement and its table', async () => {
  const session = await leak('INSERT INTO [dbo].[orders] ([x]) VALUES (42);');
  const id = Number((await session.query('SELECT @@SPID AS id, 42 AS last;'))[0]?.['id']);
  const started = performance.now();
  const error = await cleanDatabase(clone).catch((e: unknown) => e) as { code?: string; message: string };
  expect(error.code).toBe('JNM_CLEAN_BLOCKED');
  expect(performance.now() - started).toBeGreaterThan(TIMEOUT_MS * 0.9);
  expect(performance.now() - started).toBeLessThan(TIMEOUT_MS + 3000);
  expect(error.message).toMatch(new RegExp(`Session ${id} has a transaction open with locks on dbo\\.orders for \\d+ s, idle for \\d+ s; its last statement: SELECT @@SPID AS id, 42 AS last;`));
  await session.query('ROLLBACK;');
  await cleanDatabase(clone);
  expect(await clone.query('SELECT COUNT(*) AS n FROM [dbo].[orders];')).toEqual([{ n: 0 }]);
});

it('names the spec whose session it is, and a table whose schema is being changed', async () => {
  const { host, port, user, password, options } = server.address;
  const pool = await new mssql.ConnectionPool({ server: host, port, user: user ?? '', password: password ?? '', database: clone.name, options: { ...options, appName: sessionName('test/orders.spec.ts') }, pool: { max: 1 } }).connect();
  await pool.request().batch('BEGIN TRANSACTION; ALTER TABLE [dbo].[orders] ADD [y] int NULL;');
  await expect(cleanDatabase(clone)).rejects.toMatchObject({
    code: 'JNM_CLEAN_BLOCKED',
    message: expect.stringMatching(/Session \d+, opened by test\/orders\.spec\.ts, has a transaction open with locks on dbo\.orders for \d+ s, idle for \d+ s; its last statement: BEGIN TRANSACTION; ALTER TABLE/),
  });
  await pool.close();
});

it('leaves everything as it was where it is stopped half-way, versioning too', async () => {
  await clone.query('INSERT INTO [dbo].[rates] ([id]) VALUES (1); INSERT INTO [dbo].[orders] ([x]) VALUES (1); ALTER TABLE [dbo].[lines] NOCHECK CONSTRAINT ALL;');
  const before = await takeSnapshot(clone);
  const session = await leak('UPDATE [dbo].[orders] SET [x] = 2;');
  await expect(cleanDatabase(clone)).rejects.toMatchObject({ code: 'JNM_CLEAN_BLOCKED' });
  await session.query('ROLLBACK;');
  expect(await takeSnapshot(clone)).toEqual(before);
  await cleanDatabase(clone);
  expect((await takeSnapshot(clone))['rows of [dbo].[rates]']).toEqual([]);
});

it('names a reader that keeps its locks', async () => {
  await clone.query('INSERT INTO [dbo].[orders] ([x]) VALUES (1);');
  const session = await leak('SELECT [x] FROM [dbo].[orders] WITH (HOLDLOCK);');
  await expect(cleanDatabase(clone)).rejects.toMatchObject({ code: 'JNM_CLEAN_BLOCKED', message: expect.stringContaining('dbo.orders') });
  await session.close();
});

it('is not kept waiting by a transaction that touched nothing', async () => {
  await clone.query('INSERT INTO [dbo].[orders] ([x]) VALUES (1);');
  const session = await leak('SELECT 1 AS x;');
  expect(await cleanDatabase(clone)).toMatchObject({ tables: 1, rows: 1 });
  await session.close();
});

it('ends the session if it is told to, and warns', async () => {
  const warn = jest.spyOn(console, 'warn').mockImplementation(() => undefined);
  const session = await leak('INSERT INTO [dbo].[orders] ([x]) VALUES (42);');
  expect(await cleanDatabase(clone, { onBlocked: 'kill' })).toMatchObject({ tables: 1 });
  expect(warn).toHaveBeenCalledWith(expect.stringMatching(/cleanDatabase ended what kept it waiting\. Session \d+ has a transaction open with locks on dbo\.orders/));
  warn.mockRestore();
  await expect(session.query('SELECT @@TRANCOUNT AS n;').then((rows) => rows[0]?.['n'])).resolves.toBe(0).catch(() => undefined);
  expect(await clone.query('SELECT COUNT(*) AS n FROM [dbo].[orders];')).toEqual([{ n: 0 }]);
  await session.close();
});

it('names the transactions that a file leaves open', async () => {
  const facts = { rootDir: process.cwd(), address: server.address } as RunFacts;
  const leftOpen = await openLeftOpen({ facts, database: clone.name });
  expect(await leftOpen.transactions()).toEqual([]);
  const session = await leak('INSERT INTO [dbo].[orders] ([x]) VALUES (43);');
  expect(await leftOpen.transactions()).toEqual([expect.stringMatching(/^Session \d+ has a transaction open for \d+ s, idle for \d+ s; its last statement: BEGIN TRANSACTION; INSERT/)]);
  await session.close();
  await leftOpen.close();
});

it('cleans while timers are faked', async () => {
  await clone.query('INSERT INTO [dbo].[orders] ([x]) VALUES (1);');
  jest.useFakeTimers();
  try {
    expect(await cleanDatabase(clone)).toMatchObject({ tables: 1, rows: 1 });
  } finally {
    jest.useRealTimers();
  }
});

it('knows the spec by the name of its sessions', () => {
  expect(specOf('jest-nest-mssql: test/a.spec.ts')).toBe('test/a.spec.ts');
  expect(specOf('node-mssql')).toBeUndefined();
  expect(specOf(null)).toBeUndefined();
});
