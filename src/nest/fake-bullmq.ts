// What @nestjs/bullmq needs beyond its queue tokens: its workers and event listeners open connections of their own.
// Workers are replaced through the module's public setter; the registrar by one that gives every listener a silent emitter.
import type { ProviderToken, ScannedApp } from './builder';
import type { FakeJob } from './fakes/job';
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
  readonly metadataAccessor: { isQueueEventsListener(target: unknown): boolean; getOnQueueEventMetadata(target: unknown): unknown };
  readonly metadataScanner: { scanFromPrototype(instance: unknown, prototype: unknown, visit: (key: string) => void): void };
  handleQueueEvents(key: string, wrapper: Wrapper, events: unknown, metadata: unknown): void;
}

type Listener = (...args: unknown[]) => unknown;

/** Keeps @nestjs/bullmq from connecting; its processors serve the fakes of `queues`. */
export function replaceBullMq(app: ScannedApp, bullMq: BullMqModule, queues: QueueRegistry): void {
  bullMq.BullModule.workerClass = fakeWorkerClass(queues);
  const explorer = [...app.tokens].find((token) => typeof token === 'function' && token.name === 'BullExplorer');
  if (explorer === undefined) return;
  const useFactory = (found: Explorer): object => ({
    register: () => registerAll(found),
    onModuleInit: () => registerAll(found),
  });
  app.replace(bullMq.BullRegistrar, { useFactory: useFactory as (...args: never[]) => unknown, inject: [explorer] });
}

function registerAll(explorer: Explorer): void {
  explorer.registerWorkers();
  for (const wrapper of explorer.discoveryService.getProviders()) {
    const target = wrapper.metatype === null || wrapper.inject !== undefined ? wrapper.instance?.constructor : wrapper.metatype;
    if (wrapper.instance === undefined || !explorer.metadataAccessor.isQueueEventsListener(target)) continue;
    const events = fakeEmitter();
    wrapper.instance['_queueEvents'] = events;
    const { instance } = wrapper;
    explorer.metadataScanner.scanFromPrototype(instance, Object.getPrototypeOf(instance), (key) => {
      const metadata = explorer.metadataAccessor.getOnQueueEventMetadata(instance[key]);
      if (metadata !== undefined && metadata !== null) explorer.handleQueueEvents(key, wrapper, events, metadata);
    });
  }
}

function fakeWorkerClass(queues: QueueRegistry): unknown {
  return class FakeWorker {
    readonly name: string;
    readonly opts: unknown;

    constructor(name: string, processor: (job: FakeJob, token: string) => unknown, opts: unknown) {
      this.name = name;
      this.opts = opts;
      void queues.provide(name).process('*', (job: FakeJob) => processor(job, 'fake-token'));
    }

    on(event: string, listener: Listener): this {
      queues.provide(this.name).on(event, listener);
      return this;
    }

    off(): this {
      return this;
    }

    isRunning(): boolean {
      return true;
    }

    async run(): Promise<void> {}
    async pause(): Promise<void> {}
    async resume(): Promise<void> {}
    async close(): Promise<void> {}
    async waitUntilReady(): Promise<void> {}
  };
}

function fakeEmitter(): object {
  const listeners = new Map<string, Listener[]>();
  return {
    on: (event: string, listener: Listener) => void listeners.set(event, [...(listeners.get(event) ?? []), listener]),
    off: () => undefined,
    emit: (event: string, ...args: unknown[]) => listeners.get(event)?.forEach((listener) => listener(...args)),
    close: async () => undefined,
    waitUntilReady: async () => undefined,
  };
}
