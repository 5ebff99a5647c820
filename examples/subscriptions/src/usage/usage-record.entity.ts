// Something that was used. The key makes sending it twice harmless.
import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

@Entity({ schema: 'metering', name: 'usage_records' })
export class UsageRecord {
  @PrimaryGeneratedColumn({ type: 'bigint' })
  id: string;

  @Column({ name: 'subscription_id', type: 'int' })
  subscriptionId: number;

  @Column({ type: 'varchar', length: 40 })
  metric: string;

  @Column({ type: 'int' })
  units: number;

  @Column({ name: 'idempotency_key', type: 'varchar', length: 80 })
  idempotencyKey: string;
}
