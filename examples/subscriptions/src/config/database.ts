// The one place that turns the environment into TypeORM options. Knows nothing of Nest.
import { join } from 'node:path';
import type { DataSourceOptions } from 'typeorm';
import { Customer } from '../customers/customer.entity.js';
import { Document } from '../documents/document.entity.js';
import { DunningAttempt } from '../dunning/dunning-attempt.entity.js';
import { InvoiceLine } from '../invoices/invoice-line.entity.js';
import { Invoice } from '../invoices/invoice.entity.js';
import { Payment } from '../invoices/payment.entity.js';
import { Plan } from '../plans/plan.entity.js';
import { Subscription } from '../subscriptions/subscription.entity.js';
import { UsageCounter } from '../usage/usage-counter.entity.js';
import { UsageRecord } from '../usage/usage-record.entity.js';
import { WebhookEvent } from '../webhooks/webhook-event.entity.js';

/** Reads DATABASE_HOST, _PORT, _USER, _PASSWORD and _NAME when called, not when imported. */
export function databaseOptions(): DataSourceOptions & { type: 'mssql' } {
  return {
    type: 'mssql',
    host: process.env.DATABASE_HOST ?? 'localhost',
    port: Number(process.env.DATABASE_PORT ?? 1433),
    username: process.env.DATABASE_USER ?? 'sa',
    password: process.env.DATABASE_PASSWORD ?? '',
    database: process.env.DATABASE_NAME ?? 'subscriptions',
    entities: [Customer, Document, DunningAttempt, InvoiceLine, Invoice, Payment, Plan, Subscription, UsageCounter, UsageRecord, WebhookEvent],
    migrations: [join(import.meta.dirname, '../migrations/*.{ts,js}')],
    options: { encrypt: true, trustServerCertificate: true },
    pool: { max: 10 },
  };
}
