// Orders and jobs for specs, stored without going through the services.
import type { DataSource } from 'typeorm';
import { FulfilmentJob } from '../../src/order/fulfilment-job.entity';
import { OrderLine } from '../../src/order/order-line.entity';
import { Order } from '../../src/order/order.entity';
import { kitType } from './kit.factory';
import { createUser } from './user.factory';

/** A stored order of one line (2 x GUT-BASIC), for a new customer unless one is given. */
export async function createOrder(dataSource: DataSource, overrides: Partial<Order> = {}): Promise<Order> {
  const orders = dataSource.getRepository(Order);
  const type = await kitType(dataSource);
  const customerId = overrides.customerId ?? (await createUser(dataSource)).id;
  const line = dataSource.getRepository(OrderLine).create({ kitTypeId: type.id, quantity: 2, unitPrice: type.price });
  return orders.save(orders.create({ lines: [line], ...overrides, customerId }));
}

/** Queued jobs of one paid order, in the order of their ids. */
export async function createJobs(dataSource: DataSource, count: number): Promise<FulfilmentJob[]> {
  const order = await createOrder(dataSource, { status: 'paid' });
  const jobs = dataSource.getRepository(FulfilmentJob);
  return jobs.save(Array.from({ length: count }, () => jobs.create({ orderId: order.id })));
}
