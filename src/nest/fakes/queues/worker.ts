// What stands for BullMQ's Worker: it serves a fake queue with the application's processor, and hears what happens in it. Which queue that
// is, is known to those who make it.
import type { BackoffStrategy } from '../jobs/options';
import type { LimiterOptions } from '../jobs/rate-limit';
import { Listeners } from './listeners';
import type { FakeQueue } from './queue';
import { refuseMethods, WORKER_METHODS } from './refused-methods';

/** The options of a worker, as far as the fake acts on them. */
export interface WorkerOptions {
  readonly settings?: { readonly backoffStrategy?: BackoffStrategy };
  readonly concurrency?: number;
  readonly limiter?: LimiterOptions;
  readonly autorun?: boolean;
}

/** A worker of a fake queue. */
export abstract class FakeWorker extends Listeners {
  readonly name: string;
  readonly opts: WorkerOptions;
  isClosed = false;
  readonly #processor: unknown;

  constructor(name: string, processor?: unknown, opts: WorkerOptions = {}) {
    super();
    this.name = name;
    this.opts = opts;
    this.#processor = typeof processor === 'function' ? (job: unknown) => (processor as (job: unknown, token: string) => unknown)(job, 'fake-token') : (processor ?? undefined);
    if (opts.autorun !== false) this.#serve();
  }

  /** What a processor throws after `rateLimit`: the job comes again and has not failed. */
  static RateLimitError(): Error {
    return Object.assign(new Error('bullmq:rateLimitExceeded'), { name: 'RateLimitError' });
  }

  abstract get queue(): FakeQueue;

  #serve(): void {
    const { settings, concurrency, limiter } = this.opts;
    if (this.#processor !== undefined) this.queue.processAll(this.#processor, { strategy: settings?.backoffStrategy, concurrency, limiter });
  }

  // A worker hears what happens in its queue.
  override on(event: string, listener: Parameters<Listeners['on']>[1]): this {
    this.queue.on(event, listener);
    return this;
  }

  override off(event: string, listener: Parameters<Listeners['on']>[1]): this {
    this.queue.off(event, listener);
    return this;
  }

  isRunning(): boolean {
    return !this.isClosed;
  }

  isPaused(): boolean {
    return this.queue.isHeld;
  }

  async run(): Promise<void> {
    this.#serve();
  }

  async pause(): Promise<void> {
    this.queue.isHeld = true;
  }

  async resume(): Promise<void> {
    this.queue.isHeld = false;
  }

  rateLimit(forMs: number): Promise<void> {
    return this.queue.rateLimit(forMs);
  }

  async waitUntilReady(): Promise<object> {
    return {};
  }

  async close(): Promise<void> {
    this.isClosed = true;
  }

  async disconnect(): Promise<void> {
    this.isClosed = true;
  }
}

refuseMethods(FakeWorker.prototype, 'Worker', WORKER_METHODS);
