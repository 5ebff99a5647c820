// The customer's account, as the web page asks for it.
import { UnauthorizedException } from '@nestjs/common';
import { Args, Field, InputType, Int, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { IsOptional, IsString, Max, Min } from 'class-validator';
import { CurrentCaller, Public } from '../common/signature.guard.js';
import type { Caller } from '../common/signed-header.js';
import { Customer } from '../customers/customer.entity.js';
import { CustomersService } from '../customers/customers.service.js';
import { Invoice } from '../invoices/invoice.entity.js';
import { InvoicesService } from '../invoices/invoices.service.js';
import { Plan } from '../plans/plan.entity.js';
import { PlansService } from '../plans/plans.service.js';
import { Subscription } from '../subscriptions/subscription.entity.js';
import { SubscriptionsService } from '../subscriptions/subscriptions.service.js';
import { UsageService } from '../usage/usage.service.js';

@InputType()
class SubscribeInput {
  @Field()
  @IsString()
  plan: string;

  @Field(() => Int, { defaultValue: 1 })
  @Min(1)
  @Max(1000)
  seats: number;

  @Field(() => Int, { nullable: true })
  @IsOptional()
  @Min(0)
  trialDays?: number;
}

@Resolver(() => Customer)
export class AccountResolver {
  constructor(
    private readonly customers: CustomersService,
    private readonly plans: PlansService,
    private readonly subscriptions: SubscriptionsService,
    private readonly invoices: InvoicesService,
  ) {}

  @Query(() => [Plan], { name: 'plans' })
  @Public()
  findPlans(): Promise<Plan[]> {
    return this.plans.onOffer();
  }

  @Query(() => Customer)
  me(@CurrentCaller() caller: Caller): Promise<Customer> {
    return this.customers.byId(idOf(caller));
  }

  @ResolveField('subscription', () => Subscription, { nullable: true })
  findSubscription(@Parent() { id }: Customer): Promise<Subscription | null> {
    return this.subscriptions.current(id);
  }

  @ResolveField('invoices', () => [Invoice])
  findInvoices(@Parent() { id }: Customer): Promise<Invoice[]> {
    return this.invoices.ofCustomer(id);
  }

  @Mutation(() => Subscription)
  subscribe(@CurrentCaller() caller: Caller, @Args('input') { plan, seats, trialDays = 0 }: SubscribeInput): Promise<Subscription> {
    return this.subscriptions.subscribe({ customerId: idOf(caller), planCode: plan, seats, trialDays });
  }

  @Mutation(() => Subscription)
  async cancel(@CurrentCaller() caller: Caller): Promise<Subscription> {
    const current = await this.subscriptions.current(idOf(caller));
    return this.subscriptions.cancel(current?.id ?? 0, true);
  }
}

@Resolver(() => Subscription)
export class SubscriptionResolver {
  constructor(private readonly usage: UsageService) {}

  @ResolveField(() => Int)
  usedUnits(@Parent() subscription: Subscription): Promise<number> {
    return this.usage.total(subscription);
  }
}

function idOf({ customerId }: Caller): number {
  if (customerId === undefined) throw new UnauthorizedException('For customers only.');
  return customerId;
}
