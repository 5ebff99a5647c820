// Stand-ins for the classes of BullMQ that open connections: Queue, Worker, QueueEvents and FlowProducer. They serve the fakes of
// a registry, which is asked for only when an object is made.
import type { BackoffStrategy, JobOptions } from './fakes/job-options';
import { Listeners } from './fakes/listeners';
import type { FakeQueue } from './fakes/queue';
import { createFlowProducer, type FakeFlowProducer } from './flow-producer';
import type { QueueRegistry } from './queues';

/** The stand-ins, under BullMQ's names. */
export interface BullMqClasses {
  readonly Queue: new (name: string, opts?: { readonly defaultJobOptions?: JobOptions }) => object;
  readonly Worker: new (name: string, processor?: unknown, opts?: WorkerOptions) => Listeners;
  readonly QueueEvents: new (name: string) => Listeners;
  readonly FlowProducer: new () => object;
}

interface WorkerOptions {
  readonly settings?: { readonly backoffStrategy?: BackoffStrategy };
}

/** Classes whose objects belong to the registry that `queues` gives. */
export function createBullMqClasses(queues: () => QueueRegistry): BullMqClasses {
  return { Queue: queueClass(queues), Worker: workerClass(queues), QueueEvents: queueEventsClass(queues), FlowProducer: flowProducerClass(queues) };
}

function queueClass(queues: () => QueueRegistry): BullMqClasses['Queue'] {
  return class Queue {
    constructor(name: string, opts: { readonly defaultJobOptions?: JobOptions } = {}) {
      const queue = queues().provide(name, 'bullmq');
      return queue.configure({ ...(queue.opts as object), ...opts });
    }

    static [Symbol.hasInstance](value: unknown): boolean {
      return isFakeQueue(value);
    }
  };
}

/** Whether a value is one of the fake queues. */
export function isFakeQueue(value: unknown): value is FakeQueue {
  return typeof (value as { processAll?: unknown } | undefined)?.processAll === 'function';
}

function workerClass(queues: () => QueueRegistry): BullMqClasses['Worker'] {
  return class Worker extends Listeners {
    readonly name: string;
    readonly opts: WorkerOptions;
    isClosed = false;

    constructor(name: string, processor?: unknown, opts: WorkerOptions = {}) {
      super();
      this.name = name;
      this.opts = opts;
      const run = typeof processor === 'function' ? (job: unknown) => (processor as (job: unknown, token: string) => unknown)(job, 'fake-token') : processor;
      if (run !== undefined && run !== null) queues().provide(name, 'bullmq').processAll(run, opts.settings?.backoffStrategy);
    }

    // A worker hears what happens in its queue.
    override on(event: string, listener: Parameters<Listeners['on']>[1]): this {
      queues().provide(this.name, 'bullmq').on(event, listener);
      return this;
    }

    override off(event: string, listener: Parameters<Listeners['on']>[1]): this {
      queues().provide(this.name, 'bullmq').off(event, listener);
      return this;
    }

    isRunning(): boolean {
      return !this.isClosed;
    }

    isPaused(): boolean {
      return false;
    }

    async run(): Promise<void> {}
    async pause(): Promise<void> {}
    async resume(): Promise<void> {}
    async waitUntilReady(): Promise<object> {
      return {};
    }

    async close(): Promise<void> {
      this.isClosed = true;
    }
  };
}

function queueEventsClass(queues: () => QueueRegistry): BullMqClasses['QueueEvents'] {
  return class QueueEvents extends Listeners {
    readonly name: string;

    constructor(name: string) {
      super();
      this.name = name;
      if (name !== '') queues().provide(name, 'bullmq').addStream(this);
    }

    async run(): Promise<void> {}
    async close(): Promise<void> {}
    async disconnect(): Promise<void> {}
    async waitUntilReady(): Promise<object> {
      return {};
    }
  };
}

function flowProducerClass(queues: () => QueueRegistry): BullMqClasses['FlowProducer'] {
  return class FlowProducer {
    constructor() {
      return createFlowProducer(queues) as FakeFlowProducer;
    }
  };
}
