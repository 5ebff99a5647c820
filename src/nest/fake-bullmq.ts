// What @nestjs/bullmq needs beyond its queue tokens: its workers and event listeners open connections of their own.
// Workers are replaced through the module's public setter; the registrar by one that gives every listener the events of its fake queue.
import type { ProviderToken, ScannedApp } from './builder';
import { createBullMqClasses, type BullMqClasses } from './bullmq-classes';
import type { QueueRegistry } from './queues';

/** The parts of @nestjs/bullmq that are replaced. */
export interface BullMqModule {
  readonly BullModule: { workerClass: unknown };
  readonly BullRegistrar: ProviderToken;
}

interface Wrapper {
  readonly instance: Record<string, unknown> | undefined;
  readonly metatype: (abstract new (...args: never[]) => unknown) | null;
  readonly inject?: unknown;
}
interface Explorer {
  registerWorkers(): void;
  readonly discoveryService: { getProviders(): readonly Wrapper[] };
  readonly metadataAccessor: { isQueueEventsListener(target: unknown): boolean; getQueueEventsListenerMetadata?(target: unknown): { readonly queueName?: string } | undefined; getOnQueueEventMetadata(target: unknown): unknown };
  readonly metadataScanner: { scanFromPrototype(instance: unknown, prototype: unknown, visit: (key: string) => void): void };
  handleQueueEvents(key: string, wrapper: Wrapper, events: unknown, metadata: unknown): void;
}

/** Keeps @nestjs/bullmq from connecting; its processors serve the fakes of `queues`. */
export function replaceBullMq(app: ScannedApp, bullMq: BullMqModule, queues: QueueRegistry): void {
  const { Worker, QueueEvents } = createBullMqClasses(() => queues);
  bullMq.BullModule.workerClass = Worker;
  const explorer = [...app.tokens].find((token) => typeof token === 'function' && token.name === 'BullExplorer');
  if (explorer === undefined) return;
  const useFactory = (found: Explorer): object => ({
    register: () => registerAll(found, QueueEvents),
    onModuleInit: () => registerAll(found, QueueEvents),
  });
  app.replace(bullMq.BullRegistrar, { useFactory: useFactory as (...args: never[]) => unknown, inject: [explorer] });
}

function registerAll(explorer: Explorer, QueueEvents: BullMqClasses['QueueEvents']): void {
  explorer.registerWorkers();
  for (const wrapper of explorer.discoveryService.getProviders()) {
    const target = wrapper.metatype === null || wrapper.inject !== undefined ? wrapper.instance?.constructor : wrapper.metatype;
    if (wrapper.instance === undefined || !explorer.metadataAccessor.isQueueEventsListener(target)) continue;
    const events = new QueueEvents(explorer.metadataAccessor.getQueueEventsListenerMetadata?.(target)?.queueName ?? '');
    wrapper.instance['_queueEvents'] = events;
    const { instance } = wrapper;
    explorer.metadataScanner.scanFromPrototype(instance, Object.getPrototypeOf(instance), (key) => {
      const metadata = explorer.metadataAccessor.getOnQueueEventMetadata(instance[key]);
      if (metadata !== undefined && metadata !== null) explorer.handleQueueEvents(key, wrapper, events, metadata);
    });
  }
}
