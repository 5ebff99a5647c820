// The life of subscriptions: begun, changed, renewed, canceled.
import { InjectQueue } from '@nestjs/bullmq';
import { ConflictException, Inject, Injectable, NotFoundException } from '@nestjs/common';
import { EventEmitter2 } from '@nestjs/event-emitter';
import { InjectDataSource } from '@nestjs/typeorm';
import { Queue } from 'bullmq';
import type { Stripe } from 'stripe';
import { DataSource, type EntityManager } from 'typeorm';
import { STRIPE_CLIENT } from '../clients/tokens.js';
import { inTransaction } from '../common/transaction.js';
import { CustomersService } from '../customers/customers.service.js';
import { Invoice } from '../invoices/invoice.entity.js';
import { InvoicesService } from '../invoices/invoices.service.js';
import { QUEUES, RETRIED, type ChargeJob, type NotificationJob, type RenewJob } from '../jobs/queues.js';
import { PlansService } from '../plans/plans.service.js';
import { UsageService } from '../usage/usage.service.js';
import { DAY_MS, periodAfter } from './period.js';
import { Subscription } from './subscription.entity.js';

export interface NewSubscription {
  readonly customerId: number;
  readonly planCode: string;
  readonly seats: number;
  readonly trialDays: number;
}

@Injectable()
export class SubscriptionsService {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    @InjectQueue(QUEUES.billing) private readonly billing: Queue,
    @InjectQueue(QUEUES.notifications) private readonly notifications: Queue,
    @Inject(STRIPE_CLIENT) private readonly stripe: Stripe,
    private readonly customers: CustomersService,
    private readonly plans: PlansService,
    private readonly invoices: InvoicesService,
    private readonly usage: UsageService,
    private readonly events: EventEmitter2,
  ) {}

  async subscribe({ customerId, planCode, seats, trialDays }: NewSubscription): Promise<Subscription> {
    const [customer, plan] = await Promise.all([this.customers.byId(customerId), this.plans.byCode(planCode)]);
    const start = new Date();
    const end = trialDays > 0 ? new Date(start.getTime() + trialDays * DAY_MS) : periodAfter(start, plan.billingInterval);
    const { saved, invoice } = await inTransaction(this.dataSource, async (manager) => {
      const subscription = await manager.save(Subscription, { customerId, planId: plan.id, plan, seats, status: trialDays > 0 ? 'trialing' : 'active', periodStart: start, periodEnd: end, cancelAtPeriodEnd: false } as Subscription);
      const remote = await this.stripe.subscriptions.create(
        { customer: customer.stripeCustomerId ?? '', items: [{ price: plan.code, quantity: seats }], ...(trialDays > 0 ? { trial_period_days: trialDays } : {}), metadata: { subscriptionId: String(subscription.id) } },
        { idempotencyKey: `subscription-${subscription.id}` },
      );
      await manager.update(Subscription, subscription.id, { stripeSubscriptionId: remote.id });
      return { saved: subscription, invoice: trialDays > 0 ? undefined : await this.invoices.open(manager, subscription, { start, end, usedUnits: 0 }) };
    });
    if (invoice !== undefined) await this.enqueueCharge(invoice, plan.code);
    else await this.remindOfTrial(saved);
    this.events.emit('subscription.started', { subscriptionId: saved.id, plan: plan.code, status: saved.status });
    return this.byId(saved.id);
  }

  async byId(id: number): Promise<Subscription> {
    const subscription = await this.dataSource.manager.findOneBy(Subscription, { id });
    if (subscription === null) throw new NotFoundException(`There is no subscription ${id}.`);
    return subscription;
  }

  current(customerId: number): Promise<Subscription | null> {
    return this.dataSource.manager.createQueryBuilder(Subscription, 'subscription')
      .innerJoinAndSelect('subscription.plan', 'plan')
      .where('subscription.customerId = :customerId', { customerId })
      .andWhere("subscription.status <> 'canceled'")
      .getOne();
  }

  /** Changes the plan, unless somebody else has changed the subscription since its `version` was read. */
  async changePlan(id: number, planCode: string, version: Buffer): Promise<Subscription> {
    const plan = await this.plans.byCode(planCode);
    const { affected } = await this.dataSource.createQueryBuilder()
      .update(Subscription).set({ planId: plan.id })
      .where("id = :id AND version = :version AND status <> 'canceled'", { id, version })
      .execute();
    if (affected === 0) throw new ConflictException('The subscription was changed in the meantime.');
    this.events.emit('subscription.changed', { subscriptionId: id, plan: planCode });
    return this.byId(id);
  }

  async cancel(id: number, atPeriodEnd: boolean): Promise<Subscription> {
    const subscription = await this.byId(id);
    if (subscription.status === 'canceled') throw new ConflictException('The subscription is canceled already.');
    if (atPeriodEnd) await this.dataSource.manager.update(Subscription, id, { cancelAtPeriodEnd: true });
    else await this.end(this.dataSource.manager, subscription);
    if (!atPeriodEnd && subscription.stripeSubscriptionId !== null) await this.stripe.subscriptions.cancel(subscription.stripeSubscriptionId);
    return this.byId(id);
  }

  /** Ends a subscription, in the caller's transaction. */
  async end(manager: EntityManager, { id }: Subscription): Promise<void> {
    await manager.update(Subscription, id, { status: 'canceled', canceledAt: new Date() });
    this.events.emit('subscription.canceled', { subscriptionId: id });
  }

  /** Puts a job into the line for each subscription whose period has ended; asking twice makes one job. */
  async enqueueDueRenewals(): Promise<number> {
    const due = await this.dataSource.query<{ id: number; periodEnd: Date }[]>(
      `SELECT id, period_end AS periodEnd FROM billing.subscriptions WHERE status IN ('trialing', 'active') AND period_end <= @0 ORDER BY period_end, id`,
      [new Date()],
    );
    await this.billing.addBulk(due.map(({ id, periodEnd }) => ({ name: 'renew', data: { subscriptionId: id } satisfies RenewJob, opts: { jobId: `renew-${id}-${periodEnd.getTime()}` } })));
    return due.length;
  }

  /** Begins the next period, or ends the subscription; undefined if it is not due. */
  async renew(id: number): Promise<Invoice | undefined> {
    const renewed = await inTransaction(this.dataSource, async (manager) => {
      const found = await manager.findOne(Subscription, { where: { id }, lock: { mode: 'pessimistic_write' } });
      if (found === null || found.status === 'canceled' || found.periodEnd > new Date()) return undefined;
      if (found.cancelAtPeriodEnd) return void (await this.end(manager, found));
      const usedUnits = await this.usage.total(found, manager);
      const [start, end] = [found.periodEnd, periodAfter(found.periodEnd, found.plan.billingInterval)];
      await manager.update(Subscription, id, { periodStart: start, periodEnd: end, status: 'active' });
      return { invoice: await this.invoices.open(manager, found, { start, end, usedUnits }), plan: found.plan.code };
    });
    if (renewed === undefined) return undefined;
    await this.enqueueCharge(renewed.invoice, renewed.plan);
    this.events.emit('subscription.renewed', { subscriptionId: id, invoiceId: renewed.invoice.id });
    return renewed.invoice;
  }

  private async enqueueCharge(invoice: Invoice, planCode: string): Promise<void> {
    await this.billing.add('charge', { invoiceId: invoice.id } satisfies ChargeJob, { ...RETRIED, priority: planCode === 'enterprise' ? 1 : 10 });
  }

  private async remindOfTrial({ customerId, periodEnd }: Subscription): Promise<void> {
    const delay = Math.max(0, periodEnd.getTime() - 3 * DAY_MS - Date.now());
    await this.notifications.add('trial-ends', { customerId, text: `Your trial ends on ${periodEnd.toISOString().slice(0, 10)}.` } satisfies NotificationJob, { delay });
  }
}
