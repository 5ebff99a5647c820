// Turns what happened in the application into jobs of the email queue.
import { InjectQueue } from '@nestjs/bull';
import { Injectable } from '@nestjs/common';
import { OnEvent } from '@nestjs/event-emitter';
import type { Queue } from 'bull';

/** One job per event; the mail itself is written by the processor. */
@Injectable()
export class EmailListener {
  constructor(@InjectQueue('email') private readonly queue: Queue) {}

  @OnEvent('user.registered', { suppressErrors: false })
  async onUserRegistered(event: { userId: string }): Promise<void> {
    await this.queue.add('welcome', event);
  }

  @OnEvent('order.placed', { suppressErrors: false })
  async onOrderPlaced(event: { orderId: number }): Promise<void> {
    await this.queue.add('order-confirmation', event);
  }

  @OnEvent('payment.captured', { suppressErrors: false })
  async onPaymentCaptured({ orderId }: { orderId: number }): Promise<void> {
    await this.queue.add('receipt', { orderId });
  }

  @OnEvent('invoice.issued', { suppressErrors: false })
  async onInvoiceIssued({ orderId, invoiceId }: { orderId: number; invoiceId: number }): Promise<void> {
    await this.queue.add('invoice', { orderId, invoiceId });
  }
}
