// Subscriptions, their worker and their schedule.
import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module.js';
import { CustomersModule } from '../customers/customers.module.js';
import { DunningModule } from '../dunning/dunning.module.js';
import { InvoicesModule } from '../invoices/invoices.module.js';
import { PlansModule } from '../plans/plans.module.js';
import { UsageController } from '../usage/usage.controller.js';
import { UsageModule } from '../usage/usage.module.js';
import { BillingProcessor } from './billing.processor.js';
import { BillingSchedule } from './renewals.schedule.js';
import { SubscriptionsController } from './subscriptions.controller.js';
import { SubscriptionsService } from './subscriptions.service.js';

@Module({
  imports: [AuditModule, CustomersModule, DunningModule, InvoicesModule, PlansModule, UsageModule],
  controllers: [SubscriptionsController, UsageController],
  providers: [SubscriptionsService, BillingProcessor, BillingSchedule],
  exports: [SubscriptionsService],
})
export class SubscriptionsModule {}
