// Presigned addresses of the S3 fake: they look like Amazon's, and the fake's own fetch serves them from its memory.
import { createHash, randomUUID } from 'node:crypto';
import { performS3, urlOf, type S3Memory, type S3Params } from './objects';

/** Signs and serves addresses. */
export interface Presigner {
  sign(operation: string, params: S3Params, expiresSeconds: number): string;
  fetch(url: string | URL, init?: { readonly method?: string; readonly body?: unknown; readonly headers?: Readonly<Record<string, string>> }): Promise<Response>;
}

const METHODS: Readonly<Record<string, string>> = { GetObject: 'GET', PutObject: 'PUT', HeadObject: 'HEAD', DeleteObject: 'DELETE' };

/** A presigner whose signatures no other one accepts. */
export function createPresigner(memory: S3Memory): Presigner {
  const secret = randomUUID();
  const signatureOf = (url: URL): string => {
    const signed = new URL(url);
    signed.searchParams.delete('X-Amz-Signature');
    return createHash('sha256').update(secret + signed.href).digest('hex');
  };
  return {
    sign(operation, params, expiresSeconds) {
      const url = new URL(urlOf(params));
      const date = `${new Date().toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`;
      const type = params['ContentType'];
      const query = {
        'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
        'X-Amz-Credential': `AKIAFAKE/${date.slice(0, 8)}/us-east-1/s3/aws4_request`,
        'X-Amz-Date': date,
        'X-Amz-Expires': String(expiresSeconds),
        'X-Amz-SignedHeaders': 'host',
        'x-id': operation,
      };
      for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
      if (typeof type === 'string') url.searchParams.set('content-type', type);
      url.searchParams.set('X-Amz-Signature', signatureOf(url));
      return url.href;
    },
    async fetch(address, init = {}) {
      const url = new URL(address);
      const operation = url.searchParams.get('x-id') ?? '';
      const isGood = url.searchParams.get('X-Amz-Signature') === signatureOf(url) && (init.method ?? 'GET').toUpperCase() === METHODS[operation];
      if (!isGood) return answer(403, 'SignatureDoesNotMatch');
      if (hasExpired(url)) return answer(403, 'AccessDenied: Request has expired');
      return serve(memory, operation, paramsOf(url, init));
    },
  };
}

function hasExpired(url: URL): boolean {
  const [, y, m, d, h, min, s] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(url.searchParams.get('X-Amz-Date') ?? '') ?? [];
  const signedAt = Date.UTC(Number(y), Number(m) - 1, Number(d), Number(h), Number(min), Number(s));
  return Date.now() >= signedAt + (Number(url.searchParams.get('X-Amz-Expires')) + 1) * 1000;
}

function paramsOf(url: URL, init: { readonly body?: unknown; readonly headers?: Readonly<Record<string, string>> }): S3Params {
  const type = url.searchParams.get('content-type') ?? Object.entries(init.headers ?? {}).find(([name]) => name.toLowerCase() === 'content-type')?.[1];
  return { Bucket: url.hostname.split('.s3.')[0] ?? '', Key: decodeURIComponent(url.pathname.slice(1)), Body: init.body, ...(type === undefined ? {} : { ContentType: type }) };
}

async function serve(memory: S3Memory, operation: string, params: S3Params): Promise<Response> {
  try {
    const { Body, ContentType, ETag } = (await performS3(operation, params, memory)) as { Body?: Buffer; ContentType?: string; ETag?: string };
    return answer(200, operation === 'HeadObject' ? undefined : Body, { ...(ContentType === undefined ? {} : { 'content-type': ContentType }), ...(ETag === undefined ? {} : { etag: ETag }) });
  } catch (error) {
    const { code, statusCode } = error as { code?: string; statusCode?: number };
    if (statusCode === undefined) throw error;
    return answer(statusCode, code);
  }
}

function answer(status: number, body?: string | Buffer, headers: Record<string, string> = {}): Response {
  return new Response(body === undefined ? null : typeof body === 'string' ? body : new Uint8Array(body), { status, headers });
}
