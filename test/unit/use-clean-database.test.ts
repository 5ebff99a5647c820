// useCleanDatabase where one of several databases cannot be reached: no connection is left behind, and each test hears why.
import { setWorker, type Worker } from '../../src/process/worker';
import { useCleanDatabase } from '../../src/isolation/use-clean-database';
import type { RunFacts } from '../../src/process/run-facts';

const mockClosed: string[] = [];
const mockHooks: Array<() => Promise<void>> = [];
jest.mock('../../src/process/jest-globals', () => ({ jestGlobals: () => ({ beforeEach: (hook: () => Promise<void>) => void mockHooks.push(hook) }) }));
jest.mock('../../src/sql/connection', () => ({
  openConnection: async (_mssql: unknown, _address: unknown, database: string) => {
    if (database === 'gone') throw new Error('there is no such database');
    return { query: async () => [], close: async () => void mockClosed.push(database) };
  },
}));

it('closes what it has opened when another database cannot be opened', async () => {
  const worker: Worker = {
    facts: { rootDir: process.cwd(), cleanTimeoutMs: 5000, address: {} } as RunFacts, workerId: '1', database: 'there', others: [{ name: 'other', declared: undefined, database: 'gone' }],
    cleans: { count: 0, ms: 0 }, onClean: new Set(), dataSources: new Set(), onEnd: new Set(),
  };
  setWorker(worker);
  useCleanDatabase();
  for (let test = 0; test < 2; test++) await expect(mockHooks[0]?.()).rejects.toThrow('there is no such database');
  expect(mockClosed).toEqual(['there']);
  for (const close of worker.onEnd) await close();
  expect(mockClosed).toEqual(['there']);
});
