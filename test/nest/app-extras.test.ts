// What else createTestApp gives: fakes of one's own, signing in, GraphQL, schedules that don't fire, events, a clean end.
import { ExpressAdapter } from '@nestjs/platform-express';
import 'reflect-metadata';
import * as path from 'node:path';
import { Body, Controller, Get, Headers, Inject, Injectable, Module, Post, Req, SetMetadata } from '@nestjs/common';
import { EventEmitter2, EventEmitterModule, OnEvent } from '@nestjs/event-emitter';
import { findWorker, setWorker, type Worker } from '../../src/process/worker';
import { clientMatchers } from '../../src/matchers/client-matchers';
import type {} from '../../src/matchers/types';
import { createTestApp } from '../../src/nest/create-test-app';
import { defineFake } from '../../src/nest/define-fake';
import type { TestApp } from '../../src/nest/test-app';

expect.extend(clientMatchers as never);
const rootDir = path.resolve(__dirname, '..', '..');
beforeEach(() => {
  setWorker({ facts: { rootDir, configFile: undefined } as Worker['facts'], workerId: '1', database: 'x', cleans: { count: 0, ms: 0 }, onClean: new Set(), dataSources: new Set(), onEnd: new Set() });
});

class SmsClient {
  async send(_to: string): Promise<string> {
    throw new Error('a real message');
  }
}

@Injectable()
class Texts {
  readonly heard: unknown[] = [];

  constructor(readonly sms: SmsClient, readonly events: EventEmitter2) {}

  @OnEvent('user.*')
  onUser(event: unknown): void {
    this.heard.push(event);
  }
}

@Controller()
class Routes {
  constructor(@Inject('GREETING') readonly greeting: string) {}

  @Get('me')
  me(@Headers('authorization') authorization?: string, @Headers('x-user') user?: string): string {
    return `${this.greeting} ${authorization ?? user ?? 'nobody'}`;
  }

  @Post('raw')
  raw(@Req() request: { readonly rawBody?: Buffer }): string {
    return request.rawBody?.toString() ?? 'no bytes';
  }

  @Post('graphql')
  graphql(@Body() { query, variables }: { query: string; variables: object }): object {
    return { data: { query, variables } };
  }
}

@Module({ imports: [EventEmitterModule.forRoot({ wildcard: true })], controllers: [Routes], providers: [SmsClient, Texts, { provide: 'GREETING', useValue: 'hello' }] })
class App {}

it('injects fakes of one\'s own and empties them with the database', async () => {
  const forgotten: string[] = [];
  const sms = defineFake(SmsClient, ({ fn }) => ({ send: fn<Promise<string>>(async () => 'faked'), reset: () => void forgotten.push('reset') }));
  const t = await createTestApp({ imports: [App], fakes: [sms] });
  expect(await t.get(Texts).sms.send('1')).toBe('faked');
  const fake = t.fake(SmsClient);
  expect(fake.send).toHaveBeenCalledWith('1');
  jest.resetAllMocks();
  expect(await t.get(Texts).sms.send('2')).toBe('faked');
  findWorker()?.onClean.forEach((reset) => reset());
  expect(fake.send).not.toHaveBeenCalled();
  expect(forgotten).toEqual(['reset']);
  expect(() => t.fake('NONE')).toThrow(/No fake is defined for the token NONE. There are: SmsClient.*JNM_FAKE/s);
  await t.close();
});

it('signs in by a token or by headers', async () => {
  const t = await createTestApp({ imports: [App], signIn: (_app, user: { id: string }) => `token-of-${user.id}` });
  const ann = await t.as({ id: 'ann' });
  expect((await ann.get('/me')).text).toBe('hello Bearer token-of-ann');
  expect((await ann.get('/me')).text).toBe('hello Bearer token-of-ann');
  expect((await t.http.get('/me')).text).toBe('hello nobody');
  expect(await t.graphql('{ a }', { n: 1 })).toEqual({ data: { query: '{ a }', variables: { n: 1 } } });
  await t.close();
  const byHeaders = await createTestApp({ imports: [App], signIn: async (_app, user: string) => ({ 'x-user': user }) });
  expect((await (await byHeaders.as('bob')).get('/me')).text).toBe('hello bob');
  await byHeaders.close();
  const without = await createTestApp({ imports: [App] });
  await expect(without.as('ann')).rejects.toThrow(/JNM_SIGN_IN/);
  await without.close();
});

it('makes the app with what main.ts gives NestFactory.create', async () => {
  const post = async (t: TestApp): Promise<string> => (await t.http.post('/raw').set('content-type', 'application/json').send('{ "a":  1 }')).text;
  const t = await createTestApp({ imports: [App], nestOptions: { rawBody: true } });
  expect(await post(t)).toBe('{ "a":  1 }');
  await t.close();
  const without = await createTestApp({ imports: [App] });
  expect(await post(without)).toBe('no bytes');
  await without.close();
});

it('takes the HTTP adapter that it is given, and waits until that can answer', async () => {
  const state = { isReady: false };
  class OwnAdapter extends ExpressAdapter {
    constructor() {
      super();
      Object.assign(this.getInstance<object>(), { ready: async () => (state.isReady = true) });
    }
    override reply(response: { setHeader(name: string, value: string): void }, ...rest: [unknown, number?]): unknown {
      response.setHeader('x-adapter', 'own');
      return super.reply(response, ...rest);
    }
  }
  const t = await createTestApp({ imports: [App], adapter: () => new OwnAdapter() });
  expect(state.isReady).toBe(true);
  expect((await t.http.get('/me')).headers).toMatchObject({ 'x-adapter': 'own' });
  await t.close();
});

it('records events, which reach their listeners all the same', async () => {
  const t = await createTestApp({ imports: [App] });
  const { events, heard } = t.get(Texts);
  events.emit('user.made', { id: 1, name: 'Ann' });
  await events.emitAsync('user.gone', { id: 2 });
  expect(heard).toEqual([{ id: 1, name: 'Ann' }, { id: 2 }]);
  expect(t.events).toHaveEmitted('user.made', { id: 1 });
  expect(t.events).toHaveEmitted('user.gone', undefined, { times: 1 });
  expect(t.events).not.toHaveEmitted('user.made', { id: 2 });
  expect(() => expect(t.events).toHaveEmitted('order.made')).toThrow(/Emitted were:\n {2}user\.made .*Ann/);
  findWorker()?.onClean.forEach((reset) => reset());
  expect(t.events.emitted).toEqual([]);
  await t.close();
});

it('sets the date and lets timers run', async () => {
  const t = await createTestApp({ imports: [App] });
  t.clock.set('2030-01-02T03:04:05Z');
  expect(new Date().toISOString()).toBe('2030-01-02T03:04:05.000Z');
  await new Promise((resolve) => setTimeout(resolve, 5));
  expect((await t.http.get('/me')).status).toBe(200);
  t.clock.advance(60_000);
  expect(new Date().toISOString()).toBe('2030-01-02T03:05:05.000Z');
  expect(() => t.clock.set('nonsense')).toThrow(/t\.clock was given "nonsense", which is not a date\./);
  await t.close();
  expect(new Date().getFullYear()).toBeLessThan(2030);
});

describe('schedules', () => {
  const started: string[] = [];

  class SchedulerRegistry {
    readonly jobs = new Map<string, unknown>();
    addCronJob(name: string, job: unknown): void {
      this.jobs.set(name, job);
    }
  }
  class SchedulerOrchestrator {
    addCron(): void {}
    onApplicationBootstrap(): void {
      started.push('timers');
    }
  }
  class Nightly {
    runs = 0;
    @SetMetadata('SCHEDULER_TYPE', 1) @SetMetadata('SCHEDULE_CRON_OPTIONS', { cronTime: '0 3 * * *', name: 'report' })
    async sendReport(): Promise<number> {
      return (this.runs += 1);
    }

    @SetMetadata('SCHEDULER_TYPE', 3) @SetMetadata('SCHEDULE_INTERVAL_OPTIONS', { timeout: 500 })
    poll(): void {
      throw new Error(`poll ${this.runs}`);
    }
  }
  class Scheduled {}
  Module({ providers: [SchedulerRegistry, SchedulerOrchestrator, Nightly] })(Scheduled);

  it('are kept from firing and run by name', async () => {
    const t = await createTestApp({ imports: [Scheduled] });
    expect(started).toEqual([]);
    expect(await t.cron('report').run()).toBe(1);
    expect(await t.cron('Nightly.sendReport').run()).toBe(2);
    expect(t.cron('poll')).toMatchObject({ name: 'Nightly.poll', schedule: 500 });
    await expect(t.cron('poll').run()).rejects.toThrow('poll 2');
    expect(() => t.cron('none')).toThrow(/no scheduled method "none"\. There are: report, Nightly\.poll[^]*\[JNM_CRON\]/);
    await t.close();
  });
});

describe('a clean end', () => {
  it('closes and names an app that was left open', async () => {
    const warned = jest.spyOn(console, 'warn').mockImplementation(() => undefined);
    const t = await createTestApp({ imports: [App] });
    const closing = jest.spyOn(t.app, 'close');
    for (const close of findWorker()?.onEnd ?? []) await close();
    expect(closing).toHaveBeenCalledTimes(1);
    expect(warned.mock.calls).toEqual([[expect.stringMatching(/made at test[\\/]nest[\\/]app-extras\.test\.ts:\d+ was not closed/)]]);
    const closed = await createTestApp({ imports: [App] });
    await closed.close();
    expect(findWorker()?.onEnd.size).toBe(0);
    warned.mockRestore();
  });

  it('closes an app that does not start', async () => {
    const ended: string[] = [];
    class Opens {
      onApplicationShutdown(): void {}
      onModuleDestroy(): void {
        ended.push('destroyed');
      }
    }
    class Failing {}
    Module({ providers: [Opens] })(Failing);
    await expect(createTestApp({ imports: [Failing], configure: () => { throw new Error('bad main'); } })).rejects.toThrow('bad main');
    expect(ended).toEqual(['destroyed']);
    // The app is closed; data sources that were still on their way are looked for once more at the file's end.
    expect(findWorker()?.onEnd.size).toBe(1);
  });
});

it('takes module, fakes and sign-in from the config; those of the call count more', async () => {
  const configFile = path.join(rootDir, 'mssql-test.config.js');
  const config = { app: { module: App, fakes: [defineFake(SmsClient, ({ fn }) => ({ send: fn(async () => 'from the config') }))], signIn: (_app: unknown, user: string) => `token-of-${user}` } };
  jest.doMock(configFile, () => config, { virtual: true });
  const worker = findWorker() as Worker;
  setWorker({ ...worker, facts: { ...worker.facts, configFile } });
  const t = await createTestApp();
  expect(await t.get(Texts).sms.send('1')).toBe('from the config');
  expect((await (await t.as('ann')).get('/me')).text).toBe('hello Bearer token-of-ann');
  await t.close();
  const own = await createTestApp({ fakes: [defineFake(SmsClient, ({ fn }) => ({ send: fn(async () => 'of the call') }))] });
  expect(await own.get(Texts).sms.send('1')).toBe('of the call');
  await own.close();
});

it('leaves providers alone that refuse to be asked outside of a request', async () => {
  // As proxy providers of nestjs-cls do.
  const refuse = (_: object, key: string | symbol): never => { throw new Error(`no request, asked for ${String(key)}`); };
  const lazy = new Proxy({}, { get: (target, key) => (['then', 'onModuleInit', 'onApplicationBootstrap', 'onModuleDestroy', 'beforeApplicationShutdown', 'onApplicationShutdown', 'constructor'].includes(String(key)) ? undefined : refuse(target, key)) });
  const t = await createTestApp({ imports: [], providers: [{ provide: 'OF_THE_REQUEST', useFactory: () => lazy }] });
  expect(() => (lazy as { emit?: unknown }).emit).toThrow('no request, asked for emit');
  await expect(t.close()).resolves.toBeUndefined();
});
