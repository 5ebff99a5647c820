// Invoices: opening, charging and settling them.
import { Inject, Injectable, NotFoundException } from '@nestjs/common';
import { EventEmitter2 } from '@nestjs/event-emitter';
import { InjectDataSource } from '@nestjs/typeorm';
import type { Stripe } from 'stripe';
import { DataSource, type EntityManager } from 'typeorm';
import { STRIPE_CLIENT } from '../clients/tokens.js';
import { Customer } from '../customers/customer.entity.js';
import { Subscription } from '../subscriptions/subscription.entity.js';
import { linesOf, taxOn } from './invoice-calculator.js';
import { Invoice } from './invoice.entity.js';

export interface Period {
  readonly start: Date;
  readonly end: Date;
  /** What was used in the period that is billed afterwards. */
  readonly usedUnits: number;
}

@Injectable()
export class InvoicesService {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    @Inject(STRIPE_CLIENT) private readonly stripe: Stripe,
    private readonly events: EventEmitter2,
  ) {}

  /** Opens the invoice of a period, in the caller's transaction. */
  async open(manager: EntityManager, subscription: Subscription, { start, end, usedUnits }: Period): Promise<Invoice> {
    const customer = await manager.findOneByOrFail(Customer, { id: subscription.customerId });
    const lines = linesOf(subscription.plan, subscription.seats, usedUnits);
    const subtotalCents = lines.reduce((sum, line) => sum + line.amountCents, 0);
    const made = manager.create(Invoice, {
      subscriptionId: subscription.id, periodStart: start, periodEnd: end, currency: subscription.plan.currency, subtotalCents,
      taxCents: taxOn(subtotalCents, customer.country), status: 'open', lines: lines.map((line) => ({ ...line })),
    });
    const { id } = await manager.save(made);
    // The number and the total are the database's.
    return manager.findOneByOrFail(Invoice, { id });
  }

  async byId(id: number): Promise<Invoice> {
    const invoice = await this.dataSource.manager.findOneBy(Invoice, { id });
    if (invoice === null) throw new NotFoundException(`There is no invoice ${id}.`);
    return invoice;
  }

  ofCustomer(customerId: number): Promise<Invoice[]> {
    return this.dataSource.createQueryBuilder(Invoice, 'invoice')
      .innerJoin(Subscription, 'subscription', 'subscription.id = invoice.subscriptionId')
      .where('subscription.customerId = :customerId', { customerId })
      .orderBy('invoice.periodStart', 'DESC')
      .getMany();
  }

  /** Takes the money; what Stripe refuses is thrown. Charging an invoice twice takes it once. */
  async charge(id: number, attempt = 0): Promise<Invoice> {
    const invoice = await this.byId(id);
    if (invoice.status !== 'open') return invoice;
    const { customer } = await this.payerOf(invoice);
    const intent = await this.stripe.paymentIntents.create(
      {
        amount: invoice.totalCents, currency: invoice.currency.toLowerCase(), customer: customer.stripeCustomerId ?? undefined,
        payment_method: customer.paymentMethod ?? 'pm_card_visa', confirm: true, metadata: { invoiceId: String(id), number: invoice.number },
      },
      { idempotencyKey: `invoice-${id}-${attempt}` },
    );
    await this.settle(id, invoice.totalCents, intent.id);
    return this.byId(id);
  }

  /** Books a payment; true if it has paid the invoice. The same payment may be booked twice. */
  async settle(id: number, amountCents: number, reference: string, manager: EntityManager = this.dataSource.manager): Promise<boolean> {
    const [row] = await manager.query<{ isSettled: boolean }[]>(
      `DECLARE @isSettled BIT;
       EXEC billing.settle_invoice @invoice_id = @0, @amount_cents = @1, @reference = @2, @paid_at = @3, @is_settled = @isSettled OUTPUT;
       SELECT @isSettled AS isSettled;`,
      [id, amountCents, reference, new Date()],
    );
    if (row?.isSettled === true) this.events.emit('invoice.paid', { invoiceId: id, amountCents });
    return row?.isSettled === true;
  }

  async payerOf(invoice: Invoice): Promise<{ subscription: Subscription; customer: Customer }> {
    const subscription = await this.dataSource.manager.findOneByOrFail(Subscription, { id: invoice.subscriptionId });
    return { subscription, customer: await this.dataSource.manager.findOneByOrFail(Customer, { id: subscription.customerId }) };
  }
}
