// An S3 client with a memory, in both manners: methods that give `{ promise() }` and may be awaited too (SDK v2), and
// `send(command)` (SDK v3). Every method is a jest.fn; nothing leaves the process.
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { createFailureSwitch, createMockSet, type MockFunction } from './mock-function';

/** An object in the fake's memory. */
export interface StoredObject {
  readonly Bucket: string;
  readonly Key: string;
  readonly Body: Buffer;
  readonly ContentType: string | undefined;
  readonly Metadata: Readonly<Record<string, string>>;
  readonly ETag: string;
  readonly LastModified: Date;
}

type Params = { readonly Bucket?: string; readonly Key?: string } & Readonly<Record<string, unknown>>;

/** The fake that stands for the S3 client. */
export interface S3Fake {
  readonly upload: MockFunction;
  readonly putObject: MockFunction;
  readonly getObject: MockFunction;
  readonly headObject: MockFunction;
  readonly deleteObject: MockFunction;
  readonly listObjectsV2: MockFunction;
  readonly getSignedUrl: MockFunction<string>;
  readonly getSignedUrlPromise: MockFunction<Promise<string>>;
  readonly send: MockFunction<Promise<unknown>>;
  readonly destroy: MockFunction<void>;
  /** What is stored, by `bucket/key`. */
  readonly objects: Map<string, StoredObject>;
  /** Makes the next call of any method fail with `error`. */
  failNext(error: unknown): void;
  /** Forgets every object, call and behaviour that was set. */
  reset(): void;
}

type Operation = (params: Params, objects: Map<string, StoredObject>) => Promise<unknown>;

const OPERATIONS: Readonly<Record<string, Operation>> = {
  PutObject: putObject,
  Upload: async (params, objects) => ({ ...(await putObject(params, objects)), Location: urlOf(params), Bucket: params.Bucket, Key: params.Key }),
  GetObject: async (params, objects) => {
    const { Body, ...rest } = find(params, objects);
    return { ...rest, Body, ContentLength: Body.length };
  },
  HeadObject: async (params, objects) => {
    const { Body, ...rest } = find(params, objects);
    return { ...rest, ContentLength: Body.length };
  },
  DeleteObject: async (params, objects) => {
    objects.delete(nameOf(params));
    return {};
  },
  ListObjectsV2: async (params, objects) => {
    const prefix = typeof params['Prefix'] === 'string' ? params['Prefix'] : '';
    const found = [...objects.values()].filter((object) => object.Bucket === params.Bucket && object.Key.startsWith(prefix)).sort((a, b) => (a.Key < b.Key ? -1 : 1));
    return { Contents: found.map(({ Key, ETag, LastModified, Body }) => ({ Key, ETag, LastModified, Size: Body.length })), KeyCount: found.length, IsTruncated: false };
  },
};

/** A fake with nothing stored. */
export function createS3Fake(): S3Fake {
  const mocks = createMockSet();
  const failure = createFailureSwitch();
  const objects = new Map<string, StoredObject>();
  const run = async (operation: string, params: Params): Promise<unknown> => {
    failure.throwIfSet();
    const perform = OPERATIONS[operation];
    if (perform === undefined) throw new Error(`The S3 fake does not know the operation ${operation}; give its jest.fn a behaviour of your own.`);
    return perform(params, objects);
  };
  const method = (operation: string): MockFunction => mocks.fn((params: Params, callback?: (error: unknown, data?: unknown) => void) => asRequest(() => run(operation, params), callback));
  return {
    upload: method('Upload'), putObject: method('PutObject'), getObject: method('GetObject'), headObject: method('HeadObject'),
    deleteObject: method('DeleteObject'), listObjectsV2: method('ListObjectsV2'),
    getSignedUrl: mocks.fn((_operation: string, params: Params) => signedUrl(params)),
    getSignedUrlPromise: mocks.fn(async (_operation: string, params: Params) => signedUrl(params)),
    send: mocks.fn(async (command: { constructor: { name: string }; input: Params }) => asV3(await run(command.constructor.name.replace(/Command$/, ''), command.input))),
    destroy: mocks.fn(() => undefined),
    objects,
    failNext: failure.failNext,
    reset() {
      objects.clear();
      failure.clear();
      mocks.reset();
    },
  };
}

// SDK v2 methods give a request; code that awaits the call itself, as mocks of S3 are often written for, works as well.
function asRequest(run: () => Promise<unknown>, callback: ((error: unknown, data?: unknown) => void) | undefined): Promise<unknown> & { promise(): Promise<unknown> } {
  const result = run();
  if (callback === undefined) return Object.assign(result, { promise: () => result });
  result.then((data) => callback(null, data), (error: unknown) => callback(error));
  return Object.assign(result.catch(() => undefined), { promise: () => result });
}

// SDK v3 gives the body as a stream with helpers.
function asV3(answer: unknown): unknown {
  const body = (answer as { Body?: unknown }).Body;
  if (!Buffer.isBuffer(body)) return answer;
  const stream = Object.assign(Readable.from([body]), {
    transformToString: async (encoding: BufferEncoding = 'utf8') => body.toString(encoding),
    transformToByteArray: async () => new Uint8Array(body),
  });
  return { ...(answer as object), Body: stream };
}

async function putObject(params: Params, objects: Map<string, StoredObject>): Promise<{ ETag: string }> {
  const body = await readBody(params['Body']);
  const ETag = `"${createHash('md5').update(body).digest('hex')}"`;
  const ContentType = typeof params['ContentType'] === 'string' ? params['ContentType'] : undefined;
  const Metadata = (params['Metadata'] as Record<string, string> | undefined) ?? {};
  objects.set(nameOf(params), { Bucket: String(params.Bucket), Key: String(params.Key), Body: body, ContentType, Metadata, ETag, LastModified: new Date() });
  return { ETag };
}

async function readBody(body: unknown): Promise<Buffer> {
  if (body === undefined || body === null) return Buffer.alloc(0);
  if (typeof body === 'string') return Buffer.from(body);
  if (ArrayBuffer.isView(body)) return Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  const chunks: Buffer[] = [];
  for await (const chunk of body as AsyncIterable<Buffer | string>) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}

function find(params: Params, objects: Map<string, StoredObject>): StoredObject {
  const found = objects.get(nameOf(params));
  if (found !== undefined) return found;
  throw Object.assign(new Error('The specified key does not exist.'), { name: 'NoSuchKey', code: 'NoSuchKey', Code: 'NoSuchKey', statusCode: 404, $metadata: { httpStatusCode: 404 } });
}

function nameOf(params: Params): string {
  return `${params.Bucket ?? ''}/${params.Key ?? ''}`;
}

function urlOf(params: Params): string {
  return `https://${params.Bucket ?? 'bucket'}.s3.amazonaws.com/${encodeURI(params.Key ?? '')}`;
}

function signedUrl(params: Params): string {
  return `${urlOf(params)}?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Expires=${String(params['Expires'] ?? 900)}&X-Amz-Signature=${createHash('sha256').update(nameOf(params)).digest('hex')}`;
}
