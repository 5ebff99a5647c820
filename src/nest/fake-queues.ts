// Replaces the queues of @nestjs/bull and @nestjs/bullmq by fakes, however and wherever the application registers them.
// With @nestjs/bull the queue tokens suffice: its explorer only calls `process` and `on` of what it finds there.
import { optionalPeer } from '../config/project';
import type { ScannedApp } from './builder';
import { replaceBullMq, type BullMqModule } from './fake-bullmq';
import type { QueueRegistry } from './queues';

const QUEUE = /^BullQueue_(.*)$/;
const FLOW = /^BullFlowProducer_/;

/** Replaces every queue of the scanned application; their fakes are in `queues` afterwards. */
export function replaceQueues(app: ScannedApp, queues: QueueRegistry, rootDir: string): void {
  for (const token of app.tokens) {
    if (typeof token !== 'string') continue;
    const name = QUEUE.exec(token)?.[1];
    if (name !== undefined) app.replace(token, { useValue: queues.provide(name) });
    if (FLOW.test(token)) app.replace(token, { useValue: fakeFlowProducer(queues) });
  }
  const hasBullMq = [...app.tokens].some((token) => typeof token === 'function' && token.name === 'BullRegistrar');
  const bullMq = hasBullMq ? optionalPeer<BullMqModule>(rootDir, '@nestjs/bullmq') : undefined;
  if (bullMq !== undefined) replaceBullMq(app, bullMq, queues);
}

interface Flow {
  readonly name: string;
  readonly queueName: string;
  readonly data?: unknown;
  readonly opts?: Record<string, unknown>;
  readonly children?: readonly Flow[];
}

// Children are enqueued before their parents, as BullMQ runs them.
function fakeFlowProducer(queues: QueueRegistry): object {
  const add = async (flow: Flow): Promise<unknown> => {
    const children: unknown[] = [];
    for (const child of flow.children ?? []) children.push(await add(child));
    return { job: await queues.provide(flow.queueName).add(flow.name, flow.data, flow.opts), children };
  };
  return { add, addBulk: (flows: readonly Flow[]) => Promise.all(flows.map(add)), close: async () => undefined, on: () => undefined };
}
