// Anomalies of two sessions, step by step in a fixed order, with what each isolation level and hint makes of them.
import { cleanDatabase, createTestApp, interleave, type TestApp } from 'jest-nest-mssql';
import type { EntityManager } from 'typeorm';
import { AppModule } from '../../../src/app.module';

let t: TestApp;
beforeAll(async () => {
  t = await createTestApp({ imports: [AppModule] });
});
beforeEach(async () => {
  await cleanDatabase(t.dataSource);
  await t.dataSource.query(`INSERT INTO reporting.counters (name, value) VALUES ('x', 10), ('y', 10)`);
});
afterAll(() => t.close());

const read = (name: string, hint = '') => async (manager: EntityManager) => {
  const rows = await manager.query<{ value: string }[]>(`SELECT value FROM reporting.counters ${hint} WHERE name = @0`, [name]);
  return Number(rows[0]?.value);
};
const set = (name: string, value: number) => (manager: EntityManager) => manager.query('UPDATE reporting.counters SET value = @1 WHERE name = @0', [name, value]);
const count = (manager: EntityManager) => manager.query<{ n: number }[]>('SELECT COUNT(*) AS n FROM reporting.counters').then((rows) => rows[0]?.n);
const insert = (name: string) => (manager: EntityManager) => manager.query('INSERT INTO reporting.counters (name, value) VALUES (@0, 1)', [name]);
const now = (name: string) => read(name)(t.dataSource.manager);
const errorNumber = (error: unknown) => (error as { driverError?: { number?: number } }).driverError?.number;

it('READ COMMITTED loses an update that both sessions worked out from one value', async () => {
  const steps = await interleave(t.dataSource, [
    ['a', 'begin'], ['b', 'begin'],
    ['a', read('x')], ['b', read('x')],
    ['a', set('x', 11)], ['a', 'commit'],
    ['b', set('x', 11)], ['b', 'commit'],
  ]);

  expect(steps.map((step) => step.waitedFor)).toEqual(Array(8).fill(undefined));
  expect(await now('x')).toBe(11);
});

it('UPDLOCK makes the second session wait with its read, so that no update is lost', async () => {
  const steps = await interleave(t.dataSource, [
    ['a', 'begin'], ['b', 'begin'],
    ['a', read('x', 'WITH (UPDLOCK)')], ['b', read('x', 'WITH (UPDLOCK)')],
    ['a', set('x', 11)], ['a', 'commit'],
    ['b', set('x', 12)], ['b', 'commit'],
  ]);

  expect(steps[3]).toMatchObject({ session: 'b', waitedFor: ['a'], lock: 'U on KEY of reporting.counters', value: 11, endedDuring: 5 });
  expect(await now('x')).toBe(12);
});

it('REPEATABLE READ turns a lost update into a deadlock', async () => {
  const steps = await interleave(t.dataSource, [
    ['a', 'begin REPEATABLE READ'], ['b', 'begin REPEATABLE READ'],
    ['a', read('x')], ['b', read('x')],
    ['a', set('x', 11)], ['b', set('x', 11)],
  ]);

  const failed = steps.filter((step) => step.status === 'failed');
  expect(failed.map((step) => errorNumber(step.error))).toEqual([1205]);
});

it('READ COMMITTED lets a phantom appear, SERIALIZABLE makes its insert wait', async () => {
  const phantom = await interleave(t.dataSource, [['a', 'begin'], ['a', count], ['b', insert('z1')], ['a', count]]);
  expect([phantom[1]?.value, phantom[3]?.value]).toEqual([2, 3]);

  const steps = await interleave(t.dataSource, [['a', 'begin SERIALIZABLE'], ['a', count], ['b', insert('z2')], ['a', count], ['a', 'commit']]);
  expect([steps[1]?.value, steps[3]?.value]).toEqual([3, 3]);
  expect(steps[2]).toMatchObject({ session: 'b', status: 'done', waitedFor: ['a'], endedDuring: 4 });
});

it('SERIALIZABLE does not let two sessions each break what the other has read (write skew)', async () => {
  const steps = await interleave(t.dataSource, [
    ['a', 'begin SERIALIZABLE'], ['b', 'begin SERIALIZABLE'],
    ['a', read('y')], ['b', read('x')],
    ['a', set('x', 0)], ['b', set('y', 0)],
  ]);

  expect(steps[4]?.waitedFor).toEqual(['b']);
  expect(steps.filter((step) => step.status === 'failed').map((step) => errorNumber(step.error))).toEqual([1205]);
});

it('READPAST passes a row that another session holds, without waiting', async () => {
  const take = (manager: EntityManager) => manager.query<{ name: string }[]>('SELECT TOP (1) name FROM reporting.counters WITH (UPDLOCK, READPAST, ROWLOCK) ORDER BY name').then((rows) => rows[0]?.name);
  const steps = await interleave(t.dataSource, [['a', 'begin'], ['b', 'begin'], ['a', take], ['b', take]]);

  expect(steps.map((step) => step.value)).toEqual([undefined, undefined, 'x', 'y']);
  expect(steps[3]?.waitedFor).toBeUndefined();
});

it('says who waits for whom when a step is never set free', async () => {
  const stuck = interleave(t.dataSource, [['a', 'begin'], ['a', set('x', 1)], ['b', set('x', 2)]], { timeoutMs: 300 });

  await expect(stuck).rejects.toThrow(/Step 3 \(session b\) did not end within 300 ms\. b waits for a \(. on KEY\)/);
});
