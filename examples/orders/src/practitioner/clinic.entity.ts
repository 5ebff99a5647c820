// Where practitioners work. The lead practitioner works there too, hence two foreign keys that form a cycle.
import { Column, Entity, Index, JoinColumn, ManyToOne, OneToMany, PrimaryGeneratedColumn, type Relation } from 'typeorm';
import { Practitioner } from './practitioner.entity';

/** A clinic; it can be created before anybody works there. */
@Entity('clinics')
@Index('IX_clinics_name', ['name'])
export class Clinic {
  @PrimaryGeneratedColumn({ primaryKeyConstraintName: 'PK_clinics' })
  id!: number;

  @Column({ type: 'nvarchar', length: 120 })
  name!: string;

  /** Plain varchar, not indexed: looked up case-insensitively by the collation. */
  @Column({ type: 'varchar', length: 80 })
  city!: string;

  @Column({ type: 'int', nullable: true })
  leadPractitionerId!: number | null;

  @ManyToOne(() => Practitioner, { nullable: true })
  @JoinColumn({ name: 'lead_practitioner_id', foreignKeyConstraintName: 'FK_clinics_lead_practitioner' })
  leadPractitioner?: Relation<Practitioner> | null;

  @OneToMany(() => Practitioner, (practitioner) => practitioner.clinic)
  practitioners?: Relation<Practitioner>[];
}
