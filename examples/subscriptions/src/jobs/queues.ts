// The queues of the application and the jobs that go through them: names and shapes only.

/** Names of the queues. */
export const QUEUES = { billing: 'billing', documents: 'documents', reports: 'reports', notifications: 'notifications' } as const;

/** The flow producer of the month's end. */
export const MONTH_END = 'month-end';

export interface ChargeJob {
  readonly invoiceId: number;
}
export interface RenewJob {
  readonly subscriptionId: number;
}
export interface RenderJob {
  readonly invoiceId: number;
}
export interface ReportJob {
  readonly month: string;
}
export interface NotificationJob {
  readonly customerId: number;
  readonly text: string;
}

/** Charges are tried again: after one second, two, four. */
export const RETRIED = { attempts: 4, backoff: { type: 'exponential', delay: 1000 } } as const;
