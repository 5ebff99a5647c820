// Invoices and their documents.
import { Module } from '@nestjs/common';
import { DocumentEvents, DocumentsProcessor, ReportsProcessor } from '../documents/documents.processor.js';
import { DocumentsService } from '../documents/documents.service.js';
import { InvoicesController } from './invoices.controller.js';
import { InvoicesService } from './invoices.service.js';

@Module({
  controllers: [InvoicesController],
  providers: [InvoicesService, DocumentsService, DocumentsProcessor, ReportsProcessor, DocumentEvents],
  exports: [InvoicesService, DocumentsService],
})
export class InvoicesModule {}
