// Reports, for administrators only.
import { InjectQueue } from '@nestjs/bull';
import { Controller, Get, HttpCode, Post } from '@nestjs/common';
import type { Queue } from 'bull';
import { Roles } from '../common/session.guard';
import type { DailyRevenue } from './daily-revenue.entity';
import { ReportingService } from './reporting.service';

/** An export is only asked for here: the reporting queue does it. */
@Roles('admin')
@Controller('reports/daily-revenue')
export class ReportingController {
  constructor(
    private readonly reporting: ReportingService,
    @InjectQueue('reporting') private readonly queue: Queue,
  ) {}

  @Get()
  dailyRevenue(): Promise<DailyRevenue[]> {
    return this.reporting.dailyRevenue();
  }

  @Post('export')
  @HttpCode(202)
  async export(): Promise<void> {
    await this.queue.add('daily-revenue', {});
  }
}
