// Reports and counters.
import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Counter } from './counter.entity';
import { DailyRevenue } from './daily-revenue.entity';
import { ReportRun } from './report-run.entity';
import { ReportingController } from './reporting.controller';
import { ReportingProcessor } from './reporting.processor';
import { ReportingService } from './reporting.service';

/** Exports ReportingService. */
@Module({
  imports: [TypeOrmModule.forFeature([Counter, DailyRevenue, ReportRun])],
  controllers: [ReportingController],
  providers: [ReportingService, ReportingProcessor],
  exports: [ReportingService],
})
export class ReportingModule {}
