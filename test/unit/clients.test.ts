// The fakes of Stripe, Postmark and S3.
import { createHmac } from 'node:crypto';
import Stripe from 'stripe';
import { createPostmarkFake } from '../../src/nest/fakes/postmark/client';
import { createS3Fake } from '../../src/nest/fakes/s3/client';
import { createStripeFake } from '../../src/nest/fakes/stripe/client';

describe('stripe', () => {
  it('remembers what was created', async () => {
    const stripe = createStripeFake();
    const customer = await stripe.customers.create({ email: 'a@b.c' });
    expect(customer).toMatchObject({ id: expect.stringMatching(/^cus_\w{24}$/), object: 'customer', email: 'a@b.c' });
    await stripe.customers.update(customer.id, { name: 'Ann' });
    expect(await stripe.customers.retrieve(customer.id)).toMatchObject({ email: 'a@b.c', name: 'Ann' });
    await expect(stripe.customers.retrieve('cus_none')).rejects.toMatchObject({ code: 'resource_missing', statusCode: 404 });
    await stripe.customers.create({});
    expect(await stripe.customers.list({ limit: 1 })).toMatchObject({ has_more: true, data: [{ object: 'customer' }] });
  });

  it('acts, and repeats by idempotency key', async () => {
    const stripe = createStripeFake();
    const intent = await stripe.paymentIntents.create({ amount: 5, currency: 'eur' }, { idempotencyKey: 'k' });
    expect((await stripe.paymentIntents.create({ amount: 5, currency: 'eur' }, { idempotencyKey: 'k' })).id).toBe(intent.id);
    expect(await stripe.paymentIntents.confirm(intent.id)).toMatchObject({ status: 'succeeded', amount: 5 });
    expect(await stripe.paymentIntents.retrieve(intent.id)).toMatchObject({ status: 'succeeded' });
  });

  it('obeys the test, fails once, and forgets', async () => {
    const stripe = createStripeFake();
    stripe.paymentIntents.confirm.mockResolvedValueOnce({ status: 'requires_action' });
    expect(await stripe.paymentIntents.confirm('pi_1')).toEqual({ status: 'requires_action' });
    stripe.failNext(new Error('card declined'));
    await expect(stripe.invoices.pay('in_1')).rejects.toThrow('card declined');
    expect(await stripe.invoices.pay('in_1')).toMatchObject({ status: 'paid' });
    jest.resetAllMocks();
    stripe.reset();
    expect(stripe.invoices.pay).not.toHaveBeenCalled();
    expect(await stripe.invoices.pay('in_1')).toMatchObject({ id: 'in_1', status: 'paid' });
  });

  it('signs webhooks that the SDK accepts', () => {
    const { body, headers } = createStripeFake().webhook({ type: 'invoice.paid' }, 'whsec_x');
    const sdk = new Stripe('sk_test_x');
    expect(sdk.webhooks.constructEvent(body, headers['stripe-signature'] ?? '', 'whsec_x')).toMatchObject({ type: 'invoice.paid', object: 'event' });
    expect(createHmac('sha256', 'x').update('').digest('hex')).toHaveLength(64);
  });

  it('is no promise', async () => {
    const stripe = createStripeFake();
    expect(await Promise.resolve(stripe)).toBe(stripe);
  });
});

it('postmark keeps an outbox', async () => {
  const postmark = createPostmarkFake();
  await postmark.sendEmail({ To: 'a@b.c', Subject: 'Hi' });
  expect(await postmark.sendEmailBatch([{ To: 'x@y.z' }, { To: 'q@r.s' }])).toMatchObject([{ ErrorCode: 0 }, { ErrorCode: 0 }]);
  expect(postmark.outbox.map((mail) => mail['To'])).toEqual(['a@b.c', 'x@y.z', 'q@r.s']);
  postmark.failNext(new Error('406'));
  await expect(postmark.sendEmailWithTemplate({ To: 'a' })).rejects.toThrow('406');
  postmark.reset();
  expect(postmark.outbox).toEqual([]);
});

describe('s3', () => {
  it('works in the manner of SDK v2', async () => {
    const s3 = createS3Fake();
    const uploaded = s3.upload({ Bucket: 'b', Key: 'k/1.txt', Body: 'hello', ContentType: 'text/plain' }) as { promise(): Promise<{ Location: string }> };
    expect((await uploaded.promise()).Location).toBe('https://b.s3.amazonaws.com/k/1.txt');
    expect(s3.objects.get('b/k/1.txt')?.Body.toString()).toBe('hello');
    expect(await s3.getObject({ Bucket: 'b', Key: 'k/1.txt' })).toMatchObject({ ContentLength: 5, ContentType: 'text/plain' });
    const called = await new Promise((resolve) => s3.headObject({ Bucket: 'b', Key: 'none' }, (error: { code: string }) => resolve(error.code)));
    expect(called).toBe('NotFound');
    expect(s3.getSignedUrl('getObject', { Bucket: 'b', Key: 'k' })).toMatch(/^https:\/\/b\.s3\.amazonaws\.com\/k\?X-Amz-/);
  });

  it('works in the manner of SDK v3', async () => {
    class PutObjectCommand { constructor(readonly input: object) {} }
    class GetObjectCommand { constructor(readonly input: object) {} }
    class ListObjectsV2Command { constructor(readonly input: object) {} }
    class TapeCommand { constructor(readonly input: object) {} }
    const s3 = createS3Fake();
    await s3.send(new PutObjectCommand({ Bucket: 'b', Key: 'k', Body: new Uint8Array([104, 105]) }));
    const got = (await s3.send(new GetObjectCommand({ Bucket: 'b', Key: 'k' }))) as { Body: { transformToString(): Promise<string> } };
    expect(await got.Body.transformToString()).toBe('hi');
    expect(await s3.send(new ListObjectsV2Command({ Bucket: 'b' }))).toMatchObject({ KeyCount: 1, Contents: [{ Key: 'k', Size: 2 }] });
    await expect(s3.send(new TapeCommand({}))).rejects.toMatchObject({ code: 'JNM_NOT_IMITATED', message: expect.stringMatching(/^S3: the fake does not imitate Tape\./) as string });
    await expect(s3.send(new GetObjectCommand({ Bucket: 'b', Key: 'none' }))).rejects.toMatchObject({ name: 'NoSuchKey' });
  });
});
