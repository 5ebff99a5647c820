// Jobs of the payment queue.
import { Process, Processor } from '@nestjs/bull';
import type { Job } from 'bull';
import { PaymentService } from './payment.service';

/** A refund that fails is tried again by Bull; Stripe's idempotency key keeps it from happening twice. */
@Processor('payment')
export class PaymentProcessor {
  constructor(private readonly payments: PaymentService) {}

  @Process('refund')
  async refund({ data }: Job<{ paymentId: string }>): Promise<void> {
    await this.payments.refund(data.paymentId);
  }
}
