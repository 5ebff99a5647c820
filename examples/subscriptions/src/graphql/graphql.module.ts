// The GraphQL API, code first.
import { ApolloDriver, type ApolloDriverConfig } from '@nestjs/apollo';
import { Module } from '@nestjs/common';
import { GraphQLModule } from '@nestjs/graphql';
import { CustomersModule } from '../customers/customers.module.js';
import { InvoicesModule } from '../invoices/invoices.module.js';
import { PlansModule } from '../plans/plans.module.js';
import { SubscriptionsModule } from '../subscriptions/subscriptions.module.js';
import { UsageModule } from '../usage/usage.module.js';
import { AccountResolver, SubscriptionResolver } from './account.resolver.js';

@Module({
  imports: [GraphQLModule.forRoot<ApolloDriverConfig>({ driver: ApolloDriver, autoSchemaFile: true, sortSchema: true }), CustomersModule, InvoicesModule, PlansModule, SubscriptionsModule, UsageModule],
  providers: [AccountResolver, SubscriptionResolver],
})
export class AccountGraphqlModule {}
