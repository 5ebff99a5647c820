// A Stripe client with a memory: what was created can be retrieved, updated and listed. Every method is a jest.fn.
// It knows the shape of Stripe's interface, none of its business rules.
import { createHmac, randomBytes } from 'node:crypto';
import { createFailureSwitch, createMockSet, type FailureSwitch, type MockFunction, type MockSet } from './mock-function';

/** An object as Stripe gives it: an id, its kind, and what it was made with. */
export type StripeObject = { id: string; object: string } & Record<string, unknown>;

/** The methods of one kind of object. */
export interface StripeResource {
  readonly create: MockFunction<Promise<StripeObject>>;
  readonly retrieve: MockFunction<Promise<StripeObject>>;
  readonly update: MockFunction<Promise<StripeObject>>;
  readonly list: MockFunction<Promise<{ object: 'list'; data: StripeObject[]; has_more: boolean }>>;
  readonly del: MockFunction<Promise<{ id: string; object: string; deleted: boolean }>>;
}

type Action = MockFunction<Promise<StripeObject>>;

/** The fake that stands for the Stripe client. */
export interface StripeFake {
  readonly customers: StripeResource;
  readonly checkout: { readonly sessions: StripeResource & { readonly expire: Action } };
  readonly paymentIntents: StripeResource & { readonly confirm: Action; readonly cancel: Action; readonly capture: Action };
  readonly paymentMethods: StripeResource & { readonly attach: Action; readonly detach: Action };
  readonly setupIntents: StripeResource & { readonly confirm: Action; readonly cancel: Action };
  readonly invoices: StripeResource & { readonly finalizeInvoice: Action; readonly pay: Action; readonly sendInvoice: Action; readonly voidInvoice: Action };
  readonly invoiceItems: StripeResource;
  readonly subscriptions: StripeResource & { readonly cancel: Action };
  readonly products: StripeResource;
  readonly prices: StripeResource;
  readonly refunds: StripeResource;
  readonly charges: StripeResource;
  readonly webhooks: { readonly constructEvent: MockFunction<Record<string, unknown>> };
  /** A body with a valid signature header, for a webhook route. */
  webhook(event: Record<string, unknown>, secret?: string): { body: string; headers: Record<string, string> };
  /** Makes the next call of any method fail with `error`. */
  failNext(error: unknown): void;
  /** Forgets everything that was created, called and set. */
  reset(): void;
}

interface Memory {
  readonly objects: Map<string, StripeObject>;
  readonly byIdempotencyKey: Map<string, StripeObject>;
  readonly mocks: MockSet;
  readonly failure: FailureSwitch;
}

const NO_FIELDS = {};

/** A fake without memories. */
export function createStripeFake(): StripeFake {
  const memory: Memory = { objects: new Map(), byIdempotencyKey: new Map(), mocks: createMockSet(), failure: createFailureSwitch() };
  const resource = (object: string, prefix: string, fields: () => Record<string, unknown> = () => NO_FIELDS): StripeResource => createResource(memory, object, prefix, fields);
  const action = (changes: Record<string, unknown>): Action => createAction(memory, changes);
  return {
    customers: resource('customer', 'cus'),
    checkout: { sessions: { ...resource('checkout.session', 'cs_test', () => ({ status: 'open', payment_status: 'unpaid', url: `https://checkout.stripe.com/c/pay/cs_test_${token(12)}` })), expire: action({ status: 'expired' }) } },
    paymentIntents: {
      ...resource('payment_intent', 'pi', () => ({ status: 'requires_payment_method', client_secret: `pi_${token(24)}_secret_${token(24)}` })),
      confirm: action({ status: 'succeeded' }), cancel: action({ status: 'canceled' }), capture: action({ status: 'succeeded' }),
    },
    paymentMethods: { ...resource('payment_method', 'pm'), attach: action(NO_FIELDS), detach: action({ customer: null }) },
    setupIntents: { ...resource('setup_intent', 'seti', () => ({ status: 'requires_payment_method' })), confirm: action({ status: 'succeeded' }), cancel: action({ status: 'canceled' }) },
    invoices: {
      ...resource('invoice', 'in', () => ({ status: 'draft', paid: false })),
      finalizeInvoice: action({ status: 'open' }), pay: action({ status: 'paid', paid: true }), sendInvoice: action({ status: 'open' }), voidInvoice: action({ status: 'void' }),
    },
    invoiceItems: resource('invoiceitem', 'ii'),
    subscriptions: { ...resource('subscription', 'sub', () => ({ status: 'active' })), cancel: action({ status: 'canceled' }) },
    products: resource('product', 'prod'),
    prices: resource('price', 'price'),
    refunds: resource('refund', 're', () => ({ status: 'succeeded' })),
    charges: resource('charge', 'ch', () => ({ status: 'succeeded', paid: true })),
    webhooks: { constructEvent: memory.mocks.fn((body: string | Buffer) => JSON.parse(String(body)) as unknown) },
    webhook: signEvent,
    failNext: memory.failure.failNext,
    reset() {
      memory.objects.clear();
      memory.byIdempotencyKey.clear();
      memory.failure.clear();
      memory.mocks.reset();
    },
  };
}

function createResource(memory: Memory, object: string, prefix: string, fields: () => Record<string, unknown>): StripeResource {
  const mock = <Result>(implementation: (...args: never[]) => unknown): MockFunction<Result> => memory.mocks.fn<Result>(async (...args: never[]) => {
    memory.failure.throwIfSet();
    return implementation(...args);
  });
  const all = (): StripeObject[] => [...memory.objects.values()].filter((item) => item.object === object).reverse();
  return {
    create: mock((params: Record<string, unknown> = {}, options: { idempotencyKey?: string } = {}) => {
      const key = options.idempotencyKey;
      const earlier = key === undefined ? undefined : memory.byIdempotencyKey.get(`${object} ${key}`);
      if (earlier !== undefined) return { ...earlier };
      const made = { id: `${prefix}_${token(24)}`, object, created: Math.floor(Date.now() / 1000), livemode: false, metadata: {}, ...fields(), ...params };
      memory.objects.set(made.id, made);
      if (key !== undefined) memory.byIdempotencyKey.set(`${object} ${key}`, made);
      return { ...made };
    }),
    retrieve: mock((id: string) => ({ ...find(memory, id) })),
    update: mock((id: string, params: Record<string, unknown> = {}) => ({ ...Object.assign(find(memory, id), params) })),
    list: mock((params: { limit?: number; starting_after?: string; customer?: string } = {}) => {
      const matching = all().filter((item) => params.customer === undefined || item['customer'] === params.customer);
      const start = params.starting_after === undefined ? 0 : matching.findIndex((item) => item.id === params.starting_after) + 1;
      const data = matching.slice(start, start + (params.limit ?? 10)).map((item) => ({ ...item }));
      return { object: 'list', data, has_more: start + data.length < matching.length };
    }),
    del: mock((id: string) => ({ id, object, deleted: memory.objects.delete(id) })),
  };
}

// An action on an object that the test never created still answers: many tests hand out ids of their own.
function createAction(memory: Memory, changes: Record<string, unknown>): Action {
  return memory.mocks.fn<Promise<StripeObject>>(async (id: string) => {
    memory.failure.throwIfSet();
    const known = memory.objects.get(id);
    return { ...(known === undefined ? { id, object: 'unknown', ...changes } : Object.assign(known, changes)) };
  });
}

function find(memory: Memory, id: string): StripeObject {
  const found = memory.objects.get(id);
  if (found !== undefined) return found;
  throw Object.assign(new Error(`No such object: '${id}'`), { type: 'StripeInvalidRequestError', code: 'resource_missing', statusCode: 404 });
}

function signEvent(event: Record<string, unknown>, secret = process.env['STRIPE_WEBHOOK_SECRET'] ?? 'whsec_test'): { body: string; headers: Record<string, string> } {
  const body = JSON.stringify({ id: `evt_${token(24)}`, object: 'event', livemode: false, ...event });
  const timestamp = Math.floor(Date.now() / 1000);
  const signature = createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex');
  return { body, headers: { 'stripe-signature': `t=${timestamp},v1=${signature}`, 'content-type': 'application/json' } };
}

function token(length: number): string {
  return randomBytes(length).toString('base64url').replace(/[-_]/g, 'x').slice(0, length);
}
