// Replaces the queues of @nestjs/bull and @nestjs/bullmq by fakes, however and wherever the application registers them.
// With @nestjs/bull the queue tokens suffice: its explorer only calls `process` and `on` of what it finds there.
import { createFlowProducer } from '../fakes/queues/flow-producer';
import type { FakeQueue, QueueSettings } from '../fakes/queues/queue';
import type { QueueRegistry } from '../fakes/queues/registry';
import type { ProviderToken, ScannedApp } from './builder';
import { replaceBullMq } from './bullmq';

const QUEUE = /^BullQueue_(.*)$/;
const FLOW = /^BullFlowProducer_/;

/** Replaces every queue of the scanned application; their fakes are in `queues` afterwards. */
export function replaceQueues(app: ScannedApp, queues: QueueRegistry): void {
  const hasBullMq = [...app.tokens].some((token) => typeof token === 'function' && token.name === 'BullRegistrar');
  for (const token of app.tokens) {
    if (typeof token !== 'string') continue;
    const name = QUEUE.exec(token)?.[1];
    if (name !== undefined) replaceQueue(app, token, queues.provide(name, hasBullMq ? 'bullmq' : 'bull'));
    if (FLOW.test(token)) app.replace(token, { useValue: createFlowProducer(() => queues) });
  }
  if (hasBullMq) replaceBullMq(app, queues);
}

// The options that the queue is registered with, forRoot's among them, are a provider of their own.
function replaceQueue(app: ScannedApp, token: ProviderToken, queue: FakeQueue): void {
  const options = [`BullQueueOptions_${queue.name}`, `BullMQQueueOptions_${queue.name}`].find((name) => app.tokens.has(name));
  if (options === undefined) {
    app.replace(token, { useValue: queue });
    return;
  }
  const useFactory = (settings: QueueSettings | undefined): FakeQueue => {
    queue.configure(settings ?? {});
    for (const processor of settings?.processors ?? []) registerInline(queue, processor);
    return queue;
  };
  app.replace(token, { useFactory, inject: [options] });
}

// `processors: [fn, '/a/file.js', { name, concurrency, callback }, { name, concurrency, path }]` of registerQueue.
function registerInline(queue: FakeQueue, processor: unknown): void {
  const { name, callback, path } = typeof processor === 'object' && processor !== null ? (processor as { name?: string; callback?: unknown; path?: unknown }) : {};
  const run = callback ?? path ?? processor;
  if (queue.flavour === 'bullmq') queue.processAll(run);
  else void (name === undefined ? queue.process(run) : queue.process(name, run));
}
