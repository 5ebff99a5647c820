// Reports over the view and the stored procedure, and counters that many requests add to.
import { ConflictException, Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { DataSource, Repository } from 'typeorm';
import { DocumentStore } from '../clients/document-store';
import { DailyRevenue } from './daily-revenue.entity';
import { ReportRun } from './report-run.entity';

/** A row of reporting.practitioner_summary. */
export interface PractitionerSummary {
  sku: string;
  orders: number;
  kits: number;
  amount: number;
}

const TRY_LOCK_SQL = `
  DECLARE @result INT;
  EXEC @result = sp_getapplock @Resource = @0, @LockMode = 'Exclusive', @LockOwner = 'Transaction', @LockTimeout = 0;
  SELECT @result AS result;
`;

const COUNT_SQL = `
  MERGE INTO reporting.counters WITH (HOLDLOCK) AS target
  USING (VALUES (CAST(@0 AS VARCHAR(60)), @1)) AS source (name, delta)
  ON target.name = source.name
  WHEN MATCHED THEN
    UPDATE SET value = target.value + source.delta
  WHEN NOT MATCHED THEN
    INSERT (name, value) VALUES (source.name, source.delta)
  OUTPUT inserted.value AS value;
`;

/** One export of a report at a time, over all processes. */
@Injectable()
export class ReportingService {
  constructor(
    @InjectRepository(DailyRevenue) private readonly revenue: Repository<DailyRevenue>,
    private readonly dataSource: DataSource,
    private readonly documents: DocumentStore,
  ) {}

  dailyRevenue(): Promise<DailyRevenue[]> {
    return this.revenue.find({ order: { revenueDate: 'ASC', currency: 'ASC' } });
  }

  /** All kit types, or one. */
  practitionerSummary(practitionerId: number, sku: string | null = null): Promise<PractitionerSummary[]> {
    return this.dataSource.query('EXEC reporting.practitioner_summary @practitioner_id = @0, @sku = @1', [
      practitionerId,
      sku,
    ]);
  }

  /** Writes the revenue to S3 as CSV; 409 while another process is doing the same. */
  async exportDailyRevenue(): Promise<ReportRun> {
    return this.dataSource.transaction(async (manager) => {
      const [lock] = await manager.query<{ result: number }[]>(TRY_LOCK_SQL, ['export:daily-revenue']);
      if (!lock || lock.result < 0) throw new ConflictException('The export is running');

      const rows = await manager.find(DailyRevenue, { order: { revenueDate: 'ASC', currency: 'ASC' } });
      const run = manager.create(ReportRun, {
        report: 'daily-revenue',
        rowCount: rows.length,
        fileKey: `reports/daily-revenue-${Date.now()}.csv`,
      });
      await this.documents.put(run.fileKey, this.csv(rows), 'text/csv');
      return manager.save(run);
    });
  }

  /** Adds to a counter, creating it if need be, and returns its value. */
  async count(name: string, delta = 1): Promise<number> {
    const [row] = await this.dataSource.query<{ value: string }[]>(COUNT_SQL, [name, delta]);
    return Number(row?.value);
  }

  private csv(rows: DailyRevenue[]): string {
    const lines = rows.map(
      (row) => `${row.revenueDate.toISOString().slice(0, 10)},${row.currency},${row.payments},${row.revenue.toFixed(2)}`,
    );
    return ['date,currency,payments,revenue', ...lines].join('\n');
  }
}
