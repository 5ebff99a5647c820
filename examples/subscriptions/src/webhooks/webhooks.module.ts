// Webhooks.
import { Module } from '@nestjs/common';
import { DunningModule } from '../dunning/dunning.module.js';
import { InvoicesModule } from '../invoices/invoices.module.js';
import { SubscriptionsModule } from '../subscriptions/subscriptions.module.js';
import { WebhooksController } from './webhooks.controller.js';
import { WebhooksService } from './webhooks.service.js';

@Module({ imports: [DunningModule, InvoicesModule, SubscriptionsModule], controllers: [WebhooksController], providers: [WebhooksService] })
export class WebhooksModule {}
