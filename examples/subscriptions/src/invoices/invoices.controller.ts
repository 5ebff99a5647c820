// /api/invoices: the caller's own, and their documents.
import { Controller, ForbiddenException, Get, Header, HttpCode, Param, ParseIntPipe, Post, StreamableFile } from '@nestjs/common';
import { CurrentCaller, ForOperators } from '../common/signature.guard.js';
import type { Caller } from '../common/signed-header.js';
import { DocumentsService } from '../documents/documents.service.js';
import { Invoice } from './invoice.entity.js';
import { InvoicesService } from './invoices.service.js';

@Controller('invoices')
export class InvoicesController {
  constructor(
    private readonly invoices: InvoicesService,
    private readonly documents: DocumentsService,
  ) {}

  @Get()
  mine(@CurrentCaller() caller: Caller): Promise<Invoice[]> {
    return this.invoices.ofCustomer(caller.customerId ?? 0);
  }

  @Get(':id/pdf')
  @Header('content-type', 'application/pdf')
  async pdf(@CurrentCaller() caller: Caller, @Param('id', ParseIntPipe) id: number): Promise<StreamableFile> {
    await this.demandOwn(caller, id);
    return new StreamableFile(await this.documents.open(id), { type: 'application/pdf' });
  }

  @Get(':id/link')
  async link(@CurrentCaller() caller: Caller, @Param('id', ParseIntPipe) id: number): Promise<{ url: string }> {
    await this.demandOwn(caller, id);
    return { url: await this.documents.link(id) };
  }

  @Post(':id/attachments')
  async attachment(@CurrentCaller() caller: Caller, @Param('id', ParseIntPipe) id: number): Promise<{ url: string; key: string }> {
    await this.demandOwn(caller, id);
    return this.documents.attachmentUpload(id);
  }

  @Post('close-month/:month')
  @HttpCode(202)
  @ForOperators()
  closeMonth(@Param('month') month: string): Promise<{ documents: number }> {
    return this.documents.closeMonth(month);
  }

  private async demandOwn(caller: Caller, id: number): Promise<void> {
    if (caller.role === 'operator') return;
    const { customer } = await this.invoices.payerOf(await this.invoices.byId(id));
    if (customer.id !== caller.customerId) throw new ForbiddenException('This is not your invoice.');
  }
}
