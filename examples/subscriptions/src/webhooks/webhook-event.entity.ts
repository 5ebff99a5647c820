// A webhook that has been received: its primary key is what makes a second delivery harmless.
import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity({ schema: 'ops', name: 'webhook_events' })
export class WebhookEvent {
  @PrimaryColumn({ type: 'varchar', length: 64 })
  id: string;

  @Column({ type: 'varchar', length: 80 })
  type: string;

  @Column({ type: 'nvarchar', length: 'MAX' })
  payload: string;

  @Column({ name: 'processed_at', type: 'datetime2', nullable: true })
  processedAt: Date | null;
}
