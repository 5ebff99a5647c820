// Money that has come in for an invoice.
import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

@Entity({ schema: 'billing', name: 'payments' })
export class Payment {
  @PrimaryGeneratedColumn('uuid')
  id: string;

  @Column({ name: 'invoice_id', type: 'int' })
  invoiceId: number;

  @Column({ name: 'amount_cents', type: 'int' })
  amountCents: number;

  @Column({ type: 'varchar', length: 64 })
  reference: string;

  @Column({ name: 'received_at', type: 'datetime2', insert: false, update: false })
  receivedAt: Date;
}
