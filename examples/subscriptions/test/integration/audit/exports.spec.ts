// Exports: a line in the database that several workers take from.
import { interleave } from 'jest-nest-mssql';
import { ExportsService } from '../../../src/audit/exports.service.js';
import { startWorld } from '../../support/world.js';

const world = startWorld();
const exports = () => world().t.get(ExportsService);

beforeEach(async () => {
  const { id } = await world().customer();
  for (let times = 1; times <= 6; times += 1) await exports().request(id);
});

it('gives the oldest tasks first', async () => {
  expect(await exports().claim('w1', 2)).toEqual([1, 2]);
  expect(await exports().claim('w2', 10)).toEqual([3, 4, 5, 6]);
  expect(await exports().claim('w3', 1)).toEqual([]);
});

it('passes tasks that another worker is about to take, without waiting', async () => {
  const steps = await interleave(world().t.dataSource, [
    ['a', 'begin'], ['b', 'begin'],
    ['a', (manager) => exports().claim('a', 2, manager)],
    ['b', (manager) => exports().claim('b', 2, manager)],
    ['a', 'rollback'], ['b', 'commit'],
  ]);

  expect([steps[2]?.value, steps[3]?.value]).toEqual([[1, 2], [3, 4]]);
  expect(steps.every((step) => step.waitedFor === undefined)).toBe(true);
  expect(await exports().claim('c', 10)).toEqual([1, 2, 5, 6]);
});

it('gives every task to one worker, however many ask', async () => {
  const taken = await Promise.all(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].map((worker) => exports().claim(worker, 1)));

  expect(taken.flat().sort()).toEqual([1, 2, 3, 4, 5, 6]);
});

it('takes back what a worker has not finished in a quarter of an hour', async () => {
  world().t.clock.set('2026-03-10T12:00:00Z');
  await exports().claim('w1', 2);
  await exports().finish(1);
  world().t.clock.advance(14 * 60_000);
  expect(await world().t.cron('stale-exports').run()).toBe(0);
  world().t.clock.advance(2 * 60_000);
  expect(await world().t.cron('releaseStaleExports').run()).toBe(1);

  expect(await exports().claim('w2', 1)).toEqual([2]);
});
