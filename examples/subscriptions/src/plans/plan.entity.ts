// A plan that customers subscribe to. Its table is system-versioned: what it cost at any time can be asked for.
import { Field, Int, ObjectType } from '@nestjs/graphql';
import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

export type BillingInterval = 'month' | 'year';

@ObjectType()
@Entity({ schema: 'catalog', name: 'plans' })
export class Plan {
  @PrimaryGeneratedColumn()
  id: number;

  @Field()
  @Column({ type: 'varchar', length: 40 })
  code: string;

  @Field()
  @Column({ type: 'nvarchar', length: 100 })
  name: string;

  @Field(() => Int)
  @Column({ name: 'price_cents', type: 'int' })
  priceCents: number;

  @Field()
  @Column({ type: 'char', length: 3 })
  currency: string;

  @Field(() => String)
  @Column({ name: 'billing_interval', type: 'varchar', length: 10 })
  billingInterval: BillingInterval;

  @Field(() => Int)
  @Column({ name: 'included_units', type: 'int' })
  includedUnits: number;

  @Column({ name: 'unit_price_cents', type: 'decimal', precision: 9, scale: 4 })
  unitPriceCents: number;

  @Column({ type: 'bit' })
  active: boolean;
}
