// A line of an invoice: a copy of the order line as it was when the invoice was issued.
import { Column, Entity, JoinColumn, ManyToOne, PrimaryGeneratedColumn, type Relation } from 'typeorm';
import { Invoice } from './invoice.entity';

/** Goes away with its invoice. */
@Entity({ name: 'invoice_lines', schema: 'billing' })
export class InvoiceLine {
  @PrimaryGeneratedColumn({ primaryKeyConstraintName: 'PK_invoice_lines' })
  id!: number;

  @Column({ type: 'int' })
  invoiceId!: number;

  @ManyToOne(() => Invoice, (invoice) => invoice.lines, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'invoice_id', foreignKeyConstraintName: 'FK_invoice_lines_invoices' })
  invoice?: Relation<Invoice>;

  @Column({ type: 'nvarchar', length: 200 })
  description!: string;

  @Column({ type: 'decimal', precision: 12, scale: 2 })
  amount!: number;
}
