// The invoice of a paid order. The document itself lies in S3 under `documentKey`.
import { Column, Entity, JoinColumn, ManyToOne, OneToMany, PrimaryGeneratedColumn, Unique, type Relation } from 'typeorm';
import { Order } from '../order/order.entity';
import { InvoiceLine } from './invoice-line.entity';

/** One invoice per order. */
@Entity({ name: 'invoices', schema: 'billing' })
@Unique('UQ_invoices_number', ['number'])
@Unique('UQ_invoices_order_id', ['orderId'])
export class Invoice {
  @PrimaryGeneratedColumn({ primaryKeyConstraintName: 'PK_invoices' })
  id!: number;

  @Column({ type: 'varchar', length: 20 })
  number!: string;

  @Column({ type: 'int' })
  orderId!: number;

  @ManyToOne(() => Order)
  @JoinColumn({ name: 'order_id', foreignKeyConstraintName: 'FK_invoices_orders' })
  order?: Order;

  @Column({ type: 'decimal', precision: 12, scale: 2, default: 0 })
  total!: number;

  @Column({ type: 'varchar', length: 200, nullable: true })
  documentKey!: string | null;

  @Column({ type: 'bit', default: false })
  paid!: boolean;

  @Column({ type: 'datetime2', default: () => 'SYSUTCDATETIME()' })
  issuedAt!: Date;

  @OneToMany(() => InvoiceLine, (line) => line.invoice)
  lines?: Relation<InvoiceLine>[];
}
