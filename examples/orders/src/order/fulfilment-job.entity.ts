// Work for the packing stations, taken from the table itself with UPDLOCK, READPAST, ROWLOCK.
import { Check, Column, Entity, Index, JoinColumn, ManyToOne, PrimaryGeneratedColumn } from 'typeorm';
import { Order } from './order.entity';

/** The life of a job. */
export type FulfilmentStatus = 'queued' | 'claimed' | 'done';

/** One paid order that is to be packed. */
@Entity('fulfilment_jobs')
@Check('CK_fulfilment_jobs_status', `"status" IN ('queued', 'claimed', 'done')`)
@Index('IX_fulfilment_jobs_queued', ['id'], { where: `"status" = 'queued'` })
export class FulfilmentJob {
  @PrimaryGeneratedColumn({ type: 'bigint', primaryKeyConstraintName: 'PK_fulfilment_jobs' })
  id!: string;

  @Column({ type: 'int' })
  orderId!: number;

  @ManyToOne(() => Order, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'order_id', foreignKeyConstraintName: 'FK_fulfilment_jobs_orders' })
  order?: Order;

  @Column({ type: 'varchar', length: 20, default: 'queued' })
  status!: FulfilmentStatus;

  @Column({ type: 'varchar', length: 60, nullable: true })
  claimedBy!: string | null;

  @Column({ type: 'datetime2', nullable: true })
  claimedAt!: Date | null;
}
