// Queues, workers, listeners and flow producers of the real bullmq that an application makes itself: no connection is opened.
import 'reflect-metadata';
import * as net from 'node:net';
import * as path from 'node:path';
import { Module } from '@nestjs/common';
import { setWorker, type Worker } from '../../src/process/worker';
import { mockQueuePackages } from '../../src/nest/replace/bare-queues';
import { createTestApp } from '../../src/nest/create-test-app';

const rootDir = path.resolve(__dirname, '..', '..');
beforeAll(() => {
  setWorker({ facts: { rootDir, configFile: undefined } as Worker['facts'], workerId: '1', database: 'x', cleans: { count: 0, ms: 0 }, onClean: new Set(), dataSources: new Set(), onEnd: new Set() });
});

it('replaces queues, workers and listeners that an application makes itself', async () => {
  mockQueuePackages(rootDir);
  const mq = require('bullmq') as typeof import('bullmq');
  const seen = { connections: 0 };
  const server = net.createServer((socket) => { seen.connections += 1; socket.destroy(); });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const connection = { host: '127.0.0.1', port: (server.address() as net.AddressInfo).port };
  const atModuleScope = new mq.Queue('module', { connection });
  const worker = new mq.Worker('module', async (job) => ({ doubled: Number(job.data.n) * 2 }), { connection });
  const events = new mq.QueueEvents('module', { connection });
  class Service {
    readonly flows = new mq.FlowProducer({ connection });
  }
  class App {}
  Module({ providers: [Service] })(App);
  const t = await createTestApp({ imports: [App as never], queues: 'inline' });
  const job = await atModuleScope.add('double', { n: 4 });
  expect(await job.waitUntilFinished(events, 1000)).toEqual({ doubled: 8 });
  const { job: flowed } = await t.get(Service).flows.add({ name: 'double', queueName: 'module', data: { n: 1 } });
  expect(flowed.returnvalue).toEqual({ doubled: 2 });
  await Promise.all([worker.close(), events.close(), atModuleScope.close()]);
  await t.close();
  await new Promise((resolve) => server.close(resolve));
  expect(seen.connections).toBe(0);
});
