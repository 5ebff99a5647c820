// interleave where a step never ends: its error is told all the same. What it does on a server is in the examples' suites.
import { interleave, type InterleavedDataSource } from '../../src/isolation/interleave';

interface Runner {
  released: boolean;
  rolledBack: boolean;
}

function fakeDataSource(runners: Runner[]): InterleavedDataSource<object> {
  return {
    query: async () => [],
    createQueryRunner() {
      const state: Runner = { released: false, rolledBack: false };
      const id = runners.push(state);
      return {
        manager: {}, isTransactionActive: true,
        connect: async () => undefined,
        query: async () => [{ id }],
        startTransaction: async () => undefined,
        commitTransaction: async () => undefined,
        rollbackTransaction: async () => void (state.rolledBack = true),
        release: async () => void (state.released = true),
      };
    },
  };
}

it('says which step does not end, and gives back every other session', async () => {
  const runners: Runner[] = [];
  const steps = interleave(fakeDataSource(runners), [['a', 'begin'], ['b', () => new Promise(() => undefined)]], { timeoutMs: 30 });
  await expect(steps).rejects.toMatchObject({ code: 'JNM_INTERLEAVE', message: expect.stringContaining('Step 2 (session b) did not end within 30 ms') });
  expect(runners).toEqual([{ released: true, rolledBack: true }, { released: false, rolledBack: false }]);
});

it('rolls back and releases every session of steps that have ended', async () => {
  const runners: Runner[] = [];
  const outcomes = await interleave(fakeDataSource(runners), [['a', 'begin'], ['b', async () => { throw new Error('no'); }]]);
  expect(outcomes.map(({ session, status }) => [session, status])).toEqual([['a', 'done'], ['b', 'failed']]);
  expect(runners).toEqual([{ released: true, rolledBack: true }, { released: true, rolledBack: true }]);
});
