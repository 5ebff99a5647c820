// Stand-ins for the classes of BullMQ that open connections: Queue, Worker, QueueEvents and FlowProducer, and for Job. They serve the fakes of
// a registry, which is asked for only when an object is made.
import { FakeJob } from '../jobs/job';
import type { JobOptions } from '../jobs/options';
import { notImitated } from '../not-imitated';
import { createFlowProducer, type FakeFlowProducer } from './flow-producer';
import { Listeners } from './listeners';
import type { FakeQueue } from './queue';
import type { QueueRegistry } from './registry';
import { FakeWorker, type WorkerOptions } from './worker';

/** The stand-ins, under BullMQ's names. */
export interface BullMqClasses {
  readonly Queue: new (name: string, opts?: { readonly defaultJobOptions?: JobOptions }) => object;
  readonly Worker: new (name: string, processor?: unknown, opts?: WorkerOptions) => Listeners;
  readonly QueueEvents: new (name: string) => Listeners;
  readonly FlowProducer: new () => object;
  readonly Job: new () => object;
}

/** Classes whose objects belong to the registry that `queues` gives. */
export function createBullMqClasses(queues: () => QueueRegistry): BullMqClasses {
  return { Queue: queueClass(queues), Worker: workerClass(queues), QueueEvents: queueEventsClass(queues), FlowProducer: flowProducerClass(queues), Job: jobClass() };
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
  return class Worker extends FakeWorker {
    override get queue(): FakeQueue {
      return queues().provide(this.name, 'bullmq');
    }
  };
}

// Jobs are made by queues; this is for Job.fromId, Job.create and instanceof.
function jobClass(): BullMqClasses['Job'] {
  return class Job {
    constructor() {
      throw notImitated('Job', 'new Job()');
    }

    static async fromId(queue: FakeQueue, id: string): Promise<FakeJob | undefined> {
      return (await queue.getJob(id)) ?? undefined;
    }

    static create(queue: FakeQueue, ...args: readonly [name: string, data?: unknown, opts?: JobOptions]): Promise<FakeJob> {
      return queue.add(...args);
    }

    static [Symbol.hasInstance](value: unknown): boolean {
      return value instanceof FakeJob;
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
