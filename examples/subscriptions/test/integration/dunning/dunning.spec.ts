// Dunning: what follows when a card is declined.
import { CustomersService } from '../../../src/customers/customers.service.js';
import { DunningAttempt } from '../../../src/dunning/dunning-attempt.entity.js';
import type { Subscription } from '../../../src/subscriptions/subscription.entity.js';
import { errorNumberOf } from '../../support/errors.js';
import { startWorld } from '../../support/world.js';

const world = startWorld();

// A subscription whose first charge was declined on the first of March.
const declined = async (): Promise<Subscription> => {
  world().t.clock.set('2026-03-01T06:00:00Z');
  const subscription = await world().subscription({ customer: { paymentMethod: 'pm_card_chargeDeclined' } });
  await world().t.queues.drain();
  return subscription;
};
const attempts = async (): Promise<string[]> => (await world().t.dataSource.manager.find(DunningAttempt, { order: { id: 'ASC' } })).map(({ attemptNo, outcome, dueAt }) => `${attemptNo} ${outcome} ${dueAt.toISOString().slice(0, 10)}`);
const collectOn = (date: string): Promise<unknown> => {
  world().t.clock.set(date);
  return world().t.cron('dunning').run();
};

it('begins when a card is declined; the job has done its work', async () => {
  const subscription = await declined();

  expect(world().t.queue('billing').jobs[0]).toMatchObject({ state: 'completed', returnvalue: { status: 'declined' } });
  expect((await world().reload(subscription)).status).toBe('past_due');
  expect(await attempts()).toEqual(['1 scheduled 2026-03-02']);
  expect(world().t.events).toHaveEmitted('subscription.past_due', { subscriptionId: subscription.id });
  expect(world().t.mocks.stripe).not.toHaveCharged();
});

it('tries again the next day, and is satisfied when the card works', async () => {
  const subscription = await declined();
  await world().t.get(CustomersService).setPaymentMethod(subscription.customerId, 'pm_card_visa');
  expect(await collectOn('2026-03-02T06:00:00Z')).toBe(1);

  expect(await attempts()).toEqual(['1 paid 2026-03-02']);
  expect((await world().reload(subscription)).status).toBe('active');
  expect((await world().invoice(subscription)).status).toBe('paid');
  expect(world().t.mocks.stripe).toHaveCharged(5831, { times: 1 });
  expect(world().t.events).toHaveEmitted('subscription.recovered', { subscriptionId: subscription.id });
});

it('does nothing before an attempt is due', async () => {
  await declined();

  expect(await collectOn('2026-03-02T05:59:59Z')).toBe(0);
  expect(await attempts()).toEqual(['1 scheduled 2026-03-02']);
});

it('waits longer and longer between its attempts, and ends the subscription after the fourth', async () => {
  const subscription = await declined();
  for (const day of ['02', '05', '10', '17']) expect(await collectOn(`2026-03-${day}T06:00:00Z`)).toBe(1);

  expect(await attempts()).toEqual(['1 declined 2026-03-02', '2 declined 2026-03-05', '3 declined 2026-03-10', '4 declined 2026-03-17']);
  expect((await world().reload(subscription)).status).toBe('canceled');
  expect((await world().invoice(subscription)).status).toBe('uncollectible');
  expect(world().t.events).toHaveEmitted('subscription.canceled', { subscriptionId: subscription.id, reason: 'unpaid' });
  expect(await collectOn('2026-04-01T06:00:00Z')).toBe(0);
});

it('notes why a card was declined', async () => {
  await declined();
  world().t.mocks.stripe.failNext('insufficient_funds');
  await collectOn('2026-03-02T06:00:00Z');

  expect(await world().rows('SELECT outcome, reason FROM billing.dunning_attempts ORDER BY id')).toEqual([{ outcome: 'declined', reason: 'Your card was declined.' }, { outcome: 'scheduled', reason: null }]);
});

it('does not count an attempt that Stripe did not answer', async () => {
  await declined();
  world().t.mocks.stripe.failNext({ type: 'StripeAPIError', message: 'Stripe is down' });

  await expect(collectOn('2026-03-02T06:00:00Z')).rejects.toThrow('Stripe is down');
  expect(await attempts()).toEqual(['1 scheduled 2026-03-02']);
});

it('runs at seven in Berlin; nothing fires by itself', async () => {
  expect(world().t.cron('dunning')).toMatchObject({ name: 'dunning', schedule: '0 7 * * *' });
  expect(() => world().t.cron('dunnning')).toThrow(/renewals, dunning, stale-exports/);
});

it('has at most four attempts, one of them to come, by the rules of the database', async () => {
  const { id } = await world().invoice(await declined());
  const insert = (no: number, outcome: string) => world().rows('INSERT INTO billing.dunning_attempts (invoice_id, attempt_no, outcome, due_at) VALUES (@0, @1, @2, SYSUTCDATETIME())', [id, no, outcome]);

  expect(await errorNumberOf(insert(5, 'declined'))).toBe(547);
  expect(await errorNumberOf(insert(2, 'scheduled'))).toBe(2601);
  expect(await errorNumberOf(insert(1, 'declined'))).toBe(2627);
});
