// Isolation levels between two sessions, on real locks: who waits for whom, and what each of them sees.
import { cleanDatabase, createTestApp, type TestApp } from 'jest-nest-mssql';
import { AppModule } from '../../../src/app.module';
import { Kit } from '../../../src/kit/kit.entity';
import { Order } from '../../../src/order/order.entity';
import type { User } from '../../../src/user/user.entity';
import { createKit, createKits } from '../../factories/kit.factory';
import { createOrder } from '../../factories/order.factory';
import { createUser } from '../../factories/user.factory';
import { errorNumberOf } from '../../support/errors';
import { Sessions } from '../../support/sessions';

let t: TestApp;
beforeAll(async () => {
  t = await createTestApp({ imports: [AppModule] });
});
beforeEach(() => cleanDatabase(t.dataSource));
const sessions = new Sessions(() => t.dataSource);
afterEach(() => sessions.closeAll());
afterAll(() => t.close());

const NOTE = 'SELECT note FROM dbo.orders WHERE id = @0';
const COUNT_ORDERS = 'SELECT COUNT(*) AS orders FROM dbo.orders WHERE customer_id = @0';
const COUNT_KITS = `SELECT COUNT(*) AS kits FROM dbo.kits WHERE barcode BETWEEN 'A-10' AND 'A-20'`;

const insertOrder = (customer: User) => ({ customerId: customer.id, note: 'second' });

it('READ COMMITTED: a plain read waits for a writer and sees what was committed', async () => {
  const { id } = await createOrder(t.dataSource, { note: 'old' });
  const [writer, reader] = [await sessions.begin(), await sessions.begin()];

  await writer.manager.update(Order, id, { note: 'new' });
  const read = reader.attempt((manager) => manager.query(NOTE, [id]));
  await reader.untilBlocked();
  expect(read.settled()).toBe(false);

  await writer.commit();
  expect(await read.result).toEqual([{ note: 'new' }]);
});

it('READ COMMITTED: a plain read sees the old value when the writer rolls back', async () => {
  const { id } = await createOrder(t.dataSource, { note: 'old' });
  const [writer, reader] = [await sessions.begin(), await sessions.begin()];

  await writer.manager.update(Order, id, { note: 'new' });
  const read = reader.attempt((manager) => manager.query(NOTE, [id]));
  await reader.untilBlocked();
  await writer.rollback();

  expect(await read.result).toEqual([{ note: 'old' }]);
});

it('READ COMMITTED: a row that was read may change before it is read again', async () => {
  const { id } = await createOrder(t.dataSource, { note: 'old' });
  const reader = await sessions.begin();

  expect(await reader.query(NOTE, [id])).toEqual([{ note: 'old' }]);
  await t.dataSource.getRepository(Order).update(id, { note: 'new' });
  expect(await reader.query(NOTE, [id])).toEqual([{ note: 'new' }]);
});

it('READ COMMITTED: other rows can be read while a writer holds one', async () => {
  const held = await createOrder(t.dataSource);
  const { id } = await createOrder(t.dataSource, { note: 'free' });
  const writer = await sessions.begin();

  await writer.manager.update(Order, held.id, { note: 'new' });
  expect(await t.dataSource.query(NOTE, [id])).toEqual([{ note: 'free' }]);
});

it('NOLOCK and READ UNCOMMITTED: a read does not wait and sees what may never be committed', async () => {
  const { id } = await createOrder(t.dataSource, { note: 'old' });
  const [writer, reader] = [await sessions.begin(), await sessions.begin('READ UNCOMMITTED')];

  await writer.manager.update(Order, id, { note: 'dirty' });
  expect(await t.dataSource.query('SELECT note FROM dbo.orders WITH (NOLOCK) WHERE id = @0', [id])).toEqual([{ note: 'dirty' }]);
  expect(await reader.query(NOTE, [id])).toEqual([{ note: 'dirty' }]);
  await writer.rollback();
  expect(await reader.query(NOTE, [id])).toEqual([{ note: 'old' }]);
});

it('REPEATABLE READ: a writer waits until the reader is done', async () => {
  const { id } = await createOrder(t.dataSource, { note: 'old' });
  const [reader, writer] = [await sessions.begin('REPEATABLE READ'), await sessions.begin()];

  await reader.query(NOTE, [id]);
  const write = writer.attempt((manager) => manager.update(Order, id, { note: 'new' }));
  await writer.untilBlocked();
  expect(await reader.query(NOTE, [id])).toEqual([{ note: 'old' }]);
  expect(write.settled()).toBe(false);

  await reader.commit();
  expect(await write.result).toMatchObject({ affected: 1 });
});

it('REPEATABLE READ: rows that were not there may appear', async () => {
  const customer = await createUser(t.dataSource);
  await createOrder(t.dataSource, { customerId: customer.id });
  const reader = await sessions.begin('REPEATABLE READ');

  expect(await reader.query(COUNT_ORDERS, [customer.id])).toEqual([{ orders: 1 }]);
  await t.dataSource.getRepository(Order).insert(insertOrder(customer));
  expect(await reader.query(COUNT_ORDERS, [customer.id])).toEqual([{ orders: 2 }]);
});

it('SERIALIZABLE: an insert into what was read waits, so that no row appears', async () => {
  const customer = await createUser(t.dataSource);
  await createOrder(t.dataSource, { customerId: customer.id });
  const [reader, writer] = [await sessions.begin('SERIALIZABLE'), await sessions.begin()];

  expect(await reader.query(COUNT_ORDERS, [customer.id])).toEqual([{ orders: 1 }]);
  const insert = writer.attempt((manager) => manager.insert(Order, insertOrder(customer)));
  await writer.untilBlocked();
  expect(await reader.query(COUNT_ORDERS, [customer.id])).toEqual([{ orders: 1 }]);
  expect(insert.settled()).toBe(false);

  await reader.commit();
  await insert.result;
  await writer.commit();
  expect(await t.dataSource.getRepository(Order).countBy({ customerId: customer.id })).toBe(2);
});

it('SERIALIZABLE: nothing can appear where nothing was found', async () => {
  const customer = await createUser(t.dataSource);
  const [reader, writer] = [await sessions.begin('SERIALIZABLE'), await sessions.begin()];

  expect(await reader.query(COUNT_ORDERS, [customer.id])).toEqual([{ orders: 0 }]);
  const insert = writer.attempt((manager) => manager.insert(Order, insertOrder(customer)));
  await writer.untilBlocked();

  await reader.commit();
  await insert.result;
});

it('SERIALIZABLE: an insert outside the range that was read does not wait', async () => {
  for (const barcode of ['A-10', 'A-20', 'A-30', 'A-40', 'A-50']) await createKit(t.dataSource, { barcode });
  const [reader, writer] = [await sessions.begin('SERIALIZABLE'), await sessions.begin()];
  expect(await reader.query(COUNT_KITS)).toEqual([{ kits: 2 }]);

  await createKit(t.dataSource, { barcode: 'A-45' });
  const inside = writer.attempt((manager) =>
    manager.query(`INSERT INTO dbo.kits (barcode, kit_type_id) VALUES ('A-15', 1)`),
  );
  await writer.untilBlocked();
  expect(inside.settled()).toBe(false);

  await reader.commit();
  await inside.result;
});

it('SERIALIZABLE: of two sessions that look first and insert then, one is the victim (1205)', async () => {
  const customer = await createUser(t.dataSource);
  const [left, right] = [await sessions.begin('SERIALIZABLE'), await sessions.begin('SERIALIZABLE')];
  for (const session of [left, right]) await session.query(COUNT_ORDERS, [customer.id]);

  const first = left.attempt((manager) => manager.insert(Order, insertOrder(customer)));
  await left.untilBlocked();
  const second = right.attempt((manager) => manager.insert(Order, insertOrder(customer)));
  const outcomes = await Promise.allSettled([first.result, second.result]);

  const [survivor, victim] = outcomes[0]?.status === 'fulfilled' ? [left, second] : [right, first];
  expect(await errorNumberOf(victim.result)).toBe(1205);
  await survivor.commit();
  expect(await t.dataSource.getRepository(Order).countBy({ customerId: customer.id })).toBe(1);
});

it('HOLDLOCK: one statement of a READ COMMITTED session reads as under SERIALIZABLE', async () => {
  const customer = await createUser(t.dataSource);
  const [reader, writer] = [await sessions.begin(), await sessions.begin()];

  await reader.query('SELECT COUNT(*) AS orders FROM dbo.orders WITH (HOLDLOCK) WHERE customer_id = @0', [customer.id]);
  const insert = writer.attempt((manager) => manager.insert(Order, insertOrder(customer)));
  await writer.untilBlocked();

  await reader.commit();
  await insert.result;
});

it('a writer waits for the row that another one has changed, but not for its neighbour', async () => {
  const [first, second] = await createKits(t.dataSource, 2);
  const [writer, other] = [await sessions.begin(), await sessions.begin()];

  await writer.manager.update(Kit, first?.id ?? 0, { status: 'lost' });
  await other.manager.update(Kit, second?.id ?? 0, { status: 'returned' });
  const attempt = other.attempt((manager) => manager.update(Kit, first?.id ?? 0, { status: 'returned' }));
  await other.untilBlocked();

  await writer.commit();
  expect(await attempt.result).toMatchObject({ affected: 1 });
});
