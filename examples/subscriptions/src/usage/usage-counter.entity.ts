// What a subscription has used of a metric in a period.
import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity({ schema: 'metering', name: 'usage_counters' })
export class UsageCounter {
  @PrimaryColumn({ name: 'subscription_id', type: 'int' })
  subscriptionId: number;

  @PrimaryColumn({ type: 'varchar', length: 40 })
  metric: string;

  @PrimaryColumn({ name: 'period_start', type: 'datetime2', precision: 3 })
  periodStart: Date;

  @Column({ type: 'bigint' })
  units: string;
}
