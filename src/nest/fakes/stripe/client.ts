// A Stripe client with a memory: what was created can be retrieved, updated, listed and acted upon. Every method is a jest.fn.
// Here the parts are put together under the names of the SDK.
import { lazyMembers, type Makers } from '../lazy-members';
import { createFailureSwitch, createMockSet, type MockFunction, type MockSet } from '../mock-function';
import { refuseOthers } from '../refusals';
import { STRIPE_METHODS, STRIPE_RESOURCES } from '../sdk-names';
import { createStripeErrors, toStripeError } from './errors';
import { attachMethod, cancelPayment, cancelSubscription, capturePayment, confirmPayment, finalizeInvoice, KINDS, payInvoice } from './kinds';
import { answering, createResource, findObject, nowSeconds, stripeToken, type Params, type StripeMemory, type StripeObject, type StripeResource } from './memory';
import { readWebhook, signatureOf, signWebhook, type SignedWebhook } from './webhooks';

export type { StripeList, StripeObject, StripeResource } from './memory';

type Action = MockFunction<Promise<StripeObject>>;

/** The fake that stands for the Stripe client. */
export interface StripeFake {
  readonly customers: StripeResource;
  readonly checkout: { readonly sessions: StripeResource & { readonly expire: Action; readonly listLineItems: MockFunction<Promise<{ object: 'list'; data: unknown[]; has_more: boolean }>> } };
  readonly billingPortal: { readonly sessions: StripeResource };
  readonly paymentIntents: StripeResource & { readonly confirm: Action; readonly cancel: Action; readonly capture: Action };
  readonly paymentMethods: StripeResource & { readonly attach: Action; readonly detach: Action };
  readonly setupIntents: StripeResource & { readonly confirm: Action; readonly cancel: Action };
  readonly invoices: StripeResource & { readonly finalizeInvoice: Action; readonly pay: Action; readonly sendInvoice: Action; readonly voidInvoice: Action; readonly markUncollectible: Action };
  readonly invoiceItems: StripeResource;
  readonly subscriptions: StripeResource & { readonly cancel: Action; readonly resume: Action };
  readonly products: StripeResource;
  readonly prices: StripeResource;
  readonly refunds: StripeResource & { readonly cancel: Action };
  readonly charges: StripeResource & { readonly capture: Action };
  readonly coupons: StripeResource;
  readonly promotionCodes: StripeResource;
  readonly taxRates: StripeResource;
  readonly accounts: StripeResource;
  readonly transfers: StripeResource;
  readonly payouts: StripeResource & { readonly cancel: Action };
  readonly disputes: StripeResource & { readonly close: Action };
  readonly events: StripeResource;
  readonly webhookEndpoints: StripeResource;
  readonly ephemeralKeys: { readonly create: Action };
  readonly accountLinks: { readonly create: Action };
  readonly balance: { readonly retrieve: MockFunction<Promise<Record<string, unknown>>> };
  readonly webhooks: {
    readonly constructEvent: MockFunction<Record<string, unknown>>;
    readonly constructEventAsync: MockFunction<Promise<Record<string, unknown>>>;
    readonly generateTestHeaderString: MockFunction<string>;
  };
  /** The charges that came about, oldest first: by payment intents, invoices and directly. */
  readonly charged: readonly StripeObject[];
  /** Keeps an object that the test has made itself, under its own id. */
  remember(object: StripeObject): StripeObject;
  /** A body with a valid signature header, for a webhook route; the secret is that of STRIPE_WEBHOOK_SECRET unless given. */
  webhook(event: Record<string, unknown>, secret?: string): SignedWebhook;
  /** Makes the next call fail: with an error, with `{ type: 'StripeCardError', code, message }`, or with a decline code. */
  failNext(error: unknown): void;
  /** Forgets everything that was created, called and set. */
  reset(): void;
}

/** A fake without memories; its errors are of the classes of the SDK that `loadSdk` gives. */
export function createStripeFake(loadSdk: () => unknown = () => undefined): StripeFake {
  const error = createStripeErrors(loadSdk);
  const failure = createFailureSwitch((given) => toStripeError(given, error));
  const memory: StripeMemory = { objects: new Map(), deleted: new Map(), answers: new Map(), mocks: createMockSet(), failure, error };
  const own: Own = {
    get charged() {
      return [...memory.objects.values()].filter((item) => item.object === 'charge' && item['captured'] === true);
    },
    remember(object) {
      memory.objects.set(object.id, { ...object });
      return object;
    },
    webhook: (event, secret = process.env['STRIPE_WEBHOOK_SECRET'] ?? 'whsec_test') => signWebhook(event, secret),
    failNext: failure.failNext,
    reset() {
      [memory.objects, memory.deleted, memory.answers].forEach((map) => map.clear());
      failure.clear();
      memory.mocks.reset();
    },
  };
  const lazy = lazyMembers<Omit<StripeFake, keyof Own>>(refusingOthers({ ...createResources(memory), ...createServices(memory) }, memory.mocks));
  const fake = Object.defineProperties(lazy, Object.getOwnPropertyDescriptors(own)) as StripeFake;
  return refuseOthers(fake, 'Stripe', { names: STRIPE_RESOURCES, mocks: memory.mocks });
}

function refusingOthers<Value extends Record<string, object>>(makers: Makers<Value>, mocks: MockSet): Makers<Value> {
  const all = Object.entries(makers as Readonly<Record<string, () => object>>);
  return Object.fromEntries(all.map(([name, make]) => [name, () => refuseOthers(make(), 'Stripe', { names: STRIPE_METHODS[name] ?? [], mocks, prefix: `${name}.` })])) as unknown as Makers<Value>;
}

type Services = 'ephemeralKeys' | 'accountLinks' | 'balance' | 'webhooks';
type Own = Pick<StripeFake, 'charged' | 'remember' | 'webhook' | 'failNext' | 'reset'>;
type Resources = Omit<StripeFake, Services | keyof Own>;

function createResources(memory: StripeMemory): Makers<Resources> {
  const of = (name: keyof typeof KINDS): StripeResource => createResource(memory, KINDS[name]);
  const action = (act: (memory: StripeMemory, found: StripeObject, params: Params) => StripeObject): Action => createAction(memory, act);
  const become = (changes: Params): Action => action((_memory, found) => Object.assign(found, changes));
  const session = (id: string): StripeObject => findObject(memory, id, 'checkout.session');
  return {
    customers: () => of('customers'),
    billingPortal: () => ({ sessions: of('billingPortal.sessions') }),
    invoiceItems: () => of('invoiceItems'),
    products: () => of('products'),
    prices: () => of('prices'),
    coupons: () => of('coupons'),
    promotionCodes: () => of('promotionCodes'),
    taxRates: () => of('taxRates'),
    accounts: () => of('accounts'),
    transfers: () => of('transfers'),
    events: () => of('events'),
    webhookEndpoints: () => of('webhookEndpoints'),
    checkout: () => ({
      sessions: {
        ...of('checkout.sessions'),
        expire: become({ status: 'expired', url: null }),
        listLineItems: answering(memory, (id: string) => ({ object: 'list', data: session(id)['line_items'] ?? [], has_more: false })),
      },
    }),
    paymentIntents: () => ({ ...of('paymentIntents'), confirm: action(confirmPayment), cancel: action(cancelPayment), capture: action(capturePayment) }),
    paymentMethods: () => ({ ...of('paymentMethods'), attach: action(attachMethod), detach: become({ customer: null }) }),
    setupIntents: () => ({ ...of('setupIntents'), confirm: become({ status: 'succeeded' }), cancel: become({ status: 'canceled' }) }),
    invoices: () => ({
      ...of('invoices'),
      finalizeInvoice: action(finalizeInvoice),
      sendInvoice: action(finalizeInvoice),
      pay: action(payInvoice),
      voidInvoice: become({ status: 'void' }),
      markUncollectible: become({ status: 'uncollectible' }),
    }),
    subscriptions: () => ({ ...of('subscriptions'), cancel: action(cancelSubscription), resume: become({ status: 'active' }) }),
    refunds: () => ({ ...of('refunds'), cancel: become({ status: 'canceled' }) }),
    charges: () => ({ ...of('charges'), capture: action((_memory, charge) => Object.assign(charge, { captured: true, amount_captured: charge['amount'] })) }),
    payouts: () => ({ ...of('payouts'), cancel: become({ status: 'canceled' }) }),
    disputes: () => ({ ...of('disputes'), close: become({ status: 'lost' }) }),
  };
}

// An action on an object that the test never created still answers: many tests hand out ids of their own.
function createAction(memory: StripeMemory, act: (memory: StripeMemory, found: StripeObject, params: Params) => StripeObject): Action {
  return answering(memory, (id: string, params: Params = {}) => act(memory, memory.objects.get(id) ?? { id, object: 'unknown' }, params));
}

function createServices(memory: StripeMemory): Makers<Pick<StripeFake, Services>> {
  const { mocks, error } = memory;
  const construct = (body: unknown, header: unknown, ...[secret, toleranceSeconds]: [secret: unknown, tolerance?: number]): unknown => readWebhook({ body, header, secret, toleranceSeconds }, error);
  return {
    ephemeralKeys: () => ({
      create: answering(memory, () => ({ id: `ephkey_${stripeToken()}`, object: 'ephemeral_key', secret: `ek_test_${stripeToken()}`, expires: nowSeconds() + 3600 })),
    }),
    accountLinks: () => ({
      create: answering(memory, () => ({
        object: 'account_link',
        url: `https://connect.stripe.com/setup/s/${stripeToken(12)}`,
        created: nowSeconds(),
        expires_at: nowSeconds() + 300,
      })),
    }),
    balance: () => ({ retrieve: answering(memory, () => ({ object: 'balance', available: [{ amount: 0, currency: 'usd' }], pending: [{ amount: 0, currency: 'usd' }] })) }),
    webhooks: () => ({
      constructEvent: mocks.fn(construct),
      constructEventAsync: mocks.fn(async (...args: Parameters<typeof construct>) => construct(...args)),
      generateTestHeaderString: mocks.fn(({ payload, secret, timestamp = nowSeconds() }: { payload: string; secret: string; timestamp?: number }) =>
        signatureOf(payload, secret, timestamp),
      ),
    }),
  };
}
