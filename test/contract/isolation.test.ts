// The other ways to keep tests apart, on a server: useCleanDatabase registers the hook, withRollback leaves nothing.
import { setWorker, type Worker } from '../../src/process/worker';
import { useCleanDatabase } from '../../src/isolation/use-clean-database';
import { withRollback } from '../../src/isolation/rollback';
import type { RunFacts } from '../../src/process/run-facts';
import { startContractServer, type Clone, type ContractServer } from './contract-server';

type Open = { -readonly [Key in keyof Worker]: Worker[Key] };

const worker: Open = { facts: { rootDir: process.cwd(), cleanTimeoutMs: 5000 } as RunFacts, workerId: '1', database: '', cleans: { count: 0, ms: 0 }, onClean: new Set(), dataSources: new Set(), onEnd: new Set() };
let server: ContractServer;
let clone: Clone;

beforeAll(async () => {
  server = await startContractServer();
  const template = await server.makeTemplate(["CREATE TABLE [dbo].[kit] ([id] int NOT NULL IDENTITY(1, 1) CONSTRAINT [pk_kit] PRIMARY KEY, [name] nvarchar(20) NOT NULL); INSERT INTO [dbo].[kit] ([name]) VALUES (N'first');"]);
  clone = await template.clone();
  Object.assign(worker.facts, { address: server.address });
  worker.database = clone.name;
}, 60_000);
afterAll(async () => {
  for (const close of worker.onEnd) await close();
  await server.stop();
});

describe('useCleanDatabase()', () => {
  setWorker(worker);
  useCleanDatabase();

  it.each([1, 2, 3])('lets test %i begin where the template ends', async (n) => {
    expect(await clone.query('SELECT [id], [name] FROM [dbo].[kit];')).toEqual([{ id: 1, name: 'first' }]);
    expect(await clone.query("INSERT INTO [dbo].[kit] ([name]) OUTPUT inserted.[id] VALUES (N'second');")).toEqual([{ id: 2 }]);
    await clone.query('DELETE FROM [dbo].[kit] WHERE [id] = 1;');
    expect(worker.cleans.count).toBe(n);
  });
});

describe('useCleanDatabase(source)', () => {
  useCleanDatabase(() => clone);

  it('cleans through the data source that it is given', async () => {
    expect(await clone.query('SELECT [id], [name] FROM [dbo].[kit];')).toEqual([{ id: 1, name: 'first' }]);
  });
});

it('rolls back what withRollback was given, whether it succeeds or not', async () => {
  const state = { isActive: false, isReleased: false };
  const dataSource = {
    createQueryRunner: () => ({
      manager: clone,
      connect: async () => undefined,
      startTransaction: async () => { await clone.query('BEGIN TRANSACTION;'); state.isActive = true; },
      rollbackTransaction: async () => { await clone.query('ROLLBACK;'); state.isActive = false; },
      release: async () => { state.isReleased = true; },
      get isTransactionActive() { return state.isActive; },
    }),
  };
  const count = async (): Promise<number> => Number((await clone.query('SELECT COUNT(*) AS n FROM [dbo].[kit];'))[0]?.['n']);
  const before = await count();
  const add = async (manager: Clone): Promise<number> => { await manager.query("INSERT INTO [dbo].[kit] ([name]) VALUES (N'third');"); return count(); };
  expect(await withRollback(dataSource, add)).toBe(before + 1);
  expect(await count()).toBe(before);
  await expect(withRollback(dataSource, async (manager) => { await add(manager); throw new Error('the test failed'); })).rejects.toThrow('the test failed');
  expect(await count()).toBe(before);
  expect(state).toEqual({ isActive: false, isReleased: true });
});
