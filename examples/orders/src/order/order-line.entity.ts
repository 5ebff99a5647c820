// What is in an order. The total of a line is computed by the server and stored.
import { Check, Column, Entity, JoinColumn, ManyToOne, PrimaryGeneratedColumn, Unique, type Relation } from 'typeorm';
import { KitType } from '../kit/kit-type.entity';
import { Order } from './order.entity';

/** A kit type appears at most once in an order. */
@Entity('order_lines')
@Unique('UQ_order_lines_order_kit_type', ['orderId', 'kitTypeId'])
@Check('CK_order_lines_quantity', '"quantity" > 0')
export class OrderLine {
  @PrimaryGeneratedColumn({ primaryKeyConstraintName: 'PK_order_lines' })
  id!: number;

  @Column({ type: 'int' })
  orderId!: number;

  @ManyToOne(() => Order, (order) => order.lines, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'order_id', foreignKeyConstraintName: 'FK_order_lines_orders' })
  order?: Relation<Order>;

  @Column({ type: 'int' })
  kitTypeId!: number;

  @ManyToOne(() => KitType)
  @JoinColumn({ name: 'kit_type_id', foreignKeyConstraintName: 'FK_order_lines_kit_types' })
  kitType?: KitType;

  @Column({ type: 'int' })
  quantity!: number;

  @Column({ type: 'decimal', precision: 10, scale: 2 })
  unitPrice!: number;

  @Column({
    type: 'decimal',
    precision: 21,
    scale: 2,
    nullable: true,
    insert: false,
    update: false,
    generatedType: 'STORED',
    asExpression: 'quantity * unit_price',
  })
  lineTotal!: number;
}
