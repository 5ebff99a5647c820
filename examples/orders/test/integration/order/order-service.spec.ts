// Placing and cancelling orders: one transaction each, committed or rolled back as a whole.
import { cleanDatabase, createTestApp, withRollback, type TestApp } from 'jest-nest-mssql';
import { AppModule } from '../../../src/app.module';
import { InventoryService } from '../../../src/kit/inventory.service';
import { OrderLine } from '../../../src/order/order-line.entity';
import { Order } from '../../../src/order/order.entity';
import { OrderService } from '../../../src/order/order.service';
import type { User } from '../../../src/user/user.entity';
import { kitType, stock } from '../../factories/kit.factory';
import { createOrder } from '../../factories/order.factory';
import { createPractitioner } from '../../factories/practitioner.factory';
import { createUser } from '../../factories/user.factory';
import { errorNumberOf } from '../../support/errors';

let customer: User;
let t: TestApp;
beforeAll(async () => {
  t = await createTestApp({ imports: [AppModule] });
});
beforeEach(() => cleanDatabase(t.dataSource));
beforeEach(async () => {
  customer = await createUser(t.dataSource);
});
afterAll(() => t.close());

const basic = (quantity: number) => ({ lines: [{ sku: 'GUT-BASIC', quantity }] });

it('commits the order, its lines and the reservation together', async () => {
  const type = await stock(t.dataSource, 'GUT-BASIC', 10);

  const order = await t.get(OrderService).place(customer.id, basic(3));
  expect(order).toMatchObject({ number: 1000, status: 'placed', currency: 'USD', version: 1 });
  expect(order.lines).toEqual([expect.objectContaining({ kitTypeId: type.id, quantity: 3, unitPrice: 149, lineTotal: 447 })]);
  expect(await t.get(InventoryService).level(type.id)).toMatchObject({ reserved: 3 });
  expect(t.queue('email')).toHaveEnqueued('order-confirmation', { orderId: order.id });
});

it('rolls everything back when one of the kits is out of stock', async () => {
  const first = await stock(t.dataSource, 'GUT-BASIC', 10);
  await stock(t.dataSource, 'GUT-PRO', 1);
  const lines = [...basic(3).lines, { sku: 'GUT-PRO', quantity: 2 }];

  await expect(t.get(OrderService).place(customer.id, { lines })).rejects.toMatchObject({ status: 409 });
  expect(await t.dataSource.getRepository(Order).count()).toBe(0);
  expect(await t.dataSource.getRepository(OrderLine).count()).toBe(0);
  expect(await t.get(InventoryService).level(first.id)).toMatchObject({ reserved: 0 });
  expect(t.queue('email')).toHaveNoJobs();
});

it('leaves a gap in numbers and keys where an order was rolled back', async () => {
  await stock(t.dataSource, 'GUT-BASIC', 3);
  const orders = t.get(OrderService);
  await orders.place(customer.id, basic(1));
  await expect(orders.place(customer.id, basic(99))).rejects.toMatchObject({ status: 409 });

  await expect(orders.place(customer.id, basic(1))).resolves.toMatchObject({ id: 3, number: 1002 });
});

it('reserves exactly the stock there is when 20 customers order at once', async () => {
  const type = await stock(t.dataSource, 'GUT-BASIC', 8);

  const outcomes = await Promise.allSettled(
    Array.from({ length: 20 }, () => t.get(OrderService).place(customer.id, basic(1))),
  );
  const placed = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value.number] : []));
  expect(new Set(placed).size).toBe(8);
  expect(await t.get(InventoryService).level(type.id)).toMatchObject({ reserved: 8, available: 0 });
  expect(await t.dataSource.getRepository(Order).count()).toBe(8);
});

it('gives the stock back when an order is cancelled, once', async () => {
  const type = await stock(t.dataSource, 'GUT-BASIC', 10);
  const orders = t.get(OrderService);
  const { id } = await orders.place(customer.id, basic(4));

  await orders.cancel(id);
  await expect(orders.cancel(id)).rejects.toMatchObject({ status: 409 });
  expect(await t.get(InventoryService).level(type.id)).toMatchObject({ onHand: 10, reserved: 0 });
  expect(await orders.find(id)).toMatchObject({ status: 'cancelled', version: 2 });
});

it('deletes the lines with their order', async () => {
  const order = await createOrder(t.dataSource);

  await t.dataSource.getRepository(Order).delete(order.id);
  expect(await t.dataSource.getRepository(OrderLine).count()).toBe(0);
});

it('refuses a line of no order and of no kit type (547), and of no kits (547)', async () => {
  const order = await createOrder(t.dataSource, { lines: [] });
  const { id: kitTypeId } = await kitType(t.dataSource);
  const lines = t.dataSource.getRepository(OrderLine);

  expect(await errorNumberOf(lines.insert({ orderId: order.id + 1, kitTypeId, quantity: 1, unitPrice: 1 }))).toBe(547);
  expect(await errorNumberOf(lines.insert({ orderId: order.id, kitTypeId: 999, quantity: 1, unitPrice: 1 }))).toBe(547);
  expect(await errorNumberOf(lines.insert({ orderId: order.id, kitTypeId, quantity: 0, unitPrice: 1 }))).toBe(547);
});

it('refuses the same kit type twice in an order (2627)', async () => {
  const { id: orderId, lines } = await createOrder(t.dataSource);
  const kitTypeId = lines[0]?.kitTypeId ?? 0;

  const work = t.dataSource.getRepository(OrderLine).insert({ orderId, kitTypeId, quantity: 1, unitPrice: 1 });
  expect(await errorNumberOf(work)).toBe(2627);
});

it('does not delete a customer who has ordered (547)', async () => {
  await createOrder(t.dataSource, { customerId: customer.id });

  expect(await errorNumberOf(t.dataSource.query('DELETE FROM dbo.users WHERE id = @0', [customer.id]))).toBe(547);
});

it('rounds a price to the scale of its column, and refuses one that does not fit (8115)', async () => {
  const order = await createOrder(t.dataSource, { lines: [] });
  const { id } = await kitType(t.dataSource);
  const insert = 'INSERT INTO dbo.order_lines (order_id, kit_type_id, quantity, unit_price) VALUES (@0, @1, 3, @2)';

  await t.dataSource.query(insert, [order.id, id, 0.125]);
  expect(await t.get(OrderService).total(order.id)).toBeCloseTo(0.39, 10);
  expect(await errorNumberOf(t.dataSource.query(insert, [order.id, id, 123456789012]))).toBe(8115);
});

it('sums up orders per status with the query builder', async () => {
  await createOrder(t.dataSource);
  await createOrder(t.dataSource);
  await createOrder(t.dataSource, { status: 'paid' });

  const orders = t.get(OrderService);
  expect(await orders.summary()).toEqual([
    { status: 'paid', orders: 1, amount: 298 },
    { status: 'placed', orders: 2, amount: 596 },
  ]);
  expect(await orders.summary(2)).toEqual([{ status: 'placed', orders: 2, amount: 596 }]);
});

it('finds the newest order of every customer with raw SQL', async () => {
  const other = await createUser(t.dataSource);
  for (const customerId of [customer.id, other.id, customer.id]) await createOrder(t.dataSource, { customerId });

  const rows = await t.dataSource.query(`
    SELECT customerId, number
    FROM (
      SELECT o.customer_id AS customerId, o.number,
             ROW_NUMBER() OVER (PARTITION BY o.customer_id ORDER BY o.id DESC) AS recency
      FROM dbo.orders AS o
    ) AS ranked
    WHERE recency = 1
    ORDER BY number
  `);
  expect(rows).toEqual([
    { customerId: other.id, number: 1001 },
    { customerId: customer.id, number: 1002 },
  ]);
});

it('lists the orders of one customer, newest first, page by page', async () => {
  for (let count = 0; count < 21; count++) await createOrder(t.dataSource, { customerId: customer.id, lines: [] });
  await createOrder(t.dataSource);

  const [newest, total] = await t.get(OrderService).list(customer.id);
  const [oldest] = await t.get(OrderService).list(customer.id, 'placed', 2);
  expect(total).toBe(21);
  expect(newest.map((order) => order.number)).toEqual(Array.from({ length: 20 }, (_, index) => 1020 - index));
  expect(oldest.map((order) => order.number)).toEqual([1000]);
});

it('compares a discount code without regard to case (varchar without an index)', async () => {
  const { id: practitionerId } = await createPractitioner(t.dataSource);
  await createOrder(t.dataSource, { discountCode: 'Spring24', practitionerId });

  const found = await t.dataSource.getRepository(Order).findBy({ discountCode: 'SPRING24', practitionerId });
  expect(found).toHaveLength(1);
});

it('keeps the outer work when only the inner transaction is rolled back (savepoint)', async () => {
  const order = await createOrder(t.dataSource);
  await t.dataSource.transaction(async (outer) => {
    await outer.update(Order, order.id, { note: 'outer' });
    const inner = outer.transaction(async (manager) => {
      await manager.update(Order, order.id, { note: 'inner' });
      throw new Error('only this');
    });
    await expect(inner).rejects.toThrow('only this');
  });

  expect(await t.get(OrderService).find(order.id)).toMatchObject({ note: 'outer' });
});

it('can go on in a transaction after a statement failed, and commit the rest', async () => {
  const order = await createOrder(t.dataSource);
  await t.dataSource.transaction(async (manager) => {
    await manager.update(Order, order.id, { note: 'before' });
    expect(await errorNumberOf(manager.update(Order, order.id, { practitionerId: 999 }))).toBe(547);
    await manager.update(Order, order.id, { priority: 9 });
  });

  expect(await t.get(OrderService).find(order.id)).toMatchObject({ note: 'before', priority: 9, practitionerId: null });
});

it('leaves nothing behind with withRollback', async () => {
  const order = await createOrder(t.dataSource);

  const inside = await withRollback(t.dataSource, async (manager) => {
    await manager.update(Order, order.id, { note: 'for a moment' });
    return manager.findOneByOrFail(Order, { id: order.id });
  });
  expect(inside.note).toBe('for a moment');
  expect(await t.get(OrderService).find(order.id)).toMatchObject({ note: null });
});
