// Whole projects that end by themselves with nothing open: queues of BullMQ, schedules and timers of the app, an app that its spec does
// not close, a data source that Nest loses.
import { runJest, Workshop } from '../projects/jest-project';

const workshop = new Workshop();
afterAll(() => workshop.remove());
jest.setTimeout(180_000);

const NO_SPECS = { 'test/app.spec.ts': undefined, 'test/plain.spec.ts': undefined };
const OPEN = /open handle|did not exit|ECONNREFUSED/;

const MODULE = `
      import { BullModule, Processor, WorkerHost } from '@nestjs/bullmq';
      import { Injectable, Module, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
      import { EventEmitterModule } from '@nestjs/event-emitter';
      import { Cron, Interval, ScheduleModule } from '@nestjs/schedule';
      import { TypeOrmModule } from '@nestjs/typeorm';
      import { FlowProducer, Queue, QueueEvents, Worker, type Job } from 'bullmq';
      import { options } from './data-source';
      const connection = { host: '127.0.0.1', port: 6379 };
      export const bare = new Queue('bare', { connection });
      export const worker = new Worker('bare', async (job: Job) => job.data.n + 1, { connection });
      export const events = new QueueEvents('bare', { connection });
      export const flows = new FlowProducer({ connection });
      @Processor('email', { concurrency: 4 })
      class EmailProcessor extends WorkerHost { async process(job: Job): Promise<string> { return job.name; } }
      @Injectable()
      export class Jobs implements OnModuleInit, OnModuleDestroy {
        ran = 0;
        timer: NodeJS.Timeout | undefined;
        onModuleInit(): void { this.timer = setInterval(() => undefined, 1000); }
        onModuleDestroy(): void { clearInterval(this.timer); }
        @Cron('* * * * * *', { name: 'second' }) second(): void { this.ran += 1; }
        @Interval('poll', 10) poll(): void { this.ran += 1; }
      }
      @Module({
        imports: [
          TypeOrmModule.forRoot({ ...options, retryAttempts: 0 }), EventEmitterModule.forRoot(), ScheduleModule.forRoot(),
          BullModule.forRoot({ connection }), BullModule.registerQueue({ name: 'email' }), BullModule.registerFlowProducer({ name: 'flows' }),
        ],
        providers: [EmailProcessor, Jobs],
      })
      export class BullMqApp {}`;

const SPEC = (close: string): string => `
      import { getQueueToken } from '@nestjs/bullmq';
      import type { Queue } from 'bullmq';
      import { createTestApp, type TestApp } from 'jest-nest-mssql';
      import { bare, BullMqApp, Jobs } from '../src/bullmq-app';
      let t: TestApp;
      beforeAll(async () => { t = await createTestApp({ imports: [BullMqApp] }); });
      ${close}
      it('runs jobs without Redis', async () => {
        await t.get<Queue>(getQueueToken('email')).add('welcome', {});
        const job = await bare.add('plus', { n: 1 });
        expect(await t.queues.drain()).toEqual({ completed: 2, failed: 0 });
        expect(job.returnvalue).toBe(2);
        await new Promise((resolve) => setTimeout(resolve, 50));
        expect(t.get(Jobs).ran).toBe(0);
        await t.http.get('/').expect(404);
      });`;

it('ends a project with BullMQ, schedules and timers', async () => {
  const directory = workshop.make('shop', { ...NO_SPECS, 'src/bullmq-app.ts': MODULE, 'test/bullmq.spec.ts': SPEC('afterAll(() => t.close());') });
  const outcome = await runJest(directory, ['--runInBand', '--detectOpenHandles']);
  expect([outcome.failed, outcome.passed, outcome.exitCode]).toEqual([[], ['runs jobs without Redis'], 0]);
  expect(outcome.output).not.toMatch(OPEN);
  expect(outcome.output).not.toMatch(/was not closed/);
});

it('closes an app that its spec leaves open, and says where it was made', async () => {
  const directory = workshop.make('shop', { ...NO_SPECS, 'src/bullmq-app.ts': MODULE, 'test/open.spec.ts': SPEC('') });
  const outcome = await runJest(directory, ['--runInBand', '--detectOpenHandles']);
  expect([outcome.failed, outcome.passed, outcome.exitCode]).toEqual([[], ['runs jobs without Redis'], 0]);
  expect(outcome.output).not.toMatch(OPEN);
  expect(outcome.output).toMatch(/The app that createTestApp made at test[\\/]open\.spec\.ts:7 was not closed; it has been closed now\. Add: afterAll\(\(\) => t\.close\(\)\)/);
});

it('closes a data source that Nest loses', async () => {
  const outcome = await runJest(workshop.make('ledger'), ['--runInBand', '--detectOpenHandles']);
  expect([outcome.failed, outcome.exitCode]).toEqual([[], 0]);
  expect(outcome.output).not.toMatch(OPEN);
});
