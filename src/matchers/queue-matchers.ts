// Matchers for queues: toHaveEnqueued and toHaveNoJobs. They know a queue by its list of jobs only.
import { presetError } from '../errors';
import { contains, kindOf, listOf, type MatcherContext, type MatcherResult } from './contains';

/** What the matchers read of a queue. */
export interface QueueLike {
  readonly name: string;
  readonly jobs: ReadonlyArray<{ readonly name: string; readonly data: unknown; readonly opts: Readonly<Record<string, unknown>>; readonly id: string; readonly state?: string }>;
}

/** What a job must have beyond its name and data. */
export interface EnqueuedOptions {
  readonly times?: number;
  readonly delay?: number;
  readonly jobId?: string | number;
  readonly priority?: number;
}

/** The matchers, as they are seen on expect(...). */
export interface QueueMatchers<R> {
  /** The queue has a job of that name; with `data`, one whose data contain it. */
  toHaveEnqueued(name: string, data?: unknown, options?: EnqueuedOptions): R;
  /** The queue has no job. */
  toHaveNoJobs(): R;
}

const SHOWN_OPTIONS = ['delay', 'priority', 'jobId', 'attempts', 'lifo', 'repeat'] as const;
const PLAIN: Readonly<Record<string, unknown>> = { delay: 0, attempts: 1, lifo: false };

/** The implementations, for expect.extend. */
export const queueMatchers = {
  toHaveEnqueued(this: MatcherContext, received: unknown, name: string, ...[data, options = {}]: [data?: unknown, options?: EnqueuedOptions]): MatcherResult {
    const queue = asQueue(received);
    const found = queue.jobs.filter((job) => job.name === name && contains(job.data, data, this.equals) && fits(job, options));
    const pass = options.times === undefined ? found.length > 0 : found.length === options.times;
    return { pass, message: () => explain(queue, this, { name, data, options, pass, found: found.length }) };
  },
  toHaveNoJobs(this: MatcherContext, received: unknown): MatcherResult {
    const queue = asQueue(received);
    const pass = queue.jobs.length === 0;
    return { pass, message: () => `expected the queue "${queue.name}" to have ${pass ? 'some job' : 'no jobs'}\n${listJobs(queue, this)}` };
  },
};

interface Outcome {
  readonly name: string;
  readonly data: unknown;
  readonly options: EnqueuedOptions;
  readonly pass: boolean;
  readonly found: number;
}

function explain(queue: QueueLike, context: MatcherContext, { name, data, options, pass, found }: Outcome): string {
  const { times, ...wanted } = options;
  const withData = data === undefined ? '' : ` with ${context.utils.printExpected(data)}`;
  const withOptions = Object.entries(wanted).filter(([, value]) => value !== undefined).map(([key, value]) => `, ${key} ${String(value)}`).join('');
  const count = times === undefined ? '' : ` ${times} times, found ${found}`;
  return `expected the queue "${queue.name}" ${pass ? 'not ' : ''}to have a job ${context.utils.printExpected(name)}${withData}${withOptions}${count}\n${listJobs(queue, context)}`;
}

function asQueue(received: unknown): QueueLike {
  const { jobs } = (received ?? {}) as { jobs?: unknown };
  if (!Array.isArray(jobs)) throw presetError('JNM_ARGUMENT', { caller: 'expect(...)', given: kindOf(received), expected: 'a queue: t.queue(name)' });
  return received as QueueLike;
}

function listJobs(queue: QueueLike, context: MatcherContext): string {
  return listOf('It has:', queue.jobs.map((job) => {
    const options = SHOWN_OPTIONS.filter((key) => job.opts[key] !== undefined && job.opts[key] !== PLAIN[key]).map((key) => `${key} ${JSON.stringify(job.opts[key])}`);
    const notes = [...(job.state === undefined || job.state === 'waiting' ? [] : [job.state]), ...options];
    return `${job.name} ${context.utils.printReceived(job.data)}${notes.length === 0 ? '' : ` (${notes.join(', ')})`}`;
  }));
}

function fits(job: QueueLike['jobs'][number], options: EnqueuedOptions): boolean {
  return (options.delay === undefined || (job.opts['delay'] ?? 0) === options.delay)
    && (options.jobId === undefined || job.id === String(options.jobId))
    && (options.priority === undefined || (job.opts['priority'] ?? 0) === options.priority);
}
