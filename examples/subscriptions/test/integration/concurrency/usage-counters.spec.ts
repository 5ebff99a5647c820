// Counting from several sessions at once: what gets lost, and what does not.
import { interleave } from 'jest-nest-mssql';
import type { EntityManager } from 'typeorm';
import { UsageService } from '../../../src/usage/usage.service.js';
import { startWorld } from '../../support/world.js';

const world = startWorld();

let subscriptionId: number;
beforeEach(async () => {
  subscriptionId = (await world().subscription()).id;
  await record('first', 10);
});

const record = (key: string, units = 1): Promise<number> => world().t.get(UsageService).record({ subscriptionId, metric: 'calls', units, key });
const read = (hint = '') => async (manager: EntityManager) => Number((await manager.query<{ units: string }[]>(`SELECT units FROM metering.usage_counters ${hint} WHERE subscription_id = @0`, [subscriptionId]))[0]?.units);
const write = (units: number) => (manager: EntityManager) => manager.query('UPDATE metering.usage_counters SET units = @1 WHERE subscription_id = @0', [subscriptionId, units]);
const now = () => read()(world().t.dataSource.manager);

it('loses a report when both sessions add to what they have read', async () => {
  const steps = await interleave(world().t.dataSource, [
    ['a', 'begin'], ['b', 'begin'],
    ['a', read()], ['b', read()],
    ['a', write(15)], ['a', 'commit'],
    ['b', write(12)], ['b', 'commit'],
  ]);

  expect([steps[2]?.value, steps[3]?.value]).toEqual([10, 10]);
  expect(await now()).toBe(12);
});

it('loses none when the first session reads with UPDLOCK', async () => {
  const steps = await interleave(world().t.dataSource, [
    ['a', 'begin'], ['b', 'begin'],
    ['a', read('WITH (UPDLOCK)')], ['b', read('WITH (UPDLOCK)')],
    ['a', write(15)], ['a', 'commit'],
    ['b', write(17)], ['b', 'commit'],
  ]);

  expect(steps[3]).toMatchObject({ session: 'b', waitedFor: ['a'], lock: 'U on KEY of metering.usage_counters', value: 15, endedDuring: 5 });
  expect(await now()).toBe(17);
});

it('counts every one of twenty reports that come at once', async () => {
  await Promise.all(Array.from({ length: 20 }, (_, index) => record(`report-${index}`, 3)));

  expect(await now()).toBe(70);
});

it('counts one of ten reports with the same key that come at once', async () => {
  await Promise.all(Array.from({ length: 10 }, () => record('same', 5)));

  expect(await now()).toBe(15);
  expect(await world().rows("SELECT COUNT(*) AS n FROM metering.usage_records WHERE idempotency_key = 'same'")).toEqual([{ n: 1 }]);
});

it('makes a report of the same key wait for the first one', async () => {
  const insert = (manager: EntityManager) => manager.query('EXEC metering.record_usage @0, @1, @2, @3', [subscriptionId, 'calls', 1, 'same']).then((rows) => Number(rows[0].units));
  const steps = await interleave(world().t.dataSource, [['a', 'begin'], ['a', insert], ['b', insert], ['a', 'commit']]);

  expect(steps[2]).toMatchObject({ session: 'b', status: 'done', waitedFor: ['a'], lock: 'U on KEY of metering.usage_records', endedDuring: 3, value: 11 });
});
