// Read model over the view reporting.daily_revenue, which a migration owns.
import { ViewColumn, ViewEntity } from 'typeorm';

/** What was captured on one day in one currency. */
@ViewEntity({ name: 'daily_revenue', schema: 'reporting', synchronize: false })
export class DailyRevenue {
  @ViewColumn({ name: 'revenue_date' })
  revenueDate!: Date;

  @ViewColumn()
  currency!: string;

  @ViewColumn()
  payments!: number;

  @ViewColumn()
  revenue!: number;
}
