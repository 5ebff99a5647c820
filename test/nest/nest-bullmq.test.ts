// What is replaced of @nestjs/bullmq: its worker class, and its registrar, which would connect event listeners. The package's own
// explorer is stood for by one that does what the package's does.
import type { ProviderToken, Replacement, ScannedApp } from '../../src/nest/replace/builder';
import { replaceBullMq } from '../../src/nest/replace/bullmq';
import { replaceQueues } from '../../src/nest/replace/queues';
import type { FakeJob } from '../../src/nest/fakes/jobs/job';
import type { FakeQueue } from '../../src/nest/fakes/queues/queue';
import type { FakeFlowProducer } from '../../src/nest/fakes/queues/flow-producer';
import { QueueRegistry } from '../../src/nest/fakes/queues/registry';

class BullRegistrar {}
class BullExplorer {
  static workerClass: unknown;
}

class EmailProcessor {
  readonly done: unknown[] = [];
  worker: { on(event: string, listener: (...args: never[]) => unknown): unknown } | undefined;
  async process(job: FakeJob): Promise<string> {
    this.done.push(job.data);
    return 'sent';
  }
}
class EmailEvents {
  readonly heard: unknown[] = [];
  onCompleted(event: unknown): void {
    this.heard.push(event);
  }
}

function scannedApp(...tokens: ProviderToken[]): { app: ScannedApp; replaced: Map<ProviderToken, Replacement> } {
  const replaced = new Map<ProviderToken, Replacement>();
  return { replaced, app: { tokens: new Set(tokens), instances: () => [], instancesOf: () => [], replace: (token, replacement) => void replaced.set(token, replacement) } };
}

it('gives workers and event listeners the fake queues', async () => {
  const queues = new QueueRegistry();
  const { app, replaced } = scannedApp(BullRegistrar, BullExplorer);
  replaceBullMq(app, queues);
  const processor = new EmailProcessor();
  const listener = new EmailEvents();
  const explorer = {
    registerWorkers() {
      const Worker = BullExplorer.workerClass as new (name: string, processor: unknown, opts: object) => NonNullable<EmailProcessor['worker']>;
      processor.worker = new Worker('email', processor.process.bind(processor), { concurrency: 5 });
    },
    discoveryService: { getProviders: () => [{ instance: processor, metatype: EmailProcessor }, { instance: listener, metatype: EmailEvents }] },
    metadataAccessor: {
      isQueueEventsListener: (target: unknown) => target === EmailEvents,
      getQueueEventsListenerMetadata: () => ({ queueName: 'email' }),
      getOnQueueEventMetadata: (method: unknown) => (method === listener.onCompleted ? { eventName: 'completed' } : undefined),
    },
    metadataScanner: { scanFromPrototype: (_instance: unknown, prototype: object, visit: (key: string) => void) => Object.getOwnPropertyNames(prototype).forEach(visit) },
    handleQueueEvents: (key: 'onCompleted', _wrapper: unknown, events: NonNullable<EmailProcessor['worker']>, { eventName }: { eventName: string }) => events.on(eventName, listener[key].bind(listener)),
  };
  const replacement = replaced.get(BullRegistrar) as { useFactory: (...args: unknown[]) => { onModuleInit(): void }; inject: unknown[] };
  expect(replacement.inject).toEqual([BullExplorer]);
  replacement.useFactory(explorer).onModuleInit();
  await queues.provide('email').add('welcome', { n: 1 });
  expect(await queues.drain()).toEqual({ completed: 1, failed: 0 });
  expect(processor.done).toEqual([{ n: 1 }]);
  expect(listener.heard).toEqual([{ jobId: '1', returnvalue: 'sent', prev: 'active' }]);
});

it('replaces queues and flow producers by their tokens, with the options they are registered with', async () => {
  const queues = new QueueRegistry();
  const { app, replaced } = scannedApp('BullQueue_email', 'BullMQQueueOptions_email', 'BullFlowProducer_flow', BullRegistrar);
  replaceQueues(app, queues);
  const { useFactory, inject } = replaced.get('BullQueue_email') as { useFactory: (...args: unknown[]) => FakeQueue; inject: unknown[] };
  expect(inject).toEqual(['BullMQQueueOptions_email']);
  const queue = useFactory({ defaultJobOptions: { attempts: 4 }, processors: [async () => 'inline'] });
  expect([queue.flavour, (await queue.add('x', {})).opts.attempts]).toEqual(['bullmq', 4]);
  await ((replaced.get('BullFlowProducer_flow') as { useValue: FakeFlowProducer }).useValue).add({ name: 'p', queueName: 'email' });
  expect(await queues.drain()).toEqual({ completed: 2, failed: 0 });
});
