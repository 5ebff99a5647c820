// What subscriptions use, counted per period.
import { InjectQueue } from '@nestjs/bullmq';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { Queue } from 'bullmq';
import { DataSource, type EntityManager } from 'typeorm';
import { QUEUES, type NotificationJob } from '../jobs/queues.js';
import type { Subscription } from '../subscriptions/subscription.entity.js';

export interface Usage {
  readonly subscriptionId: number;
  readonly metric: string;
  readonly units: number;
  /** Sending usage again with its key counts nothing. */
  readonly key: string;
}

const HOUR_MS = 3_600_000;

@Injectable()
export class UsageService {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    @InjectQueue(QUEUES.billing) private readonly billing: Queue,
    @InjectQueue(QUEUES.notifications) private readonly notifications: Queue,
  ) {}

  /** Counts usage; gives what the period has come to. */
  async record({ subscriptionId, metric, units, key }: Usage): Promise<number> {
    const [row] = await this.dataSource.query<{ units: string }[]>('EXEC metering.record_usage @subscription_id = @0, @metric = @1, @units = @2, @key = @3', [subscriptionId, metric, units, key]);
    return Number(row?.units ?? 0);
  }

  /** What a subscription has used in its current period. */
  async total({ id }: Pick<Subscription, 'id'>, manager: EntityManager = this.dataSource.manager): Promise<number> {
    const [row] = await manager.query<{ units: string | null }[]>(
      `SELECT SUM(c.units) AS units
       FROM metering.usage_counters c
       JOIN billing.subscriptions s ON s.id = c.subscription_id AND s.period_start = c.period_start
       WHERE s.id = @0`,
      [id],
    );
    return Number(row?.units ?? 0);
  }

  /** Looks at usage every hour from now on. */
  async watch(): Promise<void> {
    await this.billing.upsertJobScheduler('watch-usage', { every: HOUR_MS }, { name: 'warn-heavy-users', data: {} });
  }

  /** Tells who has used more than four fifths of what is included. */
  async warnHeavyUsers(): Promise<number> {
    const heavy = await this.dataSource.query<{ customerId: number; share: number }[]>(`
      SELECT s.customer_id AS customerId, CAST(100.0 * SUM(c.units) / (p.included_units * s.seats) AS INT) AS share
      FROM billing.subscriptions s
      JOIN catalog.plans p ON p.id = s.plan_id
      JOIN metering.usage_counters c ON c.subscription_id = s.id AND c.period_start = s.period_start
      WHERE s.status <> 'canceled' AND p.included_units > 0
      GROUP BY s.id, s.customer_id, p.included_units, s.seats
      HAVING SUM(c.units) > 0.8 * p.included_units * s.seats
      ORDER BY s.id`);
    for (const { customerId, share } of heavy) {
      await this.notifications.add('heavy-usage', { customerId, text: `You have used ${share} % of what is included.` } satisfies NotificationJob);
    }
    return heavy.length;
  }
}
