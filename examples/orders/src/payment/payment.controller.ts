// Paying an order, and refunds for administrators.
import { Body, Controller, ForbiddenException, HttpCode, Param, ParseIntPipe, ParseUUIDPipe, Post } from '@nestjs/common';
import { IsString } from 'class-validator';
import { CurrentUser, Roles } from '../common/session.guard';
import { OrderService } from '../order/order.service';
import type { User } from '../user/user.entity';
import type { Payment } from './payment.entity';
import { PaymentService } from './payment.service';

/** Body of POST /orders/:id/payment. */
export class PayOrderDto {
  @IsString()
  paymentMethod!: string;
}

/** 402 when Stripe refuses. */
@Controller()
export class PaymentController {
  constructor(
    private readonly payments: PaymentService,
    private readonly orders: OrderService,
  ) {}

  @Post('orders/:id/payment')
  async pay(
    @CurrentUser() user: User,
    @Param('id', ParseIntPipe) id: number,
    @Body() body: PayOrderDto,
  ): Promise<Payment> {
    const order = await this.orders.find(id);
    if (order.customerId !== user.id) throw new ForbiddenException();
    return this.payments.pay(id, body.paymentMethod);
  }

  @Roles('admin')
  @Post('payments/:id/refund')
  @HttpCode(202)
  async refund(@Param('id', ParseUUIDPipe) id: string): Promise<void> {
    await this.payments.requestRefund(id);
  }
}
