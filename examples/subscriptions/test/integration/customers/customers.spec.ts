// Customers: registered here and at Stripe.
import { Customer } from '../../../src/customers/customer.entity.js';
import { CustomersService } from '../../../src/customers/customers.service.js';
import { errorNumberOf } from '../../support/errors.js';
import { startWorld } from '../../support/world.js';

const world = startWorld();

const ADA = { email: 'ada@example.com', name: 'Ada', country: 'DE' };

it('registers a customer, who is known to Stripe by the same number', async () => {
  const { body } = await world().t.http.post('/api/customers').send(ADA).expect(201);

  const stored = await world().t.get(CustomersService).byId(body.id);
  expect(body).toEqual({ id: 1000, email: 'ada@example.com' });
  expect(await world().t.mocks.stripe.customers.retrieve(stored.stripeCustomerId ?? '')).toMatchObject({ email: 'ada@example.com', metadata: { customerId: '1000' } });
});

it('knows an address again, however it is written', async () => {
  await world().t.http.post('/api/customers').send(ADA).expect(201);
  const { body } = await world().t.http.post('/api/customers').send({ ...ADA, email: 'ADA@Example.com' }).expect(409);

  expect(body.number).toBe(2601);
  expect(await world().t.dataSource.manager.count(Customer)).toBe(1);
});

it('computes the key of an address itself', async () => {
  const { id } = await world().customer({ email: '  Grace@Example.COM ' });

  expect((await world().t.get(CustomersService).byId(id)).emailKey).toBe('grace@example.com');
});

it('accepts no fields that it does not know, and no country that does not exist', async () => {
  const { body } = await world().t.http.post('/api/customers').send({ ...ADA, country: 'XX', balance: 100 }).expect(422);

  expect(body.message).toHaveLength(2);
  expect(world().t.mocks.stripe.customers.create).not.toHaveBeenCalled();
});

it('keeps the customer when Stripe cannot be reached, and can link them later', async () => {
  world().t.mocks.stripe.failNext({ type: 'StripeAPIError', message: 'Stripe is down' });
  await expect(world().customer()).rejects.toThrow('Stripe is down');

  expect(await world().t.dataSource.manager.findOneByOrFail(Customer, { email: 'ada@example.com' })).toMatchObject({ stripeCustomerId: null });
});

it('lets any number of customers be without an account at Stripe, but no two share one', async () => {
  const insert = (email: string, stripeId: string | null) => world().rows("INSERT INTO billing.customers (email, name, country, stripe_customer_id) VALUES (@0, N'x', 'DE', @1)", [email, stripeId]);
  await insert('a@x.de', null);
  await insert('b@x.de', null);
  await insert('c@x.de', 'cus_1');

  expect(await errorNumberOf(insert('d@x.de', 'cus_1'))).toBe(2601);
});

it('changes the card of whoever is signed in', async () => {
  const { id } = await world().customer();
  await (await world().asCustomer(id)).put('/api/customers/me/payment-method').send({ paymentMethod: 'pm_card_mastercard' }).expect(204);

  expect((await world().t.get(CustomersService).byId(id)).paymentMethod).toBe('pm_card_mastercard');
});
