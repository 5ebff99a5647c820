// Reports: the view, the stored procedure, the export under an application lock.
import { getQueueToken } from '@nestjs/bull';
import type { Queue } from 'bull';
import { cleanDatabase, createTestApp, type TestApp } from 'jest-nest-mssql';
import { AppModule } from '../../../src/app.module';
import { OrderLine } from '../../../src/order/order-line.entity';
import { Payment } from '../../../src/payment/payment.entity';
import { ReportRun } from '../../../src/reporting/report-run.entity';
import { ReportingService } from '../../../src/reporting/reporting.service';
import { kitType } from '../../factories/kit.factory';
import { createOrder } from '../../factories/order.factory';
import { createPractitioner } from '../../factories/practitioner.factory';
import { storedText } from '../../support/documents';
import { errorNumberOf } from '../../support/errors';
import { Sessions } from '../../support/sessions';

let t: TestApp;
beforeAll(async () => {
  t = await createTestApp({ imports: [AppModule] });
});
beforeEach(() => cleanDatabase(t.dataSource));
const sessions = new Sessions(() => t.dataSource);
afterEach(() => sessions.closeAll());
afterAll(() => t.close());

async function capture(amount: number, day: string, currency = 'USD'): Promise<void> {
  const { id: orderId } = await createOrder(t.dataSource, { currency });
  const capturedAt = new Date(`${day}T12:00:00Z`);
  await t.dataSource.getRepository(Payment).insert({ orderId, amount, status: 'captured', capturedAt });
}

it('adds up what was captured per day and currency (view)', async () => {
  await capture(100, '2026-01-01');
  await capture(49.5, '2026-01-01');
  await capture(10, '2026-01-01', 'EUR');
  await capture(1, '2026-01-02');
  const { id: orderId } = await createOrder(t.dataSource);
  await t.dataSource.getRepository(Payment).insert({ orderId, amount: 1000 });

  const rows = await t.get(ReportingService).dailyRevenue();
  expect(rows.map((row) => [row.revenueDate.toISOString().slice(0, 10), row.currency, row.payments, row.revenue])).toEqual([
    ['2026-01-01', 'EUR', 1, 10],
    ['2026-01-01', 'USD', 2, 149.5],
    ['2026-01-02', 'USD', 1, 1],
  ]);
});

it('sums up the orders of a practitioner per kit type (stored procedure)', async () => {
  const { id: practitionerId } = await createPractitioner(t.dataSource);
  const { id } = await createOrder(t.dataSource, { practitionerId });
  await createOrder(t.dataSource, { practitionerId });
  await createOrder(t.dataSource, { practitionerId, status: 'cancelled' });
  await createOrder(t.dataSource);
  const pro = await kitType(t.dataSource, 'GUT-PRO');
  await t.dataSource
    .getRepository(OrderLine)
    .insert({ orderId: id, kitTypeId: pro.id, quantity: 1, unitPrice: pro.price });

  const reporting = t.get(ReportingService);
  const basic = { sku: 'GUT-BASIC', orders: 2, kits: 4, amount: 596 };
  expect(await reporting.practitionerSummary(practitionerId)).toEqual([
    basic,
    { sku: 'GUT-PRO', orders: 1, kits: 1, amount: 279.5 },
  ]);
  expect(await reporting.practitionerSummary(practitionerId, 'gut-basic')).toEqual([basic]);
});

it('fails with the message of the procedure for a practitioner who does not exist (50000)', async () => {
  const work = t.get(ReportingService).practitionerSummary(4711);

  await expect(work).rejects.toThrow('Practitioner 4711 does not exist.');
  expect(await errorNumberOf(work)).toBe(50000);
});

it('exports the revenue to S3 when the reporting queue is drained', async () => {
  await capture(149.5, '2026-01-01');
  await t.get<Queue>(getQueueToken('reporting')).add('daily-revenue', {});

  await t.queue('reporting').drain();
  const run = await t.dataSource.getRepository(ReportRun).findOneByOrFail({ report: 'daily-revenue' });
  expect(run.rowCount).toBe(1);
  expect(storedText(t, run.fileKey)).toBe('date,currency,payments,revenue\n2026-01-01,USD,1,149.50');
});

it('does not export while another process is exporting (application lock)', async () => {
  const reporting = t.get(ReportingService);
  const other = await sessions.begin();
  await other.query(`
    DECLARE @result INT;
    EXEC @result = sp_getapplock @Resource = 'export:daily-revenue', @LockMode = 'Exclusive', @LockOwner = 'Transaction';
    SELECT @result AS result;
  `);

  await expect(reporting.exportDailyRevenue()).rejects.toMatchObject({ status: 409 });
  await other.commit();
  await expect(reporting.exportDailyRevenue()).resolves.toMatchObject({ rowCount: 0 });
});

it('writes no run when the upload fails', async () => {
  t.mocks.s3.send.mockRejectedValueOnce(new Error('SlowDown'));

  await expect(t.get(ReportingService).exportDailyRevenue()).rejects.toThrow('SlowDown');
  expect(await t.dataSource.getRepository(ReportRun).count()).toBe(0);
});

it('lists the catalogue in one row (STRING_AGG)', async () => {
  const [row] = await t.dataSource.query(
    `SELECT STRING_AGG(kt.sku, ', ') WITHIN GROUP (ORDER BY kt.sku DESC) AS skus FROM dbo.kit_types AS kt`,
  );
  expect(row).toEqual({ skus: 'VAG-BASIC, GUT-PRO, GUT-BASIC' });
});
