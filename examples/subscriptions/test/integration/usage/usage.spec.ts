// Usage: counted once, watched every hour.
import { UsageCounter } from '../../../src/usage/usage-counter.entity.js';
import { UsageService } from '../../../src/usage/usage.service.js';
import { errorNumberOf } from '../../support/errors.js';
import { startWorld } from '../../support/world.js';

const world = startWorld();

it('adds up what is reported', async () => {
  const { customerId } = await world().subscription();
  const customer = await world().asCustomer(customerId);
  await customer.post('/api/usage').send({ metric: 'calls', units: 40, key: 'a' }).expect(201, { units: 40 });
  await customer.post('/api/usage').send({ metric: 'calls', units: 2, key: 'b' }).expect(201, { units: 42 });
  await customer.post('/api/usage').send({ metric: 'exports', units: 1, key: 'c' }).expect(201, { units: 1 });
});

it('counts a report once that is sent twice', async () => {
  const { customerId } = await world().subscription();
  const customer = await world().asCustomer(customerId);
  for (let times = 1; times <= 2; times += 1) await customer.post('/api/usage').send({ metric: 'calls', units: 40, key: 'a' }).expect(201, { units: 40 });

  expect(await world().rows('SELECT units FROM metering.usage_records')).toEqual([{ units: 40 }]);
});

it('takes no report of somebody who has no subscription', async () => {
  const { id } = await world().customer();
  const { body } = await (await world().asCustomer(id)).post('/api/usage').send({ metric: 'calls', units: 1, key: 'a' }).expect(404);

  expect(body.message).toBe('You have no subscription.');
});

it('takes no usage of nothing, nor of things without a proper name', async () => {
  const { customerId } = await world().subscription();
  const { body } = await (await world().asCustomer(customerId)).post('/api/usage').send({ metric: 'API Calls', units: 0, key: 'a' }).expect(422);

  expect(body.message).toHaveLength(2);
  expect(await world().t.dataSource.manager.count(UsageCounter)).toBe(0);
});

it('counts nothing for a subscription that has ended', async () => {
  const { id } = await world().subscription();
  await world().rows("UPDATE billing.subscriptions SET status = 'canceled', canceled_at = SYSUTCDATETIME() WHERE id = @0", [id]);

  expect(await errorNumberOf(world().t.get(UsageService).record({ subscriptionId: id, metric: 'calls', units: 1, key: 'a' }))).toBe(50404);
});

it('counts more than fits into 32 bits', async () => {
  const { id } = await world().subscription();
  const record = (key: string) => world().t.get(UsageService).record({ subscriptionId: id, metric: 'bytes', units: 2_000_000_000, key });
  await record('a');

  expect(await record('b')).toBe(4_000_000_000);
});

it('warns who has used more than four fifths of what is included, every hour', async () => {
  const usage = world().t.get(UsageService);
  const heavy = await world().subscription({ planCode: 'starter' });
  const light = await world().subscription({ planCode: 'starter', customer: { email: 'bob@example.com' } });
  await world().t.queues.drain();
  await usage.record({ subscriptionId: heavy.id, metric: 'calls', units: 81, key: 'a' });
  await usage.record({ subscriptionId: light.id, metric: 'calls', units: 80, key: 'a' });
  await usage.watch();
  await usage.watch();
  await world().t.queue('billing').drain();

  expect(world().t.queue('billing')).toHaveEnqueued('warn-heavy-users', {}, { times: 2 });
  expect(world().t.queue('billing').jobs.filter((job) => job.name === 'warn-heavy-users').map((job) => job.state)).toEqual(['completed', 'delayed']);
  expect(world().t.queue('notifications')).toHaveEnqueued('heavy-usage', { customerId: heavy.customerId, text: 'You have used 81 % of what is included.' }, { times: 1 });
  expect(world().t.queue('notifications')).not.toHaveEnqueued('heavy-usage', { customerId: light.customerId });
});
