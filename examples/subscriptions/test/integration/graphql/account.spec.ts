// The account over GraphQL.
import { UsageService } from '../../../src/usage/usage.service.js';
import { startWorld } from '../../support/world.js';

const world = startWorld();

const SUBSCRIBE = 'mutation ($input: SubscribeInput!) { subscribe(input: $input) { status seats plan { code } } }';
const asCustomer = (customerId: number) => ({ role: 'customer', customerId });

it('shows anybody the plans', async () => {
  const { data, errors } = await world().t.graphql('{ plans { code priceCents currency billingInterval } }');

  expect(errors).toBeUndefined();
  expect(data?.['plans']).toContainEqual({ code: 'enterprise', priceCents: 480000, currency: 'EUR', billingInterval: 'year' });
});

it('shows who is signed in their account', async () => {
  const subscription = await world().subscription({ seats: 2 });
  await world().t.get(UsageService).record({ subscriptionId: subscription.id, metric: 'calls', units: 12, key: 'a' });
  await world().t.queues.drain();
  const { data } = await world().t.graphql('{ me { email subscription { status usedUnits plan { name } } invoices { number totalCents status } } }', {}, asCustomer(subscription.customerId));

  expect(data).toEqual({
    me: {
      email: 'ada@example.com', subscription: { status: 'active', usedUnits: 12, plan: { name: 'Team' } },
      invoices: [{ number: 'INV-000001', totalCents: 11662, status: 'paid' }],
    },
  });
});

it('asks who is not signed in to do so', async () => {
  const { data, errors } = await world().t.graphql('{ me { email } }');

  expect(data).toBeNull();
  expect(errors?.[0]).toMatchObject({ message: 'Sign in first.', extensions: { code: 'UNAUTHENTICATED' } });
});

it('begins a subscription', async () => {
  const { id } = await world().customer();
  const { data } = await world().t.graphql(SUBSCRIBE, { input: { plan: 'team', seats: 4 } }, asCustomer(id));

  expect(data).toEqual({ subscribe: { status: 'active', seats: 4, plan: { code: 'team' } } });
  expect(world().t.queue('billing')).toHaveEnqueued('charge', undefined, { times: 1 });
});

it('has one seat and no trial unless told otherwise', async () => {
  const { id } = await world().customer();
  const { data } = await world().t.graphql(SUBSCRIBE, { input: { plan: 'starter' } }, asCustomer(id));

  expect(data?.['subscribe']).toMatchObject({ status: 'active', seats: 1 });
});

it('says what is wrong with an order: by the pipe, by the database, by the schema', async () => {
  const { customerId } = await world().subscription();
  const order = async (input: object) => (await world().t.graphql(SUBSCRIBE, { input }, asCustomer(customerId))).errors?.[0];

  expect(await order({ plan: 'team', seats: 0 })).toMatchObject({ extensions: { originalError: { statusCode: 422, message: ['seats must not be less than 1'] } } });
  expect((await order({ plan: 'team' }))?.message).toMatch(/UX_subscriptions_one_per_customer/);
  expect((await order({ plan: 'team', seats: 'many' }))?.message).toMatch(/Int cannot represent non-integer value: "many"/);
});

it('cancels at the end of the period', async () => {
  const { customerId } = await world().subscription();
  const { data } = await world().t.graphql('mutation { cancel { status cancelAtPeriodEnd } }', {}, asCustomer(customerId));

  expect(data).toEqual({ cancel: { status: 'active', cancelAtPeriodEnd: true } });
});

it('counts for nothing what operators have no account for', async () => {
  const { errors } = await world().t.graphql('{ me { email } }', {}, { role: 'operator' });

  expect(errors?.[0]?.message).toBe('For customers only.');
});
