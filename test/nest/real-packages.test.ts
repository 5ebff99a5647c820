// Whole applications on the real packages: @nestjs/bullmq with workers, flows and listeners, @nestjs/schedule, ioredis. A listener
// counts what reaches Redis' port: nothing may.
import 'reflect-metadata';
import * as net from 'node:net';
import * as path from 'node:path';
import { BullModule as BullMqModule, getFlowProducerToken, getQueueToken, InjectQueue, OnQueueEvent, OnWorkerEvent, Processor, QueueEventsHost, QueueEventsListener, WorkerHost } from '@nestjs/bullmq';
import { Injectable, Module } from '@nestjs/common';
import { Cron, Interval, ScheduleModule, SchedulerRegistry, Timeout } from '@nestjs/schedule';
import type { FlowProducer, Job, Queue } from 'bullmq';
import { setWorker, type Worker } from '../../src/process/worker';
import { createTestApp } from '../../src/nest/create-test-app';
import { guardNetwork, networkRulesOf } from '../../src/nest/network/guard';

const rootDir = path.resolve(__dirname, '..', '..');
const redis = { connections: 0, port: 0, server: net.createServer((socket) => { redis.connections += 1; socket.destroy(); }) };
beforeAll(async () => {
  setWorker({ facts: { rootDir, configFile: undefined } as Worker['facts'], workerId: '1', database: 'x', cleans: { count: 0, ms: 0 }, onClean: new Set(), dataSources: new Set(), onEnd: new Set() });
  await new Promise<void>((resolve) => redis.server.listen(0, '127.0.0.1', resolve));
  redis.port = (redis.server.address() as net.AddressInfo).port;
});
afterAll(() => new Promise((resolve) => redis.server.close(resolve)));
afterEach(() => expect(redis.connections).toBe(0));

const heard: unknown[] = [];

@Processor('email', { concurrency: 2, limiter: { max: 10, duration: 1000 } })
class EmailProcessor extends WorkerHost {
  async process(job: Job<{ to: string }>): Promise<string> {
    await job.log(`to ${job.data.to}`);
    if (job.attemptsMade === 0 && job.data.to === 'bob') throw new Error('not yet');
    return `sent to ${job.data.to}`;
  }

  @OnWorkerEvent('completed')
  onCompleted(job: Job): void {
    heard.push(['worker', job.returnvalue]);
  }
}

@Processor('parts')
class PartsProcessor extends WorkerHost {
  async process(job: Job): Promise<string> {
    return job.name;
  }
}

@Processor('whole')
class WholeProcessor extends WorkerHost {
  async process(job: Job): Promise<unknown> {
    return Object.values(await job.getChildrenValues());
  }
}

@QueueEventsListener('email')
class EmailEvents extends QueueEventsHost {
  @OnQueueEvent('completed')
  onCompleted({ jobId, returnvalue }: { jobId: string; returnvalue: string }): void {
    heard.push(['events', jobId, returnvalue]);
  }
}

@Injectable()
class Emails {
  constructor(@InjectQueue('email') readonly queue: Queue) {}
}

function appModule(): new () => object {
  class App {}
  const connection = { host: '127.0.0.1', port: redis.port };
  Module({
    imports: [
      BullMqModule.forRootAsync({ useFactory: async () => ({ connection, defaultJobOptions: { attempts: 2 } }) }),
      BullMqModule.registerQueue({ name: 'email' }, { name: 'parts' }, { name: 'whole' }),
      BullMqModule.registerFlowProducer({ name: 'flows' }),
    ],
    providers: [EmailProcessor, PartsProcessor, WholeProcessor, EmailEvents, Emails],
  })(App);
  return App;
}

it('runs processors, listeners and flows of @nestjs/bullmq', async () => {
  heard.splice(0);
  const t = await createTestApp({ imports: [appModule()] });
  const { queue } = t.get(Emails);
  const [ann] = await queue.addBulk([{ name: 'welcome', data: { to: 'ann' } }, { name: 'welcome', data: { to: 'bob' } }]);
  expect(await t.queues.drain()).toEqual({ completed: 2, failed: 0 });
  expect(heard).toEqual([['worker', 'sent to ann'], ['events', '1', 'sent to ann'], ['worker', 'sent to bob'], ['events', '2', 'sent to bob']]);
  expect(await queue.getJobLogs(ann?.id ?? '')).toMatchObject({ logs: ['to ann'], count: 1 });
  expect(t.queue('email').jobs[1]).toMatchObject({ attemptsMade: 1, stacktrace: [expect.stringContaining('not yet')] });
  const flows = t.get<FlowProducer>(getFlowProducerToken('flows'));
  const { job } = await flows.add({ name: 'sum', queueName: 'whole', children: [{ name: 'a', queueName: 'parts' }, { name: 'b', queueName: 'parts' }] });
  await t.queues.drain();
  expect(await job.getState()).toBe('completed');
  expect(t.queue('whole').jobs[0]?.returnvalue).toEqual(['a', 'b']);
  await t.close();
});

it('counts, pauses, retries, schedules and removes as the real queue does', async () => {
  const t = await createTestApp({ imports: [appModule()] });
  const queue = t.get<Queue>(getQueueToken('email'));
  await queue.pause();
  const job = await queue.add('welcome', { to: 'bob' }, { attempts: 1, removeOnComplete: true, jobId: 'once' });
  expect(await queue.add('welcome', { to: 'bob' }, { jobId: 'once' })).toBe(job);
  expect([await queue.getJobCounts('waiting'), await queue.isPaused()]).toEqual([{ waiting: 1 }, true]);
  await queue.resume();
  expect(await t.queues.drain()).toEqual({ completed: 0, failed: 1 });
  expect([job.failedReason, await queue.getFailedCount(), await job.isFailed()]).toEqual(['not yet', 1, true]);
  await job.retry();
  expect(await t.queues.drain()).toEqual({ completed: 1, failed: 0 });
  expect(await queue.getJob('once')).toBeFalsy();
  const later = await queue.add('welcome', { to: 'ann' }, { delay: 60_000 });
  await later.promote();
  expect(await later.getState()).toBe('waiting');
  await later.updateProgress({ at: 50 });
  await queue.upsertJobScheduler('nightly', { pattern: '0 3 * * *', tz: 'UTC' }, { name: 'welcome', data: { to: 'ann' } });
  expect(await queue.getJobSchedulers()).toMatchObject([{ key: 'nightly', pattern: '0 3 * * *' }]);
  expect([later.progress, await queue.remove(later.id ?? ''), await queue.getDelayedCount()]).toEqual([{ at: 50 }, 1, 1]);
  await queue.obliterate({ force: true });
  expect([await queue.count(), await queue.getJobSchedulers()]).toEqual([0, []]);
  await t.close();
});

describe('@nestjs/schedule', () => {
  @Injectable()
  class Jobs {
    readonly ran: string[] = [];

    @Cron('* * * * * *', { name: 'second' })
    everySecond(): string {
      this.ran.push('cron');
      return 'ticked';
    }

    @Interval('poll', 5)
    poll(): void {
      this.ran.push('interval');
    }

    @Timeout(5)
    late(): void {
      this.ran.push('timeout');
    }
  }
  class App {}
  Module({ imports: [ScheduleModule.forRoot()], providers: [Jobs] })(App);

  it('fires nothing by itself, and runs what a spec asks for', async () => {
    const t = await createTestApp({ imports: [App] });
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(t.get(Jobs).ran).toEqual([]);
    expect(await t.cron('second').run()).toBe('ticked');
    await t.cron('poll').run();
    await t.cron('Jobs.late').run();
    expect(t.get(Jobs).ran).toEqual(['cron', 'interval', 'timeout']);
    expect(t.cron('second').schedule).toBe('* * * * * *');
    expect([...t.get(SchedulerRegistry).getCronJobs().keys()]).toEqual(['second']);
    await t.close();
  });
});

it('refuses a Redis client of the application itself, and says how to replace it', async () => {
  const guard = guardNetwork(networkRulesOf({ address: { host: 'db', port: 1433, options: {} } as never, allowHosts: [], rootDir }));
  const { default: Redis } = require('ioredis') as { default: new (options: object) => { ping(): Promise<string>; disconnect(): void; on(event: 'error', listener: (error: Error) => void): void } };
  const client = new Redis({ host: '127.0.0.1', port: 6379, maxRetriesPerRequest: 0, disconnectTimeout: 10, retryStrategy: () => null });
  const seen: Error[] = [];
  client.on('error', (error) => seen.push(error));
  await expect(client.ping()).rejects.toThrow();
  client.disconnect();
  guard.remove();
  expect(seen[0]?.message).toMatch(/A connection to Redis at 127\.0\.0\.1:6379 was refused/);
  expect(() => guard.raise()).toThrow(/opened at a line of the package ioredis: [\s\S]*Replace the provider that opens it \(`overrides` or `fakes` of createTestApp/);
});
