// Queues that an application makes itself, `new Queue()` of bull or bullmq: their packages are mocked in the sandbox of each test
// file, and what is made belongs to the app that is being made, or to the next one.
import { createBullMqClasses, isFakeQueue } from '../fakes/queues/bullmq-classes';
import type { FakeQueue, QueueSettings } from '../fakes/queues/queue';
import { QueueRegistry } from '../fakes/queues/registry';
import { mockPackage } from './mock-package';

/** Where queues go that no app has: the app that is being made or was made last, or a registry that the next app adopts. */
interface Home {
  readonly orphans: QueueRegistry;
  current: QueueRegistry | undefined;
}

const KEY = Symbol.for('jest-nest-mssql.bare-queues');
type Holder = { [KEY]?: Home };

/** Mocks bull and bullmq in this sandbox, where the project has them. */
export function mockQueuePackages(rootDir: string): void {
  mockPackage(rootDir, 'bull', mockBull);
  mockPackage(rootDir, 'bullmq', (actual) => ({ ...(actual as object), ...createBullMqClasses(currentRegistry) }));
}

/** The registry of a new app: what was made outside of any app belongs to it. */
export function adoptBareQueues(make: (orphans: QueueRegistry) => QueueRegistry): QueueRegistry {
  const home = homeOf();
  home.current = make(home.orphans);
  return home.current;
}

/** Ends that bare queues go to `registry`. */
export function leaveBareQueues(registry: QueueRegistry): void {
  const home = homeOf();
  if (home.current === registry) home.current = undefined;
}

function homeOf(): Home {
  const holder = globalThis as Holder;
  holder[KEY] ??= { orphans: new QueueRegistry(), current: undefined };
  return holder[KEY];
}

function currentRegistry(): QueueRegistry {
  const { current, orphans } = homeOf();
  return current ?? orphans;
}

// Bull's Queue is called with and without `new`: Queue(name, options), Queue(name, url, options).
function mockBull(actual: unknown): unknown {
  function Queue(name: string, ...rest: unknown[]): FakeQueue {
    const options = rest.find((value) => typeof value === 'object' && value !== null) as QueueSettings | undefined;
    const queue = currentRegistry().provide(name, 'bull');
    return options === undefined ? queue : queue.configure(options);
  }
  Object.defineProperty(Queue, Symbol.hasInstance, { value: isFakeQueue });
  return Object.assign(Queue, actual, { default: Queue });
}
