// Everybody who can sign in. Addresses are unique among the users that are not deleted.
import {
  Check,
  Column,
  CreateDateColumn,
  DeleteDateColumn,
  Entity,
  Index,
  JoinColumn,
  ManyToOne,
  PrimaryGeneratedColumn,
} from 'typeorm';
import { Country } from './country.entity';

/** What a user may do. */
export type UserRole = 'customer' | 'practitioner' | 'admin';

/** A person with an account; the key is a sequential GUID that the server hands out. */
@Entity('users')
@Check('CK_users_role', `"role" IN ('customer', 'practitioner', 'admin')`)
@Index('UX_users_email_active', ['email'], { unique: true, where: '"deleted_at" IS NULL' })
export class User {
  @PrimaryGeneratedColumn('uuid', { primaryKeyConstraintName: 'PK_users' })
  id!: string;

  @Column({ type: 'nvarchar', length: 254 })
  email!: string;

  @Column({ type: 'nvarchar', length: 120 })
  name!: string;

  @Column({ type: 'varchar', length: 20, default: 'customer' })
  role!: UserRole;

  @Column({ type: 'varchar', length: 200, select: false })
  passwordHash!: string;

  @Column({ type: 'char', length: 2, default: 'US' })
  countryCode!: string;

  @ManyToOne(() => Country)
  @JoinColumn({ name: 'country_code', foreignKeyConstraintName: 'FK_users_countries' })
  country?: Country;

  @CreateDateColumn()
  createdAt!: Date;

  @DeleteDateColumn()
  deletedAt!: Date | null;
}
