// What the S3 fake remembers, and S3's operations on it: objects, pages of keys, copies, multipart uploads. Knows neither SDK.
import { createHash, randomUUID } from 'node:crypto';
import { notImitated } from '../not-imitated';

/** An object in the fake's memory. */
export interface StoredObject {
  readonly Bucket: string;
  readonly Key: string;
  readonly Body: Buffer;
  readonly ContentType: string | undefined;
  readonly Metadata: Readonly<Record<string, string>>;
  readonly ETag: string;
  readonly LastModified: Date;
  /** The other headers it was stored with, such as CacheControl and ContentDisposition. */
  readonly Headers?: Readonly<Record<string, unknown>>;
}

/** Parameters of an operation. */
export type S3Params = { readonly Bucket?: string; readonly Key?: string } & Readonly<Record<string, unknown>>;

/** Makes an error of S3 by its code. */
export type MakeS3Error = (code: string, message: string, statusCode: number) => Error;

/** What the fake remembers. */
export interface S3Memory {
  readonly objects: Map<string, StoredObject>;
  readonly uploads: Map<string, { readonly params: S3Params; readonly parts: Map<number, Buffer> }>;
  readonly error: MakeS3Error;
}

type Operation = (params: S3Params, memory: S3Memory) => unknown;

const HEADERS = ['CacheControl', 'ContentDisposition', 'ContentEncoding', 'ContentLanguage', 'Expires', 'ServerSideEncryption', 'StorageClass'] as const;

/** The operations, by the names of the commands. */
const S3_OPERATIONS: Readonly<Record<string, Operation>> = {
  PutObject: putObject,
  Upload: async (params, memory) => ({ ...(await putObject(params, memory)), Location: urlOf(params), Bucket: params.Bucket, Key: params.Key, key: params.Key }),
  GetObject: getObject,
  HeadObject: (params, memory) => {
    const { Body, ...rest } = describe(find(params, memory, 'NotFound'));
    return { ...rest, ContentLength: Body.length };
  },
  DeleteObject: (params, memory) => {
    memory.objects.delete(nameOf(params));
    return {};
  },
  DeleteObjects: (params, memory) => {
    const keys = ((params['Delete'] as { Objects?: Array<{ Key: string }> } | undefined)?.Objects ?? []).map(({ Key }) => Key);
    keys.forEach((Key) => memory.objects.delete(nameOf({ Bucket: params.Bucket, Key })));
    return { Deleted: keys.map((Key) => ({ Key })) };
  },
  CopyObject: copyObject,
  ListObjectsV2: (params, memory) => listObjects(params, memory, { after: params['ContinuationToken'] === undefined ? params['StartAfter'] : fromToken(params['ContinuationToken']), isV2: true }),
  ListObjects: (params, memory) => listObjects(params, memory, { after: params['Marker'], isV2: false }),
  CreateMultipartUpload: (params, memory) => {
    const UploadId = randomUUID();
    memory.uploads.set(UploadId, { params, parts: new Map() });
    return { UploadId, Bucket: params.Bucket, Key: params.Key };
  },
  UploadPart: async (params, memory) => {
    const body = await readBody(params['Body']);
    findUpload(params, memory).parts.set(Number(params['PartNumber']), body);
    return { ETag: etagOf(body) };
  },
  CompleteMultipartUpload: completeUpload,
  AbortMultipartUpload: (params, memory) => {
    findUpload(params, memory);
    memory.uploads.delete(String(params['UploadId']));
    return {};
  },
  CreateBucket: (params) => ({ Location: `/${params.Bucket ?? ''}` }),
  HeadBucket: () => ({}),
  ListBuckets: (_params, memory) => ({ Buckets: [...new Set([...memory.objects.values()].map(({ Bucket }) => Bucket))].sort().map((Name) => ({ Name })) }),
};

const WITHOUT_KEY: ReadonlySet<string> = new Set(['DeleteObjects', 'ListObjects', 'ListObjectsV2', 'CreateBucket', 'HeadBucket', 'ListBuckets']);

/** Performs an operation; one that the fake does not know is refused by name. */
export async function performS3(operation: string, params: S3Params, memory: S3Memory): Promise<unknown> {
  const perform = S3_OPERATIONS[operation];
  if (perform === undefined) throw notImitated('S3', operation);
  const missing = (['Bucket', 'Key'] as const).find((name) => typeof params[name] !== 'string' && !(name === 'Key' ? WITHOUT_KEY.has(operation) : operation === 'ListBuckets'));
  if (missing !== undefined) throw memory.error('MissingRequiredParameter', `No value provided for input HTTP label: ${missing}.`, 400);
  return perform(params, memory);
}

async function putObject(params: S3Params, memory: S3Memory): Promise<{ ETag: string }> {
  const body = await readBody(params['Body']);
  if (params['IfNoneMatch'] === '*' && memory.objects.has(nameOf(params))) throw memory.error('PreconditionFailed', 'At least one of the pre-conditions you specified did not hold', 412);
  return store(params, body, etagOf(body), memory);
}

function store(params: S3Params, Body: Buffer, ETag: string, memory: S3Memory): { ETag: string } {
  const ContentType = typeof params['ContentType'] === 'string' ? params['ContentType'] : undefined;
  const Metadata = (params['Metadata'] as Record<string, string> | undefined) ?? {};
  const Headers = Object.fromEntries(HEADERS.filter((name) => params[name] !== undefined).map((name) => [name, params[name]]));
  memory.objects.set(nameOf(params), { Bucket: String(params.Bucket), Key: String(params.Key), Body, ContentType, Metadata, ETag, LastModified: new Date(), Headers });
  return { ETag };
}

function describe({ Bucket: _bucket, Key: _key, Headers, ...rest }: StoredObject): Omit<StoredObject, 'Bucket' | 'Key' | 'Headers'> {
  return { ...rest, ...Headers, Body: Buffer.from(rest.Body) };
}

function getObject(params: S3Params, memory: S3Memory): unknown {
  const found = describe(find(params, memory));
  if (params['IfNoneMatch'] === found.ETag) throw memory.error('NotModified', 'Not Modified', 304);
  const [, from, to] = /^bytes=(\d+)-(\d*)$/.exec(String(params['Range'] ?? '')) ?? [];
  if (from === undefined) return { ...found, ContentLength: found.Body.length, AcceptRanges: 'bytes' };
  if (Number(from) >= found.Body.length) throw memory.error('InvalidRange', 'The requested range is not satisfiable', 416);
  const end = Math.min(to === '' || to === undefined ? Infinity : Number(to), found.Body.length - 1);
  const Body = found.Body.subarray(Number(from), end + 1);
  return { ...found, Body, ContentLength: Body.length, ContentRange: `bytes ${from}-${end}/${found.Body.length}` };
}

function copyObject(params: S3Params, memory: S3Memory): unknown {
  const [, Bucket, Key] = /^\/?([^/]+)\/(.+)$/.exec(decodeURIComponent(String(params['CopySource']))) ?? [];
  const source = find({ Bucket, Key }, memory);
  const own = params['MetadataDirective'] === 'REPLACE' ? params : { ...source.Headers, ContentType: source.ContentType, Metadata: source.Metadata };
  store({ ...own, Bucket: params.Bucket, Key: params.Key }, source.Body, source.ETag, memory);
  return { CopyObjectResult: { ETag: source.ETag, LastModified: new Date() } };
}

function listObjects(params: S3Params, memory: S3Memory, { after, isV2 }: { after: unknown; isV2: boolean }): unknown {
  const prefix = typeof params['Prefix'] === 'string' ? params['Prefix'] : '';
  const delimiter = typeof params['Delimiter'] === 'string' && params['Delimiter'] !== '' ? params['Delimiter'] : undefined;
  const groupOf = (key: string): string | undefined => {
    const end = delimiter === undefined ? -1 : key.indexOf(delimiter, prefix.length);
    return end < 0 || delimiter === undefined ? undefined : key.slice(0, end + delimiter.length);
  };
  const found = [...memory.objects.values()].filter((object) => object.Bucket === params.Bucket && object.Key.startsWith(prefix));
  const byName = new Map<string, StoredObject | undefined>();
  for (const object of found) byName.set(groupOf(object.Key) ?? object.Key, groupOf(object.Key) === undefined ? object : undefined);
  const names = [...byName.keys()].filter((name) => after === undefined || name > String(after)).sort((a, b) => (a < b ? -1 : 1));
  const page = names.slice(0, Number(params['MaxKeys'] ?? 1000));
  const IsTruncated = page.length < names.length;
  const Contents = page.flatMap((name) => byName.get(name) ?? []).map(({ Key, ETag, LastModified, Body }) => ({ Key, ETag, LastModified, Size: Body.length, StorageClass: 'STANDARD' }));
  const groups = page.filter((name) => byName.get(name) === undefined).map((Prefix) => ({ Prefix }));
  const next = IsTruncated ? (isV2 ? { NextContinuationToken: Buffer.from(page.at(-1) ?? '').toString('base64') } : { NextMarker: page.at(-1) }) : {};
  return {
    Name: params.Bucket,
    Prefix: prefix,
    Contents,
    ...(groups.length === 0 ? {} : { CommonPrefixes: groups }),
    ...(isV2 ? { KeyCount: page.length } : {}),
    MaxKeys: Number(params['MaxKeys'] ?? 1000),
    IsTruncated,
    ...next,
  };
}

function fromToken(token: unknown): string {
  return Buffer.from(String(token), 'base64').toString('utf8');
}

function completeUpload(params: S3Params, memory: S3Memory): unknown {
  const upload = findUpload(params, memory);
  const named = (params['MultipartUpload'] as { Parts?: Array<{ PartNumber: number }> } | undefined)?.Parts;
  const numbers = named === undefined ? [...upload.parts.keys()].sort((a, b) => a - b) : named.map(({ PartNumber }) => PartNumber);
  const bodies = numbers.map((number) => {
    const body = upload.parts.get(number);
    if (body === undefined) throw memory.error('InvalidPart', 'One or more of the specified parts could not be found.', 400);
    return body;
  });
  const ETag = `"${createHash('md5').update(Buffer.concat(bodies.map((body) => createHash('md5').update(body).digest()))).digest('hex')}-${bodies.length}"`;
  store(upload.params, Buffer.concat(bodies), ETag, memory);
  memory.uploads.delete(String(params['UploadId']));
  return { Location: urlOf(params), Bucket: params.Bucket, Key: params.Key, ETag };
}

function findUpload(params: S3Params, memory: S3Memory): { readonly params: S3Params; readonly parts: Map<number, Buffer> } {
  const upload = memory.uploads.get(String(params['UploadId']));
  if (upload !== undefined) return upload;
  throw memory.error('NoSuchUpload', 'The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.', 404);
}

function find(params: S3Params, memory: S3Memory, code = 'NoSuchKey'): StoredObject {
  const found = memory.objects.get(nameOf(params));
  if (found !== undefined) return found;
  throw memory.error(code, code === 'NotFound' ? 'UnknownError' : 'The specified key does not exist.', 404);
}

async function readBody(body: unknown): Promise<Buffer> {
  if (body === undefined || body === null) return Buffer.alloc(0);
  if (typeof body === 'string') return Buffer.from(body);
  if (ArrayBuffer.isView(body)) return Buffer.from(Buffer.from(body.buffer, body.byteOffset, body.byteLength));
  if (typeof (body as Blob).arrayBuffer === 'function') return Buffer.from(await (body as Blob).arrayBuffer());
  const chunks: Buffer[] = [];
  for await (const chunk of body as AsyncIterable<Buffer | string>) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}

function etagOf(body: Buffer): string {
  return `"${createHash('md5').update(body).digest('hex')}"`;
}

/** The name of an object in the memory: `bucket/key`. */
function nameOf(params: S3Params): string {
  return `${params.Bucket ?? ''}/${params.Key ?? ''}`;
}

/** The address of an object. */
export function urlOf(params: S3Params): string {
  return `https://${params.Bucket ?? 'bucket'}.s3.amazonaws.com/${(params.Key ?? '').split('/').map(encodeURIComponent).join('/')}`;
}
