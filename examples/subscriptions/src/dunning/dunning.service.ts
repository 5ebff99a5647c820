// Invoices that were not paid: up to four more attempts, then the subscription ends.
import { Injectable } from '@nestjs/common';
import { EventEmitter2 } from '@nestjs/event-emitter';
import { InjectDataSource } from '@nestjs/typeorm';
import { Stripe } from 'stripe';
import { DataSource, LessThanOrEqual } from 'typeorm';
import { inTransaction } from '../common/transaction.js';
import { Invoice } from '../invoices/invoice.entity.js';
import { InvoicesService } from '../invoices/invoices.service.js';
import { DAY_MS } from '../subscriptions/period.js';
import { Subscription } from '../subscriptions/subscription.entity.js';
import { DunningAttempt } from './dunning-attempt.entity.js';

/** Days between the attempts. */
const WAITS = [1, 3, 5, 7] as const;

@Injectable()
export class DunningService {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly invoices: InvoicesService,
    private readonly events: EventEmitter2,
  ) {}

  /** Begins to dun for an invoice; does nothing if that has begun already. */
  async start(invoiceId: number, reason: string): Promise<void> {
    await inTransaction(this.dataSource, async (manager) => {
      const begun = await manager.existsBy(DunningAttempt, { invoiceId });
      if (begun) return;
      const { subscriptionId } = await manager.findOneByOrFail(Invoice, { id: invoiceId });
      await manager.update(Subscription, subscriptionId, { status: 'past_due' });
      await manager.insert(DunningAttempt, { invoiceId, attemptNo: 1, outcome: 'scheduled', dueAt: new Date(Date.now() + WAITS[0] * DAY_MS), reason });
      this.events.emit('subscription.past_due', { subscriptionId, invoiceId });
    }, 'SERIALIZABLE');
  }

  /** Makes every attempt that is due; gives their number. */
  async collectDue(): Promise<number> {
    const due = await this.dataSource.manager.find(DunningAttempt, { where: { outcome: 'scheduled', dueAt: LessThanOrEqual(new Date()) }, order: { dueAt: 'ASC', id: 'ASC' } });
    for (const attempt of due) await this.collect(attempt);
    return due.length;
  }

  private async collect(attempt: DunningAttempt): Promise<void> {
    try {
      await this.invoices.charge(attempt.invoiceId, attempt.attemptNo);
    } catch (error) {
      if (!(error instanceof Stripe.errors.StripeCardError)) throw error;
      await this.noteDecline(attempt, error.message);
      return;
    }
    const { subscriptionId } = await this.invoices.byId(attempt.invoiceId);
    await this.dataSource.transaction(async (manager) => {
      await manager.update(DunningAttempt, attempt.id, { outcome: 'paid' });
      await manager.update(Subscription, { id: subscriptionId, status: 'past_due' }, { status: 'active' });
    });
    this.events.emit('subscription.recovered', { subscriptionId });
  }

  private async noteDecline({ id, invoiceId, attemptNo }: DunningAttempt, reason: string): Promise<void> {
    const wait = WAITS[attemptNo];
    await this.dataSource.transaction(async (manager) => {
      await manager.update(DunningAttempt, id, { outcome: 'declined', reason });
      if (wait !== undefined) {
        await manager.insert(DunningAttempt, { invoiceId, attemptNo: attemptNo + 1, outcome: 'scheduled', dueAt: new Date(Date.now() + wait * DAY_MS) });
        return;
      }
      const { subscriptionId } = await manager.findOneByOrFail(Invoice, { id: invoiceId });
      await manager.update(Invoice, invoiceId, { status: 'uncollectible' });
      await manager.update(Subscription, subscriptionId, { status: 'canceled', canceledAt: new Date() });
      this.events.emit('subscription.canceled', { subscriptionId, reason: 'unpaid' });
    });
  }
}
