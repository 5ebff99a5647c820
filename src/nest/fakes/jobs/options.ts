// The options of Bull's and BullMQ's jobs, and what follows from them: the wait before the next attempt. Knows no queue.

/** Which of the two libraries a queue stands for; they differ in priorities, back-off and the shape of some arguments. */
export type QueueFlavour = 'bull' | 'bullmq';

/** Where a job stands. */
export type JobState = 'waiting' | 'delayed' | 'active' | 'completed' | 'failed' | 'waiting-children';

/** How long a failed job waits for its next attempt. */
export interface BackoffOptions {
  readonly type: string;
  readonly delay?: number;
  readonly options?: unknown;
}

/** When a repeated job comes again: by a cron expression (`cron`, BullMQ `pattern`) or every so many milliseconds. */
export interface RepeatOptions {
  readonly cron?: string;
  readonly pattern?: string;
  readonly every?: number;
  readonly limit?: number;
  readonly tz?: string;
  readonly endDate?: number | string | Date;
  readonly jobId?: string | number;
  readonly key?: string;
}

/** How many finished jobs are kept: none (true), all (false), or the newest ones. */
export type KeepJobs = boolean | number | { readonly count?: number; readonly age?: number };

/** Options of a job, as far as the fake acts on them. */
export interface JobOptions {
  readonly attempts?: number;
  readonly delay?: number;
  readonly jobId?: string | number;
  readonly priority?: number;
  readonly lifo?: boolean;
  readonly backoff?: number | BackoffOptions;
  readonly repeat?: RepeatOptions;
  readonly removeOnComplete?: KeepJobs;
  readonly removeOnFail?: KeepJobs;
  readonly failParentOnFailure?: boolean;
  readonly ignoreDependencyOnFailure?: boolean;
  readonly removeDependencyOnFailure?: boolean;
  readonly [other: string]: unknown;
}

/** A back-off of the application's own: Bull passes (attempts, error, options), BullMQ (attempts, type, error, job). */
export type BackoffStrategy = (attemptsMade: number, ...rest: unknown[]) => number | Promise<number>;

/** What decides the wait before the next attempt of a job. */
export interface BackoffRequest {
  readonly backoff: number | BackoffOptions | undefined;
  readonly attemptsMade: number;
  readonly error: unknown;
  readonly flavour: QueueFlavour;
  /** Bull's `settings.backoffStrategies`. */
  readonly strategies: Readonly<Record<string, BackoffStrategy>>;
  /** BullMQ's `settings.backoffStrategy` of a worker. */
  readonly strategy: BackoffStrategy | undefined;
  readonly job: unknown;
}

/** The wait before the next attempt in milliseconds; -1 ends the attempts, as in Bull. */
export async function backoffDelay(request: BackoffRequest): Promise<number> {
  const { backoff, attemptsMade, error, flavour } = request;
  if (backoff === undefined) return 0;
  const { type, delay = 0, options }: BackoffOptions = typeof backoff === 'number' ? { type: 'fixed', delay: backoff } : backoff;
  const own = request.strategies[type];
  if (own !== undefined) return own(attemptsMade, error, options);
  if (type === 'fixed') return delay;
  if (type === 'exponential') return flavour === 'bull' ? Math.round((2 ** attemptsMade - 1) * delay) : Math.round(2 ** (attemptsMade - 1) * delay);
  if (request.strategy !== undefined) return request.strategy(attemptsMade, type, error, request.job);
  throw new Error(`Unknown backoff strategy ${type}. If a custom backoff strategy is used, specify it when the queue is created.`);
}

/** Jobs with this id count as one while the first of them is not finished, or for `ttl` milliseconds. */
export function idOfDuplicates(opts: JobOptions): { readonly id: string; readonly ttl?: number } | undefined {
  return (opts['deduplication'] ?? opts['debounce']) as { readonly id: string; readonly ttl?: number } | undefined;
}
