// The Stripe fake: payments that follow from each other, pages, idempotency, errors of the SDK, webhooks.
import Stripe from 'stripe';
import { clientMatchers } from '../../src/matchers/client-matchers';
import type {} from '../../src/matchers/types';
import { createStripeFake } from '../../src/nest/fakes/stripe/client';

expect.extend(clientMatchers as never);
const fake = () => createStripeFake(() => require('stripe'));

it('pays, refunds in parts, and refuses what Stripe refuses', async () => {
  const stripe = fake();
  const { id: customer } = await stripe.customers.create({ email: 'a@b.c' });
  const intent = await stripe.paymentIntents.create({ amount: 500, currency: 'eur', customer, payment_method: 'pm_card_visa', confirm: true });
  expect(intent).toMatchObject({ status: 'succeeded', amount_received: 500, client_secret: expect.stringMatching(/^pi_\w+_secret_\w{24}$/) });
  expect(stripe).toHaveCharged(500);
  expect(stripe).toHaveCharged({ currency: 'eur', customer }, { times: 1 });
  expect(() => expect(stripe).toHaveCharged(499)).toThrow(/Charged were:[\s\S]*500/);
  expect(await stripe.refunds.create({ payment_intent: intent.id, amount: 200 })).toMatchObject({ amount: 200, status: 'succeeded' });
  await expect(stripe.refunds.create({ payment_intent: intent.id, amount: 301 })).rejects.toThrow(/greater than unrefunded amount/);
  expect(await stripe.refunds.create({ payment_intent: intent.id })).toMatchObject({ amount: 300, currency: 'eur' });
  await expect(stripe.refunds.create({ payment_intent: intent.id })).rejects.toMatchObject({ code: 'charge_already_refunded' });
  await expect(stripe.paymentIntents.cancel(intent.id)).rejects.toMatchObject({ code: 'payment_intent_unexpected_state' });
  await expect(stripe.paymentIntents.create({ amount: 1 })).rejects.toMatchObject({ code: 'parameter_missing', param: 'currency' });
  expect(await stripe.charges.retrieve(intent['latest_charge'])).toMatchObject({ amount_refunded: 500, refunded: true });
});

it('reserves and captures, and declines test cards', async () => {
  const stripe = fake();
  const reserved = await stripe.paymentIntents.create({ amount: 9, currency: 'usd', capture_method: 'manual', payment_method: 'pm_card_visa', confirm: true });
  expect(reserved).toMatchObject({ status: 'requires_capture', amount_capturable: 9 });
  expect(stripe).not.toHaveCharged();
  expect(await stripe.paymentIntents.capture(reserved.id, { amount_to_capture: 5 })).toMatchObject({ status: 'succeeded', amount_received: 5 });
  expect(stripe).toHaveCharged({ amount_captured: 5 });
  const declined = stripe.paymentIntents.create({ amount: 9, currency: 'usd', payment_method: 'pm_card_chargeDeclined', confirm: true });
  await expect(declined).rejects.toBeInstanceOf(Stripe.errors.StripeCardError);
});

it('raises the errors of the SDK', async () => {
  const stripe = fake();
  await expect(stripe.customers.retrieve('cus_1')).rejects.toBeInstanceOf(Stripe.errors.StripeInvalidRequestError);
  await expect(stripe.customers.retrieve('cus_1')).rejects.toMatchObject({ type: 'StripeInvalidRequestError', code: 'resource_missing', statusCode: 404, message: "No such customer: 'cus_1'" });
  stripe.failNext({ type: 'StripeRateLimitError', message: 'slow down' });
  await expect(stripe.products.create({ name: 'x' })).rejects.toBeInstanceOf(Stripe.errors.StripeRateLimitError);
  stripe.failNext('insufficient_funds');
  await expect(stripe.paymentIntents.confirm('pi_1')).rejects.toMatchObject({ type: 'StripeCardError', code: 'card_declined', decline_code: 'insufficient_funds', statusCode: 402 });
  await expect(createStripeFake().customers.retrieve('cus_1')).rejects.toMatchObject({ type: 'StripeInvalidRequestError', statusCode: 404 });
});

it('lists in pages, newest first, and by itself over all pages', async () => {
  const stripe = fake();
  const ids: string[] = [];
  for (let n = 0; n < 25; n++) ids.unshift((await stripe.customers.create({ email: n % 5 === 0 ? 'five@b.c' : 'x@b.c' })).id);
  const first = await stripe.customers.list({ limit: 10 });
  expect([first.data.map(({ id }) => id), first.has_more, first.url]).toEqual([ids.slice(0, 10), true, '/v1/customers']);
  const second = await stripe.customers.list({ limit: 20, starting_after: first.data.at(-1)?.id });
  expect([second.data.map(({ id }) => id), second.has_more]).toEqual([ids.slice(10), false]);
  const back = await stripe.customers.list({ limit: 3, ending_before: ids[10] });
  expect(back.data.map(({ id }) => id)).toEqual(ids.slice(7, 10));
  const all: string[] = [];
  for await (const { id } of stripe.customers.list({ limit: 4 })) all.push(id);
  expect(all).toEqual(ids);
  expect(await stripe.customers.list({ email: 'five@b.c', limit: 2 }).autoPagingToArray({ limit: 4 })).toHaveLength(4);
  await expect(stripe.customers.list({ limit: 101 })).rejects.toThrow(/less than or equal to 100/);
  expect((await stripe.customers.search({ query: "email:'five@b.c'" })).data).toHaveLength(5);
});

it('fails when it is told to, whatever is called next', async () => {
  const stripe = fake();
  const calls = [() => stripe.customers.create(), () => stripe.customers.list(), () => stripe.paymentIntents.confirm('pi_1'), () => stripe.balance.retrieve(), () => stripe.checkout.sessions.expire('cs_1'), () => stripe.invoices.pay('in_1')];
  for (const call of calls) {
    stripe.failNext({ type: 'StripeAPIError', message: 'down' });
    await expect(call()).rejects.toBeInstanceOf(Stripe.errors.StripeAPIError);
  }
  stripe.failNext('expired_card');
  stripe.reset();
  expect((await stripe.customers.create()).id).toMatch(/^cus_/);
});

it('answers an idempotency key once', async () => {
  const stripe = fake();
  const make = (amount: number) => stripe.paymentIntents.create({ amount, currency: 'eur' }, { idempotencyKey: 'k' });
  expect((await make(1)).id).toBe((await make(1)).id);
  await expect(make(2)).rejects.toBeInstanceOf(Stripe.errors.StripeIdempotencyError);
  expect((await stripe.paymentIntents.list()).data).toHaveLength(1);
});

it('forgets customers that were deleted as Stripe does, and merges metadata', async () => {
  const stripe = fake();
  const { id } = await stripe.customers.create({ metadata: { a: '1', b: '2' } });
  expect((await stripe.customers.update(id, { metadata: { a: '', c: '3' } }))['metadata']).toEqual({ b: '2', c: '3' });
  expect(await stripe.customers.del(id)).toEqual({ id, object: 'customer', deleted: true });
  expect(await stripe.customers.retrieve(id)).toEqual({ id, object: 'customer', deleted: true });
  await expect(stripe.customers.update(id, {})).rejects.toThrow(/No such customer/);
});

it('invoices, subscribes and checks out', async () => {
  const stripe = fake();
  const { id: customer } = await stripe.customers.create();
  await stripe.invoiceItems.create({ customer, amount: 70, currency: 'eur' });
  const invoice = await stripe.invoices.create({ customer, currency: 'eur' });
  expect(invoice).toMatchObject({ status: 'draft', amount_due: 70 });
  expect(await stripe.invoices.finalizeInvoice(invoice.id)).toMatchObject({ status: 'open', number: expect.any(String) });
  expect(await stripe.invoices.pay(invoice.id)).toMatchObject({ status: 'paid', amount_paid: 70 });
  expect(stripe).toHaveCharged({ amount: 70, customer });
  const price = await stripe.prices.create({ currency: 'eur', unit_amount: 999, recurring: { interval: 'month' }, product_data: { name: 'Plan' } });
  expect(await stripe.products.retrieve(price['product'])).toMatchObject({ name: 'Plan' });
  const subscription = await stripe.subscriptions.create({ customer, items: [{ price: price.id }], trial_period_days: 7 });
  expect(subscription).toMatchObject({ status: 'trialing', items: { data: [{ price: { id: price.id, unit_amount: 999 }, quantity: 1 }] } });
  expect(await stripe.subscriptions.cancel(subscription.id)).toMatchObject({ status: 'canceled' });
  const session = await stripe.checkout.sessions.create({ mode: 'payment', line_items: [{ price: price.id, quantity: 2 }, { price_data: { unit_amount: 1 } }] });
  expect(session).toMatchObject({ id: expect.stringMatching(/^cs_test_/), url: expect.stringContaining(session.id), amount_total: 1999, status: 'open' });
});

it('signs webhooks that the SDK accepts, and checks them as the SDK does', async () => {
  const stripe = fake();
  const { body, signature } = stripe.webhook({ type: 'invoice.paid', data: { object: { id: 'in_1' } } }, 'whsec_x');
  const sdk = new Stripe('sk_test_x');
  for (const { webhooks } of [sdk, stripe as unknown as Stripe]) {
    expect(webhooks.constructEvent(body, signature, 'whsec_x')).toMatchObject({ type: 'invoice.paid', data: { object: { id: 'in_1' } } });
    expect(webhooks.constructEvent(Buffer.from(body), signature, 'whsec_x')).toMatchObject({ object: 'event' });
    for (const [payload, header, secret] of [[`${body} `, signature, 'whsec_x'], [body, signature, 'other'], [body, 'nonsense', 'whsec_x']] as const) {
      expect(() => webhooks.constructEvent(payload, header, secret)).toThrow(Stripe.errors.StripeSignatureVerificationError);
    }
    const old = webhooks.generateTestHeaderString({ payload: body, secret: 'whsec_x', timestamp: Math.floor(Date.now() / 1000) - 301 });
    expect(() => webhooks.constructEvent(body, old, 'whsec_x')).toThrow(/Timestamp outside the tolerance zone/);
  }
});

it('keeps its defaults whatever Jest resets', async () => {
  const stripe = fake();
  for (const reset of [jest.clearAllMocks, jest.resetAllMocks, jest.restoreAllMocks]) {
    reset.call(jest);
    expect((await stripe.customers.create()).id).toMatch(/^cus_/);
    expect(stripe.customers.create).toHaveBeenCalled();
  }
  jest.resetAllMocks();
  stripe.customers.create.mockResolvedValueOnce({ id: 'cus_once', object: 'customer' });
  expect((await stripe.customers.create()).id).toBe('cus_once');
  expect((await stripe.customers.create()).id).toMatch(/^cus_\w{24}$/);
  stripe.customers.create.mockResolvedValue({ id: 'cus_always', object: 'customer' });
  expect((await stripe.customers.create()).id).toBe('cus_always');
  stripe.reset();
  expect((await stripe.customers.create()).id).not.toBe('cus_always');
  expect(jest.isMockFunction(stripe.customers.create)).toBe(true);
  expect('then' in stripe).toBe(false);
});

it('takes over what the test made, and gives copies', async () => {
  const stripe = fake();
  stripe.remember({ id: 'pi_mine', object: 'payment_intent', amount: 3, currency: 'eur', status: 'requires_confirmation' });
  expect(await stripe.paymentIntents.confirm('pi_mine')).toMatchObject({ status: 'succeeded' });
  const copy = await stripe.paymentIntents.retrieve('pi_mine');
  copy['status'] = 'spoilt';
  expect((await stripe.paymentIntents.retrieve('pi_mine'))['status']).toBe('succeeded');
});
