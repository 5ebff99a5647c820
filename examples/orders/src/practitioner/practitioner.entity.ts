// Somebody who orders kits for patients; may answer to another practitioner.
import {
  Column,
  Entity,
  Index,
  JoinColumn,
  ManyToOne,
  OneToMany,
  OneToOne,
  PrimaryGeneratedColumn,
  Unique,
  type Relation,
} from 'typeorm';
import { User } from '../user/user.entity';
import { Clinic } from './clinic.entity';

/** One practitioner per user at most. */
@Entity('practitioners')
@Unique('UQ_practitioners_license_no', ['licenseNo'])
@Index('IX_practitioners_supervisor_id', ['supervisorId'])
export class Practitioner {
  @PrimaryGeneratedColumn({ primaryKeyConstraintName: 'PK_practitioners' })
  id!: number;

  @Column({ type: 'uniqueidentifier' })
  userId!: string;

  @OneToOne(() => User)
  @JoinColumn({ name: 'user_id', foreignKeyConstraintName: 'FK_practitioners_users' })
  user?: User;

  @Column({ type: 'varchar', length: 32 })
  licenseNo!: string;

  @Column({ type: 'nvarchar', length: 80, nullable: true })
  speciality!: string | null;

  @Column({ type: 'int', nullable: true })
  clinicId!: number | null;

  @ManyToOne(() => Clinic, (clinic) => clinic.practitioners, { nullable: true })
  @JoinColumn({ name: 'clinic_id', foreignKeyConstraintName: 'FK_practitioners_clinics' })
  clinic?: Relation<Clinic> | null;

  @Column({ type: 'int', nullable: true })
  supervisorId!: number | null;

  @ManyToOne(() => Practitioner, (practitioner) => practitioner.team, { nullable: true })
  @JoinColumn({ name: 'supervisor_id', foreignKeyConstraintName: 'FK_practitioners_supervisor' })
  supervisor?: Relation<Practitioner> | null;

  @OneToMany(() => Practitioner, (practitioner) => practitioner.supervisor)
  team?: Relation<Practitioner>[];
}
