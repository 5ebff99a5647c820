// Named counters that many requests add to at the same time.
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Written only by an upsert under HOLDLOCK. */
@Entity({ name: 'counters', schema: 'reporting' })
export class Counter {
  @PrimaryColumn({ type: 'varchar', length: 60, primaryKeyConstraintName: 'PK_counters' })
  name!: string;

  @Column({ type: 'bigint', default: 0 })
  value!: string;
}
