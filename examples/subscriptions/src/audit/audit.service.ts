// The audit trail: a queue that this service makes itself, fed by the application's events.
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { OnEvent } from '@nestjs/event-emitter';
import { Queue, Worker } from 'bullmq';
import { JobLog } from '../jobs/job-log.js';

const connection = { host: process.env.REDIS_HOST ?? 'localhost', port: 6379 };

@Injectable()
export class AuditService implements OnApplicationShutdown {
  private readonly queue = new Queue('audit', { connection, defaultJobOptions: { removeOnComplete: 100 } });
  private readonly worker: Worker;

  constructor(private readonly log: JobLog) {
    this.worker = new Worker('audit', async (job) => this.log.write('audit', String(job.id), job.name.split('.')[1] ?? '', JSON.stringify(job.data)), { connection });
  }

  @OnEvent('subscription.*')
  async onSubscription(payload: { readonly subscriptionId: number }): Promise<void> {
    await this.queue.add('subscription.changed', payload);
  }

  @OnEvent('invoice.paid')
  async onPaid(payload: { readonly invoiceId: number }): Promise<void> {
    await this.queue.add('invoice.paid', payload);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.worker.close();
    await this.queue.close();
  }
}
