// An attempt to charge an order. At most one attempt per order can be captured: a filtered unique index sees to it.
import { Check, Column, CreateDateColumn, Entity, Index, JoinColumn, ManyToOne, PrimaryGeneratedColumn } from 'typeorm';
import { Order } from '../order/order.entity';

/** The life of a payment. */
export type PaymentStatus = 'pending' | 'captured' | 'failed' | 'refunded';

/** Lives in the billing schema, beside dbo. */
@Entity({ name: 'payments', schema: 'billing' })
@Check('CK_payments_amount', '"amount" > 0')
@Check('CK_payments_status', `"status" IN ('pending', 'captured', 'failed', 'refunded')`)
@Check('CK_payments_captured_at', `"status" <> 'captured' OR "captured_at" IS NOT NULL`)
@Index('UX_payments_one_captured_per_order', ['orderId'], { unique: true, where: `"status" = 'captured'` })
@Index('UX_payments_intent', ['stripeIntentId'], { unique: true, where: '"stripe_intent_id" IS NOT NULL' })
export class Payment {
  @PrimaryGeneratedColumn('uuid', { primaryKeyConstraintName: 'PK_payments' })
  id!: string;

  @Column({ type: 'int' })
  orderId!: number;

  @ManyToOne(() => Order)
  @JoinColumn({ name: 'order_id', foreignKeyConstraintName: 'FK_payments_orders' })
  order?: Order;

  @Column({ type: 'decimal', precision: 12, scale: 2 })
  amount!: number;

  @Column({ type: 'varchar', length: 20, default: 'pending' })
  status!: PaymentStatus;

  @Column({ type: 'varchar', length: 64, nullable: true })
  stripeIntentId!: string | null;

  @Column({ type: 'nvarchar', length: 400, nullable: true })
  failureReason!: string | null;

  @Column({ type: 'datetime2', nullable: true })
  capturedAt!: Date | null;

  @CreateDateColumn()
  createdAt!: Date;
}
