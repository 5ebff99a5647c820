// What the SDKs of Stripe, Postmark and S3 can do and the fakes do not: refused by name and code, until a test gives it a behaviour.
import { S3 } from '@aws-sdk/client-s3';
import { ServerClient } from 'postmark';
import Stripe from 'stripe';
import { createPostmarkFake } from '../../src/nest/fakes/postmark/client';
import { createS3Fake } from '../../src/nest/fakes/s3/client';
import { createStripeFake } from '../../src/nest/fakes/stripe/client';

interface Mock {
  (...args: unknown[]): unknown;
  readonly mockResolvedValueOnce: (value: unknown) => void;
}
type Methods = Readonly<Record<string, Mock>>;

const methodsOf = (value: object): string[] => {
  const names: string[] = [];
  for (let at: object | null = value; at !== null && at !== Object.prototype; at = Object.getPrototypeOf(at) as object | null) names.push(...Object.getOwnPropertyNames(at));
  const own = value as Readonly<Record<string, unknown>>;
  return [...new Set(names)].filter((name) => typeof own[name] === 'function' && !/^_|^(constructor|path|basePath|initialize)$/.test(name));
};
const refusalOf = (work: () => unknown): unknown => {
  try {
    return work();
  } catch (error) {
    return error;
  }
};
const refused = (text: string): unknown => expect.objectContaining({ code: 'JNM_NOT_IMITATED', message: expect.stringContaining(`: the fake does not imitate ${text}.`) as string });

describe('each method of the SDK is there', () => {
  it("in Postmark's fake", () => {
    const fake = createPostmarkFake();
    expect(Object.getOwnPropertyNames(ServerClient.prototype).filter((name) => name !== 'constructor' && !(name in fake))).toEqual([]);
  });

  it("in S3's fake", () => {
    const fake = createS3Fake();
    expect(Object.getOwnPropertyNames(S3.prototype).filter((name) => name !== 'constructor' && !(name in fake))).toEqual([]);
  });

  it("in Stripe's fake", () => {
    const fake = createStripeFake() as unknown as Readonly<Record<string, object>>;
    const client = new Stripe('sk_test_x') as unknown as Readonly<Record<string, object>>;
    const resources = Object.keys(client).filter((name) => !/^_|^(errors|Decimal|account)$/.test(name) && typeof client[name] === 'object');
    expect(resources.length).toBeGreaterThan(50);
    expect(resources.filter((name) => !(name in fake))).toEqual([]);
    expect(resources.flatMap((name) => methodsOf(client[name] ?? {}).filter((method) => typeof fake[name] === 'object' && !(method in (fake[name] ?? {}))).map((method) => `${name}.${method}`))).toEqual([]);
  });
});

describe('what a fake does not do', () => {
  it('is refused by name', () => {
    const stripe = createStripeFake() as unknown as Readonly<Record<string, Methods>>;
    expect(refusalOf(() => stripe['customers']?.['listPaymentMethods']?.('cus_1'))).toEqual(refused('customers.listPaymentMethods()'));
    expect(refusalOf(() => stripe['plans']?.['create']?.({}))).toEqual(refused('plans.create()'));
    expect(refusalOf(() => (stripe['issuing'] as unknown as Readonly<Record<string, Methods>>)['cards']?.['create']?.({}))).toEqual(refused('issuing.cards.create()'));
    expect(refusalOf(() => (createPostmarkFake() as unknown as Methods)['getBounces']?.({}))).toEqual(refused('getBounces()'));
    expect(refusalOf(() => (createS3Fake() as unknown as Methods)['getObjectTagging']?.({}))).toEqual(refused('getObjectTagging()'));
  });

  it('takes a behaviour, which is forgotten with the others', async () => {
    const fake = createStripeFake();
    const { customers, plans } = fake as unknown as { readonly customers: Methods; readonly plans: Methods };
    customers['listPaymentMethods']?.mockResolvedValueOnce({ data: [1] });
    expect(await customers['listPaymentMethods']?.('cus_1')).toEqual({ data: [1] });
    jest.spyOn(plans as { create: Mock }, 'create').mockReturnValue('made');
    expect(plans['create']?.()).toBe('made');
    customers['listPaymentMethods']?.mockResolvedValueOnce({ data: [2] });
    fake.reset();
    expect(refusalOf(() => customers['listPaymentMethods']?.('cus_1'))).toEqual(refused('customers.listPaymentMethods()'));
  });

  it('is no part of what is listed, awaited, compared or printed', async () => {
    const fake = createStripeFake() as unknown as Readonly<Record<string, object>>;
    expect(Object.keys(fake)).not.toContain('plans');
    expect(await (fake['plans'] as Promise<unknown>)).toBe(fake['plans']);
    expect(['onModuleInit', 'onModuleDestroy', 'onApplicationBootstrap'].filter((name) => name in fake)).toEqual([]);
    expect(() => expect(fake['plans']).toEqual(1)).toThrow(/Expected: 1/);
  });
});
