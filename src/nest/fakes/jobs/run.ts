// Runs the jobs of fake queues with the application's own processors: attempts, back-off, delays and repeats in the order of Redis'
// queues, without waiting. A delay puts the virtual clock forward. Knows how jobs are run, not how they are added or listed.
import { fileURLToPath } from 'node:url';
import { presetError, reasonOf } from '../../../errors';
import type { JobEvent } from './events';
import type { FakeJob } from './job';
import { backoffDelay, type BackoffStrategy, type QueueFlavour } from './options';
import type { RateLimit } from './rate-limit';
import type { JobStore } from './store';
import type { VirtualClock } from './virtual-clock';
import { withinTime } from './within-time';

/** What the application runs a job with. */
export type Processor = (job: FakeJob, done?: (error?: unknown, value?: unknown) => void) => unknown;

/** A queue, as far as running its jobs goes. */
export interface RunnableQueue {
  readonly name: string;
  readonly flavour: QueueFlavour;
  readonly store: JobStore;
  readonly clock: VirtualClock;
  readonly isPausedNow: boolean;
  readonly isHeld: boolean;
  readonly rateLimiter: RateLimit;
  readonly concurrency: number;
  readonly backoffStrategies: Readonly<Record<string, BackoffStrategy>>;
  readonly backoffStrategy: BackoffStrategy | undefined;
  processorFor(job: FakeJob): Processor | undefined;
  announce(event: JobEvent, job: FakeJob, detail?: unknown): Promise<void>;
  announceDrained(): Promise<void>;
  /** Makes the next of a repeated job. */
  repeatAfter(job: FakeJob): void;
}

/** What a drain has run. */
export interface DrainResult {
  readonly completed: number;
  readonly failed: number;
}

/** How far a drain goes. */
export interface DrainOptions {
  /** Whether delayed jobs are run as well (default), repeated ones once. */
  readonly delayed?: boolean;
  /** Whether as many jobs of a queue run at once as its processors allow; one after the other otherwise. */
  readonly concurrent?: boolean;
}

const MOST_RUNS = 10_000;
const NO_RETRY: ReadonlySet<string> = new Set(['UnrecoverableError']);
/** What a processor throws to be run again without having failed. */
const NO_ATTEMPT: ReadonlySet<string> = new Set(['RateLimitError', 'WaitingError']);

/** Runs every job that waits, and those that they add, until none is left. */
export async function drainQueues(queues: () => Iterable<RunnableQueue>, clock: VirtualClock, options: DrainOptions = {}): Promise<DrainResult> {
  const result = { completed: 0, failed: 0 };
  const repeated = options.delayed === false ? undefined : new Set<string>();
  const seen = new Set<RunnableQueue>();
  const running = new RunningJobs();
  try {
    for (let runs = 1; ; ) {
      const next = takeNext([...queues()], clock, { repeated, running });
      if (next === undefined && running.isEmpty) break;
      if (next === undefined) {
        await running.oneEnds();
        continue;
      }
      if (runs > MOST_RUNS) throw presetError('JNM_DRAIN', { count: MOST_RUNS, queue: next.queue.name, job: next.job.name });
      runs += 1;
      seen.add(next.queue);
      next.queue.rateLimiter.note(clock.now());
      const run = runJob(next.queue, next.job).then((outcome) => {
        if (outcome !== 'again') result[outcome] += 1;
      });
      running.add(next.queue, run);
      if (options.concurrent !== true) await run;
    }
    for (const queue of seen) await queue.announceDrained();
    return result;
  } finally {
    clock.reset();
  }
}

// The jobs that a drain has started and that have not ended.
class RunningJobs {
  readonly #runs = new Set<Promise<void>>();
  readonly #byQueue = new Map<RunnableQueue, number>();

  get isEmpty(): boolean {
    return this.#runs.size === 0;
  }

  hasRoom(queue: RunnableQueue): boolean {
    return (this.#byQueue.get(queue) ?? 0) < queue.concurrency;
  }

  add(queue: RunnableQueue, run: Promise<void>): void {
    const change = (by: number): void => void this.#byQueue.set(queue, (this.#byQueue.get(queue) ?? 0) + by);
    change(1);
    this.#runs.add(run);
    const leave = (): void => {
      change(-1);
      this.#runs.delete(run);
    };
    run.then(leave, leave);
  }

  async oneEnds(): Promise<void> {
    await Promise.race(this.#runs);
  }
}

interface Drain {
  readonly repeated: Set<string> | undefined;
  readonly running: RunningJobs;
}

function takeNext(queues: readonly RunnableQueue[], clock: VirtualClock, { repeated, running }: Drain): { queue: RunnableQueue; job: FakeJob } | undefined {
  const served = queues.filter((queue) => !queue.isPausedNow && !queue.isHeld);
  for (;;) {
    for (const queue of served) {
      const job = running.hasRoom(queue) && queue.rateLimiter.opensAtMs(clock.now()) === undefined ? queue.store.waiting[0] : undefined;
      if (job !== undefined) return { queue, job };
    }
    // Time does not go on while a job runs.
    if (!running.isEmpty || !passTime(served, clock, repeated)) return undefined;
  }
}

// To the moment when a delayed job is due or a limited queue may go on, whatever comes first.
function passTime(queues: readonly RunnableQueue[], clock: VirtualClock, repeated: Set<string> | undefined): boolean {
  const opens = queues.filter((queue) => queue.store.waiting.length > 0).map((queue) => queue.rateLimiter.opensAtMs(clock.now()) ?? Infinity);
  const opensAtMs = Math.min(Infinity, ...opens);
  if (repeated !== undefined && promoteEarliest(queues, clock, { repeated, beforeMs: opensAtMs })) return true;
  if (opensAtMs === Infinity) return false;
  clock.advanceTo(opensAtMs);
  return true;
}

// A repeated job is run once in a drain: the next of it stays delayed.
function promoteEarliest(queues: readonly RunnableQueue[], clock: VirtualClock, { repeated, beforeMs }: { readonly repeated: Set<string>; readonly beforeMs: number }): boolean {
  const due = queues
    .flatMap((queue) => queue.store.delayed.map((job) => ({ queue, job, atMs: queue.store.dueAtMs(job) })))
    .filter(({ queue, job }) => !repeated.has(repeatName(queue, job)))
    .sort((a, b) => a.atMs - b.atMs)[0];
  if (due === undefined || due.atMs > beforeMs) return false;
  const name = repeatName(due.queue, due.job);
  if (name !== '') repeated.add(name);
  clock.advanceTo(due.atMs);
  due.queue.store.toWaiting(due.job, 'due');
  return true;
}

function repeatName(queue: RunnableQueue, job: FakeJob): string {
  return job.opts.repeat === undefined || job.attemptsMade > 0 ? '' : `${queue.name} ${job.opts.repeat.key ?? ''}`;
}

/** Runs one attempt of a job; 'again' if another one follows. */
export async function runJob(queue: RunnableQueue, job: FakeJob): Promise<'completed' | 'failed' | 'again'> {
  const processor = queue.processorFor(job);
  if (processor === undefined) throw presetError('JNM_PROCESSOR', { queue: queue.name, job: job.name });
  queue.store.toState(job, 'active');
  job.processedOn = queue.clock.now();
  job.attemptsStarted += 1;
  if (job.opts.repeat !== undefined && job.attemptsMade === 0) queue.repeatAfter(job);
  await queue.announce('active', job);
  try {
    const value = await callInTime(processor, job, queue);
    await completeJob(queue, job, value);
  } catch (error) {
    await failAttempt(queue, job, error);
  }
  return job.state === 'completed' || job.state === 'failed' ? job.state : 'again';
}

/** Ends a job well. */
export async function completeJob(queue: RunnableQueue, job: FakeJob, value: unknown): Promise<void> {
  if (job.state !== 'active') return;
  job.returnvalue = value;
  queue.store.toFinished(job, 'completed', queue.clock.now());
  await queue.announce('completed', job, value);
  job.announceSettled();
}

/** Ends an attempt badly: the job gets another one, or has failed. */
export async function failAttempt(queue: RunnableQueue, job: FakeJob, error: unknown): Promise<void> {
  // A processor may have moved the job itself, as it does with a DelayedError.
  if (job.state !== 'active') return;
  if (queue.flavour === 'bullmq' && NO_ATTEMPT.has((error as { name?: string } | undefined)?.name ?? '')) {
    queue.store.toWaiting(job, 'stalled');
    return;
  }
  job.attemptsMade += 1;
  job.failedReason = reasonOf(error);
  if (error instanceof Error && error.stack !== undefined) job.stacktrace.push(error.stack);
  const delayMs = await delayOfNextAttempt(queue, job, error);
  if (delayMs < 0) queue.store.toFinished(job, 'failed', queue.clock.now());
  else if (delayMs > 0) queue.store.toDelayed(job, queue.clock.now() + delayMs);
  else queue.store.toWaiting(job);
  job.delay = Math.max(0, delayMs);
  await queue.announce('failed', job, error);
  if (delayMs < 0) job.announceSettled();
}

async function delayOfNextAttempt(queue: RunnableQueue, job: FakeJob, error: unknown): Promise<number> {
  const isLast = job.attemptsMade >= (job.opts.attempts ?? 1) || job.isDiscarded || NO_RETRY.has((error as { name?: string } | undefined)?.name ?? '');
  if (isLast) return -1;
  return backoffDelay({
    backoff: job.opts.backoff, attemptsMade: job.attemptsMade, error, flavour: queue.flavour,
    strategies: queue.backoffStrategies, strategy: queue.backoffStrategy, job,
  });
}

// Bull's jobs may have a limit of time, which is real time; BullMQ's have none.
function callInTime(processor: Processor, job: FakeJob, { flavour }: RunnableQueue): unknown {
  const limitMs = job.opts['timeout'];
  if (flavour !== 'bull' || typeof limitMs !== 'number') return callProcessor(processor, job);
  return withinTime((async () => callProcessor(processor, job))(), limitMs, `Promise timed out after ${limitMs} milliseconds`);
}

// A Bull processor with a second parameter answers through it.
function callProcessor(processor: Processor, job: FakeJob): unknown {
  if (processor.length < 2) return processor(job);
  return new Promise((resolve, reject) => {
    processor(job, (error, value) => (error === undefined || error === null ? resolve(value) : reject(error instanceof Error ? error : new Error(reasonOf(error)))));
  });
}

/** A processor as the application registers it: a function, or the file of one, which runs in this process. */
export function asProcessor(given: unknown): Processor {
  if (typeof given === 'function') return given as Processor;
  const file = /^file:/.test(String(given)) ? fileURLToPath(String(given)) : String(given);
  return (job) => {
    const loaded = require(file) as Processor | { readonly default: Processor };
    return (typeof loaded === 'function' ? loaded : loaded.default)(job);
  };
}
