// Writes the mails and hands them to Postmark.
import { Process, Processor } from '@nestjs/bull';
import { Inject } from '@nestjs/common';
import type { Job } from 'bull';
import type { ServerClient } from 'postmark';
import { DataSource } from 'typeorm';
import { Invoice } from '../billing/invoice.entity';
import { POSTMARK_CLIENT } from '../clients/clients.tokens';
import { Order } from '../order/order.entity';
import { User } from '../user/user.entity';

/** Reads what it needs from the database: a job carries ids only. */
@Processor('email')
export class EmailProcessor {
  constructor(
    @Inject(POSTMARK_CLIENT) private readonly postmark: ServerClient,
    private readonly dataSource: DataSource,
  ) {}

  @Process('welcome')
  async welcome({ data }: Job<{ userId: string }>): Promise<void> {
    const user = await this.dataSource.getRepository(User).findOneByOrFail({ id: data.userId });
    await this.send(user.email, 'Welcome', `Hello ${user.name}, your account is ready.`);
  }

  @Process('order-confirmation')
  async orderConfirmation({ data }: Job<{ orderId: number }>): Promise<void> {
    const order = await this.findOrder(data.orderId);
    await this.send(order.email, `We have your order ${order.number}`, `Order ${order.number} is waiting for payment.`);
  }

  @Process('receipt')
  async receipt({ data }: Job<{ orderId: number }>): Promise<void> {
    const order = await this.findOrder(data.orderId);
    await this.send(order.email, `Receipt for order ${order.number}`, 'Thank you for your payment.');
  }

  @Process('invoice')
  async invoice({ data }: Job<{ orderId: number; invoiceId: number }>): Promise<void> {
    const order = await this.findOrder(data.orderId);
    const invoice = await this.dataSource.getRepository(Invoice).findOneByOrFail({ id: data.invoiceId });
    await this.send(order.email, `Invoice ${invoice.number}`, `Total ${invoice.total.toFixed(2)} ${order.currency}`);
  }

  private async findOrder(id: number): Promise<{ number: number; currency: string; email: string }> {
    const order = await this.dataSource
      .getRepository(Order)
      .findOneOrFail({ where: { id }, relations: { customer: true } });
    return { number: order.number, currency: order.currency, email: order.customer?.email ?? '' };
  }

  private async send(to: string, subject: string, text: string): Promise<void> {
    await this.postmark.sendEmail({
      From: 'orders@example.com',
      To: to,
      Subject: subject,
      TextBody: text,
      MessageStream: 'outbound',
    });
  }
}
