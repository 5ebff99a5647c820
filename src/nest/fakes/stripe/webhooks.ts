// Stripe's signed webhooks: bodies and signatures as Stripe sends them, and the check that the SDK makes.
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { MakeStripeError } from './errors';
import { nowSeconds, stripeToken } from './memory';

/** A webhook as Stripe would post it. */
export interface SignedWebhook {
  readonly body: string;
  readonly signature: string;
  readonly headers: Record<string, string>;
  readonly event: Record<string, unknown>;
}

const TOLERANCE_SECONDS = 300;

/** Makes an event complete and signs it. */
export function signWebhook(event: Record<string, unknown>, secret: string): SignedWebhook {
  const complete = {
    id: `evt_${stripeToken()}`,
    object: 'event',
    api_version: null,
    created: nowSeconds(),
    livemode: false,
    pending_webhooks: 1,
    request: { id: null, idempotency_key: null },
    ...event,
  };
  const body = JSON.stringify(complete);
  const signature = signatureOf(body, secret, nowSeconds());
  return { body, signature, event: complete, headers: { 'stripe-signature': signature, 'content-type': 'application/json' } };
}

/** The header of a payload. */
export function signatureOf(payload: string, secret: string, timestamp: number): string {
  return `t=${timestamp},v1=${hmac(payload, secret, timestamp)}`;
}

/** What the SDK's constructEvent does: the event, if its signature is right and recent. */
export function readWebhook(request: { body: unknown; header: unknown; secret: unknown; toleranceSeconds: number | undefined }, error: MakeStripeError): unknown {
  const { body, header, secret, toleranceSeconds = TOLERANCE_SECONDS } = request;
  const refuse = (message: string): Error => error({ type: 'StripeSignatureVerificationError', message });
  if (typeof body !== 'string' && !ArrayBuffer.isView(body)) {
    throw refuse('Webhook payload must be provided as a string or a Buffer instance representing the _raw_ request body. Payload was provided as a parsed JavaScript object instead.');
  }
  if (typeof secret !== 'string' || secret === '') throw refuse('No webhook secret was given to constructEvent.');
  const payload = typeof body === 'string' ? body : Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8');
  const parts = String(Array.isArray(header) ? header[0] : header).split(',').map((part) => part.split('='));
  const timestamp = Number(parts.find(([key]) => key === 't')?.[1]);
  if (!Number.isFinite(timestamp)) throw refuse('Unable to extract timestamp and signatures from header');
  const expected = Buffer.from(hmac(payload, secret, timestamp));
  const isSigned = parts.some(([key, value]) => key === 'v1' && value?.length === expected.length && timingSafeEqual(Buffer.from(value), expected));
  if (!isSigned) throw refuse('No signatures found matching the expected signature for payload. Are you passing the raw request body you received from Stripe?');
  if (toleranceSeconds > 0 && nowSeconds() - timestamp > toleranceSeconds) throw refuse('Timestamp outside the tolerance zone');
  return JSON.parse(payload) as unknown;
}

function hmac(payload: string, secret: string, timestamp: number): string {
  return createHmac('sha256', secret).update(`${timestamp}.${payload}`).digest('hex');
}
