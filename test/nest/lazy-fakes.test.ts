// The members of the fakes are made when they are first looked at; nothing that a spec can do tells them from members that were always there.
import { inspect } from 'node:util';
import { createMocks } from '../../src/nest/replace/clients';
import { lazyMembers } from '../../src/nest/fakes/lazy-members';
import { createPostmarkFake } from '../../src/nest/fakes/postmark/client';
import { createS3Fake } from '../../src/nest/fakes/s3/client';
import { createStripeFake } from '../../src/nest/fakes/stripe/client';

const FAKES = { stripe: createStripeFake, postmark: createPostmarkFake, s3: createS3Fake };

it('makes a member once, at the first look', () => {
  const make = jest.fn(() => ({ n: 1 }));
  const object = lazyMembers({ member: make, other: () => 2 });
  expect(Object.keys(object)).toEqual(['member', 'other']);
  expect('member' in object).toBe(true);
  expect(object.other).toBe(2);
  expect(object.member).toBe(object.member);
  expect(make).toHaveBeenCalledTimes(1);
});

it('lists, spreads, compares and prints members that nobody has looked at', () => {
  const fresh = (): { a: number; b: { c: number } } => lazyMembers({ a: () => 1, b: () => ({ c: 2 }) });
  expect({ ...fresh() }).toEqual({ a: 1, b: { c: 2 } });
  expect(fresh()).toEqual({ a: 1, b: { c: 2 } });
  expect(Object.getOwnPropertyDescriptor(fresh(), 'a')).toEqual({ value: 1, writable: true, enumerable: true, configurable: true });
  expect(inspect(fresh())).toBe('{ a: 1, b: { c: 2 } }');
  expect(Object.values(Object.freeze(fresh()))).toEqual([1, { c: 2 }]);
});

it('lets a spec replace, take away and bring back a member', () => {
  const object: { a?: number; b: number } = lazyMembers({ a: () => 1, b: () => 2 });
  const replaced = jest.replaceProperty(object, 'b', 3);
  expect(object.b).toBe(3);
  replaced.restore();
  expect(object.b).toBe(2);
  delete object.a;
  expect(object).toEqual({ b: 2 });
  object.a = 4;
  expect(object.a).toBe(4);
});

it.each(Object.entries(FAKES))('the functions of the %s fake are mock functions, however they are reached', (_name, create) => {
  const functions = (value: object): unknown[] => Object.values(value).flatMap((member: unknown) => (jest.isMockFunction(member) ? [member] : typeof member === 'object' && member !== null && !(member instanceof Map) ? functions(member) : []));
  expect(functions(create()).length).toBeGreaterThan(10);
  expect(functions({ ...create() })).toHaveLength(functions(create()).length);
});

it('keeps the calls of a function that was first reached by the application', async () => {
  const stripe = createStripeFake();
  const { create } = stripe.paymentIntents;
  await create({ amount: 5, currency: 'eur' });
  expect(jest.isMockFunction(stripe.paymentIntents.create)).toBe(true);
  expect(stripe.paymentIntents.create).toHaveBeenCalledWith({ amount: 5, currency: 'eur' });
  expect(jest.spyOn(stripe.paymentIntents, 'create')).toBe(create);
  stripe.reset();
  expect(stripe.paymentIntents.create).toBe(create);
  expect(create).not.toHaveBeenCalled();
});

it('empties the fakes that were looked at, and loads no other for it', async () => {
  const asked: string[] = [];
  const { mocks, reset } = createMocks((name) => {
    asked.push(name);
    return () => undefined;
  });
  await mocks.postmark.sendEmail({ From: 'a@b.c', To: 'd@e.f' });
  expect(mocks.postmark.outbox).toHaveLength(1);
  reset();
  expect(mocks.postmark.outbox).toHaveLength(0);
  expect(mocks.postmark.sendEmail).not.toHaveBeenCalled();
  expect(asked).toEqual(['postmark']);
  expect(Object.keys(mocks)).toEqual(['stripe', 'postmark', 's3']);
});
