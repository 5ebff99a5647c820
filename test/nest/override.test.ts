// t.override: members of a provider that runs are others for one test, for whoever has injected it; what it cannot change it refuses.
import 'reflect-metadata';
import * as path from 'node:path';
import { Controller, Get, Inject, Injectable, Module, Scope, SetMetadata } from '@nestjs/common';
import { findWorker, setWorker, type Worker } from '../../src/process/worker';
import { createTestApp } from '../../src/nest/create-test-app';
import type { TestApp } from '../../src/nest/test-app';

@Injectable()
class Mailer {
  sender = 'real@example.com';

  async send(to: string): Promise<string> {
    return `${this.sender} to ${to}`;
  }

  get isReady(): boolean {
    return false;
  }
}

@Injectable()
class Letters {
  constructor(readonly mailer: Mailer, @Inject('RATES') readonly rates: { eur: number }) {}

  write(to: string): Promise<string> {
    return this.mailer.send(to);
  }
}

@Controller()
class Routes {
  constructor(readonly letters: Letters) {}

  @Get('write')
  write(): Promise<string> {
    return this.letters.write('ann');
  }
}

@Injectable({ scope: Scope.REQUEST })
class PerRequest {
  id(): number {
    return 1;
  }
}

@Injectable()
class Nightly {
  @SetMetadata('SCHEDULER_TYPE', 1) @SetMetadata('SCHEDULE_CRON_OPTIONS', { cronTime: '0 3 * * *', name: 'report' })
  report(): string {
    return 'the real report';
  }
}

class Other {}
Module({ providers: [Mailer, { provide: 'OTHER_LETTERS', useFactory: (mailer: Mailer) => mailer, inject: [Mailer] }], exports: ['OTHER_LETTERS'] })(Other);
const PROVIDERS = [Mailer, Letters, PerRequest, Nightly, { provide: 'RATES', useValue: { eur: 1 } }, { provide: 'LIMIT', useValue: 5 }, { provide: 'FROZEN', useValue: Object.freeze({ a: 1 }) }];
class App {}
Module({ imports: [Other], controllers: [Routes], providers: PROVIDERS })(App);

let t: TestApp;
beforeAll(async () => {
  setWorker({ facts: { rootDir: path.resolve(__dirname, '..', '..'), configFile: undefined } as Worker['facts'], workerId: '1', database: 'x', cleans: { count: 0, ms: 0 }, onClean: new Set(), dataSources: new Set(), onEnd: new Set() });
  t = await createTestApp({ imports: [App] });
});
afterAll(() => t.close());
const clean = (): void => findWorker()?.onClean.forEach((reset) => reset());
beforeEach(clean);

it('gives a provider other members, for all who have injected it, until the next clean', async () => {
  const send = jest.fn(async () => 'not sent');
  t.override(Mailer, { send, isReady: true });
  expect(await t.get(Letters).write('bob')).toBe('not sent');
  expect((await t.http.get('/write')).text).toBe('not sent');
  expect(send.mock.calls).toEqual([['bob'], ['ann']]);
  expect(t.get(Mailer).isReady).toBe(true);
  clean();
  expect(await t.get(Letters).write('bob')).toBe('real@example.com to bob');
  expect(t.get(Mailer).isReady).toBe(false);
  expect(Object.keys(t.get(Mailer))).toEqual(['sender']);
});

it('changes the instances of all modules, and of string tokens', async () => {
  t.override(Mailer, { sender: 'other@example.com' });
  t.override('RATES', { eur: 2 });
  expect(await t.get<Mailer>('OTHER_LETTERS').send('x')).toBe('other@example.com to x');
  expect(await t.get(Letters).write('x')).toBe('other@example.com to x');
  expect(t.get(Letters).rates).toEqual({ eur: 2 });
  clean();
  expect(t.get(Letters).rates).toEqual({ eur: 1 });
});

it('gives back what was there before the first of several overrides', async () => {
  t.override(Mailer, { send: async () => 'first' });
  t.override(Mailer, { send: async () => 'second' });
  expect(await t.get(Letters).write('x')).toBe('second');
  clean();
  expect(await t.get(Letters).write('x')).toBe('real@example.com to x');
});

it('reaches scheduled methods', async () => {
  t.override(Nightly, { report: () => 'another report' });
  expect(await t.cron('report').run()).toBe('another report');
  clean();
  expect(await t.cron('report').run()).toBe('the real report');
});

it('gives members back when the app is closed', async () => {
  const own = await createTestApp({ imports: [App] });
  const mailer = own.get(Mailer);
  own.override(Mailer, { send: async () => 'other' });
  await own.close();
  expect(await mailer.send('x')).toBe('real@example.com to x');
});

it('refuses what would have no effect, and says how it is done', () => {
  const refusal = (act: () => void): string => {
    try {
      act();
      return 'nothing was refused';
    } catch (error) {
      return (error as Error).message;
    }
  };
  expect(refusal(() => t.override('LIMIT', { a: 6 }))).toMatch(/cannot change LIMIT: it is a number, which those that injected it hold already\.\s.*`overrides` of createTestApp.*\[JNM_OVERRIDE\]/s);
  expect(refusal(() => t.override('NONE', { a: 6 }))).toMatch(/no module of the app provides it/);
  expect(refusal(() => t.override(PerRequest, { id: () => 2 }))).toMatch(/PerRequest: it has no instance of its own/);
  expect(refusal(() => t.override(Routes, { write: async () => 'x' }))).toMatch(/"write" is the handler of a route: Nest took hold of it when the app started/);
  expect(refusal(() => t.override('RATES', { usd: 1 }))).toMatch(/has no member "usd"/);
  expect(refusal(() => t.override('FROZEN', { a: 2 }))).toMatch(/its member "a" is frozen/);
  expect(refusal(() => t.override(Mailer, {}))).toMatch(/no member was given/);
});

it('knows the members of a class', () => {
  // @ts-expect-error a member that the class does not have
  expect(() => t.override(Mailer, { sned: () => undefined })).toThrow(/has no member "sned"/);
  // @ts-expect-error a member of another type
  t.override(Mailer, { sender: 5 });
  expect(t.get(Mailer).sender).toBe(5);
});
