// Matchers for queues: toHaveEnqueued and toHaveNoJobs. They know a queue by its list of jobs only.

/** What the matchers read of a queue. */
export interface QueueLike {
  readonly name: string;
  readonly jobs: ReadonlyArray<{ readonly name: string; readonly data: unknown; readonly opts: Readonly<Record<string, unknown>>; readonly id: string }>;
}

/** What a job must have beyond its name and data. */
export interface EnqueuedOptions {
  readonly times?: number;
  readonly delay?: number;
  readonly jobId?: string;
}

/** The matchers, as they are seen on expect(...). */
export interface QueueMatchers<R> {
  /** The queue has a job of that name; with `data`, one whose data contain it. */
  toHaveEnqueued(name: string, data?: unknown, options?: EnqueuedOptions): R;
  /** The queue has no job. */
  toHaveNoJobs(): R;
}

interface MatcherContext {
  readonly equals: (a: unknown, b: unknown) => boolean;
  readonly utils: { printExpected(value: unknown): string; printReceived(value: unknown): string };
}
interface MatcherResult {
  readonly pass: boolean;
  readonly message: () => string;
}

/** The implementations, for expect.extend. */
export const queueMatchers = {
  toHaveEnqueued(this: MatcherContext, received: unknown, name: string, ...[data, options = {}]: [data?: unknown, options?: EnqueuedOptions]): MatcherResult {
    const queue = asQueue(received);
    const found = queue.jobs.filter((job) => job.name === name && contains(job.data, data, this.equals) && fits(job, options));
    const pass = options.times === undefined ? found.length > 0 : found.length === options.times;
    const wanted = `a job ${this.utils.printExpected(name)}${data === undefined ? '' : ` with ${this.utils.printExpected(data)}`}`;
    return { pass, message: () => `expected the queue "${queue.name}" ${pass ? 'not ' : ''}to have ${wanted}${options.times === undefined ? '' : ` ${options.times} times, found ${found.length}`}\n${listJobs(queue, this)}` };
  },
  toHaveNoJobs(this: MatcherContext, received: unknown): MatcherResult {
    const queue = asQueue(received);
    const pass = queue.jobs.length === 0;
    return { pass, message: () => `expected the queue "${queue.name}" to have ${pass ? 'some job' : 'no jobs'}\n${listJobs(queue, this)}` };
  },
};

function asQueue(received: unknown): QueueLike {
  const { jobs } = (received ?? {}) as { jobs?: unknown };
  if (!Array.isArray(jobs)) throw new TypeError('expect(...) must be given a queue: t.queue(name)');
  return received as QueueLike;
}

function listJobs(queue: QueueLike, context: MatcherContext): string {
  if (queue.jobs.length === 0) return 'It has none.';
  return `It has:\n${queue.jobs.map((job) => `  ${job.name} ${context.utils.printReceived(job.data)}`).join('\n')}`;
}

function fits(job: QueueLike['jobs'][number], options: EnqueuedOptions): boolean {
  return (options.delay === undefined || job.opts['delay'] === options.delay) && (options.jobId === undefined || job.id === options.jobId);
}

// As toMatchObject: every expected property, at every depth; asymmetric matchers decide for themselves.
function contains(actual: unknown, expected: unknown, equals: MatcherContext['equals']): boolean {
  if (expected === undefined) return true;
  if (!isPlainObject(expected)) return equals(actual, expected);
  if (typeof actual !== 'object' || actual === null) return false;
  return Object.entries(expected).every(([key, value]) => {
    const own = (actual as Record<string, unknown>)[key];
    return value === undefined ? own === undefined : contains(own, value, equals);
  });
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !('asymmetricMatch' in value) && Object.prototype.toString.call(value) === '[object Object]';
}
