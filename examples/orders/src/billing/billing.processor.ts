// Jobs of the billing queue.
import { Process, Processor } from '@nestjs/bull';
import type { Job } from 'bull';
import { BillingService } from './billing.service';

/** May run twice for one order: the service then finds the invoice there. */
@Processor('billing')
export class BillingProcessor {
  constructor(private readonly billing: BillingService) {}

  @Process('issue-invoice')
  async issue({ data }: Job<{ orderId: number }>): Promise<{ invoiceId: number }> {
    const { id } = await this.billing.issue(data.orderId);
    return { invoiceId: id };
  }
}
