// Two of everything at the same moment: deliveries, renewals, payments, orders.
import { interleave, withRollback } from 'jest-nest-mssql';
import type { EntityManager } from 'typeorm';
import { sqlErrorNumber } from '../../../src/common/sql-error.js';
import { inTransaction } from '../../../src/common/transaction.js';
import { DunningService } from '../../../src/dunning/dunning.service.js';
import { InvoicesService } from '../../../src/invoices/invoices.service.js';
import { SubscriptionsService } from '../../../src/subscriptions/subscriptions.service.js';
import { startWorld } from '../../support/world.js';

const world = startWorld();

const status = (id: number, value: string) => (manager: EntityManager) => manager.query('UPDATE billing.subscriptions SET status = @1 WHERE id = @0', [id, value]);
const two = async (): Promise<[number, number]> => [(await world().subscription()).id, (await world().subscription({ customer: { email: 'bob@example.com' } })).id];

it('makes the second delivery of a webhook wait for the first, which then wins', async () => {
  const insert = (manager: EntityManager) => manager.query("INSERT INTO ops.webhook_events (id, type, payload) VALUES ('evt_1', 'ping', '{}')");
  const steps = await interleave(world().t.dataSource, [['a', 'begin'], ['b', 'begin'], ['a', insert], ['b', insert], ['a', 'commit']]);

  expect(steps[3]).toMatchObject({ session: 'b', status: 'failed', waitedFor: ['a'], endedDuring: 4 });
  expect(sqlErrorNumber(steps[3]?.error)).toBe(2627);
});

it('lets the second delivery through when the first could not be worked through', async () => {
  const insert = (manager: EntityManager) => manager.query("INSERT INTO ops.webhook_events (id, type, payload) VALUES ('evt_1', 'ping', '{}')");
  const steps = await interleave(world().t.dataSource, [['a', 'begin'], ['b', 'begin'], ['a', insert], ['b', insert], ['a', 'rollback'], ['b', 'commit']]);

  expect(steps[3]).toMatchObject({ session: 'b', status: 'done', waitedFor: ['a'] });
  expect(await world().rows('SELECT id FROM ops.webhook_events')).toEqual([{ id: 'evt_1' }]);
});

it('renews a subscription once that two workers renew at once', async () => {
  world().t.clock.set('2026-01-15T00:00:00Z');
  const { id } = await world().subscription();
  world().t.clock.set('2026-02-15T00:00:00Z');
  const renew = () => world().t.get(SubscriptionsService).renew(id);
  const renewed = await Promise.all([renew(), renew(), renew()]);

  expect(renewed.filter((invoice) => invoice !== undefined)).toHaveLength(1);
  expect(await world().invoices({ id })).toHaveLength(2);
});

it('settles an invoice once when its two halves arrive at once', async () => {
  const { id, totalCents } = await world().invoice(await world().subscription());
  const half = (reference: string, cents: number) => world().t.get(InvoicesService).settle(id, cents, reference);
  const settled = await Promise.all([half('a', 3000), half('b', totalCents - 3000)]);

  expect(settled.sort()).toEqual([false, true]);
  expect(world().t.events).toHaveEmitted('invoice.paid', { invoiceId: id }, { times: 1 });
});

it('lets the second half of a payment wait until it can see the first', async () => {
  const { id, totalCents } = await world().invoice(await world().subscription());
  const pay = (reference: string, cents: number) => (manager: EntityManager) => world().t.get(InvoicesService).settle(id, cents, reference, manager);
  const steps = await interleave(world().t.dataSource, [['a', 'begin'], ['a', pay('a', 3000)], ['b', pay('b', totalCents - 3000)], ['a', 'commit']]);

  expect(steps[1]?.value).toBe(false);
  expect(steps[2]).toMatchObject({ session: 'b', waitedFor: ['a'], lock: 'U on KEY of billing.invoices', value: true, endedDuring: 3 });
});

it('lets one of two win who change the plan that both have seen', async () => {
  const { id, version } = await world().subscription();
  const change = (plan: string) => world().t.get(SubscriptionsService).changePlan(id, plan, version);
  const outcomes = await Promise.allSettled([change('starter'), change('enterprise')]);

  expect(outcomes.map((outcome) => outcome.status).sort()).toEqual(['fulfilled', 'rejected']);
  expect(outcomes.find((outcome) => outcome.status === 'rejected')?.reason).toMatchObject({ status: 409 });
});

it('sells one subscription to a customer who orders twice at once', async () => {
  const { id } = await world().customer();
  const customer = await world().asCustomer(id);
  const order = () => customer.post('/api/subscriptions').send({ planCode: 'team', seats: 1 });
  const answers = await Promise.all([order(), order()]);

  expect(answers.map((answer) => answer.status).sort()).toEqual([201, 409]);
  expect(await world().rows('SELECT customer_id AS id FROM billing.subscriptions')).toEqual([{ id }]);
});

it('gives invoices that are opened at once numbers of their own', async () => {
  const customers = await Promise.all(Array.from({ length: 8 }, (_, index) => world().customer({ email: `c${index}@example.com` })));
  await Promise.all(customers.map(({ id }) => world().subscription({ customerId: id })));

  const rows = await world().rows<{ number: string }>('SELECT number FROM billing.invoices ORDER BY number');
  expect(rows.map(({ number }) => number)).toEqual(['1', '2', '3', '4', '5', '6', '7', '8'].map((digit) => `INV-00000${digit}`));
});

it('begins to dun once for an invoice that two workers report', async () => {
  const { id } = await world().invoice(await world().subscription());
  const start = () => world().t.get(DunningService).start(id, 'declined');
  await Promise.all([start(), start()]);

  expect(await world().rows('SELECT attempt_no AS no FROM billing.dunning_attempts')).toEqual([{ no: 1 }]);
});

it('ends in a deadlock when two sessions lock two subscriptions in opposite order', async () => {
  const [first, second] = await two();
  const steps = await interleave(world().t.dataSource, [
    ['a', 'begin'], ['b', 'begin'],
    ['a', status(first, 'past_due')], ['b', status(second, 'past_due')],
    ['a', status(second, 'past_due')], ['b', status(first, 'past_due')],
  ]);

  expect(steps[4]?.waitedFor).toEqual(['b']);
  expect(steps.filter((step) => step.status === 'failed').map((step) => sqlErrorNumber(step.error))).toEqual([1205]);
});

it('works the transaction through again that a deadlock has ended', async () => {
  const [first, second] = await two();
  const runs: string[] = [];
  let meet: () => void = () => undefined;
  const meeting = new Promise<void>((resolve) => (meet = resolve));
  const work = (name: string, from: number, to: number) => inTransaction(world().t.dataSource, async (manager) => {
    await status(from, 'past_due')(manager);
    if (runs.push(name) === 2) meet();
    await meeting;
    await status(to, 'past_due')(manager);
  });
  await Promise.all([work('a', first, second), work('b', second, first)]);

  expect(runs).toHaveLength(3);
  expect(await world().rows('SELECT DISTINCT status FROM billing.subscriptions')).toEqual([{ status: 'past_due' }]);
});

it('lets no invoice be added to what a serializable session has summed up', async () => {
  const { id } = await world().subscription();
  const sum = (manager: EntityManager) => manager.query('SELECT SUM(total_cents) AS cents FROM billing.invoices WHERE subscription_id = @0', [id]).then((rows) => rows[0].cents as number);
  const insert = (manager: EntityManager) => manager.query(
    "INSERT INTO billing.invoices (subscription_id, period_start, period_end, currency, subtotal_cents) SELECT subscription_id, period_end, DATEADD(month, 1, period_end), 'EUR', 100 FROM billing.invoices WHERE subscription_id = @0", [id]);
  const steps = await interleave(world().t.dataSource, [['a', 'begin SERIALIZABLE'], ['a', sum], ['b', insert], ['a', sum], ['a', 'commit']]);

  expect([steps[1]?.value, steps[3]?.value]).toEqual([5831, 5831]);
  expect(steps[2]).toMatchObject({ session: 'b', status: 'done', waitedFor: ['a'], endedDuring: 4 });
});

it('leaves nothing of what a spec tries out in a transaction of its own', async () => {
  const { id } = await world().subscription();
  await withRollback(world().t.dataSource, (manager) => status(id, 'past_due')(manager as EntityManager));

  expect((await world().reload({ id })).status).toBe('active');
});
