// Who pays.
import { Field, Int, ObjectType } from '@nestjs/graphql';
import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

@ObjectType()
@Entity({ schema: 'billing', name: 'customers' })
export class Customer {
  @Field(() => Int)
  @PrimaryGeneratedColumn()
  id: number;

  @Field()
  @Column({ type: 'nvarchar', length: 320 })
  email: string;

  /** Computed by the database; unique. */
  @Column({ name: 'email_key', type: 'nvarchar', length: 320, insert: false, update: false })
  emailKey: string;

  @Field()
  @Column({ type: 'nvarchar', length: 200 })
  name: string;

  @Column({ type: 'char', length: 2 })
  country: string;

  @Column({ name: 'stripe_customer_id', type: 'varchar', length: 64, nullable: true })
  stripeCustomerId: string | null;

  @Column({ name: 'payment_method', type: 'varchar', length: 64, nullable: true })
  paymentMethod: string | null;

  @Column({ name: 'created_at', type: 'datetime2', insert: false, update: false })
  createdAt: Date;
}
