// When what happens: renewals every hour, dunning every morning, stale exports every few minutes.
import { Injectable } from '@nestjs/common';
import { Cron, CronExpression, Interval } from '@nestjs/schedule';
import { ExportsService } from '../audit/exports.service.js';
import { DunningService } from '../dunning/dunning.service.js';
import { SubscriptionsService } from './subscriptions.service.js';

const MINUTES_5 = 300_000;

@Injectable()
export class BillingSchedule {
  constructor(
    private readonly subscriptions: SubscriptionsService,
    private readonly dunning: DunningService,
    private readonly exports: ExportsService,
  ) {}

  @Cron(CronExpression.EVERY_HOUR, { name: 'renewals' })
  renew(): Promise<number> {
    return this.subscriptions.enqueueDueRenewals();
  }

  @Cron('0 7 * * *', { name: 'dunning', timeZone: 'Europe/Berlin' })
  collect(): Promise<number> {
    return this.dunning.collectDue();
  }

  @Interval('stale-exports', MINUTES_5)
  releaseStaleExports(): Promise<number> {
    return this.exports.releaseStale();
  }
}
