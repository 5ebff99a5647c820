// What is particular to Stripe's kinds of objects: the fields they are born with, and how payments, invoices and subscriptions
// follow from each other. Only what applications look at; knows nothing of calls.
import { createObject, findObject, nowSeconds, stripeToken, type Params, type StripeKind, type StripeMemory, type StripeObject } from './memory';

const PERIOD_SECONDS = 30 * 24 * 3600;
const DECLINED = /chargeDeclined|declined/i;

const nothing: Params = {};
const kind = (object: string, prefix: string, fields: Params = nothing): StripeKind => ({ object, prefix, fields: (params) => without(fields, params) });

function without(fields: Params, params: Params): Params {
  return Object.fromEntries(Object.entries(fields).filter(([key]) => params[key] === undefined));
}

/** A charge of money. */
const CHARGE: StripeKind = {
  object: 'charge', prefix: 'ch', required: ['amount', 'currency'],
  fields: ({ amount, capture }) => ({ status: 'succeeded', paid: true, refunded: false, amount_refunded: 0, captured: capture !== false, amount_captured: capture === false ? 0 : amount }),
};

/** An intent to be paid. */
const PAYMENT_INTENT: StripeKind = {
  object: 'payment_intent', prefix: 'pi', required: ['amount', 'currency'],
  fields: (params, _memory, id) => ({
    status: params['payment_method'] === undefined ? 'requires_payment_method' : 'requires_confirmation',
    client_secret: `${id}_secret_${stripeToken()}`, amount_received: 0, amount_capturable: 0, latest_charge: null,
    ...without({ customer: null, payment_method: null, capture_method: 'automatic' }, params),
  }),
  afterCreate: (made, memory) => {
    if (made['confirm'] === true) confirmPayment(memory, made, {});
  },
};

/** A refund of a payment intent or a charge. */
const REFUND: StripeKind = {
  object: 'refund', prefix: 're',
  fields: (params, memory) => {
    const charge = chargeOf(memory, params);
    const left = charge === undefined ? undefined : Number(charge['amount_captured']) - Number(charge['amount_refunded']);
    const amount = params['amount'] ?? left;
    if (charge !== undefined && left !== undefined) takeBack(memory, charge, Number(amount), left);
    return {
      status: 'succeeded',
      ...(charge === undefined ? {} : { charge: charge.id, currency: charge['currency'], payment_intent: charge['payment_intent'] ?? null }),
      ...(amount === undefined ? {} : { amount }),
    };
  },
};

function chargeOf(memory: StripeMemory, params: Params): StripeObject | undefined {
  const { charge, payment_intent: intent } = params;
  if (charge === undefined && intent === undefined)
    throw memory.error({
      type: 'StripeInvalidRequestError',
      code: 'parameter_missing',
      param: 'payment_intent',
      message: 'One of the following params should be provided for this request: payment_intent or charge.',
    });
  const id = charge ?? memory.objects.get(String(intent))?.['latest_charge'];
  return memory.objects.get(String(id));
}

function takeBack(memory: StripeMemory, charge: StripeObject, amount: number, left: number): void {
  if (left <= 0) throw memory.error({ type: 'StripeInvalidRequestError', code: 'charge_already_refunded', message: `Charge ${charge.id} has already been refunded.` });
  if (amount > left) throw memory.error({ type: 'StripeInvalidRequestError', param: 'amount', message: `Refund amount (${amount}) is greater than unrefunded amount on charge (${left})` });
  charge['amount_refunded'] = Number(charge['amount_refunded']) + amount;
  charge['refunded'] = amount === left;
}

/** Confirms a payment intent: charges, or waits for its capture; test cards that decline do. */
export function confirmPayment(memory: StripeMemory, intent: StripeObject, params: Params): StripeObject {
  if (intent['status'] === 'succeeded' || intent['status'] === 'canceled') throw unexpectedState(memory, intent, 'confirm');
  if (params['payment_method'] !== undefined) intent['payment_method'] = params['payment_method'];
  if (DECLINED.test(String(intent['payment_method']))) {
    intent['status'] = 'requires_payment_method';
    throw memory.error({ type: 'StripeCardError', code: 'card_declined', decline_code: 'generic_decline', message: 'Your card was declined.', payment_intent: { ...intent } });
  }
  const isManual = intent['capture_method'] === 'manual';
  const { amount, currency, customer, payment_method, metadata } = intent;
  // An intent that the test never created has no amount to be charged.
  if (amount === undefined) return Object.assign(intent, { status: isManual ? 'requires_capture' : 'succeeded' });
  const charge = createObject(memory, CHARGE, { amount, currency, customer, payment_method, metadata, capture: !isManual, payment_intent: intent.id });
  return Object.assign(intent, { latest_charge: charge.id }, isManual ? { status: 'requires_capture', amount_capturable: amount } : { status: 'succeeded', amount_received: amount });
}

/** Captures what a manual confirmation has reserved. */
export function capturePayment(memory: StripeMemory, intent: StripeObject, params: Params): StripeObject {
  if (intent['status'] === 'succeeded' || intent['status'] === 'canceled') throw unexpectedState(memory, intent, 'capture');
  const amount = params['amount_to_capture'] ?? intent['amount'];
  const charge = memory.objects.get(String(intent['latest_charge']));
  if (charge !== undefined) Object.assign(charge, { captured: true, amount_captured: amount });
  return Object.assign(intent, { status: 'succeeded', amount_received: amount, amount_capturable: 0 });
}

/** Cancels a payment intent. */
export function cancelPayment(memory: StripeMemory, intent: StripeObject, params: Params): StripeObject {
  if (intent['status'] === 'succeeded' || intent['status'] === 'canceled') throw unexpectedState(memory, intent, 'cancel');
  return Object.assign(intent, { status: 'canceled', canceled_at: nowSeconds(), cancellation_reason: params['cancellation_reason'] ?? null });
}

function unexpectedState(memory: StripeMemory, intent: StripeObject, action: string): Error {
  const status = String(intent['status']);
  return memory.error({ type: 'StripeInvalidRequestError', code: 'payment_intent_unexpected_state', message: `You cannot ${action} this PaymentIntent because it has a status of ${status}.` });
}

const CHECKOUT_SESSION: StripeKind = {
  object: 'checkout.session', prefix: 'cs_test',
  fields: (params, memory, id) => {
    const total = ((params['line_items'] as Params[] | undefined) ?? []).reduce((sum, item) => sum + Number(item['quantity'] ?? 1) * priceOf(memory, item), 0);
    return {
      status: 'open',
      payment_status: 'unpaid',
      url: `https://checkout.stripe.com/c/pay/${id}`,
      amount_total: total,
      amount_subtotal: total,
      payment_intent: null,
      subscription: null,
      expires_at: nowSeconds() + 24 * 3600,
    };
  },
};

function priceOf(memory: StripeMemory, item: Params): number {
  const data = (item['price_data'] as Params | undefined) ?? memory.objects.get(String(item['price']));
  return Number(data?.['unit_amount'] ?? 0);
}

const PRICE: StripeKind = {
  object: 'price', prefix: 'price', required: ['currency'],
  fields: (params, memory) => {
    const product = params['product'] ?? (params['product_data'] === undefined ? null : createObject(memory, KINDS.products, params['product_data'] as Params).id);
    return { product, type: params['recurring'] === undefined ? 'one_time' : 'recurring', ...without({ active: true, recurring: null, unit_amount: null }, params) };
  },
};

const INVOICE: StripeKind = {
  object: 'invoice', prefix: 'in',
  fields: (params, memory, id) => {
    const items = [...memory.objects.values()].filter((item) => item.object === 'invoiceitem' && item['customer'] === params['customer'] && (item['invoice'] ?? null) === null);
    items.forEach((item) => Object.assign(item, { invoice: id }));
    const total = items.reduce((sum, item) => sum + Number(item['amount'] ?? 0), 0);
    return {
      status: 'draft',
      paid: false,
      number: null,
      total,
      amount_due: total,
      amount_paid: 0,
      amount_remaining: total,
      hosted_invoice_url: null,
      lines: { object: 'list', data: items, has_more: false },
      ...without({ currency: 'usd', subscription: null }, params),
    };
  },
};

/** Pays an invoice: its amount is charged. */
export function payInvoice(memory: StripeMemory, invoice: StripeObject): StripeObject {
  if (invoice['status'] === 'paid') throw memory.error({ type: 'StripeInvalidRequestError', code: 'invoice_already_paid', message: 'Invoice is already paid' });
  const { amount_due: amount, currency, customer } = invoice;
  if (Number(amount) > 0) invoice['charge'] = createObject(memory, CHARGE, { amount, currency, customer, invoice: invoice.id }).id;
  return Object.assign(invoice, { status: 'paid', paid: true, amount_paid: amount, amount_remaining: 0 });
}

/** Opens an invoice. */
export function finalizeInvoice(_memory: StripeMemory, invoice: StripeObject): StripeObject {
  return Object.assign(invoice, { status: 'open', number: invoice['number'] ?? `${stripeToken(8).toUpperCase()}-0001`, hosted_invoice_url: `https://invoice.stripe.com/i/${invoice.id}` });
}

const SUBSCRIPTION: StripeKind = {
  object: 'subscription', prefix: 'sub', required: ['customer'],
  fields: (params, memory) => {
    const start = nowSeconds();
    const trialDays = Number(params['trial_period_days'] ?? 0);
    const trialEnd = params['trial_end'] ?? (trialDays > 0 ? start + trialDays * 24 * 3600 : null);
    const items = ((params['items'] as Params[] | undefined) ?? []).map((item) => ({
      id: `si_${stripeToken(14)}`,
      object: 'subscription_item',
      quantity: 1,
      ...item,
      price: memory.objects.get(String(item['price'])) ?? { id: item['price'] },
    }));
    return {
      status: trialEnd !== null ? 'trialing' : params['payment_behavior'] === 'default_incomplete' ? 'incomplete' : 'active',
      items: { object: 'list', data: items, has_more: false }, trial_end: trialEnd, canceled_at: null, ended_at: null,
      current_period_start: start, current_period_end: trialEnd ?? start + PERIOD_SECONDS, ...without({ cancel_at_period_end: false }, params),
    };
  },
};

/** Ends a subscription at once. */
export function cancelSubscription(_memory: StripeMemory, subscription: StripeObject): StripeObject {
  return Object.assign(subscription, { status: 'canceled', canceled_at: nowSeconds(), ended_at: nowSeconds() });
}

/** Gives a payment method to a customer, who must exist if any customer does. */
export function attachMethod(memory: StripeMemory, method: StripeObject, params: Params): StripeObject {
  if (memory.objects.has(method.id) && params['customer'] !== undefined) findObject(memory, params['customer'], 'customer');
  return Object.assign(method, { customer: params['customer'] ?? null });
}

/** The kinds, by the names of the SDK's properties. */
export const KINDS = {
  customers: kind('customer', 'cus', { email: null, name: null, balance: 0, currency: null, delinquent: false, default_source: null }),
  'checkout.sessions': CHECKOUT_SESSION,
  'billingPortal.sessions': {
    object: 'billing_portal.session',
    prefix: 'bps',
    fields: (_params: Params, _memory: StripeMemory, id: string) => ({ url: `https://billing.stripe.com/p/session/${id}` }),
  },
  paymentIntents: PAYMENT_INTENT,
  paymentMethods: kind('payment_method', 'pm', { customer: null, type: 'card' }),
  setupIntents: {
    object: 'setup_intent',
    prefix: 'seti',
    fields: (params: Params, _memory: StripeMemory, id: string) => ({
      status: params['payment_method'] === undefined ? 'requires_payment_method' : 'requires_confirmation',
      client_secret: `${id}_secret_${stripeToken()}`,
    }),
  },
  invoices: INVOICE,
  invoiceItems: kind('invoiceitem', 'ii', { invoice: null }),
  subscriptions: SUBSCRIPTION,
  products: { ...kind('product', 'prod', { active: true, description: null }), required: ['name'] },
  prices: PRICE,
  refunds: REFUND,
  charges: CHARGE,
  coupons: kind('coupon', 'co', { valid: true }),
  promotionCodes: kind('promotion_code', 'promo', { active: true }),
  taxRates: kind('tax_rate', 'txr', { active: true }),
  accounts: kind('account', 'acct', { charges_enabled: false, payouts_enabled: false }),
  transfers: kind('transfer', 'tr', { reversed: false }),
  payouts: kind('payout', 'po', { status: 'pending' }),
  disputes: kind('dispute', 'dp'),
  events: kind('event', 'evt'),
  webhookEndpoints: kind('webhook_endpoint', 'we', { status: 'enabled' }),
} as const satisfies Record<string, StripeKind>;
