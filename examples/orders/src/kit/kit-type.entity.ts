// The catalogue of test kits: reference data that a migration puts in.
import { Check, Column, Entity, PrimaryGeneratedColumn, Unique } from 'typeorm';

/** A kind of kit that can be ordered. */
@Entity('kit_types')
@Unique('UQ_kit_types_sku', ['sku'])
@Check('CK_kit_types_price', '"price" >= 0')
export class KitType {
  @PrimaryGeneratedColumn({ primaryKeyConstraintName: 'PK_kit_types' })
  id!: number;

  @Column({ type: 'varchar', length: 32 })
  sku!: string;

  @Column({ type: 'nvarchar', length: 120 })
  name!: string;

  @Column({ type: 'decimal', precision: 10, scale: 2 })
  price!: number;

  @Column({ type: 'bit', default: true })
  active!: boolean;
}
