// What @nestjs/bullmq needs beyond its queue tokens: its workers and event listeners open connections of their own.
// Workers are replaced through the explorer's setter; the registrar by one that gives every listener the events of its fake queue.
// The classes are those of the scanned app: what this library would load could be another copy, or ES modules that it cannot require.
import { createBullMqClasses, type BullMqClasses } from '../fakes/queues/bullmq-classes';
import type { QueueRegistry } from '../fakes/queues/registry';
import type { ProviderToken, ScannedApp } from './builder';

interface Wrapper {
  readonly instance: Record<string, unknown> | undefined;
  readonly metatype: (abstract new (...args: never[]) => unknown) | null;
  readonly inject?: unknown;
}
interface Explorer {
  registerWorkers(): void;
  readonly discoveryService: { getProviders(): readonly Wrapper[] };
  readonly metadataAccessor: {
    isQueueEventsListener(target: unknown): boolean;
    getQueueEventsListenerMetadata?(target: unknown): { readonly queueName?: string } | undefined;
    getOnQueueEventMetadata(target: unknown): unknown;
  };
  readonly metadataScanner: { scanFromPrototype(instance: unknown, prototype: unknown, visit: (key: string) => void): void };
  handleQueueEvents(key: string, wrapper: Wrapper, events: unknown, metadata: unknown): void;
}

/** Keeps @nestjs/bullmq from connecting; its processors serve the fakes of `queues`. */
export function replaceBullMq(app: ScannedApp, queues: QueueRegistry): void {
  const explorer = classNamed(app, 'BullExplorer');
  const registrar = classNamed(app, 'BullRegistrar');
  if (explorer === undefined || registrar === undefined) return;
  const { Worker, QueueEvents } = createBullMqClasses(() => queues);
  (explorer as unknown as { workerClass: unknown }).workerClass = Worker;
  const useFactory = (found: Explorer): object => ({
    register: () => registerAll(found, QueueEvents),
    onModuleInit: () => registerAll(found, QueueEvents),
  });
  app.replace(registrar, { useFactory: useFactory as (...args: never[]) => unknown, inject: [explorer] });
}

function classNamed(app: ScannedApp, name: string): ProviderToken | undefined {
  return [...app.tokens].find((token) => typeof token === 'function' && token.name === name);
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
