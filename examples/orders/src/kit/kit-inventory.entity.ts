// Stock per kit type. `available` is computed by the server, `rowVersion` changes with every update.
import { Check, Column, Entity, JoinColumn, OneToOne, PrimaryColumn } from 'typeorm';
import { KitType } from './kit-type.entity';

/** Never holds more reserved kits than there are on hand: a check constraint sees to it. */
@Entity('kit_inventory')
@Check('CK_kit_inventory_on_hand', '"on_hand" >= 0')
@Check('CK_kit_inventory_reserved', '"reserved" >= 0 AND "reserved" <= "on_hand"')
export class KitInventory {
  @PrimaryColumn({ type: 'int', primaryKeyConstraintName: 'PK_kit_inventory' })
  kitTypeId!: number;

  @OneToOne(() => KitType)
  @JoinColumn({ name: 'kit_type_id', foreignKeyConstraintName: 'FK_kit_inventory_kit_types' })
  kitType?: KitType;

  @Column({ type: 'int', default: 0 })
  onHand!: number;

  @Column({ type: 'int', default: 0 })
  reserved!: number;

  @Column({ type: 'int', nullable: true, insert: false, update: false, generatedType: 'STORED', asExpression: 'on_hand - reserved' })
  available!: number;

  @Column({ type: 'rowversion', insert: false, update: false })
  rowVersion!: Buffer;
}
