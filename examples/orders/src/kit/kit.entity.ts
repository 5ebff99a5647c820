// One physical kit, known by its barcode. Every change of status is written to kit_status_history by a trigger.
import { Check, Column, CreateDateColumn, Entity, Index, JoinColumn, ManyToOne, PrimaryGeneratedColumn } from 'typeorm';
import { OrderLine } from '../order/order-line.entity';
import { Practitioner } from '../practitioner/practitioner.entity';
import { KitType } from './kit-type.entity';

/** Where a kit is on its way. */
export type KitStatus = 'available' | 'assigned' | 'shipped' | 'returned' | 'lost';

/** Loses its practitioner or order line when that is deleted (ON DELETE SET NULL). */
@Entity('kits')
@Check('CK_kits_status', `"status" IN ('available', 'assigned', 'shipped', 'returned', 'lost')`)
@Index('UX_kits_barcode', ['barcode'], { unique: true })
@Index('IX_kits_status', ['status', 'kitTypeId'])
export class Kit {
  @PrimaryGeneratedColumn({ primaryKeyConstraintName: 'PK_kits' })
  id!: number;

  @Column({ type: 'varchar', length: 40 })
  barcode!: string;

  @Column({ type: 'int' })
  kitTypeId!: number;

  @ManyToOne(() => KitType)
  @JoinColumn({ name: 'kit_type_id', foreignKeyConstraintName: 'FK_kits_kit_types' })
  kitType?: KitType;

  @Column({ type: 'varchar', length: 20, default: 'available' })
  status!: KitStatus;

  @Column({ type: 'int', nullable: true })
  practitionerId!: number | null;

  @ManyToOne(() => Practitioner, { nullable: true, onDelete: 'SET NULL' })
  @JoinColumn({ name: 'practitioner_id', foreignKeyConstraintName: 'FK_kits_practitioners' })
  practitioner?: Practitioner | null;

  @Column({ type: 'int', nullable: true })
  orderLineId!: number | null;

  @ManyToOne(() => OrderLine, { nullable: true, onDelete: 'SET NULL' })
  @JoinColumn({ name: 'order_line_id', foreignKeyConstraintName: 'FK_kits_order_lines' })
  orderLine?: OrderLine | null;

  @CreateDateColumn({ default: () => 'SYSUTCDATETIME()' })
  createdAt!: Date;
}
