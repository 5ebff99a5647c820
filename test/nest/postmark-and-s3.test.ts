// The Postmark and S3 fakes against what the services do, with the real commands and errors of their SDKs.
import * as path from 'node:path';
import { Readable } from 'node:stream';
import * as S3 from '@aws-sdk/client-s3';
import * as fc from 'fast-check';
import * as Postmark from 'postmark';
import { clientMatchers } from '../../src/matchers/client-matchers';
import type {} from '../../src/matchers/types';
import { noteS3Sdk } from '../../src/nest/fakes/s3/loaded-sdk';
import { createPostmarkFake } from '../../src/nest/fakes/postmark/client';
import { createS3Fake } from '../../src/nest/fakes/s3/client';
import { mockPresigner, wrapPresigner } from '../../src/nest/replace/presigner';

expect.extend(clientMatchers as never);
const postmarkFake = () => createPostmarkFake(() => require('postmark'));
const s3Fake = () => createS3Fake(() => require('@aws-sdk/client-s3'));
const at = { Bucket: 'b', Key: 'k' };

describe('postmark', () => {
  it('refuses inactive recipients, alone and in a batch', async () => {
    const postmark = postmarkFake();
    postmark.deactivate('Gone@b.c');
    const refused = postmark.sendEmail({ To: '"Ann" <gone@b.c>', Subject: 'x' });
    await expect(refused).rejects.toBeInstanceOf(Postmark.Errors.InactiveRecipientsError);
    await expect(refused).rejects.toMatchObject({ code: 406, statusCode: 422, recipients: ['gone@b.c'] });
    expect(await postmark.sendEmailBatch([{ To: 'gone@b.c' }, { To: 'a@b.c, gone@b.c' }, {}])).toMatchObject([
      { ErrorCode: 406 }, { ErrorCode: 0, Message: expect.stringContaining('gone@b.c') }, { ErrorCode: 300, Message: 'Zero recipients specified' },
    ]);
    expect(postmark.outbox).toHaveLength(1);
    await postmark.deleteSuppressions('outbound', { Suppressions: [{ EmailAddress: 'gone@b.c' }] });
    expect(await postmark.sendEmail({ To: 'gone@b.c' })).toMatchObject({ ErrorCode: 0 });
  });

  it('fills templates that it knows', async () => {
    const postmark = postmarkFake();
    await postmark.createTemplate({ Name: 'Hello', Alias: 'hello', Subject: 'Hi {{user.name}}', TextBody: '{{n}} left' });
    await postmark.sendEmailWithTemplate({ To: 'a@b.c', TemplateAlias: 'hello', TemplateModel: { user: { name: 'Ann' }, n: 3 } });
    await postmark.sendEmailBatchWithTemplates([{ To: 'x@y.z', TemplateId: 7, TemplateModel: { a: 1 } }]);
    expect(postmark).toHaveSentEmail({ To: 'A@b.c', Subject: 'Hi Ann', TextBody: /^3 left$/ });
    expect(postmark).toHaveSentEmail({ TemplateId: 7, TemplateModel: { a: 1 } }, { times: 1 });
    await expect(postmark.sendEmailWithTemplate({ To: 'a@b.c' })).rejects.toMatchObject({ code: 403 });
    expect(await postmark.getOutboundMessages({ recipient: 'a@b.c' })).toMatchObject({ TotalCount: 1, Messages: [{ Subject: 'Hi Ann' }] });
    expect(() => expect(postmark).toHaveSentEmail({ Subject: 'Bye' })).toThrow(/Sent were:[\s\S]*Hi Ann/);
    expect(() => expect(5).toHaveSentEmail()).toThrow(/Give it t\.mocks\.postmark\./);
  });

  it('fails by code, and forgets', async () => {
    const postmark = postmarkFake();
    postmark.failNext(429);
    await expect(postmark.sendEmail({ To: 'a@b.c' })).rejects.toBeInstanceOf(Postmark.Errors.RateLimitExceededError);
    jest.resetAllMocks();
    await postmark.sendEmail({ To: 'a@b.c' });
    postmark.reset();
    expect(postmark).not.toHaveSentEmail();
  });
});

describe('s3', () => {
  it('puts and gets by commands, with streams, ranges and the errors of the SDK', async () => {
    const s3 = s3Fake();
    await s3.send(new S3.PutObjectCommand({ ...at, Body: Readable.from(['hel', 'lo']), ContentType: 'text/plain', CacheControl: 'no-store', Metadata: { a: '1' } }));
    const got = (await s3.send(new S3.GetObjectCommand(at))) as S3.GetObjectCommandOutput;
    expect(got).toMatchObject({ ContentLength: 5, ContentType: 'text/plain', CacheControl: 'no-store', Metadata: { a: '1' }, $metadata: { httpStatusCode: 200 } });
    const chunks: Buffer[] = [];
    for await (const chunk of got.Body as Readable) chunks.push(chunk as Buffer);
    expect(Buffer.concat(chunks).toString()).toBe('hello');
    const part = (await s3.send(new S3.GetObjectCommand({ ...at, Range: 'bytes=1-3' }))) as S3.GetObjectCommandOutput;
    expect([await part.Body?.transformToString(), part.ContentRange]).toEqual(['ell', 'bytes 1-3/5']);
    const none = { ...at, Key: 'none' };
    await expect(s3.send(new S3.GetObjectCommand(none))).rejects.toBeInstanceOf(S3.NoSuchKey);
    await expect(s3.send(new S3.HeadObjectCommand(none))).rejects.toBeInstanceOf(S3.NotFound);
    await expect(s3.send(new S3.GetObjectTaggingCommand(at))).rejects.toMatchObject({ code: 'JNM_NOT_IMITATED', message: expect.stringMatching(/^S3: the fake does not imitate GetObjectTagging\./) as string });
    expect(s3).toHaveStoredObject('b/k');
    expect(s3).toHaveStoredObject({ Key: 'k', Body: /^hel/, ContentType: 'text/plain' });
    expect(s3).not.toHaveStoredObject({ Key: 'k', Body: 'other' });
    expect(() => expect(s3).toHaveStoredObject('x')).toThrow(/Stored are:\n {2}b\/k \(5 bytes, text\/plain\)/);
  });

  it('copies, deletes and uploads in parts', async () => {
    const s3 = s3Fake();
    const { UploadId } = (await s3.send(new S3.CreateMultipartUploadCommand({ ...at, ContentType: 'a/b' }))) as { UploadId: string };
    for (const PartNumber of [2, 1]) await s3.send(new S3.UploadPartCommand({ ...at, UploadId, PartNumber, Body: `part${PartNumber};` }));
    // Upload of @aws-sdk/lib-storage asks for this before it begins.
    expect(await (s3.config['requestChecksumCalculation'] as () => Promise<string>)()).toBe('WHEN_SUPPORTED');
    expect(await s3.send(new S3.CompleteMultipartUploadCommand({ ...at, UploadId }))).toMatchObject({ ETag: expect.stringMatching(/-2"$/) });
    await expect(s3.send(new S3.AbortMultipartUploadCommand({ ...at, UploadId }))).rejects.toBeInstanceOf(S3.NoSuchUpload);
    await s3.send(new S3.CopyObjectCommand({ Bucket: 'c', Key: 'copy', CopySource: 'b/k' }));
    expect(s3).toHaveStoredObject({ Bucket: 'c', Key: 'copy', Body: 'part1;part2;', ContentType: 'a/b' });
    await s3.send(new S3.DeleteObjectsCommand({ Bucket: 'b', Delete: { Objects: [{ Key: 'k' }] } }));
    expect([...s3.objects.keys()]).toEqual(['c/copy']);
  });

  it('lists keys in pages and groups', async () => {
    const s3 = s3Fake();
    for (const Key of ['a/1', 'a/2', 'b/1', 'c', 'd']) await s3.putObject({ Bucket: 'b', Key, Body: '' });
    const page = async (more: object) => (await s3.send(new S3.ListObjectsV2Command({ Bucket: 'b', ...more }))) as S3.ListObjectsV2CommandOutput;
    expect(await page({ Delimiter: '/' })).toMatchObject({ KeyCount: 4, CommonPrefixes: [{ Prefix: 'a/' }, { Prefix: 'b/' }], Contents: [{ Key: 'c' }, { Key: 'd' }] });
    expect((await page({ Prefix: 'a/' })).Contents?.map(({ Key }) => Key)).toEqual(['a/1', 'a/2']);
    const first = await page({ MaxKeys: 3 });
    expect(first.IsTruncated).toBe(true);
    expect((await page({ ContinuationToken: first.NextContinuationToken })).Contents?.map(({ Key }) => Key)).toEqual(['c', 'd']);
  });

  it('pages over all keys once, whatever they are', async () => {
    await fc.assert(fc.asyncProperty(fc.uniqueArray(fc.string({ minLength: 1, maxLength: 4 }), { maxLength: 12 }), fc.integer({ min: 1, max: 5 }), async (keys, MaxKeys) => {
      const s3 = s3Fake();
      for (const Key of keys) await s3.putObject({ Bucket: 'b', Key, Body: Key });
      const seen: Array<string | undefined> = [];
      for (let ContinuationToken: string | undefined; ; ) {
        const page = (await s3.send(new S3.ListObjectsV2Command({ Bucket: 'b', MaxKeys, ContinuationToken }))) as S3.ListObjectsV2CommandOutput;
        seen.push(...(page.Contents ?? []).map(({ Key }) => Key));
        ContinuationToken = page.NextContinuationToken;
        if (ContinuationToken === undefined) break;
      }
      expect(seen).toEqual([...keys].sort((a, b) => (a < b ? -1 : 1)));
    }), { numRuns: 40 });
  });

  it('signs addresses and serves them', async () => {
    const s3 = s3Fake();
    const put = s3.presign(new S3.PutObjectCommand({ Bucket: 'b', Key: 'ä/ö 1.txt' }), { expiresIn: 60 });
    expect(put).toMatch(/^https:\/\/b\.s3\.amazonaws\.com\/.*X-Amz-Expires=60.*X-Amz-Signature=/);
    expect((await s3.fetch(put, { method: 'PUT', body: 'hi', headers: { 'Content-Type': 'text/plain' } })).status).toBe(200);
    expect(s3).toHaveStoredObject({ Key: 'ä/ö 1.txt', Body: 'hi', ContentType: 'text/plain' });
    const get = s3.getSignedUrl('getObject', { Bucket: 'b', Key: 'ä/ö 1.txt', Expires: 10 });
    expect(await (await s3.fetch(get)).text()).toBe('hi');
    expect((await s3.fetch(get, { method: 'PUT', body: 'x' })).status).toBe(403);
    expect((await s3.fetch(`${get}0`)).status).toBe(403);
    expect((await s3.fetch(s3.presign(new S3.GetObjectCommand({ Bucket: 'b', Key: 'none' })))).status).toBe(404);
    jest.useFakeTimers({ now: Date.now() + 12_000, doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] });
    expect((await s3.fetch(get)).status).toBe(403);
    jest.useRealTimers();
  });

  it('signs by the presigner of SDK v3, which signs for real clients as ever', async () => {
    const s3 = s3Fake();
    const { getSignedUrl, other } = wrapPresigner({ getSignedUrl: async (client: unknown, _command: unknown, _options?: unknown) => `real for ${String(client)}`, other: 1 });
    const url = await getSignedUrl(s3, new S3.PutObjectCommand(at), { expiresIn: 5 });
    expect(url).toMatch(/X-Amz-Expires=5/);
    expect((await s3.fetch(url, { method: 'PUT', body: 'x' })).status).toBe(200);
    expect([await getSignedUrl('client', {}), other]).toEqual(['real for client', 1]);
  });

  it('works with the paginators, waiters and presigner of the SDK', async () => {
    const s3 = s3Fake();
    const client = s3 as unknown as S3.S3Client;
    expect(client).not.toBeInstanceOf(S3.S3Client);
    noteS3Sdk(S3);
    expect(client).toBeInstanceOf(S3.S3Client);
    for (const Key of ['a', 'b', 'c']) await client.send(new S3.PutObjectCommand({ Bucket: 'b', Key, Body: Key }));
    const pages: unknown[] = [];
    for await (const page of S3.paginateListObjectsV2({ client, pageSize: 2 }, { Bucket: 'b' })) pages.push(page.Contents?.map(({ Key }) => Key));
    expect(pages).toEqual([['a', 'b'], ['c']]);
    expect((await S3.waitUntilObjectExists({ client, maxWaitTime: 10 }, { Bucket: 'b', Key: 'a' })).state).toBe('SUCCESS');
    mockPresigner(path.resolve(__dirname, '..', '..'));
    const { getSignedUrl } = require('@aws-sdk/s3-request-presigner') as { getSignedUrl(client: unknown, command: unknown, options?: object): Promise<string> };
    const put = await getSignedUrl(client, new S3.PutObjectCommand({ Bucket: 'b', Key: 'signed' }), { expiresIn: 60 });
    expect((await s3.fetch(put, { method: 'PUT', body: 'by URL' })).status).toBe(200);
    expect(await (await s3.fetch(await getSignedUrl(client, new S3.GetObjectCommand({ Bucket: 'b', Key: 'signed' })))).text()).toBe('by URL');
    const real = new S3.S3Client({ region: 'eu-west-1', credentials: { accessKeyId: 'AKIA1', secretAccessKey: 'x' } });
    expect(await getSignedUrl(real, new S3.GetObjectCommand(at))).toMatch(/^https:\/\/s3\.eu-west-1\.amazonaws\.com\/b\/k\?.*AKIA1/);
    real.destroy();
  });

  it('fails when it is told to, answers what it is told to, and forgets', async () => {
    const s3 = s3Fake();
    const slowDown = new S3.S3ServiceException({ name: 'SlowDown', $fault: 'server', $metadata: {} });
    for (const call of [() => s3.send(new S3.PutObjectCommand({ ...at, Body: 'x' })), () => s3.putObject({ ...at, Body: 'x' }), () => (s3.getObject(at) as { promise(): Promise<unknown> }).promise()]) {
      s3.failNext(slowDown);
      await expect(call()).rejects.toBe(slowDown);
    }
    s3.send.mockResolvedValueOnce({ ETag: 'mine' });
    expect(await s3.send(new S3.HeadObjectCommand(at))).toEqual({ ETag: 'mine' });
    await s3.send(new S3.PutObjectCommand({ ...at, Body: 'x' }));
    expect(s3.send).toHaveBeenCalledWith(expect.objectContaining({ input: { ...at, Body: 'x' } }));
    s3.failNext(slowDown);
    s3.reset();
    expect(s3.send).not.toHaveBeenCalled();
    await expect(s3.send(new S3.HeadObjectCommand(at))).rejects.toBeInstanceOf(S3.NotFound);
  });

  it('is a client of SDK v2 as well', async () => {
    const s3 = s3Fake();
    await (s3.upload({ ...at, Body: 'text' }) as { promise(): Promise<unknown> }).promise();
    const stream = (s3.getObject(at) as { createReadStream(): Readable }).createReadStream();
    expect(Buffer.concat(await stream.toArray()).toString()).toBe('text');
    const failing = s3.getObject({ ...at, Key: 'none' }) as { promise(): Promise<unknown> };
    await expect(failing.promise()).rejects.toMatchObject({ code: 'NoSuchKey', statusCode: 404 });
    s3.failNext(new Error('SlowDown'));
    await expect(s3.headObject(at)).rejects.toThrow('SlowDown');
    jest.resetAllMocks();
    expect(await s3.headObject(at)).toMatchObject({ ContentLength: 4 });
  });
});
