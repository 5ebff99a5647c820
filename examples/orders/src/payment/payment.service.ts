// Charging an order: reserve the right to charge, call Stripe outside any transaction, write the outcome down.
import { InjectQueue } from '@nestjs/bull';
import { ConflictException, HttpException, HttpStatus, Inject, Injectable, NotFoundException } from '@nestjs/common';
import { EventEmitter2 } from '@nestjs/event-emitter';
import type { Queue } from 'bull';
import type Stripe from 'stripe';
import { DataSource } from 'typeorm';
import { STRIPE_CLIENT } from '../clients/clients.tokens';
import { FulfilmentService } from '../order/fulfilment.service';
import { OrderLine } from '../order/order-line.entity';
import { Order } from '../order/order.entity';
import { Payment } from './payment.entity';

/** An order is charged at most once, whatever is called in parallel and whenever Stripe fails. */
@Injectable()
export class PaymentService {
  constructor(
    @Inject(STRIPE_CLIENT) private readonly stripe: Stripe,
    @InjectQueue('billing') private readonly billing: Queue,
    @InjectQueue('payment') private readonly payments: Queue,
    private readonly dataSource: DataSource,
    private readonly fulfilment: FulfilmentService,
    private readonly events: EventEmitter2,
  ) {}

  /** 409 when the order is paid or being paid, 402 when Stripe refuses; after a refusal it may be tried again. */
  async pay(orderId: number, paymentMethod: string): Promise<Payment> {
    const payment = await this.begin(orderId);
    let intentId: string;
    try {
      intentId = await this.charge(payment, paymentMethod);
    } catch (error) {
      await this.fail(payment, error instanceof Error ? error.message : String(error));
      throw new HttpException('The payment was refused', HttpStatus.PAYMENT_REQUIRED);
    }
    await this.capture(payment, intentId);
    await this.events.emitAsync('payment.captured', { orderId, paymentId: payment.id });
    await this.billing.add('issue-invoice', { orderId });
    return this.dataSource.getRepository(Payment).findOneByOrFail({ id: payment.id });
  }

  /** Asks for a refund; the payment queue does it. */
  async requestRefund(paymentId: string): Promise<void> {
    await this.payments.add('refund', { paymentId });
  }

  async refund(paymentId: string): Promise<void> {
    await this.dataSource.transaction(async (manager) => {
      const payment = await manager.findOne(Payment, { where: { id: paymentId }, lock: { mode: 'pessimistic_write' } });
      if (!payment) throw new NotFoundException();
      if (payment.status !== 'captured' || !payment.stripeIntentId) return;
      await this.stripe.refunds.create({ payment_intent: payment.stripeIntentId }, { idempotencyKey: `refund-${payment.id}` });
      await manager.update(Payment, { id: payment.id }, { status: 'refunded' });
      await manager.update(Order, { id: payment.orderId }, { status: 'cancelled' });
    });
  }

  private async begin(orderId: number): Promise<Payment> {
    return this.dataSource.transaction(async (manager) => {
      const order = await manager.findOne(Order, { where: { id: orderId }, lock: { mode: 'pessimistic_write' } });
      if (!order) throw new NotFoundException();
      if (order.status !== 'placed') throw new ConflictException(`The order is ${order.status}`);
      order.status = 'paying';
      await manager.save(order);
      const amount = (await manager.sum(OrderLine, 'lineTotal', { orderId })) ?? 0;
      return manager.save(manager.create(Payment, { orderId, amount }));
    });
  }

  private async charge(payment: Payment, paymentMethod: string): Promise<string> {
    const intent = await this.stripe.paymentIntents.create(
      {
        amount: Math.round(payment.amount * 100),
        currency: 'usd',
        metadata: { orderId: String(payment.orderId), paymentId: payment.id },
      },
      { idempotencyKey: `create-${payment.id}` },
    );
    const confirmed = await this.stripe.paymentIntents.confirm(
      intent.id,
      { payment_method: paymentMethod },
      { idempotencyKey: `confirm-${payment.id}` },
    );
    if (confirmed.status !== 'succeeded') throw new Error(`Stripe answered ${confirmed.status}`);
    return intent.id;
  }

  private async capture(payment: Payment, stripeIntentId: string): Promise<void> {
    await this.dataSource.transaction(async (manager) => {
      await manager.update(Payment, { id: payment.id }, { status: 'captured', stripeIntentId, capturedAt: new Date() });
      await manager.update(Order, { id: payment.orderId }, { status: 'paid' });
      await this.fulfilment.enqueue(manager, payment.orderId);
    });
  }

  private async fail(payment: Payment, failureReason: string): Promise<void> {
    await this.dataSource.transaction(async (manager) => {
      await manager.update(Payment, { id: payment.id }, { status: 'failed', failureReason });
      await manager.update(Order, { id: payment.orderId }, { status: 'placed' });
    });
  }
}
