// createTestApp without a database: queues and clients are found by themselves, no socket to Redis is opened.
import 'reflect-metadata';
import * as net from 'node:net';
import * as path from 'node:path';
import { BullModule, getQueueToken, Process, Processor } from '@nestjs/bull';
import { Controller, Get, Inject, Module } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { findWorker, setWorker, type Worker } from '../../src/process/worker';
import { createTestApp } from '../../src/nest/create-test-app';

const rootDir = path.resolve(__dirname, '..', '..');
beforeAll(() => {
  setWorker({ facts: { rootDir, configFile: undefined } as Worker['facts'], workerId: '1', database: 'x', cleans: { count: 0, ms: 0 }, onClean: new Set(), dataSources: new Set(), onEnd: new Set() });
});

interface Adder { add(name: string, data: object): Promise<unknown> }
const sent: unknown[] = [];

class Mailer {
  run(job: { data: unknown }): void {
    sent.push(job.data);
  }
}
Processor('email')(Mailer);
Process('welcome')(Mailer.prototype, 'run', Object.getOwnPropertyDescriptor(Mailer.prototype, 'run') as PropertyDescriptor);

class Producer {
  constructor(readonly queue: Adder, readonly stripe: { customers: { create(): Promise<{ id: string }> } }, readonly greeting: string) {}
  hello(): string {
    return this.greeting;
  }
}
Inject(getQueueToken('email'))(Producer, undefined, 0);
Inject('STRIPE_CLIENT')(Producer, undefined, 1);
Inject('GREETING')(Producer, undefined, 2);
Controller('hello')(Producer);
Get()(Producer.prototype, 'hello', Object.getOwnPropertyDescriptor(Producer.prototype, 'hello') as PropertyDescriptor);

const refuse = (): never => {
  throw new Error('a real client was made');
};

async function withRedisListener(work: (port: number) => Promise<void>): Promise<number> {
  const seen = { connections: 0 };
  const server = net.createServer((socket) => {
    seen.connections += 1;
    socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  await work((server.address() as net.AddressInfo).port);
  await new Promise((resolve) => server.close(resolve));
  return seen.connections;
}

function appModule(port: number): new () => object {
  class Email {}
  Module({ imports: [BullModule.registerQueueAsync({ name: 'email', useFactory: () => ({ redis: { host: '127.0.0.1', port } }) })], exports: [BullModule], providers: [Mailer] })(Email);
  class App {}
  Module({
    imports: [BullModule.forRoot({ redis: { host: '127.0.0.1', port } }), Email],
    controllers: [Producer],
    providers: [{ provide: 'STRIPE_CLIENT', useFactory: refuse }, { provide: 'GREETING', useValue: 'real' }],
  })(App);
  return App;
}

it('replaces queues and clients wherever they are registered, and connects to nothing', async () => {
  const connections = await withRedisListener(async (port) => {
    const t = await createTestApp({ imports: [appModule(port)], overrides: [{ provide: 'GREETING', useValue: 'hi' }], configure: (app) => app.setGlobalPrefix('api') });
    const producer = t.get(Producer);
    await producer.queue.add('welcome', { n: 1 });
    expect(t.queues.names).toEqual(['email']);
    expect(await t.queue('email').drain()).toEqual({ completed: 1, failed: 0 });
    expect(sent).toEqual([{ n: 1 }]);
    expect((await producer.stripe.customers.create()).id).toMatch(/^cus_/);
    expect(t.mocks.stripe.customers.create).toHaveBeenCalledTimes(1);
    expect((await t.http.get('/api/hello').expect(200)).text).toBe('hi');
    findWorker()?.onClean.forEach((reset) => reset());
    expect(t.queue('email').jobs).toEqual([]);
    expect(t.mocks.stripe.customers.create).not.toHaveBeenCalled();
    await t.close();
    await t.close();
    expect(findWorker()?.onClean.size).toBe(0);
  });
  expect(connections).toBe(0);
});

it('lets the spec replace what the preset would', async () => {
  const own = { customers: { create: async () => ({ id: 'mine' }) } };
  const t = await createTestApp({ imports: [appModule(1)], overrides: (builder) => builder.overrideProvider('STRIPE_CLIENT').useValue(own) });
  expect((await t.get(Producer).stripe.customers.create()).id).toBe('mine');
  await t.close();
});

it('says what an app without a data source is cleaned with', async () => {
  class App {}
  Module({})(App);
  const t = await createTestApp({ imports: [App] });
  expect(() => t.dataSource).toThrow(/^t\.dataSource was read, and the app has no default data source of TypeORM, nor a single one of another name\.\n.*getDataSourceToken.*useCleanDatabase\(\).*\[JNM_APP_DATA_SOURCE\]$/);
  await t.close();
});

it('gives the data source of an app that has one, whatever its token, and asks which of several is meant', async () => {
  const sourceOf = (type: 'mssql' | 'postgres'): DataSource => Object.assign(Object.create(DataSource.prototype) as DataSource, { options: { type } });
  const open = (...sources: readonly DataSource[]): ReturnType<typeof createTestApp> => createTestApp({ imports: [], providers: sources.map((useValue, index) => ({ provide: `source-${index}`, useValue })) });
  const [first, second, other] = [sourceOf('mssql'), sourceOf('mssql'), sourceOf('postgres')];
  const one = await open(other, first);
  expect(one.dataSource).toBe(first);
  const two = await open(first, second);
  expect(() => two.dataSource).toThrow(/JNM_APP_DATA_SOURCE/);
  await Promise.all([one.close(), two.close()]);
});

it('asks for modules', async () => {
  await expect(createTestApp()).rejects.toThrow(/JNM_APP_MODULE/);
});
