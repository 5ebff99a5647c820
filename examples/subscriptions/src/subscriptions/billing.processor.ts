// The worker of the billing queue: renewals, charges, and the hourly look at usage. What a card refuses goes on to dunning.
import { OnWorkerEvent, Processor, WorkerHost } from '@nestjs/bullmq';
import { UnrecoverableError, type Job } from 'bullmq';
import { Stripe } from 'stripe';
import { DunningService } from '../dunning/dunning.service.js';
import { InvoicesService } from '../invoices/invoices.service.js';
import { JobLog } from '../jobs/job-log.js';
import { QUEUES, type ChargeJob, type RenewJob } from '../jobs/queues.js';
import { UsageService } from '../usage/usage.service.js';
import { SubscriptionsService } from './subscriptions.service.js';

@Processor(QUEUES.billing)
export class BillingProcessor extends WorkerHost {
  constructor(
    private readonly subscriptions: SubscriptionsService,
    private readonly invoices: InvoicesService,
    private readonly dunning: DunningService,
    private readonly usage: UsageService,
    private readonly log: JobLog,
  ) {
    super();
  }

  override async process(job: Job): Promise<unknown> {
    if (job.name === 'charge') return this.charge(job as Job<ChargeJob>);
    if (job.name === 'renew') return { invoiceId: (await this.subscriptions.renew((job as Job<RenewJob>).data.subscriptionId))?.id ?? null };
    if (job.name === 'warn-heavy-users') return this.usage.warnHeavyUsers();
    throw new UnrecoverableError(`Nobody knows how to do ${job.name}.`);
  }

  private async charge({ data: { invoiceId } }: Job<ChargeJob>): Promise<{ status: string }> {
    try {
      return { status: (await this.invoices.charge(invoiceId)).status };
    } catch (error) {
      if (!(error instanceof Stripe.errors.StripeCardError)) throw error;
      await this.dunning.start(invoiceId, error.message);
      return { status: 'declined' };
    }
  }

  @OnWorkerEvent('failed')
  async onFailed(job: Job, error: Error): Promise<void> {
    await this.log.write(QUEUES.billing, String(job.id), job.finishedOn === undefined ? 'retrying' : 'failed', error.message);
  }
}
