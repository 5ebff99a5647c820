// An invoice as a small PDF, given out in pieces.
import { Readable } from 'node:stream';
import type { Invoice } from '../invoices/invoice.entity.js';

/** The bytes of an invoice's document. */
export function invoicePdf(invoice: Invoice): Readable {
  return Readable.from(piecesOf(invoice));
}

function* piecesOf({ number, lines, totalCents, currency }: Invoice): Generator<Buffer> {
  yield Buffer.from('%PDF-1.4\n');
  yield Buffer.from(`% ${number}\n`);
  for (const line of lines) yield Buffer.from(`(${line.description}: ${(line.amountCents / 100).toFixed(2)})\n`);
  yield Buffer.from(`(Total ${(totalCents / 100).toFixed(2)} ${currency})\n%%EOF\n`);
}
