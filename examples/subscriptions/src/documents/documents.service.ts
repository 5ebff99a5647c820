// The documents of invoices: rendered by workers, kept in S3, known by the database.
import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { InjectFlowProducer } from '@nestjs/bullmq';
import { Injectable, NotFoundException } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { FlowProducer } from 'bullmq';
import { DataSource } from 'typeorm';
import { ObjectStore } from '../clients/object-store.js';
import { Invoice } from '../invoices/invoice.entity.js';
import { MONTH_END, QUEUES, type RenderJob, type ReportJob } from '../jobs/queues.js';
import { Document } from './document.entity.js';
import { invoicePdf } from './invoice-pdf.js';

@Injectable()
export class DocumentsService {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    @InjectFlowProducer(MONTH_END) private readonly flows: FlowProducer,
    private readonly store: ObjectStore,
  ) {}

  async render(invoiceId: number): Promise<Document> {
    const invoice = await this.dataSource.manager.findOne(Invoice, { where: { id: invoiceId }, relations: { lines: true } });
    if (invoice === null) throw new NotFoundException(`There is no invoice ${invoiceId}.`);
    const objectKey = `invoices/${invoice.number}.pdf`;
    await this.store.put(objectKey, invoicePdf(invoice), 'application/pdf');
    const bytes = await buffer(await this.store.open(objectKey));
    const made = { invoiceId, objectKey, sizeBytes: await this.store.sizeOf(objectKey), sha256: createHash('sha256').update(bytes).digest() };
    const known = await this.dataSource.manager.findOneBy(Document, { objectKey });
    return this.dataSource.manager.save(Document, { ...known, ...made });
  }

  async open(invoiceId: number): Promise<Readable> {
    return this.store.open(await this.keyOf(invoiceId));
  }

  async link(invoiceId: number): Promise<string> {
    return this.store.downloadUrl(await this.keyOf(invoiceId));
  }

  async attachmentUpload(invoiceId: number): Promise<{ url: string; key: string }> {
    const key = `attachments/${invoiceId}/purchase-order.pdf`;
    return { key, url: await this.store.uploadUrl(key, 'application/pdf') };
  }

  /** Renders what a month's invoices lack; when all is there, the report follows. */
  async closeMonth(month: string): Promise<{ documents: number }> {
    const invoices = await this.dataSource.query<{ id: number }[]>(
      `SELECT i.id FROM billing.invoices i
       WHERE i.period_start >= CONVERT(datetime2, @0 + '-01', 23) AND i.period_start < DATEADD(month, 1, CONVERT(datetime2, @0 + '-01', 23))
         AND NOT EXISTS (SELECT 1 FROM billing.documents d WHERE d.invoice_id = i.id)
       ORDER BY i.id`,
      [month],
    );
    await this.flows.add({
      name: 'report', queueName: QUEUES.reports, data: { month } satisfies ReportJob,
      children: invoices.map(({ id }) => ({ name: 'render', queueName: QUEUES.documents, data: { invoiceId: id } satisfies RenderJob, opts: { attempts: 2, failParentOnFailure: true } })),
    });
    return { documents: invoices.length };
  }

  private async keyOf(invoiceId: number): Promise<string> {
    const document = await this.dataSource.manager.findOneBy(Document, { invoiceId });
    if (document === null) throw new NotFoundException(`Invoice ${invoiceId} has no document yet.`);
    return document.objectKey;
  }
}
