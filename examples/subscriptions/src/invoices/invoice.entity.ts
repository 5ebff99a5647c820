// An invoice of one period. The number comes from a sequence, the total is computed by the database.
import { Field, Int, ObjectType } from '@nestjs/graphql';
import { Column, Entity, OneToMany, PrimaryGeneratedColumn, type Relation } from 'typeorm';
import { InvoiceLine } from './invoice-line.entity.js';

export type InvoiceStatus = 'open' | 'paid' | 'void' | 'uncollectible';

@ObjectType()
@Entity({ schema: 'billing', name: 'invoices' })
export class Invoice {
  @Field(() => Int)
  @PrimaryGeneratedColumn()
  id: number;

  @Field()
  @Column({ type: 'varchar', length: 20, insert: false, update: false })
  number: string;

  @Column({ name: 'subscription_id', type: 'int' })
  subscriptionId: number;

  @Column({ name: 'period_start', type: 'datetime2', precision: 3 })
  periodStart: Date;

  @Column({ name: 'period_end', type: 'datetime2', precision: 3 })
  periodEnd: Date;

  @Column({ type: 'char', length: 3 })
  currency: string;

  @Column({ name: 'subtotal_cents', type: 'int' })
  subtotalCents: number;

  @Column({ name: 'tax_cents', type: 'int' })
  taxCents: number;

  @Field(() => Int)
  @Column({ name: 'total_cents', type: 'int', insert: false, update: false })
  totalCents: number;

  @Field(() => String)
  @Column({ type: 'varchar', length: 20 })
  status: InvoiceStatus;

  @Column({ name: 'paid_at', type: 'datetime2', precision: 3, nullable: true })
  paidAt: Date | null;

  @Column({ name: 'stripe_invoice_id', type: 'varchar', length: 64, nullable: true })
  stripeInvoiceId: string | null;

  @OneToMany(() => InvoiceLine, (line) => line.invoice, { cascade: ['insert'] })
  lines: Relation<InvoiceLine>[];
}
