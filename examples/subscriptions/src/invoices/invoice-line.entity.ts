// A line of an invoice.
import { Column, Entity, JoinColumn, ManyToOne, PrimaryGeneratedColumn, type Relation } from 'typeorm';
import { Invoice } from './invoice.entity.js';

@Entity({ schema: 'billing', name: 'invoice_lines' })
export class InvoiceLine {
  @PrimaryGeneratedColumn()
  id: number;

  @ManyToOne(() => Invoice, (invoice) => invoice.lines)
  @JoinColumn({ name: 'invoice_id' })
  invoice: Relation<Invoice>;

  @Column({ type: 'nvarchar', length: 200 })
  description: string;

  @Column({ type: 'int' })
  quantity: number;

  @Column({ name: 'amount_cents', type: 'int' })
  amountCents: number;
}
