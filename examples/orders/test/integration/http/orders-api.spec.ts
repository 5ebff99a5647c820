// The HTTP interface with its guard, validation and error answers, down to the database.
import { cleanDatabase, createTestApp, type TestApp } from 'jest-nest-mssql';
import { AppModule } from '../../../src/app.module';
import { Order } from '../../../src/order/order.entity';
import type { User } from '../../../src/user/user.entity';
import { stock } from '../../factories/kit.factory';
import { createOrder } from '../../factories/order.factory';
import { createPractitioner } from '../../factories/practitioner.factory';
import { createAdmin, createUser } from '../../factories/user.factory';
import { bearer } from '../../support/sign-in';

let customer: User;
let authorization: string;
let t: TestApp;
beforeAll(async () => {
  t = await createTestApp({ imports: [AppModule] });
});
beforeEach(() => cleanDatabase(t.dataSource));
beforeEach(async () => {
  customer = await createUser(t.dataSource);
  authorization = await bearer(t, customer);
});
afterAll(() => t.close());

const ada = { email: 'ada@example.com', name: 'Ada Byron', password: 'correct horse' };
const basic = { lines: [{ sku: 'GUT-BASIC', quantity: 2 }] };

it('POST /users and POST /sessions: registers and signs in', async () => {
  await t.http.post('/users').send(ada).expect(201);
  const { body } = await t.http.post('/sessions').send({ email: 'ADA@example.com', password: ada.password }).expect(201);

  const me = await t.http.get('/users/me').set('Authorization', `Bearer ${body.token}`).expect(200);
  expect(me.body).toMatchObject({ email: ada.email, role: 'customer' });
});

it('POST /users: 409 for an address that is taken, 422 for one that is none', async () => {
  await t.http.post('/users').send({ ...ada, email: customer.email.toUpperCase() }).expect(409);
  await t.http.post('/users').send({ ...ada, email: 'nobody' }).expect(422);
});

it('POST /sessions: 401 with the wrong password', async () => {
  await t.http.post('/users').send(ada).expect(201);
  await t.http.post('/sessions').send({ email: ada.email, password: 'wrong' }).expect(401);
});

it('401 without a session, with a token that was never given, and with one of a deleted user', async () => {
  await t.http.get('/orders').expect(401);
  await t.http.get('/orders').set('Authorization', 'Bearer 123').expect(401);
  await t.dataSource.query('DELETE FROM dbo.users WHERE id = @0', [customer.id]);
  await t.http.get('/orders').set('Authorization', authorization).expect(401);
});

it('POST /orders: 201 with the order as stored', async () => {
  await stock(t.dataSource, 'GUT-BASIC', 5);

  const { body } = await t.http.post('/orders').set('Authorization', authorization).send(basic).expect(201);
  expect(body).toMatchObject({ number: 1000, status: 'placed', lines: [{ quantity: 2, lineTotal: 298 }] });
  expect(await t.dataSource.getRepository(Order).countBy({ id: body.id, customerId: customer.id })).toBe(1);
});

it.each([
  ['no lines', { lines: [] }],
  ['a quantity of nothing', { lines: [{ sku: 'GUT-BASIC', quantity: 0 }] }],
  ['a quantity that is text', { lines: [{ sku: 'GUT-BASIC', quantity: 'two' }] }],
  ['no body', {}],
])('POST /orders: 422 for %s', async (_, body) => {
  await t.http.post('/orders').set('Authorization', authorization).send(body).expect(422);
  expect(await t.dataSource.getRepository(Order).count()).toBe(0);
});

it('POST /orders: 409 when out of stock, 404 for an unknown kit, 422 for an unknown practitioner', async () => {
  await stock(t.dataSource, 'GUT-BASIC', 1);
  const post = (body: object) => t.http.post('/orders').set('Authorization', authorization).send(body);

  await post(basic).expect(409);
  await post({ lines: [{ sku: 'NOPE', quantity: 1 }] }).expect(404);
  await post({ lines: [{ sku: 'GUT-BASIC', quantity: 1 }], practitionerId: 4711 }).expect(422);
});

it('GET /orders/:id: 200 for the owner and for administrators, 403 for others, 404 for nothing', async () => {
  const { id } = await createOrder(t.dataSource, { customerId: customer.id });
  const admin = await bearer(t, await createAdmin(t.dataSource));
  const other = await bearer(t, await createUser(t.dataSource));

  await t.http.get(`/orders/${id}`).set('Authorization', authorization).expect(200);
  await t.http.get(`/orders/${id}`).set('Authorization', admin).expect(200);
  await t.http.get(`/orders/${id}`).set('Authorization', other).expect(403);
  await t.http.get(`/orders/${id + 1}`).set('Authorization', authorization).expect(404);
});

it('GET /orders: only the orders of the caller, filtered by status', async () => {
  await createOrder(t.dataSource, { customerId: customer.id });
  await createOrder(t.dataSource, { customerId: customer.id, status: 'paid' });
  await createOrder(t.dataSource);

  const all = await t.http.get('/orders').set('Authorization', authorization).expect(200);
  const paid = await t.http.get('/orders?status=paid').set('Authorization', authorization).expect(200);
  expect(all.body).toMatchObject({ total: 2 });
  expect(paid.body).toMatchObject({ total: 1, orders: [{ status: 'paid' }] });
  await t.http.get('/orders?status=eaten').set('Authorization', authorization).expect(422);
});

it('GET /orders/summary and GET /reports/daily-revenue: for administrators only', async () => {
  const admin = await bearer(t, await createAdmin(t.dataSource));

  for (const path of ['/orders/summary', '/reports/daily-revenue']) {
    await t.http.get(path).set('Authorization', authorization).expect(403);
    await t.http.get(path).set('Authorization', admin).expect(200, []);
  }
});

it('POST /orders/:id/payment: 201, then 409; 402 when Stripe refuses', async () => {
  const first = await createOrder(t.dataSource, { customerId: customer.id });
  const second = await createOrder(t.dataSource, { customerId: customer.id });
  const pay = (id: number) =>
    t.http.post(`/orders/${id}/payment`).set('Authorization', authorization).send({ paymentMethod: 'pm_card_visa' });

  const { body } = await pay(first.id).expect(201);
  expect(body).toMatchObject({ status: 'captured', amount: 298 });
  await pay(first.id).expect(409);
  t.mocks.stripe.paymentIntents.confirm.mockRejectedValueOnce(new Error('declined'));
  await pay(second.id).expect(402);
});

it('DELETE /orders/:id: 204, then 409', async () => {
  const { id } = await createOrder(t.dataSource, { customerId: customer.id });
  await stock(t.dataSource, 'GUT-BASIC', 5);
  await t.dataSource.query('UPDATE dbo.kit_inventory SET reserved = 2');

  await t.http.delete(`/orders/${id}`).set('Authorization', authorization).expect(204);
  await t.http.delete(`/orders/${id}`).set('Authorization', authorization).expect(409);
});

it('POST /reports/daily-revenue/export: 202 and a job', async () => {
  const admin = await bearer(t, await createAdmin(t.dataSource));

  await t.http.post('/reports/daily-revenue/export').set('Authorization', admin).expect(202);
  expect(t.queue('reporting')).toHaveEnqueued('daily-revenue');
});

it('GET /practitioners/:id/team: for practitioners, not for customers', async () => {
  const head = await createPractitioner(t.dataSource, { licenseNo: 'A-1' });
  const practitioner = await bearer(t, await createUser(t.dataSource, { role: 'practitioner' }));

  const path = `/practitioners/${head.id}/team`;
  await t.http.get(path).set('Authorization', practitioner).expect(200, [{ id: head.id, licenseNo: 'A-1', depth: 0 }]);
  await t.http.get(path).set('Authorization', authorization).expect(403);
});

it('GET /kits/catalogue: public; GET /kits/:id/stock: for administrators', async () => {
  const type = await stock(t.dataSource, 'GUT-PRO', 4);
  const admin = await bearer(t, await createAdmin(t.dataSource));

  const { body } = await t.http.get('/kits/catalogue').expect(200);
  expect(body).toHaveLength(3);
  await t.http
    .get(`/kits/${type.id}/stock`)
    .set('Authorization', admin)
    .expect(200, { kitTypeId: type.id, onHand: 4, reserved: 0, available: 4 });
  await t.http.get('/kits/999/stock').set('Authorization', admin).expect(404);
});
