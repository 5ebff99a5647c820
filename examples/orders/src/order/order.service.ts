// Orders from placing to cancelling. Payment is PaymentService's business.
import { ConflictException, Injectable, NotFoundException } from '@nestjs/common';
import { EventEmitter2 } from '@nestjs/event-emitter';
import { InjectRepository } from '@nestjs/typeorm';
import { DataSource, In, Repository, type EntityManager } from 'typeorm';
import { InventoryService } from '../kit/inventory.service';
import { KitType } from '../kit/kit-type.entity';
import { OrderLine } from './order-line.entity';
import type { PlaceOrderDto } from './order.dto';
import { Order, type OrderStatus } from './order.entity';

const PAGE_SIZE = 20;

/** Orders and money per status. */
export interface StatusSummary {
  status: OrderStatus;
  orders: number;
  amount: number;
}

/** Every change of an order and its stock is one transaction. */
@Injectable()
export class OrderService {
  constructor(
    @InjectRepository(Order) private readonly orders: Repository<Order>,
    private readonly dataSource: DataSource,
    private readonly inventory: InventoryService,
    private readonly events: EventEmitter2,
  ) {}

  /** Stores the order and reserves the stock, or does nothing at all. Mail goes out only after the commit. */
  async place(customerId: string, request: PlaceOrderDto): Promise<Order> {
    const { id } = await this.dataSource.transaction(async (manager) => {
      const lines = await this.priceLines(manager, request);
      const order = await manager.save(
        manager.create(Order, {
          customerId,
          practitionerId: request.practitionerId ?? null,
          discountCode: request.discountCode ?? null,
          note: request.note ?? null,
          priority: request.discountCode?.startsWith('EXPRESS') ? 1 : 0,
          lines,
        }),
      );
      for (const line of lines) await this.inventory.reserve(manager, line.kitTypeId, line.quantity);
      return order;
    });
    await this.events.emitAsync('order.placed', { orderId: id });
    return this.find(id);
  }

  async find(id: number): Promise<Order> {
    const order = await this.orders.findOne({ where: { id }, relations: { lines: true } });
    if (!order) throw new NotFoundException();
    return order;
  }

  list(customerId: string, status?: OrderStatus, page = 1): Promise<[Order[], number]> {
    return this.orders.findAndCount({
      where: { customerId, ...(status ? { status } : {}) },
      order: { id: 'DESC' },
      skip: (page - 1) * PAGE_SIZE,
      take: PAGE_SIZE,
    });
  }

  /** What the order costs, added up by the server. */
  async total(orderId: number): Promise<number> {
    return (await this.dataSource.manager.sum(OrderLine, 'lineTotal', { orderId })) ?? 0;
  }

  /** Gives the stock back; only an order that nobody is paying can be cancelled. */
  async cancel(id: number): Promise<void> {
    await this.dataSource.transaction(async (manager) => {
      const { affected } = await manager.update(Order, { id, status: 'placed' as const }, { status: 'cancelled' });
      if (affected !== 1) throw new ConflictException('The order cannot be cancelled any more');
      const lines = await manager.find(OrderLine, { where: { orderId: id }, order: { kitTypeId: 'ASC' } });
      for (const line of lines) await this.inventory.release(manager, line.kitTypeId, line.quantity);
    });
  }

  /** Statuses that have at least `minimum` orders. */
  summary(minimum = 1): Promise<StatusSummary[]> {
    return this.orders
      .createQueryBuilder('o')
      .innerJoin('o.lines', 'line')
      .select('o.status', 'status')
      .addSelect('COUNT(DISTINCT o.id)', 'orders')
      .addSelect('SUM(line.lineTotal)', 'amount')
      .groupBy('o.status')
      .having('COUNT(DISTINCT o.id) >= :minimum', { minimum })
      .orderBy('o.status', 'ASC')
      .getRawMany<StatusSummary>();
  }

  private async priceLines(manager: EntityManager, request: PlaceOrderDto): Promise<OrderLine[]> {
    const types = await manager.find(KitType, { where: { sku: In(request.lines.map((line) => line.sku)), active: true } });
    const lines = request.lines.map(({ sku, quantity }) => {
      const type = types.find((candidate) => candidate.sku.toUpperCase() === sku.toUpperCase());
      if (!type) throw new NotFoundException(`Unknown kit type ${sku}`);
      return manager.create(OrderLine, { kitTypeId: type.id, quantity, unitPrice: type.price });
    });
    // Always in the same order, so that two orders never wait for each other in a circle.
    return lines.sort((a, b) => a.kitTypeId - b.kitTypeId);
  }
}
