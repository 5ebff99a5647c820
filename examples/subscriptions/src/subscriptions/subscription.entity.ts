// A customer's subscription to a plan. `version` is the row's rowversion: whoever changes a subscription says which one they saw.
import { Field, Int, ObjectType } from '@nestjs/graphql';
import { Column, Entity, JoinColumn, ManyToOne, PrimaryGeneratedColumn, type Relation } from 'typeorm';
import { Plan } from '../plans/plan.entity.js';

export type SubscriptionStatus = 'trialing' | 'active' | 'past_due' | 'canceled';

// GraphQL keeps the name Subscription for something of its own.
@ObjectType('CustomerSubscription')
@Entity({ schema: 'billing', name: 'subscriptions' })
export class Subscription {
  @Field(() => Int)
  @PrimaryGeneratedColumn()
  id: number;

  @Column({ name: 'customer_id', type: 'int' })
  customerId: number;

  @Column({ name: 'plan_id', type: 'int' })
  planId: number;

  @Field(() => Plan)
  @ManyToOne(() => Plan, { eager: true })
  @JoinColumn({ name: 'plan_id' })
  plan: Relation<Plan>;

  @Field(() => String)
  @Column({ type: 'varchar', length: 20 })
  status: SubscriptionStatus;

  @Field(() => Int)
  @Column({ type: 'int' })
  seats: number;

  @Field()
  @Column({ name: 'period_start', type: 'datetime2', precision: 3 })
  periodStart: Date;

  @Field()
  @Column({ name: 'period_end', type: 'datetime2', precision: 3 })
  periodEnd: Date;

  @Field()
  @Column({ name: 'cancel_at_period_end', type: 'bit' })
  cancelAtPeriodEnd: boolean;

  @Column({ name: 'canceled_at', type: 'datetime2', precision: 3, nullable: true })
  canceledAt: Date | null;

  @Column({ name: 'stripe_subscription_id', type: 'varchar', length: 64, nullable: true })
  stripeSubscriptionId: string | null;

  @Column({ type: 'rowversion', insert: false, update: false })
  version: Buffer;
}
