// An attempt to collect an invoice that was not paid in time.
import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

@Entity({ schema: 'billing', name: 'dunning_attempts' })
export class DunningAttempt {
  @PrimaryGeneratedColumn()
  id: number;

  @Column({ name: 'invoice_id', type: 'int' })
  invoiceId: number;

  @Column({ name: 'attempt_no', type: 'tinyint' })
  attemptNo: number;

  @Column({ type: 'varchar', length: 20 })
  outcome: 'scheduled' | 'paid' | 'declined';

  @Column({ name: 'due_at', type: 'datetime2', precision: 3 })
  dueAt: Date;

  @Column({ type: 'nvarchar', length: 200, nullable: true })
  reason: string | null;
}
