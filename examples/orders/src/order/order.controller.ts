// Orders of the signed-in user; administrators see everybody's.
import { Body, Controller, Delete, ForbiddenException, Get, HttpCode, Param, ParseIntPipe, Post, Query } from '@nestjs/common';
import { CurrentUser, Roles } from '../common/session.guard';
import type { User } from '../user/user.entity';
import { ListOrdersDto, PlaceOrderDto } from './order.dto';
import type { Order } from './order.entity';
import { OrderService, type StatusSummary } from './order.service';

/** 403 for somebody else's order. */
@Controller('orders')
export class OrderController {
  constructor(private readonly orders: OrderService) {}

  @Post()
  place(@CurrentUser() user: User, @Body() body: PlaceOrderDto): Promise<Order> {
    return this.orders.place(user.id, body);
  }

  @Get()
  async list(@CurrentUser() user: User, @Query() query: ListOrdersDto): Promise<{ orders: Order[]; total: number }> {
    const [orders, total] = await this.orders.list(user.id, query.status, query.page);
    return { orders, total };
  }

  @Roles('admin')
  @Get('summary')
  summary(): Promise<StatusSummary[]> {
    return this.orders.summary();
  }

  @Get(':id')
  async find(@CurrentUser() user: User, @Param('id', ParseIntPipe) id: number): Promise<Order> {
    return this.own(user, await this.orders.find(id));
  }

  @Delete(':id')
  @HttpCode(204)
  async cancel(@CurrentUser() user: User, @Param('id', ParseIntPipe) id: number): Promise<void> {
    this.own(user, await this.orders.find(id));
    await this.orders.cancel(id);
  }

  private own(user: User, order: Order): Order {
    if (order.customerId !== user.id && user.role !== 'admin') throw new ForbiddenException();
    return order;
  }
}
