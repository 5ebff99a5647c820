// Documents: rendered by workers, kept in S3, handed out as streams and signed addresses.
import { createHash } from 'node:crypto';
import { ObjectStore } from '../../../src/clients/object-store.js';
import { Document } from '../../../src/documents/document.entity.js';
import { DocumentsService } from '../../../src/documents/documents.service.js';
import { startWorld } from '../../support/world.js';

const world = startWorld();

const closeMarch = async (): Promise<void> => {
  await (await world().asOperator()).post('/api/invoices/close-month/2026-03').expect(202);
};
// Two paid invoices of March.
const march = async () => {
  world().t.clock.set('2026-03-10T12:00:00Z');
  const subscriptions = [await world().subscription(), await world().subscription({ planCode: 'starter', customer: { email: 'bob@example.com' } })];
  await world().t.queues.drain();
  return Promise.all(subscriptions.map((subscription) => world().invoice(subscription)));
};

it('stores an invoice as a PDF that comes in pieces', async () => {
  const { id } = await world().invoice(await world().subscription());
  const document = await world().t.get(DocumentsService).render(id);

  expect(world().t.mocks.s3).toHaveStoredObject({ Key: 'invoices/INV-000001.pdf', ContentType: 'application/pdf', Body: /^%PDF-1\.4\n% INV-000001\n\(Team, 1 seat: 49\.00\)\n\(Total 58\.31 EUR\)\n%%EOF\n$/ });
  const body = world().t.mocks.s3.objects.get('subscriptions-documents/invoices/INV-000001.pdf')?.Body;
  expect(document).toMatchObject({ sizeBytes: body?.length, sha256: createHash('sha256').update(body ?? '').digest() });
});

it('renders again without a second entry', async () => {
  const { id } = await world().invoice(await world().subscription());
  await world().t.get(DocumentsService).render(id);
  await world().t.get(DocumentsService).render(id);

  expect(await world().t.dataSource.manager.countBy(Document, { invoiceId: id })).toBe(1);
});

it('closes a month: documents first, then the report of them', async () => {
  await march();
  await closeMarch();
  expect(world().t.queue('documents')).toHaveEnqueued('render', undefined, { times: 2 });
  expect(world().t.queue('reports').jobs[0]?.state).toBe('waiting-children');
  await world().t.queues.drain();

  expect(world().t.queue('reports').jobs[0]).toMatchObject({ state: 'completed', returnvalue: 'reports/2026-03.csv' });
  expect(world().t.mocks.s3).toHaveStoredObject({ Key: 'reports/2026-03.csv', Body: /^key;bytes\ninvoices\/INV-000001\.pdf;\d+\ninvoices\/INV-000002\.pdf;\d+$/ });
});

it('shows the progress of a document, its log, and what listeners were told', async () => {
  const [invoice] = await march();
  await closeMarch();
  await world().t.queues.drain();

  const [job] = world().t.queue('documents').jobs;
  expect(job).toMatchObject({ data: { invoiceId: invoice?.id }, progress: 100, logs: [expect.stringMatching(/^invoices\/INV-000001\.pdf: \d+ bytes$/)] });
  expect(await world().rows("SELECT event, detail FROM ops.job_log WHERE queue = 'documents' ORDER BY id")).toEqual([
    { event: 'completed', detail: 'invoices/INV-000001.pdf' },
    { event: 'completed', detail: 'invoices/INV-000002.pdf' },
  ]);
});

it('tries a document a second time when S3 has failed', async () => {
  await march();
  await closeMarch();
  world().t.mocks.s3.failNext(new Error('SlowDown'));
  await world().t.queues.drain();

  expect(world().t.queue('documents').jobs[0]).toMatchObject({ state: 'completed', attemptsStarted: 2 });
  expect(world().t.mocks.s3).toHaveStoredObject('reports/2026-03.csv');
});

it('makes no report of a month whose documents are not complete', async () => {
  await march();
  await closeMarch();
  world().t.mocks.s3.failNext(new Error('SlowDown'));
  world().t.mocks.s3.failNext(new Error('AccessDenied'));
  world().t.mocks.s3.failNext(new Error('AccessDenied'));
  world().t.mocks.s3.failNext(new Error('AccessDenied'));
  await world().t.queues.drain();

  expect(world().t.queue('documents').jobs.map((job) => job.failedReason)).toEqual(['AccessDenied', 'AccessDenied']);
  expect(world().t.queue('reports').jobs[0]).toMatchObject({ state: 'failed', failedReason: expect.stringMatching(/^child bull:documents:.* failed$/) });
  expect(world().t.mocks.s3).not.toHaveStoredObject('reports/2026-03.csv');
  expect(await world().rows("SELECT DISTINCT event, detail FROM ops.job_log WHERE queue = 'documents'")).toEqual([{ event: 'failed', detail: 'AccessDenied' }]);
});

it('closes a month without invoices with an empty report', async () => {
  const { body } = await (await world().asOperator()).post('/api/invoices/close-month/2020-01').expect(202);
  await world().t.queues.drain();

  expect(body).toEqual({ documents: 0 });
  expect(world().t.mocks.s3).toHaveStoredObject({ Key: 'reports/2020-01.csv', Body: 'key;bytes' });
});

it('hands a PDF out as a stream, to its customer', async () => {
  const subscription = await world().subscription();
  const { id } = await world().invoice(subscription);
  const customer = await world().asCustomer(subscription.customerId);
  await customer.get(`/api/invoices/${id}/pdf`).expect(404);
  await world().t.get(DocumentsService).render(id);

  const { body } = await customer.get(`/api/invoices/${id}/pdf`).expect(200).expect('content-type', 'application/pdf');
  expect(body.toString()).toContain('(Total 58.31 EUR)');
  await (await world().asCustomer(4711)).get(`/api/invoices/${id}/pdf`).expect(403);
});

it('says that a document is gone when S3 does not have it', async () => {
  const subscription = await world().subscription();
  const { id } = await world().invoice(subscription);
  const { objectKey } = await world().t.get(DocumentsService).render(id);
  await world().t.get(ObjectStore).remove(objectKey);

  const { body } = await (await world().asCustomer(subscription.customerId)).get(`/api/invoices/${id}/pdf`).expect(404);
  expect(body.message).toBe('There is no document invoices/INV-000001.pdf.');
});

it('gives an address from which a browser can load the PDF for a quarter of an hour', async () => {
  world().t.clock.set('2026-03-10T12:00:00Z');
  const subscription = await world().subscription();
  const { id } = await world().invoice(subscription);
  await world().t.get(DocumentsService).render(id);
  const { body } = await (await world().asCustomer(subscription.customerId)).get(`/api/invoices/${id}/link`).expect(200);

  const answer = await world().t.mocks.s3.fetch(body.url);
  expect([answer.status, await answer.text()]).toEqual([200, expect.stringContaining('% INV-000001')]);
  world().t.clock.advance(16 * 60_000);
  expect((await world().t.mocks.s3.fetch(body.url)).status).toBe(403);
});

it('gives an address to which a browser can send a purchase order', async () => {
  const subscription = await world().subscription();
  const { id } = await world().invoice(subscription);
  const { body } = await (await world().asCustomer(subscription.customerId)).post(`/api/invoices/${id}/attachments`).expect(201);
  expect((await world().t.mocks.s3.fetch(body.url, { method: 'PUT', body: 'PO 4711' })).status).toBe(200);

  expect(world().t.mocks.s3).toHaveStoredObject({ Key: body.key, Body: 'PO 4711', ContentType: 'application/pdf' });
});

it('lists documents, whatever the size of S3’s pages', async () => {
  const store = world().t.get(ObjectStore);
  for (const name of ['e', 'b', 'a', 'd', 'c']) await store.put(`invoices/${name}.pdf`, name, 'application/pdf');
  await store.put('reports/x.csv', '', 'text/csv');

  expect(await store.keysBelow('invoices/')).toEqual(['a', 'b', 'c', 'd', 'e'].map((name) => `invoices/${name}.pdf`));
});
