// Queues in a whole application: options of forRoot, inline processors, bare queues, the mode inline.
import 'reflect-metadata';
import * as net from 'node:net';
import * as path from 'node:path';
import { BullModule, getQueueToken } from '@nestjs/bull';
import { forwardRef, Module } from '@nestjs/common';
import { setWorker, type Worker } from '../../src/process/worker';
import { mockQueuePackages } from '../../src/nest/replace/bare-queues';
import { createTestApp } from '../../src/nest/create-test-app';
import type { FakeQueue } from '../../src/nest/fakes/queues/queue';

const rootDir = path.resolve(__dirname, '..', '..');
beforeAll(() => {
  setWorker({ facts: { rootDir, configFile: undefined } as Worker['facts'], workerId: '1', database: 'x', cleans: { count: 0, ms: 0 }, onClean: new Set(), dataSources: new Set(), onEnd: new Set() });
});

const ran: unknown[] = [];

function appModule(): new () => object {
  class App {}
  Module({
    imports: [
      BullModule.forRoot({ defaultJobOptions: { attempts: 3, removeOnComplete: true }, settings: { backoffStrategies: { mine: () => 1 } } }),
      BullModule.registerQueue({
        name: 'email',
        processors: [{ name: 'welcome', callback: (job, done) => { ran.push(job.data); done?.(job.attemptsMade < 2 ? new Error('again') : null); } }],
      }),
    ],
  })(App);
  return App;
}

it('observes the options of forRoot and runs inline processors', async () => {
  const t = await createTestApp({ imports: [appModule()] });
  const queue = t.get<FakeQueue>(getQueueToken('email'));
  const job = await queue.add('welcome', { n: 1 });
  expect(job.opts).toMatchObject({ attempts: 3, removeOnComplete: true });
  expect(await t.queues.drain()).toEqual({ completed: 1, failed: 0 });
  expect(ran).toEqual([{ n: 1 }, { n: 1 }, { n: 1 }]);
  expect(await queue.getCompletedCount()).toBe(0);
  expect(t.queue('email').jobs).toHaveLength(1);
  await t.close();
});

it('opens no connection, whatever way queues are registered', async () => {
  const seen = { connections: 0 };
  const server = net.createServer((socket) => { seen.connections += 1; socket.destroy(); });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const redis = { host: '127.0.0.1', port: (server.address() as net.AddressInfo).port };
  class Inner {}
  class Outer {}
  Module({ imports: [BullModule.registerQueueAsync({ name: 'nested', useFactory: async () => ({ redis }) }), forwardRef(() => Outer)], exports: [BullModule] })(Inner);
  Module({ imports: [BullModule.registerQueue({ name: 'direct', processors: [() => Promise.resolve()] }, { name: 'url', url: `redis://127.0.0.1:${redis.port}` }), forwardRef(() => Inner)] })(Outer);
  class App {}
  Module({ imports: [BullModule.forRootAsync({ useFactory: async () => ({ redis }) }), BullModule.registerQueue({ name: 'plain' }), Outer] })(App);
  const t = await createTestApp({ imports: [App as never] });
  expect([...t.queues.names].sort()).toEqual(['direct', 'nested', 'plain', 'url']);
  await t.get<FakeQueue>(getQueueToken('direct')).add({});
  expect(await t.queues.drain()).toEqual({ completed: 1, failed: 0 });
  await t.close();
  await new Promise((resolve) => server.close(resolve));
  expect(seen.connections).toBe(0);
});

it('runs jobs at once in the mode inline', async () => {
  const t = await createTestApp({ imports: [appModule()], queues: 'inline' });
  expect((await t.get<FakeQueue>(getQueueToken('email')).add('welcome', {})).state).toBe('completed');
  await t.close();
});

it('knows cron expressions by the parser of the project', async () => {
  const t = await createTestApp({ imports: [appModule()] });
  const queue = t.get<FakeQueue>(getQueueToken('email'));
  await queue.add('nightly', {}, { repeat: { cron: '0 3 * * *', tz: 'UTC' } });
  const next = new Date(Number((await queue.getRepeatableJobs())[0]?.['next']));
  expect([next.getUTCHours(), next.getUTCMinutes(), next.getTime() > Date.now()]).toEqual([3, 0, true]);
  await expect(queue.add('bad', {}, { repeat: { cron: 'nonsense' } })).rejects.toThrow();
  await t.close();
});

it('replaces queues that the application makes itself, at module scope and in services', async () => {
  const seen = { connections: 0 };
  const server = net.createServer((socket) => { seen.connections += 1; socket.destroy(); });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const redis = { port: (server.address() as net.AddressInfo).port };
  mockQueuePackages(rootDir);
  const Bull = require('bull') as { new (name: string, options: object): FakeQueue; (name: string, url: string, options?: object): FakeQueue; readonly Job: unknown };
  expect(Bull.Job).toBeDefined();
  const atModuleScope = new Bull('module', { redis, defaultJobOptions: { attempts: 2 } });
  void atModuleScope.process((job: { data: unknown }) => void ran.push(job.data));
  class Service {
    readonly queue = Bull('service', `redis://127.0.0.1:${redis.port}`);
  }
  class App {}
  Module({ providers: [Service] })(App);
  ran.splice(0);
  const t = await createTestApp({ imports: [App as never] });
  expect(t.get(Service).queue).toBeInstanceOf(Bull);
  await t.get(Service).queue.add('a', {});
  await atModuleScope.add({ n: 1 });
  expect(t.queues.names).toEqual(['module', 'service']);
  expect(await t.queue('module').drain()).toEqual({ completed: 1, failed: 0 });
  expect(ran).toEqual([{ n: 1 }]);
  expect(t.queue('module').jobs[0]?.opts.attempts).toBe(2);
  await t.close();
  const again = await createTestApp({ imports: [App as never] });
  expect(again.queues.names).toEqual(['module', 'service']);
  await again.close();
  await new Promise((resolve) => server.close(resolve));
  expect(seen.connections).toBe(0);
});
