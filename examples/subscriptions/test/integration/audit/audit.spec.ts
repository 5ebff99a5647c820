// The audit trail: a queue and a worker that the application makes itself.
import { EventEmitter2 } from '@nestjs/event-emitter';
import { SubscriptionsService } from '../../../src/subscriptions/subscriptions.service.js';
import { startWorld } from '../../support/world.js';

const world = startWorld();
const trail = () => world().rows<{ event: string; detail: string }>("SELECT event, detail FROM ops.job_log WHERE queue = 'audit' ORDER BY id");

it('hears of subscriptions and payments', async () => {
  const { id } = await world().subscription();
  const invoice = await world().invoice({ id });
  await world().t.queue('billing').drain();

  expect(world().t.queue('audit')).toHaveEnqueued('subscription.changed', { subscriptionId: id, status: 'active' }, { times: 1 });
  expect(world().t.queue('audit')).toHaveEnqueued('invoice.paid', { invoiceId: invoice.id }, { times: 1 });
  expect(await trail()).toEqual([]);
});

it('is written by a worker of its own', async () => {
  const { id } = await world().subscription({ trialDays: 7 });
  await world().t.get(SubscriptionsService).cancel(id, false);
  expect(await world().t.queue('audit').drain()).toEqual({ completed: 2, failed: 0 });

  expect((await trail()).map(({ event, detail }) => [event, JSON.parse(detail).subscriptionId])).toEqual([['changed', id], ['changed', id]]);
});

it('has only what JSON can say', async () => {
  await world().t.get(EventEmitter2).emitAsync('subscription.changed', { subscriptionId: 1, at: new Date(0), by: undefined, note: new Map([['a', 1]]) });

  expect(world().t.queue('audit').jobs[0]?.data).toEqual({ subscriptionId: 1, at: '1970-01-01T00:00:00.000Z', note: {} });
});

it('is empty before each test, like every queue', () => {
  for (const name of world().t.queues.names) expect(world().t.queue(name)).toHaveNoJobs();
  expect([...world().t.queues.names].sort()).toEqual(['audit', 'billing', 'documents', 'notifications', 'reports']);
});
