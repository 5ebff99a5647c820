// An order. Its number comes from a sequence, so that it is short and readable; gaps are allowed.
import {
  Check,
  Column,
  CreateDateColumn,
  Entity,
  Index,
  JoinColumn,
  ManyToOne,
  OneToMany,
  PrimaryGeneratedColumn,
  Unique,
  UpdateDateColumn,
  VersionColumn,
  type Relation,
} from 'typeorm';
import { Practitioner } from '../practitioner/practitioner.entity';
import { User } from '../user/user.entity';
import { OrderLine } from './order-line.entity';

/** The life of an order. */
export type OrderStatus = 'placed' | 'paying' | 'paid' | 'shipped' | 'cancelled';

/** Deleting an order deletes its lines. */
@Entity('orders')
@Unique('UQ_orders_number', ['number'])
@Check('CK_orders_status', `"status" IN ('placed', 'paying', 'paid', 'shipped', 'cancelled')`)
@Index('IX_orders_customer_id', ['customerId', 'createdAt'])
@Index('IX_orders_open_priority', ['priority'], { where: `"status" = 'placed'` })
export class Order {
  @PrimaryGeneratedColumn({ primaryKeyConstraintName: 'PK_orders' })
  id!: number;

  @Column({ type: 'int', default: () => 'NEXT VALUE FOR [dbo].[order_number_seq]' })
  number!: number;

  @Column({ type: 'uniqueidentifier' })
  customerId!: string;

  @ManyToOne(() => User)
  @JoinColumn({ name: 'customer_id', foreignKeyConstraintName: 'FK_orders_users' })
  customer?: User;

  @Column({ type: 'int', nullable: true })
  practitionerId!: number | null;

  @ManyToOne(() => Practitioner, { nullable: true })
  @JoinColumn({ name: 'practitioner_id', foreignKeyConstraintName: 'FK_orders_practitioners' })
  practitioner?: Practitioner | null;

  @Column({ type: 'varchar', length: 20, default: 'placed' })
  status!: OrderStatus;

  @Column({ type: 'char', length: 3, default: 'USD' })
  currency!: string;

  @Column({ type: 'varchar', length: 24, nullable: true })
  discountCode!: string | null;

  @Column({ type: 'nvarchar', length: 'MAX', nullable: true })
  note!: string | null;

  @Column({ type: 'tinyint', default: 0 })
  priority!: number;

  @OneToMany(() => OrderLine, (line) => line.order, { cascade: ['insert'] })
  lines!: Relation<OrderLine>[];

  @CreateDateColumn()
  createdAt!: Date;

  @UpdateDateColumn()
  updatedAt!: Date;

  @VersionColumn()
  version!: number;
}
