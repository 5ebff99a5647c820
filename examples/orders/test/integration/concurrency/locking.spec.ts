// Locks between sessions: deadlocks, time-outs, constraints that wait for an outcome, application locks.
import { cleanDatabase, createTestApp, type TestApp } from 'jest-nest-mssql';
import { AppModule } from '../../../src/app.module';
import { OrderLine } from '../../../src/order/order-line.entity';
import { Order } from '../../../src/order/order.entity';
import { ReportingService } from '../../../src/reporting/reporting.service';
import { User } from '../../../src/user/user.entity';
import { createKit, kitType } from '../../factories/kit.factory';
import { createOrder } from '../../factories/order.factory';
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

const SET_NOTE = 'UPDATE dbo.orders SET note = @1 WHERE id = @0';
const TAKE_LOCK = `
  DECLARE @result INT;
  EXEC @result = sp_getapplock @Resource = @0, @LockMode = 'Exclusive', @LockOwner = 'Transaction', @LockTimeout = @1;
  SELECT @result AS result;
`;

const newUser = (email: string) => ({ email, name: 'Ada Byron', passwordHash: 'none' });

it('resolves a deadlock: one session gets 1205, the other goes on', async () => {
  const [a, b] = [await createOrder(t.dataSource), await createOrder(t.dataSource)];
  const [left, right] = [await sessions.begin(), await sessions.begin()];
  await left.query(SET_NOTE, [a.id, 'left']);
  await right.query(SET_NOTE, [b.id, 'right']);

  const first = left.attempt((manager) => manager.query(SET_NOTE, [b.id, 'left']));
  await left.untilBlocked();
  const second = right.attempt((manager) => manager.query(SET_NOTE, [a.id, 'right']));
  const outcomes = await Promise.allSettled([first.result, second.result]);

  expect(outcomes.map((outcome) => outcome.status).sort()).toEqual(['fulfilled', 'rejected']);
  const [survivor, victim] = outcomes[0]?.status === 'fulfilled' ? [left, second] : [right, first];
  expect(await errorNumberOf(victim.result)).toBe(1205);
  await survivor.commit();
  const notes = await t.dataSource.getRepository(Order).find({ order: { id: 'ASC' } });
  expect(new Set(notes.map((order) => order.note)).size).toBe(1);
});

it('takes the session with the lower deadlock priority as the victim, and undoes all its work', async () => {
  const [a, b] = [await createOrder(t.dataSource), await createOrder(t.dataSource)];
  const [left, right] = [await sessions.begin(), await sessions.begin()];
  await left.query(SET_NOTE, [a.id, 'left']);
  await right.query(SET_NOTE, [b.id, 'right']);

  const victim = left.attempt((manager) => manager.query(`SET DEADLOCK_PRIORITY LOW; ${SET_NOTE}`, [b.id, 'left']));
  await left.untilBlocked();
  await right.query(SET_NOTE, [a.id, 'right']);
  expect(await errorNumberOf(victim.result)).toBe(1205);

  await right.commit();
  const orders = await t.dataSource.getRepository(Order).find();
  expect(orders.map((order) => order.note)).toEqual(['right', 'right']);
});

it('gives up after LOCK_TIMEOUT (1222) and leaves the transaction alive', async () => {
  const order = await createOrder(t.dataSource);
  const [writer, reader] = [await sessions.begin(), await sessions.begin()];
  await writer.query(SET_NOTE, [order.id, 'new']);

  const read = reader.query('SET LOCK_TIMEOUT 50; SELECT note FROM dbo.orders WHERE id = @0', [order.id]);
  expect(await errorNumberOf(read)).toBe(1222);
  expect(await reader.query('SELECT @@TRANCOUNT AS depth')).toEqual([{ depth: 1 }]);
});

it('does not wait at all with LOCK_TIMEOUT 0', async () => {
  const order = await createOrder(t.dataSource);
  const [writer, other] = [await sessions.begin(), await sessions.begin()];
  await writer.query(SET_NOTE, [order.id, 'new']);

  expect(await errorNumberOf(other.query(`SET LOCK_TIMEOUT 0; ${SET_NOTE}`, [order.id, 'newer']))).toBe(1222);
});

it('makes a second insert of one address wait, and fail once the first is committed (2601)', async () => {
  const [first, second] = [await sessions.begin(), await sessions.begin()];
  await first.manager.insert(User, newUser('ada@example.com'));

  const attempt = second.attempt((manager) => manager.insert(User, newUser('ADA@example.com')));
  await second.untilBlocked();
  expect(attempt.settled()).toBe(false);
  await first.commit();
  expect(await errorNumberOf(attempt.result)).toBe(2601);
});

it('makes a second insert of one address wait, and succeed once the first is rolled back', async () => {
  const [first, second] = [await sessions.begin(), await sessions.begin()];
  await first.manager.insert(User, newUser('ada@example.com'));

  const attempt = second.attempt((manager) => manager.insert(User, newUser('ADA@example.com')));
  await second.untilBlocked();
  await first.rollback();
  await attempt.result;
  await second.commit();
  expect(await t.dataSource.getRepository(User).countBy({ email: 'ada@example.com' })).toBe(1);
});

it('makes a child wait while its parent is being deleted, and refuses it then (547)', async () => {
  const order = await createOrder(t.dataSource, { lines: [] });
  const { id: kitTypeId } = await kitType(t.dataSource);
  const [parent, child] = [await sessions.begin(), await sessions.begin()];
  await parent.manager.delete(Order, order.id);

  const line = { orderId: order.id, kitTypeId, quantity: 1, unitPrice: 1 };
  const attempt = child.attempt((manager) => manager.insert(OrderLine, line));
  await child.untilBlocked();
  await parent.commit();
  expect(await errorNumberOf(attempt.result)).toBe(547);
});

it('lets one session at a time look for a counter that is not there yet (UPDLOCK, HOLDLOCK)', async () => {
  const look = `SELECT value FROM reporting.counters WITH (UPDLOCK, HOLDLOCK) WHERE name = 'visits'`;
  const [first, second] = [await sessions.begin(), await sessions.begin()];
  expect(await first.query(look)).toEqual([]);

  const attempt = second.attempt((manager) => manager.query(look));
  await second.untilBlocked();
  await first.query(`INSERT INTO reporting.counters (name, value) VALUES ('visits', 1)`);
  await first.commit();
  expect(await attempt.result).toEqual([{ value: '1' }]);
});

it('keeps the range that a SERIALIZABLE delete has emptied free of new rows', async () => {
  for (const name of ['a', 'm', 'z']) await t.dataSource.query('INSERT INTO reporting.counters (name, value) VALUES (@0, 1)', [name]);
  const [cleaner, writer] = [await sessions.begin('SERIALIZABLE'), await sessions.begin()];
  await cleaner.query(`DELETE FROM reporting.counters WHERE name BETWEEN 'b' AND 'y'`);

  const attempt = writer.attempt((manager) => manager.query(`INSERT INTO reporting.counters (name, value) VALUES ('c', 1)`));
  await writer.untilBlocked();
  await cleaner.commit();
  await attempt.result;
  await writer.commit();
  expect(await t.dataSource.query('SELECT name FROM reporting.counters ORDER BY name')).toEqual([{ name: 'a' }, { name: 'c' }, { name: 'z' }]);
});

it('makes even a NOLOCK read wait for a table that is being altered', async () => {
  await createOrder(t.dataSource);
  const [migration, reader] = [await sessions.begin(), await sessions.begin()];
  await migration.query('ALTER TABLE dbo.orders ADD shelf VARCHAR(10) NULL');

  const read = reader.attempt((manager) => manager.query('SELECT COUNT(*) AS orders FROM dbo.orders WITH (NOLOCK)'));
  await reader.untilBlocked();
  await migration.rollback();
  expect(await read.result).toEqual([{ orders: 1 }]);
});

it('keeps everybody out of a table that is locked with TABLOCKX', async () => {
  const kit = await createKit(t.dataSource);
  const [owner, reader] = [await sessions.begin(), await sessions.begin()];
  await owner.query('SELECT COUNT(*) AS kits FROM dbo.kits WITH (TABLOCKX)');

  const read = reader.attempt((manager) => manager.query('SELECT id FROM dbo.kits'));
  await reader.untilBlocked();
  await owner.commit();
  expect(await read.result).toEqual([{ id: kit.id }]);
});

it('makes ALTER TABLE wait for a transaction that uses the table', async () => {
  const order = await createOrder(t.dataSource);
  const [writer, migration] = [await sessions.begin(), await sessions.begin()];
  await writer.query(SET_NOTE, [order.id, 'new']);

  const alter = migration.attempt((manager) => manager.query('ALTER TABLE dbo.orders ADD shelf VARCHAR(10) NULL'));
  await migration.untilBlocked();
  await writer.commit();
  await alter.result;
  expect(await migration.query('SELECT shelf FROM dbo.orders')).toEqual([{ shelf: null }]);
  await migration.rollback();
  expect(await errorNumberOf(t.dataSource.query('SELECT shelf FROM dbo.orders'))).toBe(207);
});

it('adds up a counter that 20 calls create and increment at once (MERGE with HOLDLOCK)', async () => {
  const reporting = t.get(ReportingService);

  const values = await Promise.all(Array.from({ length: 20 }, () => reporting.count('visits')));
  expect(values.sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
  expect(await t.dataSource.query('SELECT name, value FROM reporting.counters')).toEqual([{ name: 'visits', value: '20' }]);
});

it('lets one session at a time hold an application lock, and frees it with the transaction', async () => {
  const [owner, other] = [await sessions.begin(), await sessions.begin()];
  expect(await owner.query(TAKE_LOCK, ['nightly', 0])).toEqual([{ result: 0 }]);
  expect(await other.query(TAKE_LOCK, ['nightly', 0])).toEqual([{ result: -1 }]);

  const waiting = other.attempt((manager) => manager.query(TAKE_LOCK, ['nightly', 10_000]));
  await other.untilBlocked();
  await owner.commit();
  expect(await waiting.result).toEqual([{ result: 1 }]);
});

it('counts every update of one row by 20 transactions at once', async () => {
  const order = await createOrder(t.dataSource);

  await Promise.all(
    Array.from({ length: 20 }, () =>
      t.dataSource.transaction((manager) => manager.increment(Order, { id: order.id }, 'priority', 1)),
    ),
  );
  expect(await t.dataSource.getRepository(Order).findOneByOrFail({ id: order.id })).toMatchObject({ priority: 20 });
});
