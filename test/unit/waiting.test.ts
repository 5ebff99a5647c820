// What waits: real timers under fake ones, waitFor, retries, and the explanation of a blocked clean.
import { cleanDatabase } from '../../src/isolation/reset';
import { waitFor } from '../../src/isolation/wait-for';
import { withRealTimers } from '../../src/process/real-timers';
import { retryPassingErrors, sqlErrorNumbers } from '../../src/sql/retry';

afterEach(() => {
  jest.useRealTimers();
});

it.each([{}, { legacyFakeTimers: true as const }])('runs on real timers while fakes are on %j', async (options) => {
  jest.useFakeTimers(options as never);
  const fakes = [setTimeout, setImmediate, process.nextTick];
  const order: string[] = [];
  await withRealTimers(async () => {
    await new Promise<void>((resolve) => setTimeout(resolve, 2));
    await new Promise<void>((resolve) => setImmediate(resolve));
    await new Promise<void>((resolve) => process.nextTick(resolve));
    await new Promise<void>((resolve) => queueMicrotask(resolve));
    order.push('done');
  });
  expect(order).toEqual(['done']);
  expect([setTimeout, setImmediate, process.nextTick]).toEqual(fakes);
});

it('waits for what comes true, under fake timers too', async () => {
  jest.useFakeTimers();
  const calls = { n: 0 };
  expect(await waitFor(() => (calls.n++ < 2 ? undefined : 'there'), { everyMs: 1 })).toBe('there');
  await expect(waitFor(() => false, { timeoutMs: 5, everyMs: 1 })).rejects.toThrow(/gave up after 5 ms: the check gave false\n.*\[JNM_WAIT\]/);
  await expect(waitFor(() => { throw new Error('not yet'); }, { timeoutMs: 5, everyMs: 1 })).rejects.toThrow(/not yet/);
  await expect(waitFor(() => { expect(1).toBe(1); }, { timeoutMs: 5, everyMs: 1 })).rejects.toThrow(/the check gave undefined\n.*ends with `return true`/);
});

it('repeats what SQL Server refuses for a moment', async () => {
  const calls = { n: 0 };
  const work = async () => {
    calls.n += 1;
    if (calls.n < 3) throw { driverError: { originalError: { number: 1205 } } };
    return calls.n;
  };
  expect(await retryPassingErrors(work)).toBe(3);
  await expect(retryPassingErrors(async () => { throw Object.assign(new Error('dup'), { number: 2627 }); })).rejects.toThrow('dup');
  expect(sqlErrorNumbers(new Error('x'))).toEqual([]);
});

// The number that the driver puts first only says that the statement has ended: 3013 for RESTORE, 1802 for CREATE DATABASE.
it.each([['a restore that is chosen as deadlock victim', 3013, 1205], ['a database that finds model locked', 1802, 1807], ['a change of a database that another process holds', 5069, 1205], ['a renaming while a closed session still ends', 5069, 5030], ['a change of a database that cannot be locked', 5069, 5061], ['a drop whose single user is another', 5069, 5064]])('repeats %s', async (_, last, first) => {
  const calls = { n: 0 };
  const work = async (): Promise<number> => {
    calls.n += 1;
    if (calls.n === 1) throw Object.assign(new Error('terminated'), { number: last, precedingErrors: [{ number: first }] });
    return calls.n;
  };
  expect(await retryPassingErrors(work)).toBe(2);
  await expect(retryPassingErrors(async () => { throw Object.assign(new Error('no file'), { number: last, precedingErrors: [{ number: 3201 }] }); })).rejects.toThrow('no file');
});

it('names the session that blocks a clean', async () => {
  const dataSource = {
    async query(text: string) {
      if (text.endsWith('[clean];')) throw { driverError: { number: 1222 } };
      if (text.includes('dm_exec_sessions')) return [{ spid: 57, program: 'jest-nest-mssql: test/kit.spec.ts', opened: 12, idle: 3, statement: 'UPDATE dbo.kit SET x = 1' }];
      return [{ spid: 57, name: 'dbo.kit' }, { spid: 58, name: 'dbo.other' }];
    },
  };
  await expect(cleanDatabase(dataSource)).rejects.toThrow('Session 57, opened by test/kit.spec.ts, has a transaction open with locks on dbo.kit for 12 s, idle for 3 s; its last statement: UPDATE dbo.kit SET x = 1.');
});

it('refuses a database that is not its own', async () => {
  const dataSource = {
    async query(text: string) {
      if (text.startsWith('EXEC')) throw { number: 2812 };
      return [{ name: 'production', own: 0 }];
    },
  };
  await expect(cleanDatabase(dataSource)).rejects.toThrow(/"production" was not made by this preset.*\n.*\[JNM_NOT_OUR_DATABASE\]/);
});
