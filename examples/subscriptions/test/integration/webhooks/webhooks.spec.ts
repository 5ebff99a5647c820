// Stripe's webhooks: signed, in any order, more than once.
import { startWorld } from '../../support/world.js';

const world = startWorld();

type Event = Record<string, unknown>;
const deliver = (event: Event, change: { secret?: string; body?: string } = {}) => {
  const { headers, body } = world().t.mocks.stripe.webhook(event, change.secret);
  return world().t.http.post('/api/webhooks/stripe').set(headers).send(change.body ?? body);
};
const succeeded = (invoiceId: number, amount: number, id = 'evt_1'): Event => ({ id, type: 'payment_intent.succeeded', data: { object: { id: 'pi_1', object: 'payment_intent', amount_received: amount, metadata: { invoiceId: String(invoiceId) } } } });
const failed = (invoiceId: number): Event => ({ id: 'evt_2', type: 'payment_intent.payment_failed', data: { object: { id: 'pi_1', object: 'payment_intent', metadata: { invoiceId: String(invoiceId) }, last_payment_error: { message: 'Insufficient funds.' } } } });

it('settles an invoice that was paid at Stripe', async () => {
  const invoice = await world().invoice(await world().subscription());
  await deliver(succeeded(invoice.id, invoice.totalCents)).expect(200, { outcome: 'processed' });

  expect(await world().rows('SELECT status FROM billing.invoices')).toEqual([{ status: 'paid' }]);
  expect(await world().rows('SELECT reference, amount_cents AS cents FROM billing.payments')).toEqual([{ reference: 'pi_1', cents: invoice.totalCents }]);
  expect(world().t.events).toHaveEmitted('invoice.paid', { invoiceId: invoice.id }, { times: 1 });
});

it('works an event through once, however often it is delivered', async () => {
  const invoice = await world().invoice(await world().subscription());
  await deliver(succeeded(invoice.id, invoice.totalCents)).expect(200, { outcome: 'processed' });
  await deliver(succeeded(invoice.id, invoice.totalCents)).expect(200, { outcome: 'duplicate' });

  expect(world().t.events).toHaveEmitted('invoice.paid', undefined, { times: 1 });
});

it('works an event through once that is delivered twice at the same time', async () => {
  const invoice = await world().invoice(await world().subscription());
  const answers = await Promise.all([1, 2, 3].map(() => deliver(succeeded(invoice.id, invoice.totalCents))));

  expect(answers.map(({ status, body }) => `${status} ${body.outcome}`).sort()).toEqual(['200 duplicate', '200 duplicate', '200 processed']);
  expect(await world().rows('SELECT COUNT(*) AS payments FROM billing.payments')).toEqual([{ payments: 1 }]);
});

it('believes nothing that was signed by others', async () => {
  const invoice = await world().invoice(await world().subscription());
  const { body } = await deliver(succeeded(invoice.id, invoice.totalCents), { secret: 'whsec_of_somebody_else' }).expect(400);

  expect(body.message).toMatch(/No signatures found matching the expected signature/);
  expect(await world().rows('SELECT id FROM ops.webhook_events')).toEqual([]);
});

it('believes nothing that was changed on its way', async () => {
  const event = succeeded(1, 100);
  const { body } = world().t.mocks.stripe.webhook(event);
  await deliver(event, { body: body.replace('100', '999') }).expect(400);
  // The same content with other spaces is another text.
  await deliver(event, { body: JSON.stringify(JSON.parse(body), null, 2) }).expect(400);
});

it('believes nothing that is older than five minutes', async () => {
  world().t.clock.set('2026-03-10T12:00:00Z');
  const { headers, body } = world().t.mocks.stripe.webhook(succeeded(1, 100));
  world().t.clock.advance(301_000);
  const answer = await world().t.http.post('/api/webhooks/stripe').set(headers).send(body).expect(400);

  expect(answer.body.message).toMatch(/tolerance/);
});

it('keeps events that mean nothing to it', async () => {
  await deliver({ id: 'evt_9', type: 'customer.updated', data: { object: { id: 'cus_1' } } }).expect(200, { outcome: 'ignored' });

  expect(await world().rows("SELECT type, JSON_VALUE(payload, '$.data.object.id') AS customer FROM ops.webhook_events")).toEqual([{ type: 'customer.updated', customer: 'cus_1' }]);
});

it('dunns when a payment has failed at Stripe', async () => {
  const subscription = await world().subscription();
  const invoice = await world().invoice(subscription);
  await deliver(failed(invoice.id)).expect(200, { outcome: 'processed' });

  expect((await world().reload(subscription)).status).toBe('past_due');
  expect(await world().rows('SELECT attempt_no AS no, reason FROM billing.dunning_attempts')).toEqual([{ no: 1, reason: 'Insufficient funds.' }]);
});

it('ends a subscription that was ended at Stripe', async () => {
  const subscription = await world().subscription();
  await deliver({ type: 'customer.subscription.deleted', data: { object: { id: subscription.stripeSubscriptionId } } }).expect(200, { outcome: 'processed' });

  expect((await world().reload(subscription)).status).toBe('canceled');
  await deliver({ type: 'customer.subscription.deleted', data: { object: { id: 'sub_unknown' } } }).expect(200, { outcome: 'ignored' });
});

it('forgets an event that it could not work through, so that Stripe’s next delivery is', async () => {
  const invoice = await world().invoice(await world().subscription());
  await deliver(succeeded(4711, 100)).expect(404);
  expect(await world().rows('SELECT id FROM ops.webhook_events')).toEqual([]);

  await deliver(succeeded(invoice.id, invoice.totalCents)).expect(200, { outcome: 'processed' });
});
