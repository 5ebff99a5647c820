// Charging invoices: by the worker of the billing queue, with attempts, and at most once.
import { Payment } from '../../../src/invoices/payment.entity.js';
import { InvoicesService } from '../../../src/invoices/invoices.service.js';
import { errorNumberOf } from '../../support/errors.js';
import { startWorld } from '../../support/world.js';

const world = startWorld();
const down = { type: 'StripeAPIError', message: 'Stripe is down' };

it('charges the card and settles the invoice', async () => {
  const subscription = await world().subscription({ planCode: 'team', seats: 2 });
  expect(await world().t.queue('billing').drain()).toEqual({ completed: 1, failed: 0 });

  const invoice = await world().invoice(subscription);
  expect(invoice).toMatchObject({ status: 'paid', paidAt: expect.any(Date) });
  expect(world().t.mocks.stripe).toHaveCharged({ amount: 11662, currency: 'eur' }, { times: 1 });
  expect(world().t.events).toHaveEmitted('invoice.paid', { invoiceId: invoice.id, amountCents: 11662 });
  expect(world().t.queue('billing').jobs[0]).toMatchObject({ state: 'completed', returnvalue: { status: 'paid' } });
});

it('takes the tax of the customer’s country', async () => {
  const austrian = await world().subscription({ customer: { country: 'AT' } });
  const american = await world().subscription({ customer: { email: 'bob@example.com', country: 'US' } });

  expect(await world().invoice(austrian)).toMatchObject({ taxCents: 980, totalCents: 5880 });
  expect(await world().invoice(american)).toMatchObject({ taxCents: 0, totalCents: 4900 });
});

it('takes the money once, however often it is asked to', async () => {
  const subscription = await world().subscription();
  const { id } = await world().invoice(subscription);
  await world().t.get(InvoicesService).charge(id);
  await world().t.get(InvoicesService).charge(id);
  await world().t.queues.drain();

  expect(world().t.mocks.stripe).toHaveCharged({}, { times: 1 });
  expect(await world().t.dataSource.manager.countBy(Payment, { invoiceId: id })).toBe(1);
});

it('takes the money once when the first attempt died after Stripe had answered', async () => {
  const subscription = await world().subscription();
  const { id } = await world().invoice(subscription);
  await world().rows('ALTER TABLE billing.payments WITH NOCHECK ADD CONSTRAINT CK_broken CHECK (amount_cents < 0)');
  await expect(world().t.get(InvoicesService).charge(id)).rejects.toThrow('CK_broken');
  await world().rows('ALTER TABLE billing.payments DROP CONSTRAINT CK_broken');
  await world().t.get(InvoicesService).charge(id);

  expect(world().t.mocks.stripe).toHaveCharged({}, { times: 1 });
  expect((await world().invoice(subscription)).status).toBe('paid');
});

it('tries again after one second, then two, when Stripe is down', async () => {
  const subscription = await world().subscription();
  world().t.mocks.stripe.failNext(down);
  world().t.mocks.stripe.failNext(down);
  const result = await world().t.queue('billing').drain();

  const [job] = world().t.queue('billing').jobs;
  expect(result).toEqual({ completed: 1, failed: 0 });
  expect(job).toMatchObject({ state: 'completed', attemptsStarted: 3, opts: { backoff: { type: 'exponential', delay: 1000 } } });
  expect((job?.finishedOn ?? 0) - (job?.timestamp ?? 0)).toBeGreaterThanOrEqual(3000);
  expect(await world().rows("SELECT event, detail FROM ops.job_log WHERE queue = 'billing' ORDER BY id")).toEqual([{ event: 'retrying', detail: 'Stripe is down' }, { event: 'retrying', detail: 'Stripe is down' }]);
  expect((await world().invoice(subscription)).status).toBe('paid');
});

it('gives up after four attempts, and leaves the invoice open', async () => {
  const subscription = await world().subscription();
  for (let attempt = 1; attempt <= 4; attempt += 1) world().t.mocks.stripe.failNext(down);
  expect(await world().t.queue('billing').drain()).toEqual({ completed: 0, failed: 1 });

  expect(world().t.queue('billing').jobs[0]).toMatchObject({ state: 'failed', attemptsMade: 4, failedReason: 'Stripe is down' });
  expect(await world().rows("SELECT event, COUNT(*) AS n FROM ops.job_log GROUP BY event ORDER BY event")).toEqual([{ event: 'failed', n: 1 }, { event: 'retrying', n: 3 }]);
  expect((await world().invoice(subscription)).status).toBe('open');
});

it('charges enterprises first', async () => {
  const small = await world().subscription({ planCode: 'starter' });
  const large = await world().subscription({ planCode: 'enterprise', customer: { email: 'ceo@example.com' } });
  await world().t.queue('billing').drain();

  const charged = world().t.mocks.stripe.charged.map((charge) => charge['amount']);
  expect(charged).toEqual([(await world().invoice(large)).totalCents, (await world().invoice(small)).totalCents]);
});

it('is paid when the parts of a payment add up', async () => {
  const { id, totalCents } = await world().invoice(await world().subscription());
  const invoices = world().t.get(InvoicesService);

  expect(await invoices.settle(id, 1000, 'transfer-1')).toBe(false);
  expect(await invoices.settle(id, 1000, 'transfer-1')).toBe(false);
  expect((await invoices.byId(id)).status).toBe('open');
  expect(await invoices.settle(id, totalCents - 1000, 'transfer-2')).toBe(true);
  expect((await invoices.byId(id)).status).toBe('paid');
});

it('books nothing on an invoice that is void or does not exist', async () => {
  const { id } = await world().invoice(await world().subscription());
  await world().rows("UPDATE billing.invoices SET status = 'void' WHERE id = @0", [id]);
  const invoices = world().t.get(InvoicesService);

  expect(await errorNumberOf(invoices.settle(id, 100, 'x'))).toBe(50409);
  expect(await errorNumberOf(invoices.settle(4711, 100, 'x'))).toBe(50404);
  expect(await world().t.dataSource.manager.count(Payment)).toBe(0);
  expect(world().t.events).not.toHaveEmitted('invoice.paid');
});

it('shows customers their own invoices', async () => {
  const { customerId } = await world().subscription();
  await world().subscription({ customer: { email: 'bob@example.com' } });
  const { body } = await (await world().asCustomer(customerId)).get('/api/invoices').expect(200);

  expect(body.map((invoice: { number: string }) => invoice.number)).toEqual(['INV-000001']);
});
