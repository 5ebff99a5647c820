// Written by the trigger on kits; the application only reads it.
import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryGeneratedColumn } from 'typeorm';
import { Kit } from './kit.entity';

/** One change of status of one kit. */
@Entity('kit_status_history')
@Index('IX_kit_status_history_kit_id', ['kitId'])
export class KitStatusHistory {
  @PrimaryGeneratedColumn({ type: 'bigint', primaryKeyConstraintName: 'PK_kit_status_history' })
  id!: string;

  @Column({ type: 'int' })
  kitId!: number;

  @ManyToOne(() => Kit, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'kit_id', foreignKeyConstraintName: 'FK_kit_status_history_kits' })
  kit?: Kit;

  @Column({ type: 'varchar', length: 20, nullable: true })
  oldStatus!: string | null;

  @Column({ type: 'varchar', length: 20 })
  newStatus!: string;

  @Column({ type: 'datetime2', default: () => 'SYSUTCDATETIME()' })
  changedAt!: Date;
}
