// Subscriptions over HTTP: begun, changed, canceled.
import { startWorld } from '../../support/world.js';

const world = startWorld();

const subscribe = async (customerId: number, order: object, status = 201) => (await world().asCustomer(customerId)).post('/api/subscriptions').send(order).expect(status);

it('begins a subscription: active, with an invoice that will be charged', async () => {
  world().t.clock.set('2026-01-15T09:00:00Z');
  const { id: customerId } = await world().customer();
  const { body } = await subscribe(customerId, { planCode: 'team', seats: 3 });

  expect(body).toMatchObject({ status: 'active', plan: 'team', seats: 3, periodEnd: '2026-02-15T09:00:00.000Z' });
  const invoice = await world().invoice(body);
  expect(invoice).toMatchObject({ number: 'INV-000001', subtotalCents: 14700, taxCents: 2793, totalCents: 17493, status: 'open' });
  expect(world().t.queue('billing')).toHaveEnqueued('charge', { invoiceId: invoice.id }, { times: 1, priority: 10 });
  expect(world().t.events).toHaveEmitted('subscription.started', { subscriptionId: body.id, plan: 'team' });
});

it('tells Stripe of it, once', async () => {
  const subscription = await world().subscription({ seats: 2 });
  const remote = await world().t.mocks.stripe.subscriptions.retrieve(subscription.stripeSubscriptionId ?? '');

  expect(remote).toMatchObject({ status: 'active', metadata: { subscriptionId: String(subscription.id) } });
  expect(world().t.mocks.stripe.subscriptions.create).toHaveBeenCalledTimes(1);
});

it('takes no money in a trial, and reminds three days before its end', async () => {
  const { id: customerId } = await world().customer();
  const { body } = await subscribe(customerId, { planCode: 'starter', seats: 1, trialDays: 14 });

  expect(body.status).toBe('trialing');
  expect(await world().invoices(body)).toEqual([]);
  expect(world().t.queue('billing')).toHaveNoJobs();
  const [reminder] = world().t.queue('notifications').jobs;
  expect(reminder).toMatchObject({ name: 'trial-ends', state: 'delayed', data: { customerId, text: `Your trial ends on ${body.periodEnd.slice(0, 10)}.` } });
  expect(reminder?.delay).toBeGreaterThan(10.9 * 24 * 3600 * 1000);
});

it('sends the reminder when its time has come', async () => {
  const { customerId } = await world().subscription({ trialDays: 14 });
  await world().t.queue('notifications').drain({ delayed: false });
  expect(world().t.events).not.toHaveEmitted('notification.trial-ends');

  await world().t.queue('notifications').drain();
  expect(world().t.events).toHaveEmitted('notification.trial-ends', { customerId }, { times: 1 });
});

it('allows one subscription at a time', async () => {
  const first = await world().subscription();
  const { body } = await subscribe(first.customerId, { planCode: 'starter', seats: 1 }, 409);

  expect(body.number).toBe(2601);
  expect(await world().rows('SELECT id FROM billing.subscriptions')).toEqual([{ id: first.id }]);
});

it('leaves nothing behind when Stripe refuses a subscription', async () => {
  const { id } = await world().customer();
  world().t.mocks.stripe.failNext({ type: 'StripeInvalidRequestError', message: 'No such price' });
  await expect(world().subscription({ customerId: id })).rejects.toThrow('No such price');

  expect(await world().rows('SELECT id FROM billing.subscriptions')).toEqual([]);
  expect(world().t.queue('billing')).toHaveNoJobs();
  expect(world().t.events).not.toHaveEmitted('subscription.started');
});

it('validates the order, and knows its plans', async () => {
  const { id } = await world().customer();
  expect((await subscribe(id, { planCode: 'team', seats: 0 }, 422)).body.message).toEqual(['seats must not be less than 1']);
  expect((await subscribe(id, { planCode: 'gold', seats: 1 }, 404)).body.message).toBe('There is no plan gold.');
});

it('changes the plan of a subscription that nobody else has changed', async () => {
  const { id, customerId, version } = await world().subscription({ planCode: 'starter' });
  const customer = await world().asCustomer(customerId);
  const { body } = await customer.put(`/api/subscriptions/${id}/plan`).send({ planCode: 'team', version: version.toString('hex') }).expect(200);

  expect(body.plan).toBe('team');
  expect(body.version).not.toBe(version.toString('hex'));
  await customer.put(`/api/subscriptions/${id}/plan`).send({ planCode: 'enterprise', version: version.toString('hex') }).expect(409);
  expect((await world().reload({ id })).plan.code).toBe('team');
});

it('ends at the end of its period when it is canceled, at once when that is asked for', async () => {
  const { id, customerId } = await world().subscription();
  const customer = await world().asCustomer(customerId);
  expect((await customer.delete(`/api/subscriptions/${id}`).expect(200)).body).toMatchObject({ status: 'active', cancelAtPeriodEnd: true });
  expect((await customer.delete(`/api/subscriptions/${id}?now=true`).expect(200)).body).toMatchObject({ status: 'canceled' });

  const { stripeSubscriptionId } = await world().reload({ id });
  expect(await world().t.mocks.stripe.subscriptions.retrieve(stripeSubscriptionId ?? '')).toMatchObject({ status: 'canceled' });
  await customer.delete(`/api/subscriptions/${id}`).expect(409);
});

it('can be begun again after it was canceled', async () => {
  const first = await world().subscription();
  await (await world().asCustomer(first.customerId)).delete(`/api/subscriptions/${first.id}?now=true`).expect(200);
  const second = await world().subscription({ customerId: first.customerId, planCode: 'starter' });

  expect(second).toMatchObject({ status: 'active', plan: { code: 'starter' } });
});

it('is nobody else’s business', async () => {
  const { id } = await world().subscription();
  const stranger = await world().asCustomer(4711);
  await stranger.delete(`/api/subscriptions/${id}`).expect(403);
  await world().t.http.delete(`/api/subscriptions/${id}`).set('Authorization', 'Signed eyJyb2xlIjoib3BlcmF0b3IifQ.forged').expect(401);

  expect((await world().reload({ id })).cancelAtPeriodEnd).toBe(false);
});

it('has a history of its states, written by the database', async () => {
  const { id } = await world().subscription({ trialDays: 7 });
  await world().rows("UPDATE billing.subscriptions SET seats = 2 WHERE id = @0; UPDATE billing.subscriptions SET status = 'active' WHERE id = @0", [id]);

  expect(await world().rows('SELECT from_status, to_status FROM billing.subscription_history WHERE subscription_id = @0 ORDER BY id', [id])).toEqual([
    { from_status: null, to_status: 'trialing' },
    { from_status: 'trialing', to_status: 'active' },
  ]);
});
