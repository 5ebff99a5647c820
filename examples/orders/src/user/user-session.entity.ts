// A signed-in session. Only the hash of the bearer token is stored.
import { Column, CreateDateColumn, Entity, Index, JoinColumn, ManyToOne, PrimaryGeneratedColumn } from 'typeorm';
import { User } from './user.entity';

/** Goes away with its user (ON DELETE CASCADE). */
@Entity('user_sessions')
@Index('UX_user_sessions_token_hash', ['tokenHash'], { unique: true })
export class UserSession {
  @PrimaryGeneratedColumn({ primaryKeyConstraintName: 'PK_user_sessions' })
  id!: number;

  @Column({ type: 'char', length: 64 })
  tokenHash!: string;

  @Column({ type: 'uniqueidentifier' })
  userId!: string;

  @ManyToOne(() => User, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'user_id', foreignKeyConstraintName: 'FK_user_sessions_users' })
  user!: User;

  @Column({ type: 'datetime2' })
  expiresAt!: Date;

  @CreateDateColumn()
  createdAt!: Date;
}
