// Stripe's errors, as objects of the installed SDK's own classes where there is one. Knows the errors, not when they occur.

/** What an error of Stripe says. */
export interface StripeErrorFields {
  /** The class of the SDK: StripeCardError, StripeInvalidRequestError and so on. */
  readonly type: string;
  readonly message: string;
  readonly code?: string;
  readonly param?: string;
  readonly decline_code?: string;
  readonly statusCode?: number;
  readonly [other: string]: unknown;
}

/** Makes an error. */
export type MakeStripeError = (fields: StripeErrorFields) => Error;

type ErrorClass = new (...args: unknown[]) => Error;

const RAW_TYPES: Readonly<Record<string, string>> = {
  StripeCardError: 'card_error', StripeInvalidRequestError: 'invalid_request_error', StripeIdempotencyError: 'idempotency_error',
  StripeAPIError: 'api_error', StripeAuthenticationError: 'authentication_error', StripeRateLimitError: 'rate_limit_error',
};
const STATUS: Readonly<Record<string, number>> = { StripeCardError: 402, StripeAPIError: 500, StripeAuthenticationError: 401, StripeRateLimitError: 429 };

/** Errors by the classes of `loadSdk`; by plain ones where it gives undefined. */
export function createStripeErrors(loadSdk: () => unknown): MakeStripeError {
  return (fields) => {
    const { type, ...rest } = fields;
    const raw = { statusCode: STATUS[type] ?? 400, ...rest, type: RAW_TYPES[type] ?? 'api_error', requestId: 'req_fake' };
    const Class = findClass(loadSdk(), type);
    // That of signatures takes the header and the payload first.
    if (Class !== undefined) return type === 'StripeSignatureVerificationError' ? new Class('', '', raw) : new Class(raw);
    return Object.assign(new Error(fields.message), raw, { type, rawType: raw.type, name: type, raw });
  };
}

/** An error of whatever failNext was given: an error as it is, a text or fields as an error of Stripe. */
export function toStripeError(given: unknown, make: MakeStripeError): unknown {
  if (typeof given === 'string') return make({ type: 'StripeCardError', message: 'Your card was declined.', code: 'card_declined', decline_code: given });
  if (typeof given !== 'object' || given === null || given instanceof Error || typeof (given as Partial<StripeErrorFields>).type !== 'string') return given;
  return make(given as StripeErrorFields);
}

function findClass(sdk: unknown, name: string): ErrorClass | undefined {
  const { errors, default: main } = (sdk ?? {}) as { errors?: Record<string, ErrorClass>; default?: { errors?: Record<string, ErrorClass> } };
  return (errors ?? main?.errors)?.[name];
}
