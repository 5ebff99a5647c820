// A queue in memory that stands for Bull's and BullMQ's: it records jobs, and runs them only when a test drains it, with the
// processors that the application has registered. It opens no connection and never waits.
import { presetError, reasonOf } from '../../errors';
import { FakeJob, type JobOptions, type JobState } from './job';

type Processor = (job: FakeJob, done?: (error?: unknown, value?: unknown) => void) => unknown;
type Listener = (...args: unknown[]) => unknown;

/** What a drain has run. */
export interface DrainResult {
  readonly completed: number;
  readonly failed: number;
}

const DEFAULT_JOB = '__default__';

/** The fake that is injected where the application asks for a queue. */
export class FakeQueue {
  readonly name: string;
  /** Every job that was added and not removed, whatever its state. */
  readonly jobs: FakeJob[] = [];
  readonly opts: Readonly<Record<string, unknown>> = { connection: {} };
  readonly client = {};
  isClosed = false;
  readonly #processors = new Map<string, Processor>();
  readonly #listeners = new Map<string, Listener[]>();
  #lastId = 0;

  constructor(name: string) {
    this.name = name;
  }

  /** Records a job: add(data), add(data, options), add(name, data), add(name, data, options). */
  async add(...args: unknown[]): Promise<FakeJob> {
    const [name, data, options] = typeof args[0] === 'string' ? args : [DEFAULT_JOB, ...args];
    return this.#record(String(name), data, (options as JobOptions | undefined) ?? {});
  }

  /** Records several jobs. */
  async addBulk(jobs: ReadonlyArray<{ readonly name?: string; readonly data?: unknown; readonly opts?: JobOptions }>): Promise<FakeJob[]> {
    return jobs.map((job) => this.#record(job.name ?? DEFAULT_JOB, job.data, job.opts ?? {}));
  }

  // As in Bull, a job whose id is taken already is not added again.
  #record(name: string, data: unknown, options: JobOptions): FakeJob {
    const wantedId = options.jobId === undefined ? undefined : String(options.jobId);
    const existing = wantedId === undefined ? undefined : this.jobs.find((job) => job.id === wantedId);
    if (existing !== undefined) return existing;
    this.#lastId += 1;
    const job = new FakeJob({ id: wantedId ?? String(this.#lastId), name, data, opts: options, queueName: this.name });
    Object.defineProperties(job, { queue: { value: this }, remove: { value: async () => this.#remove(job) } });
    this.jobs.push(job);
    return job;
  }

  #remove(job: FakeJob): void {
    const place = this.jobs.indexOf(job);
    if (place >= 0) this.jobs.splice(place, 1);
  }

  /** Registers a processor: process(fn), process(concurrency, fn), process(name, fn), process(name, concurrency, fn). */
  async process(...args: unknown[]): Promise<void> {
    const processor = args.at(-1) as Processor;
    this.#processors.set(typeof args[0] === 'string' ? args[0] : DEFAULT_JOB, processor);
  }

  on(event: string, listener: Listener): this {
    this.#listeners.set(event, [...(this.#listeners.get(event) ?? []), listener]);
    return this;
  }

  once(event: string, listener: Listener): this {
    const single: Listener = (...args) => {
      this.off(event, single);
      return listener(...args);
    };
    return this.on(event, single);
  }

  off(event: string, listener: Listener): this {
    this.#listeners.set(event, (this.#listeners.get(event) ?? []).filter((other) => other !== listener));
    return this;
  }

  removeListener(event: string, listener: Listener): this {
    return this.off(event, listener);
  }

  removeAllListeners(): this {
    this.#listeners.clear();
    return this;
  }

  /** Runs the listeners of an event, one after the other. */
  async emit(event: string, ...args: unknown[]): Promise<void> {
    for (const listener of this.#listeners.get(event) ?? []) await listener(...args);
  }

  /** Runs all jobs that wait, and those that they add, in order, with their attempts and without waiting for delays. */
  async runAll(): Promise<DrainResult> {
    const result = { completed: 0, failed: 0 };
    for (let job = this.#next(); job !== undefined; job = this.#next()) {
      if (await this.#run(job)) result.completed += 1;
      else result.failed += 1;
    }
    return result;
  }

  #next(): FakeJob | undefined {
    return this.jobs.find((job) => job.state === 'waiting') ?? this.jobs.find((job) => job.state === 'delayed');
  }

  async #run(job: FakeJob): Promise<boolean> {
    const processor = this.#processors.get(job.name) ?? this.#processors.get('*') ?? this.#processors.get(DEFAULT_JOB);
    if (processor === undefined) throw presetError('JNM_PROCESSOR', { queue: this.name, job: job.name });
    job.state = 'active';
    for (;;) {
      await this.emit('active', job);
      try {
        job.returnvalue = await callProcessor(processor, job);
        job.state = 'completed';
        await this.emit('completed', job, job.returnvalue);
        return true;
      } catch (error) {
        job.attemptsMade += 1;
        job.failedReason = reasonOf(error);
        await this.emit('failed', job, error);
        if (job.attemptsMade < (job.opts.attempts ?? 1)) continue;
        job.state = 'failed';
        return false;
      }
    }
  }

  /** Forgets every job. */
  clear(): void {
    this.jobs.splice(0);
  }

  async getJob(id: string | number): Promise<FakeJob | null> {
    return this.jobs.find((job) => job.id === String(id)) ?? null;
  }

  async getJobs(states?: JobState | readonly JobState[]): Promise<FakeJob[]> {
    if (states === undefined || states.length === 0) return [...this.jobs];
    return this.jobs.filter((job) => states.includes(job.state));
  }

  getWaiting(): Promise<FakeJob[]> {
    return this.getJobs('waiting');
  }

  getDelayed(): Promise<FakeJob[]> {
    return this.getJobs('delayed');
  }

  getActive(): Promise<FakeJob[]> {
    return this.getJobs('active');
  }

  getCompleted(): Promise<FakeJob[]> {
    return this.getJobs('completed');
  }

  getFailed(): Promise<FakeJob[]> {
    return this.getJobs('failed');
  }

  async count(): Promise<number> {
    return this.jobs.filter((job) => job.state === 'waiting' || job.state === 'delayed').length;
  }

  async getJobCounts(): Promise<Record<JobState | 'paused', number>> {
    const counts = { waiting: 0, delayed: 0, active: 0, completed: 0, failed: 0, paused: 0 };
    for (const job of this.jobs) counts[job.state] += 1;
    return counts;
  }

  async removeJobs(): Promise<void> {
    this.clear();
  }

  async empty(): Promise<void> {
    this.clear();
  }

  async obliterate(): Promise<void> {
    this.clear();
  }

  /** BullMQ's drain, which removes jobs; a test runs them with `t.queue(name).drain()`. */
  async drain(): Promise<void> {
    this.clear();
  }

  async clean(): Promise<FakeJob[]> {
    return [];
  }

  async getRepeatableJobs(): Promise<unknown[]> {
    return [];
  }

  async removeRepeatable(): Promise<void> {}
  async pause(): Promise<void> {}
  async resume(): Promise<void> {}

  async isPaused(): Promise<boolean> {
    return false;
  }

  async isReady(): Promise<this> {
    return this;
  }

  async waitUntilReady(): Promise<object> {
    return this.client;
  }

  async close(): Promise<void> {
    this.isClosed = true;
  }

  onApplicationShutdown(): Promise<void> {
    return this.close();
  }
}

// A Bull processor with a second parameter answers through it.
function callProcessor(processor: Processor, job: FakeJob): unknown {
  if (processor.length < 2) return processor(job);
  return new Promise((resolve, reject) => {
    processor(job, (error, value) => (error === undefined || error === null ? resolve(value) : reject(error instanceof Error ? error : new Error(reasonOf(error)))));
  });
}
