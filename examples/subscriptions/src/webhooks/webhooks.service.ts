// Stripe's webhooks: each is worked through once, in one transaction with the note that it came.
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { Stripe } from 'stripe';
import { DataSource, type EntityManager } from 'typeorm';
import { isDuplicate } from '../common/sql-error.js';
import { inTransaction } from '../common/transaction.js';
import { DunningService } from '../dunning/dunning.service.js';
import { InvoicesService } from '../invoices/invoices.service.js';
import { Subscription } from '../subscriptions/subscription.entity.js';
import { SubscriptionsService } from '../subscriptions/subscriptions.service.js';
import { WebhookEvent } from './webhook-event.entity.js';

export type WebhookOutcome = 'processed' | 'ignored' | 'duplicate';

@Injectable()
export class WebhooksService {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly invoices: InvoicesService,
    private readonly subscriptions: SubscriptionsService,
    private readonly dunning: DunningService,
  ) {}

  async handle(event: Stripe.Event): Promise<WebhookOutcome> {
    try {
      const outcome = await inTransaction(this.dataSource, async (manager) => {
        await manager.insert(WebhookEvent, { id: event.id, type: event.type, payload: JSON.stringify(event) });
        const processed = await this.process(event, manager);
        await manager.update(WebhookEvent, event.id, { processedAt: new Date() });
        return processed ? 'processed' : 'ignored';
      });
      if (event.type === 'payment_intent.payment_failed') await this.dunning.start(invoiceIdOf(event.data.object), event.data.object.last_payment_error?.message ?? 'declined');
      return outcome;
    } catch (error) {
      if (isDuplicate(error)) return 'duplicate';
      throw error;
    }
  }

  private async process(event: Stripe.Event, manager: EntityManager): Promise<boolean> {
    if (event.type === 'payment_intent.succeeded') {
      const intent = event.data.object;
      await this.invoices.settle(invoiceIdOf(intent), intent.amount_received, intent.id, manager);
      return true;
    }
    if (event.type === 'customer.subscription.deleted') {
      const subscription = await manager.findOneBy(Subscription, { stripeSubscriptionId: event.data.object.id });
      if (subscription !== null && subscription.status !== 'canceled') await this.subscriptions.end(manager, subscription);
      return subscription !== null;
    }
    return event.type === 'payment_intent.payment_failed';
  }
}

function invoiceIdOf({ metadata }: { readonly metadata: Stripe.Metadata }): number {
  return Number(metadata['invoiceId']);
}
