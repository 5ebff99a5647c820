// An S3 client with a memory, in both manners: methods that give `{ promise() }` and may be awaited too (SDK v2), and
// `send(command)` (SDK v3). Every method is a jest.fn; nothing leaves the process.
import { Readable } from 'node:stream';
import { lazyMembers, type Makers } from '../lazy-members';
import { createFailureSwitch, createMockSet, type MockFunction } from '../mock-function';
import { refuseOthers } from '../refusals';
import { S3_METHODS } from '../sdk-names';
import { createS3Errors } from './errors';
import { loadedS3Client } from './loaded-sdk';
import { performS3, type S3Memory, type S3Params, type StoredObject } from './objects';
import { createPresigner, type Presigner } from './presigned';

export type { StoredObject } from './objects';

const METHODS = {
  upload: 'Upload', putObject: 'PutObject', getObject: 'GetObject', headObject: 'HeadObject', deleteObject: 'DeleteObject', deleteObjects: 'DeleteObjects',
  copyObject: 'CopyObject', listObjects: 'ListObjects', listObjectsV2: 'ListObjectsV2', createMultipartUpload: 'CreateMultipartUpload', uploadPart: 'UploadPart',
  completeMultipartUpload: 'CompleteMultipartUpload', abortMultipartUpload: 'AbortMultipartUpload', headBucket: 'HeadBucket', createBucket: 'CreateBucket', listBuckets: 'ListBuckets',
} as const;

/** The fake that stands for the S3 client. */
export interface S3Fake extends Readonly<Record<keyof typeof METHODS, MockFunction>> {
  readonly getSignedUrl: MockFunction<string>;
  readonly getSignedUrlPromise: MockFunction<Promise<string>>;
  readonly send: MockFunction<Promise<unknown>>;
  readonly destroy: MockFunction<void>;
  /** What the SDK's helpers read of a client. */
  readonly config: Readonly<Record<string, unknown>>;
  /** What is stored, by `bucket/key`. */
  readonly objects: Map<string, StoredObject>;
  /** Signs the request of a command, as getSignedUrl of `@aws-sdk/s3-request-presigner` does. */
  presign(command: { readonly input: object }, options?: { readonly expiresIn?: number }): string;
  /** Serves presigned addresses from the memory, as S3 would: GET, PUT, HEAD and DELETE, with signature and expiry. */
  readonly fetch: Presigner['fetch'];
  /** Makes the next call of any method fail with `error`. */
  failNext(error: unknown): void;
  /** Forgets every object, call and behaviour that was set. */
  reset(): void;
}

// What Upload of @aws-sdk/lib-storage and the presigner ask a client for, with the values of a client that was told nothing.
const CONFIG = {
  region: async () => 'us-east-1',
  endpoint: async () => ({ protocol: 'https:', hostname: 's3.amazonaws.com', path: '/' }),
  requestHandler: {},
  requestChecksumCalculation: async () => 'WHEN_SUPPORTED',
  responseChecksumValidation: async () => 'WHEN_SUPPORTED',
};

type Own = Pick<S3Fake, 'config' | 'objects' | 'presign' | 'fetch' | 'failNext' | 'reset'>;
type Callback = (error: unknown, data?: unknown) => void;

const DEFAULT_EXPIRY_SECONDS = 900;

/** A fake with nothing stored; its errors are of the classes of the SDK that `loadSdk` gives. */
export function createS3Fake(loadSdk: () => unknown = () => undefined): S3Fake {
  const mocks = createMockSet();
  const failure = createFailureSwitch();
  const memory: S3Memory = { objects: new Map(), uploads: new Map(), error: createS3Errors(loadSdk) };
  const presigner = createPresigner(memory);
  const run = async (operation: string, params: S3Params): Promise<unknown> => {
    failure.throwIfSet();
    return performS3(operation, params, memory);
  };
  const method = (operation: string): MockFunction =>
    mocks.fn((params: S3Params = {}, callback?: Callback) => asRequest(() => run(operation, params), typeof callback === 'function' ? callback : undefined));
  const signV2 = (operation: string, params: S3Params): string => presigner.sign(operation.charAt(0).toUpperCase() + operation.slice(1), params, Number(params['Expires'] ?? DEFAULT_EXPIRY_SECONDS));
  const methods = lazyMembers<Omit<S3Fake, keyof Own>>({
    ...(Object.fromEntries(Object.entries(METHODS).map(([name, operation]) => [name, () => method(operation)])) as Makers<Record<keyof typeof METHODS, MockFunction>>),
    getSignedUrl: () => mocks.fn((operation: string, params: S3Params, callback?: Callback) => {
      const url = signV2(operation, params);
      callback?.(null, url);
      return url;
    }),
    getSignedUrlPromise: () => mocks.fn(async (operation: string, params: S3Params) => signV2(operation, params)),
    send: () => mocks.fn(async (command: { constructor: { name: string }; input: S3Params }) => asV3(await run(operationOf(command), command.input))),
    destroy: () => mocks.fn(() => undefined),
  });
  const own: Own = {
    config: CONFIG,
    objects: memory.objects,
    presign: (command, options = {}) => presigner.sign(operationOf(command), command.input as S3Params, options.expiresIn ?? DEFAULT_EXPIRY_SECONDS),
    fetch: presigner.fetch,
    failNext: failure.failNext,
    reset() {
      memory.objects.clear();
      memory.uploads.clear();
      failure.clear();
      mocks.reset();
    },
  };
  // The SDK's paginators ask for an instance of their client. Others ask for the prototype as well, so nothing is loaded here.
  return new Proxy<S3Fake>(refuseOthers(Object.assign(methods, own), 'S3', { names: S3_METHODS, mocks }), { getPrototypeOf: () => loadedS3Client() ?? Object.prototype });
}

function operationOf(command: object): string {
  return command.constructor.name.replace(/Command$/, '');
}

interface Request extends Promise<unknown> {
  promise(): Promise<unknown>;
  createReadStream(): Readable;
}

// SDK v2 methods give a request; code that awaits the call itself, as with SDK v3's `S3` class, works as well.
function asRequest(run: () => Promise<unknown>, callback: Callback | undefined): Request {
  const result = run().then(withHelpers);
  const extras = {
    promise: () => result,
    createReadStream: () => Readable.from((async function* (): AsyncGenerator<Buffer> {
      yield ((await result) as { Body: Buffer }).Body;
    })()),
  };
  // The failure belongs to whoever awaits the request or its promise; a request that nobody awaits is no unhandled rejection.
  result.catch(() => undefined);
  if (callback === undefined) return Object.assign(result, extras);
  result.then((data) => callback(null, data), (error: unknown) => callback(error));
  return Object.assign(result.catch(() => undefined), extras);
}

// A body is a Buffer, as in SDK v2, with the helpers of SDK v3.
function withHelpers(answer: unknown): unknown {
  const body = (answer as { Body?: unknown } | undefined)?.Body;
  if (Buffer.isBuffer(body)) {
    for (const [name, value] of Object.entries(helpersOf(body))) Object.defineProperty(body, name, { value, configurable: true });
  }
  return answer;
}

// `send` of SDK v3 gives the body as a stream with helpers.
function asV3(answer: unknown): unknown {
  const body = (answer as { Body?: unknown }).Body;
  const complete = { $metadata: { httpStatusCode: 200, attempts: 1 }, ...(answer as object) };
  return Buffer.isBuffer(body) ? { ...complete, Body: Object.assign(Readable.from([body]), helpersOf(body)) } : complete;
}

function helpersOf(body: Buffer): Record<string, () => Promise<unknown>> {
  return {
    transformToString: async (encoding: BufferEncoding = 'utf8') => body.toString(encoding),
    transformToByteArray: async () => new Uint8Array(body),
    transformToWebStream: async () => Readable.toWeb(Readable.from([body])),
  };
}
