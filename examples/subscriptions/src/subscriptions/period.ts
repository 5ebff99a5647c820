// Periods of subscriptions: calendar arithmetic in UTC.
import type { BillingInterval } from '../plans/plan.entity.js';

/** A day in milliseconds. */
export const DAY_MS = 24 * 3600 * 1000;

/** The end of a period; the 31st of January is followed by the last of February. */
export function periodAfter(start: Date, interval: BillingInterval): Date {
  const months = interval === 'year' ? 12 : 1;
  const end = new Date(start);
  end.setUTCMonth(end.getUTCMonth() + months);
  if (end.getUTCDate() !== start.getUTCDate()) end.setUTCDate(0);
  return end;
}
