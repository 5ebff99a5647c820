// Invoices: a stored procedure with an output parameter, INSERT ... SELECT, and the document in S3.
import { cleanDatabase, createTestApp, type TestApp } from 'jest-nest-mssql';
import { AppModule } from '../../../src/app.module';
import { BillingService } from '../../../src/billing/billing.service';
import { InvoiceLine } from '../../../src/billing/invoice-line.entity';
import { Invoice } from '../../../src/billing/invoice.entity';
import { PaymentService } from '../../../src/payment/payment.service';
import { createOrder } from '../../factories/order.factory';
import { createUser } from '../../factories/user.factory';
import { storedText } from '../../support/documents';
import { errorNumberOf } from '../../support/errors';

let t: TestApp;
beforeAll(async () => {
  t = await createTestApp({ imports: [AppModule] });
});
beforeEach(() => cleanDatabase(t.dataSource));
afterAll(() => t.close());

const invoices = () => t.dataSource.getRepository(Invoice);

it('issues an invoice whose lines and total the server takes from the order', async () => {
  const { id: orderId } = await createOrder(t.dataSource);

  const { id } = await t.get(BillingService).issue(orderId);
  const invoice = await invoices().findOneOrFail({ where: { id }, relations: { lines: true } });
  expect(invoice).toMatchObject({ number: 'INV-000001', orderId, total: 298, paid: false });
  expect(invoice.lines).toEqual([expect.objectContaining({ description: '2 x Gut microbiome, basic', amount: 298 })]);
});

it('numbers invoices one after the other', async () => {
  const billing = t.get(BillingService);
  const numbers: string[] = [];
  for (let count = 0; count < 3; count++) {
    numbers.push((await billing.issue((await createOrder(t.dataSource)).id)).number);
  }

  expect(numbers).toEqual(['INV-000001', 'INV-000002', 'INV-000003']);
});

it('issues one invoice for an order, however often it is asked to', async () => {
  const { id: orderId } = await createOrder(t.dataSource);
  const billing = t.get(BillingService);

  const first = await billing.issue(orderId);
  expect(await billing.issue(orderId)).toMatchObject({ id: first.id });
  expect(await invoices().count()).toBe(1);
  expect(await errorNumberOf(invoices().insert({ orderId, number: 'INV-X' }))).toBe(2627);
});

it('uploads the document and mails the invoice when the queues of a payment are drained', async () => {
  const customer = await createUser(t.dataSource);
  const { id: orderId } = await createOrder(t.dataSource, { customerId: customer.id });
  await t.get(PaymentService).pay(orderId, 'pm_card_visa');

  await t.queue('billing').drain();
  const invoice = await invoices().findOneByOrFail({ orderId });
  expect(invoice.documentKey).toBe(`invoices/${invoice.number}.txt`);
  expect(storedText(t, invoice.documentKey ?? '')).toContain('2 x Gut microbiome, basic\t298.00\nTotal\t298.00');
  expect(t.queue('email')).toHaveEnqueued('invoice', { orderId, invoiceId: invoice.id });

  await t.queue('email').drain();
  expect(t.mocks.postmark.outbox).toContainEqual(
    expect.objectContaining({ To: customer.email, Subject: `Invoice ${invoice.number}`, TextBody: 'Total 298.00 USD' }),
  );
});

it('keeps the invoice, without a document, when the upload fails, and uploads it the next time', async () => {
  const { id: orderId } = await createOrder(t.dataSource);
  const billing = t.get(BillingService);
  t.mocks.s3.send.mockRejectedValueOnce(new Error('SlowDown'));

  await expect(billing.issue(orderId)).rejects.toThrow('SlowDown');
  expect(await invoices().findOneByOrFail({ orderId })).toMatchObject({ documentKey: null });
  await expect(billing.issue(orderId)).resolves.toMatchObject({ documentKey: 'invoices/INV-000001.txt' });
});

it('marks an invoice as paid once (50409), and only one that exists (50404)', async () => {
  const billing = t.get(BillingService);
  const { id, number } = await billing.issue((await createOrder(t.dataSource)).id);

  expect(await billing.markPaid(id)).toEqual({ id, number, total: 298 });
  expect(await errorNumberOf(billing.markPaid(id))).toBe(50409);
  expect(await errorNumberOf(billing.markPaid(id + 1))).toBe(50404);
});

it('deletes the lines with their invoice, and keeps an order that has one (547)', async () => {
  const { id: orderId } = await createOrder(t.dataSource);
  const { id } = await t.get(BillingService).issue(orderId);

  expect(await errorNumberOf(t.dataSource.query('DELETE FROM dbo.orders WHERE id = @0', [orderId]))).toBe(547);
  await invoices().delete(id);
  expect(await t.dataSource.getRepository(InvoiceLine).count()).toBe(0);
});
