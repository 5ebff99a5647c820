// Jobs of the reporting queue.
import { Process, Processor } from '@nestjs/bull';
import { ReportingService } from './reporting.service';

/** Runs the exports that administrators ask for. */
@Processor('reporting')
export class ReportingProcessor {
  constructor(private readonly reporting: ReportingService) {}

  @Process('daily-revenue')
  async dailyRevenue(): Promise<{ rows: number }> {
    const run = await this.reporting.exportDailyRevenue();
    return { rows: run.rowCount };
  }
}
