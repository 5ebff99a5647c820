// Who calls, in a header that only this application can have signed. Knows neither HTTP nor Nest.
import { createHmac, timingSafeEqual } from 'node:crypto';

/** A customer, or an operator of the service. */
export interface Caller {
  readonly role: 'customer' | 'operator';
  readonly customerId?: number;
}

/** The Authorization header of a caller. */
export function signedHeader(caller: Caller): string {
  const body = Buffer.from(JSON.stringify(caller)).toString('base64url');
  return `Signed ${body}.${signatureOf(body)}`;
}

/** The caller, if the header is signed rightly. */
export function readSignedHeader(header: string | undefined): Caller | undefined {
  const [, body, signature] = /^Signed ([\w-]+)\.([\w-]+)$/.exec(header ?? '') ?? [];
  if (body === undefined || signature === undefined) return undefined;
  const expected = Buffer.from(signatureOf(body));
  const given = Buffer.from(signature);
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined;
  return JSON.parse(Buffer.from(body, 'base64url').toString()) as Caller;
}

function signatureOf(body: string): string {
  return createHmac('sha256', process.env.SIGNING_SECRET ?? 'development').update(body).digest('base64url');
}
