// Dunning.
import { Module } from '@nestjs/common';
import { InvoicesModule } from '../invoices/invoices.module.js';
import { DunningService } from './dunning.service.js';

@Module({ imports: [InvoicesModule], providers: [DunningService], exports: [DunningService] })
export class DunningModule {}
