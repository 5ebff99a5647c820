// Invoices.
import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { BillingProcessor } from './billing.processor';
import { BillingService } from './billing.service';
import { InvoiceLine } from './invoice-line.entity';
import { Invoice } from './invoice.entity';

/** Exports BillingService. */
@Module({
  imports: [TypeOrmModule.forFeature([Invoice, InvoiceLine])],
  providers: [BillingService, BillingProcessor],
  exports: [BillingService],
})
export class BillingModule {}
