// Renewals: found every hour by the schedule, made by the worker.
import { periodAfter } from '../../../src/subscriptions/period.js';
import { SubscriptionsService } from '../../../src/subscriptions/subscriptions.service.js';
import { UsageService } from '../../../src/usage/usage.service.js';
import { startWorld } from '../../support/world.js';

const world = startWorld();

const begin = async (given: Parameters<ReturnType<typeof world>['subscription']>[0] = {}, at = '2026-01-31T10:00:00Z') => {
  world().t.clock.set(at);
  const subscription = await world().subscription(given);
  await world().t.queues.drain();
  return subscription;
};

it('renews what has run out, and charges for the next period', async () => {
  const subscription = await begin();
  world().t.clock.set('2026-02-28T10:00:00Z');
  expect(await world().t.cron('renewals').run()).toBe(1);
  expect(await world().t.queues.drain()).toMatchObject({ failed: 0 });

  expect(await world().reload(subscription)).toMatchObject({ status: 'active', periodStart: new Date('2026-02-28T10:00:00Z'), periodEnd: new Date('2026-03-28T10:00:00Z') });
  expect((await world().invoices(subscription)).map(({ number, status }) => [number, status])).toEqual([['INV-000001', 'paid'], ['INV-000002', 'paid']]);
  expect(world().t.mocks.stripe).toHaveCharged({ amount: 5831 }, { times: 2 });
  expect(world().t.events).toHaveEmitted('subscription.renewed', { subscriptionId: subscription.id });
});

it('leaves alone what has not run out', async () => {
  const subscription = await begin();
  world().t.clock.set('2026-02-28T09:59:59Z');

  expect(await world().t.cron('BillingSchedule.renew').run()).toBe(0);
  expect(await world().t.get(SubscriptionsService).renew(subscription.id)).toBeUndefined();
  expect(await world().invoices(subscription)).toHaveLength(1);
});

it('renews once, though the schedule has found it twice', async () => {
  const { id } = await begin();
  world().t.clock.set('2026-02-28T10:00:00Z');
  await world().t.cron('renewals').run();
  await world().t.cron('renewals').run();

  expect(world().t.queue('billing')).toHaveEnqueued('renew', { subscriptionId: id }, { times: 1, jobId: `renew-${id}-${Date.parse('2026-02-28T10:00:00Z')}` });
  await world().t.queues.drain();
  expect(await world().invoices({ id })).toHaveLength(2);
});

it('bills what was used beyond what is included, with the next period', async () => {
  const subscription = await begin({ planCode: 'starter' });
  await world().t.get(UsageService).record({ subscriptionId: subscription.id, metric: 'calls', units: 110, key: 'a' });
  await world().t.get(UsageService).record({ subscriptionId: subscription.id, metric: 'exports', units: 30, key: 'b' });
  world().t.clock.set('2026-03-01T00:00:00Z');
  await world().t.cron('renewals').run();
  await world().t.queues.drain();

  const [, second] = await world().invoices(subscription);
  expect(await world().rows('SELECT description, quantity, amount_cents AS cents FROM billing.invoice_lines WHERE invoice_id = @0 ORDER BY id', [second?.id])).toEqual([
    { description: 'Starter, 1 seat', quantity: 1, cents: 900 },
    { description: 'Usage beyond what is included', quantity: 40, cents: 100 },
  ]);
  expect(second).toMatchObject({ subtotalCents: 1000, taxCents: 190, totalCents: 1190 });
  expect(await world().t.get(UsageService).total(await world().reload(subscription))).toBe(0);
});

it('ends what was to be canceled, instead', async () => {
  const subscription = await begin();
  await world().t.get(SubscriptionsService).cancel(subscription.id, true);
  world().t.clock.set('2026-03-01T00:00:00Z');
  await world().t.cron('renewals').run();
  await world().t.queues.drain();

  expect(await world().reload(subscription)).toMatchObject({ status: 'canceled', canceledAt: new Date('2026-03-01T00:00:00Z') });
  expect(await world().invoices(subscription)).toHaveLength(1);
  expect(world().t.events).toHaveEmitted('subscription.canceled', { subscriptionId: subscription.id });
});

it('turns a trial into a subscription that is paid for', async () => {
  const subscription = await begin({ trialDays: 14 });
  expect(world().t.mocks.stripe.charged).toEqual([]);
  world().t.clock.advance(14 * 24 * 3600 * 1000);
  await world().t.cron('renewals').run();
  await world().t.queues.drain();

  expect((await world().reload(subscription)).status).toBe('active');
  expect(world().t.mocks.stripe).toHaveCharged(5831);
});

it('renews at once where jobs run when they are added', async () => {
  const subscription = await begin();
  world().t.clock.set('2026-02-28T10:00:00Z');
  world().t.queues.setMode('inline');
  await world().t.cron('renewals').run();
  world().t.queues.setMode('record');

  expect((await world().invoices(subscription)).map((invoice) => invoice.status)).toEqual(['paid', 'paid']);
});

it('knows nothing to do for a job of a name that it does not know', async () => {
  const { queue } = world().t;
  await world().t.get<{ add(name: string, data: object, options: object): Promise<void> }>('BullQueue_billing').add('refund', {}, { attempts: 5 });
  expect(await queue('billing').drain()).toEqual({ completed: 0, failed: 1 });

  expect(queue('billing').jobs[0]).toMatchObject({ attemptsMade: 1, failedReason: 'Nobody knows how to do refund.' });
});

it.each([
  ['2026-01-31T10:00:00Z', 'month', '2026-02-28T10:00:00.000Z'],
  ['2024-02-29T00:00:00Z', 'year', '2025-02-28T00:00:00.000Z'],
  ['2025-12-15T08:00:00Z', 'month', '2026-01-15T08:00:00.000Z'],
] as const)('a period that begins %s ends after a %s at %s', (start, interval, end) => {
  expect(periodAfter(new Date(start), interval).toISOString()).toBe(end);
});
