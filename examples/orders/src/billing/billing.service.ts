// Invoices: numbers from a stored procedure, lines copied from the order by the server, the document in S3.
import { Injectable, NotFoundException } from '@nestjs/common';
import { EventEmitter2 } from '@nestjs/event-emitter';
import { DataSource, type EntityManager } from 'typeorm';
import { DocumentStore } from '../clients/document-store';
import { Invoice } from './invoice.entity';

const NEXT_NUMBER_SQL = `
  DECLARE @number VARCHAR(20);
  EXEC billing.next_invoice_number @prefix = @0, @number = @number OUTPUT;
  SELECT @number AS number;
`;

const COPY_LINES_SQL = `
  INSERT INTO billing.invoice_lines (invoice_id, description, amount)
  SELECT @0, CONCAT(ol.quantity, N' x ', kt.name), ol.line_total
  FROM dbo.order_lines AS ol
  INNER JOIN dbo.kit_types AS kt ON kt.id = ol.kit_type_id
  WHERE ol.order_id = @1
  ORDER BY ol.id;
`;

const ADD_UP_SQL = `
  UPDATE i
  SET i.total = t.total
  FROM billing.invoices AS i
  CROSS APPLY (SELECT SUM(l.amount) AS total FROM billing.invoice_lines AS l WHERE l.invoice_id = i.id) AS t
  WHERE i.id = @0;
`;

/** What billing.mark_invoice_paid answers. */
export interface PaidInvoice {
  id: number;
  number: string;
  total: number;
}

/** Issues one invoice per order, however often it is asked to. */
@Injectable()
export class BillingService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly documents: DocumentStore,
    private readonly events: EventEmitter2,
  ) {}

  async issue(orderId: number): Promise<Invoice> {
    const invoice = await this.dataSource.transaction((manager) => this.findOrCreate(manager, orderId));
    if (invoice.documentKey) return invoice;
    const documentKey = `invoices/${invoice.number}.txt`;
    await this.documents.put(documentKey, this.render(invoice), 'text/plain');
    await this.dataSource.getRepository(Invoice).update({ id: invoice.id }, { documentKey });
    await this.events.emitAsync('invoice.issued', { orderId, invoiceId: invoice.id });
    return { ...invoice, documentKey };
  }

  /** SQL Server's error 50404 or 50409 when there is nothing to pay. */
  async markPaid(invoiceId: number): Promise<PaidInvoice> {
    const [invoice] = await this.dataSource.query<PaidInvoice[]>('EXEC billing.mark_invoice_paid @invoice_id = @0', [
      invoiceId,
    ]);
    if (!invoice) throw new NotFoundException();
    return invoice;
  }

  private async findOrCreate(manager: EntityManager, orderId: number): Promise<Invoice> {
    const existing = await manager.findOne(Invoice, { where: { orderId }, relations: { lines: true } });
    if (existing) return existing;
    const [next] = await manager.query<{ number: string }[]>(NEXT_NUMBER_SQL, ['INV']);
    const { id } = await manager.save(manager.create(Invoice, { orderId, number: next?.number ?? '' }));
    await manager.query(COPY_LINES_SQL, [id, orderId]);
    await manager.query(ADD_UP_SQL, [id]);
    return manager.findOneOrFail(Invoice, { where: { id }, relations: { lines: true } });
  }

  private render(invoice: Invoice): string {
    const lines = (invoice.lines ?? []).map((line) => `${line.description}\t${line.amount.toFixed(2)}`);
    return [`Invoice ${invoice.number}`, ...lines, `Total\t${invoice.total.toFixed(2)}`].join('\n');
  }
}
