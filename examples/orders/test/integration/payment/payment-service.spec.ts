// Charging an order: Stripe succeeds, fails, or is called twice; the database keeps the charge unique.
import { cleanDatabase, createTestApp, type TestApp } from 'jest-nest-mssql';
import { AppModule } from '../../../src/app.module';
import { FulfilmentJob } from '../../../src/order/fulfilment-job.entity';
import { OrderService } from '../../../src/order/order.service';
import { Payment } from '../../../src/payment/payment.entity';
import { PaymentService } from '../../../src/payment/payment.service';
import { createOrder } from '../../factories/order.factory';
import { createUser } from '../../factories/user.factory';
import { errorNumberOf } from '../../support/errors';

let t: TestApp;
beforeAll(async () => {
  t = await createTestApp({ imports: [AppModule] });
});
beforeEach(() => cleanDatabase(t.dataSource));
beforeEach(() => {
  jest.clearAllMocks();
});
afterAll(() => t.close());

const stripe = () => t.mocks.stripe.paymentIntents;
const payments = () => t.dataSource.getRepository(Payment);

it('captures the payment, marks the order paid and queues what follows', async () => {
  const { id: orderId } = await createOrder(t.dataSource);
  stripe().confirm.mockResolvedValueOnce({ status: 'succeeded' });

  const payment = await t.get(PaymentService).pay(orderId, 'pm_card_visa');
  expect(payment).toMatchObject({ orderId, amount: 298, status: 'captured', failureReason: null });
  expect(payment.capturedAt).toBeInstanceOf(Date);
  expect(await t.get(OrderService).find(orderId)).toMatchObject({ status: 'paid' });
  expect(await t.dataSource.getRepository(FulfilmentJob).countBy({ orderId, status: 'queued' })).toBe(1);
  expect(t.queue('email')).toHaveEnqueued('receipt', { orderId });
  expect(t.queue('billing')).toHaveEnqueued('issue-invoice', { orderId });
});

it('asks Stripe for the amount in cents under an idempotency key of its own', async () => {
  const { id: orderId } = await createOrder(t.dataSource);

  const payment = await t.get(PaymentService).pay(orderId, 'pm_card_visa');
  expect(stripe().create).toHaveBeenCalledTimes(1);
  expect(stripe().create).toHaveBeenCalledWith(
    expect.objectContaining({ amount: 29800, metadata: { orderId: String(orderId), paymentId: payment.id } }),
    { idempotencyKey: `create-${payment.id}` },
  );
});

it('leaves the payment failed and the order unpaid when Stripe fails', async () => {
  const { id: orderId } = await createOrder(t.dataSource);
  stripe().confirm.mockRejectedValueOnce(new Error('Your card was declined.'));

  await expect(t.get(PaymentService).pay(orderId, 'pm_card_visa')).rejects.toMatchObject({ status: 402 });
  expect(await payments().find()).toEqual([
    expect.objectContaining({ status: 'failed', failureReason: 'Your card was declined.', capturedAt: null }),
  ]);
  expect(await t.get(OrderService).find(orderId)).toMatchObject({ status: 'placed' });
  expect(t.queue('email')).toHaveNoJobs();
  expect(t.queue('billing')).toHaveNoJobs();
});

it('charges once when a payment that Stripe refused is tried again', async () => {
  const { id: orderId } = await createOrder(t.dataSource);
  const service = t.get(PaymentService);
  stripe().confirm.mockRejectedValueOnce(new Error('Your card was declined.'));

  await expect(service.pay(orderId, 'pm_card_visa')).rejects.toMatchObject({ status: 402 });
  await service.pay(orderId, 'pm_card_visa');
  await expect(service.pay(orderId, 'pm_card_visa')).rejects.toMatchObject({ status: 409 });

  expect(stripe().confirm).toHaveBeenCalledTimes(2);
  expect(await payments().countBy({ orderId, status: 'captured' })).toBe(1);
  expect(await payments().countBy({ orderId, status: 'failed' })).toBe(1);
});

it('takes an answer that is not "succeeded" for a refusal', async () => {
  const { id: orderId } = await createOrder(t.dataSource);
  stripe().confirm.mockResolvedValueOnce({ status: 'requires_action' });

  await expect(t.get(PaymentService).pay(orderId, 'pm_card_visa')).rejects.toMatchObject({ status: 402 });
  expect(await payments().countBy({ orderId, status: 'failed' })).toBe(1);
});

it('charges once when the customer presses the button five times', async () => {
  const { id: orderId } = await createOrder(t.dataSource);
  const service = t.get(PaymentService);

  const outcomes = await Promise.allSettled(Array.from({ length: 5 }, () => service.pay(orderId, 'pm_card_visa')));
  const refused = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []));
  expect(refused).toHaveLength(4);
  for (const reason of refused) expect(reason).toMatchObject({ status: 409 });
  expect(stripe().confirm).toHaveBeenCalledTimes(1);
  expect(await payments().countBy({ orderId })).toBe(1);
});

it('cannot hold two captured payments of one order (2601), however many have failed', async () => {
  const { id: orderId } = await createOrder(t.dataSource);
  const captured = { orderId, amount: 1, status: 'captured' as const, capturedAt: new Date() };
  for (let attempt = 0; attempt < 3; attempt++) await payments().insert({ orderId, amount: 1, status: 'failed' });

  await payments().insert({ ...captured });
  expect(await errorNumberOf(payments().insert({ ...captured }))).toBe(2601);
});

it('cannot hold a captured payment without its time, nor one of nothing (547)', async () => {
  const { id: orderId } = await createOrder(t.dataSource);

  expect(await errorNumberOf(payments().insert({ orderId, amount: 1, status: 'captured' }))).toBe(547);
  expect(await errorNumberOf(payments().insert({ orderId, amount: 0 }))).toBe(547);
});

it('refunds once, from the payment queue, even if the job comes twice', async () => {
  const { id: orderId } = await createOrder(t.dataSource);
  const service = t.get(PaymentService);
  const payment = await service.pay(orderId, 'pm_card_visa');

  await service.requestRefund(payment.id);
  await service.requestRefund(payment.id);
  expect(t.queue('payment')).toHaveEnqueued('refund', { paymentId: payment.id });
  await t.queue('payment').drain();

  expect(t.mocks.stripe.refunds.create).toHaveBeenCalledTimes(1);
  expect(await payments().findOneByOrFail({ id: payment.id })).toMatchObject({ status: 'refunded' });
  expect(await t.get(OrderService).find(orderId)).toMatchObject({ status: 'cancelled' });
});

it('sends the receipt to the customer when the email queue is drained', async () => {
  const customer = await createUser(t.dataSource);
  const { id: orderId, number } = await createOrder(t.dataSource, { customerId: customer.id });
  await t.get(PaymentService).pay(orderId, 'pm_card_visa');

  await t.queue('email').drain();
  expect(t.mocks.postmark.outbox).toContainEqual(
    expect.objectContaining({ To: customer.email, Subject: `Receipt for order ${number}` }),
  );
});
