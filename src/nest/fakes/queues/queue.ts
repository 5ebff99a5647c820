// A queue in memory that stands for Bull's and BullMQ's: it records jobs, and runs them when a test drains it (or at once, in the
// mode 'inline'), with the processors that the application has registered. It opens no connection and never waits.
import { describeEvent, type JobEvent } from '../jobs/events';
import { FakeJob, type JobHost } from '../jobs/job';
import { idOfDuplicates, type BackoffStrategy, type JobOptions, type QueueFlavour } from '../jobs/options';
import { linkChild, queueOfParent } from '../jobs/parents';
import { RateLimit, type LimiterOptions } from '../jobs/rate-limit';
import type { NextCron } from '../jobs/repeat';
import { asProcessor, completeJob, drainQueues, failAttempt, runJob, type DrainOptions, type DrainResult, type Processor, type RunnableQueue } from '../jobs/run';
import { JobStore } from '../jobs/store';
import { VirtualClock } from '../jobs/virtual-clock';
import { notImitated } from '../not-imitated';
import { throughJson } from '../through-json';
import type { Listeners } from './listeners';
import { JOB_METHODS, QUEUE_METHODS, refuseMethods } from './refused-methods';
import { DEFAULT_JOB, QueueRepeats } from './repeats';

/** Whether jobs are recorded until a test drains the queue, or run when they are added. */
export type QueueMode = 'record' | 'inline';

/** What a queue is registered with, as far as the fake acts on it. */
export interface QueueSettings {
  readonly defaultJobOptions?: JobOptions;
  readonly settings?: { readonly backoffStrategies?: Readonly<Record<string, BackoffStrategy>>; readonly maxStalledCount?: number };
  readonly processors?: readonly unknown[];
  readonly limiter?: LimiterOptions & { readonly groupKey?: string };
}

/** What the fakes of an application share. */
export interface QueueSurroundings {
  readonly clock: VirtualClock;
  readonly mode: () => QueueMode;
  readonly nextCron: NextCron | undefined;
  /** Another queue of the application, by its name. */
  findQueue?(name: string): FakeQueue | undefined;
}

/** Local events whose listeners get the id instead of the job. */
const ID_ONLY: Readonly<Record<QueueFlavour, ReadonlySet<JobEvent>>> = { bull: new Set(['waiting', 'duplicated']), bullmq: new Set(['stalled', 'removed', 'duplicated']) };
const ALL_JOBS = '*';

/** The fake that is injected where the application asks for a queue. */
export class FakeQueue extends QueueRepeats implements RunnableQueue, JobHost {
  readonly name: string;
  readonly flavour: QueueFlavour;
  readonly store: JobStore;
  readonly token = 'fake';
  opts: Readonly<Record<string, unknown>> = { connection: {} };
  mode: QueueMode | undefined = undefined;
  isClosed = false;
  isPausedNow = false;
  backoffStrategy: BackoffStrategy | undefined = undefined;
  #surroundings: QueueSurroundings;
  readonly rateLimiter = new RateLimit();
  /** Whether its workers are paused, the queue itself not. */
  isHeld = false;
  readonly #processors = new Map<string, { readonly run: Processor; readonly concurrency: number }>();
  readonly #streams = new Set<Listeners>();
  #settings: QueueSettings = {};
  #lastId = 0;

  constructor(name: string, flavour: QueueFlavour = 'bull', surroundings: QueueSurroundings = { clock: new VirtualClock(), mode: () => 'record', nextCron: undefined }) {
    super();
    this.name = name;
    this.flavour = flavour;
    this.store = new JobStore(flavour);
    this.#surroundings = surroundings;
  }

  get clock(): VirtualClock {
    return this.#surroundings.clock;
  }

  protected get nextCron(): NextCron | undefined {
    return this.#surroundings.nextCron;
  }

  /** How many jobs its processors run at the same time. */
  get concurrency(): number {
    return Math.max(1, [...this.#processors.values()].reduce((sum, { concurrency }) => sum + concurrency, 0));
  }

  get qualifiedName(): string {
    return this.toKey('').slice(0, -1);
  }

  /** The name of a key in Redis. */
  toKey(type: string): string {
    return `bull:${this.name}:${type}`;
  }

  /** Moves the queue to another application. */
  moveTo(surroundings: QueueSurroundings): this {
    this.#surroundings = surroundings;
    return this;
  }

  /** Every job that was added and not taken out by the application, whatever its state. */
  get jobs(): readonly FakeJob[] {
    return this.store.recorded;
  }

  get defaultJobOptions(): JobOptions {
    return this.#settings.defaultJobOptions ?? {};
  }

  get backoffStrategies(): Readonly<Record<string, BackoffStrategy>> {
    return this.#settings.settings?.backoffStrategies ?? {};
  }

  /** Takes over the options that the queue is registered with. */
  configure(settings: QueueSettings): this {
    if (settings.limiter?.groupKey !== undefined) throw notImitated('Queue', 'limiter.groupKey');
    this.#settings = settings;
    // BullMQ's limiter is the worker's.
    if (settings.limiter !== undefined) this.rateLimiter.configure(settings.limiter);
    this.opts = { connection: {}, ...settings };
    return this;
  }

  /** Records a job: add(data), add(data, options), add(name, data), add(name, data, options). */
  async add(...args: unknown[]): Promise<FakeJob> {
    const [name, data, options] = typeof args[0] === 'string' ? args : [DEFAULT_JOB, ...args];
    return this.#addJob(String(name), data, (options as JobOptions | undefined) ?? {});
  }

  /** Records several jobs. */
  async addBulk(jobs: ReadonlyArray<{ readonly name?: string; readonly data?: unknown; readonly opts?: JobOptions }>): Promise<FakeJob[]> {
    const added: FakeJob[] = [];
    for (const job of jobs) added.push(await this.#addJob(job.name ?? DEFAULT_JOB, job.data, job.opts ?? {}));
    return added;
  }

  async #addJob(name: string, data: unknown, given: JobOptions): Promise<FakeJob> {
    if (given.repeat !== undefined) return this.repeat(name, data, given);
    const made = this.make(name, data, given);
    if (!made.isNew) await this.announce('duplicated', made.job);
    if (!made.isNew) return made.job;
    this.#linkToParent(made.job);
    return this.start(made.job);
  }

  // BullMQ: `parent: { id, queue }`, with which a processor adds children while it runs.
  #linkToParent(job: FakeJob): void {
    const wanted = queueOfParent(job.opts['parent']);
    if (wanted === undefined) return;
    const queue = wanted.queue === this.name ? this : this.#surroundings.findQueue?.(wanted.queue);
    const parent = queue?.store.find(wanted.id);
    if (queue === undefined || parent === undefined) throw new Error(`Missing key for parent job bull:${wanted.queue}:${wanted.id}. addJob`);
    linkChild(queue, parent, job);
  }

  /** A job that is in no line yet; the one of that id if there is one, as Bull adds no job twice. */
  make(name: string, data: unknown, given: JobOptions): { readonly job: FakeJob; readonly isNew: boolean } {
    const opts: JobOptions = throughJson({ attempts: 1, delay: 0, ...this.defaultJobOptions, ...given });
    const wantedId = opts.jobId === undefined || opts.jobId === null ? undefined : String(opts.jobId);
    if (this.flavour === 'bullmq' && wantedId !== undefined && /^\d+$/.test(wantedId)) throw new Error('Custom Id cannot be integers');
    const existing = wantedId === undefined ? this.#duplicate(opts) : this.store.find(wantedId);
    if (existing !== undefined) return { job: existing, isNew: false };
    this.#lastId += 1;
    const timestamp = typeof opts['timestamp'] === 'number' ? opts['timestamp'] : this.clock.now();
    const job = new FakeJob({ id: wantedId ?? String(this.#lastId), name, data, opts, timestamp }, this);
    this.store.record(job);
    return { job, isNew: true };
  }

  #duplicate(opts: JobOptions): FakeJob | undefined {
    const wanted = idOfDuplicates(opts);
    if (wanted === undefined) return undefined;
    return this.store.stored.find((job) => {
      const own = idOfDuplicates(job.opts);
      if (own?.id !== wanted.id) return false;
      return own.ttl === undefined ? job.finishedOn === undefined : job.timestamp + own.ttl > this.clock.now();
    });
  }

  /** Puts a job into the line, or runs it. */
  async start(job: FakeJob): Promise<FakeJob> {
    if (job.delay > 0) this.store.toDelayed(job, job.timestamp + job.delay);
    else this.store.toWaiting(job);
    await this.announce(job.state === 'delayed' ? 'delayed' : 'waiting', job);
    const isInline = (this.mode ?? this.#surroundings.mode()) === 'inline' && !this.isPausedNow && this.processorFor(job) !== undefined;
    while (isInline && (job.state === 'waiting' || job.state === 'delayed')) await runJob(this, job);
    return job;
  }

  /** Registers a processor: process(fn), process(concurrency, fn), process(name, fn), process(name, concurrency, fn). */
  async process(...args: unknown[]): Promise<void> {
    const name = args.length > 1 && typeof args[0] === 'string' ? args[0] : DEFAULT_JOB;
    if (this.#processors.has(name)) throw new Error(`Cannot define the same handler twice ${name}`);
    this.#processors.set(name, { run: asProcessor(args.at(-1)), concurrency: args.slice(0, -1).find((value) => typeof value === 'number') ?? 1 });
  }

  /** Registers what runs all jobs, as a BullMQ worker does. */
  processAll(processor: unknown, { strategy, concurrency = 1, limiter }: { readonly strategy?: BackoffStrategy; readonly concurrency?: number; readonly limiter?: LimiterOptions } = {}): void {
    this.#processors.set(ALL_JOBS, { run: asProcessor(processor), concurrency });
    this.backoffStrategy = strategy;
    if (limiter !== undefined) this.rateLimiter.configure(limiter);
  }

  processorFor(job: FakeJob): Processor | undefined {
    return (this.#processors.get(job.name) ?? this.#processors.get(ALL_JOBS))?.run;
  }

  /** Events of BullMQ's QueueEvents go to `listeners`. */
  addStream(listeners: Listeners): void {
    this.#streams.add(listeners);
  }

  async announce(event: JobEvent, job: FakeJob, detail?: unknown): Promise<void> {
    const isFinal = event !== 'failed' || job.state === 'failed';
    const [local, global, stream] = describeEvent(event, job, detail);
    await this.emit(event, ...(ID_ONLY[this.flavour].has(event) ? [job.id] : [job, ...local]));
    if (!isFinal) return;
    await this.emit(`global:${event}`, job.id, ...global);
    for (const listeners of this.#streams) {
      await listeners.emit(event, { jobId: job.id, ...stream }, '0-0');
      if (event === 'failed') await listeners.emit('retries-exhausted', { jobId: job.id, attemptsMade: String(job.attemptsMade) }, '0-0');
    }
  }

  announceProgress(job: FakeJob): Promise<void> {
    return this.announce('progress', job, job.progressValue);
  }

  async announceDrained(): Promise<void> {
    await this.emit('drained');
    await this.emit('global:drained');
    for (const listeners of this.#streams) await listeners.emit('drained', '0-0');
  }

  async discardJob(job: FakeJob): Promise<void> {
    if (job.state === 'active') throw new Error(`Could not remove job ${job.id}`);
    this.store.remove(job);
    await this.announce('removed', job);
  }

  async promoteJob(job: FakeJob): Promise<void> {
    if (job.state !== 'delayed') throw new Error(`Job ${job.id} is not in a delayed state`);
    job.delay = 0;
    this.store.toWaiting(job, 'due');
    await this.announce('waiting', job);
  }

  async retryJob(job: FakeJob): Promise<void> {
    if (job.state !== 'failed') throw new Error("Couldn't retry job: The job has been already retried or has not failed");
    job.failedReason = undefined;
    job.finishedOn = undefined;
    this.store.toWaiting(job, 'retried');
    await this.announce('waiting', job);
  }

  async failJob(job: FakeJob, error: unknown): Promise<void> {
    if (job.state !== 'active') this.store.toState(job, 'active');
    await failAttempt(this, job, error);
  }

  async completeJob(job: FakeJob, value: unknown): Promise<void> {
    if (job.state !== 'active') this.store.toState(job, 'active');
    await completeJob(this, job, value);
  }

  async holdForChildren(job: FakeJob): Promise<boolean> {
    if (job.openChildren.size > 0) this.store.toState(job, 'waiting-children');
    return job.openChildren.size > 0;
  }

  async reprioritizeJob(job: FakeJob): Promise<void> {
    if (job.state === 'waiting') this.store.toWaiting(job);
  }

  async delayJob(job: FakeJob, dueAtMs: number): Promise<void> {
    job.delay = Math.max(0, dueAtMs - this.clock.now());
    this.store.toDelayed(job, dueAtMs);
    await this.announce('delayed', job);
  }

  /** A worker took the job and died: it comes again, or fails when that happens more often than maxStalledCount. */
  async stall(job: FakeJob): Promise<void> {
    job.stalledCounter += 1;
    this.store.toState(job, 'active');
    if (job.stalledCounter <= (this.#settings.settings?.maxStalledCount ?? 1)) {
      this.store.toWaiting(job, 'stalled');
      await this.announce('stalled', job);
      return;
    }
    job.discard();
    await failAttempt(this, job, new Error('job stalled more than allowable limit'));
  }

  /** Runs all jobs of this queue with their attempts and without waiting for delays. */
  runAll(options?: DrainOptions): Promise<DrainResult> {
    return drainQueues(() => [this], this.clock, options);
  }

  /** Forgets every job, and every repetition. */
  clear(): void {
    this.store.clear();
    this.clearRepeats();
    this.rateLimiter.clear();
    this.isPausedNow = false;
  }

  /** Takes out the jobs whose ids fit a pattern with `*` and `?`. */
  async removeJobs(pattern: string): Promise<void> {
    const wanted = new RegExp(`^${pattern.replace(/[.+^${}()|\\]/g, '\\$&').replace(/\*/g, '.*').replace(/\?/g, '.')}$`);
    for (const job of this.store.stored) if (wanted.test(job.id) && job.state !== 'active') await this.discardJob(job);
  }

  /** Takes out one job, by its id (BullMQ). */
  async remove(id: string): Promise<number> {
    const job = this.store.find(String(id));
    if (job === undefined) return 0;
    await this.discardJob(job);
    return 1;
  }

  /** Takes out the jobs that are still to be run. */
  async empty(): Promise<void> {
    for (const job of [...this.store.waiting, ...this.store.delayed]) this.store.remove(job);
  }

  /** BullMQ's drain, which takes jobs out; a test runs them with `t.queue(name).drain()`. */
  async drain(withDelayed = false): Promise<void> {
    for (const job of [...this.store.waiting, ...(withDelayed ? this.store.delayed : [])]) this.store.remove(job);
  }

  async obliterate(): Promise<void> {
    this.store.clear();
    this.clearRepeats();
  }

  /** clean(grace, state, limit) of Bull, clean(grace, limit, state) of BullMQ: gives the ids taken out. */
  async clean(graceMs: number, ...rest: Array<string | number | undefined>): Promise<string[]> {
    const state = rest.find((value) => typeof value === 'string') ?? 'completed';
    const limit = Number(rest.find((value) => typeof value === 'number') ?? 0);
    const jobs = this.inState(String(state));
    // A drain may have ended jobs at times that are still to come.
    const before = Math.max(this.clock.now(), ...jobs.map((job) => job.finishedOn ?? 0)) - graceMs;
    const old = jobs.filter((job) => (job.finishedOn ?? job.timestamp) <= before).slice(0, limit > 0 ? limit : undefined);
    for (const job of old) this.store.remove(job);
    const ids = old.map((job) => job.id);
    await this.emit('cleaned', ids, state);
    return ids;
  }

  async retryJobs(): Promise<void> {
    for (const job of this.store.inState('failed')) await this.retryJob(job);
  }

  async promoteJobs(): Promise<void> {
    for (const job of this.store.delayed) await this.promoteJob(job);
  }

  async pause(): Promise<void> {
    this.isPausedNow = true;
    await this.emit('paused');
  }

  async resume(): Promise<void> {
    this.isPausedNow = false;
    await this.emit('resumed');
  }

  async isPaused(): Promise<boolean> {
    return this.isPausedNow;
  }

  /** BullMQ: no job starts for a while. */
  async rateLimit(forMs: number): Promise<void> {
    this.rateLimiter.close(this.clock.now() + forMs);
  }

  async close(): Promise<void> {
    this.isClosed = true;
  }

  disconnect(): Promise<void> {
    return this.close();
  }

  onApplicationShutdown(): Promise<void> {
    return this.close();
  }
}

refuseMethods(FakeQueue.prototype, 'Queue', QUEUE_METHODS);
refuseMethods(FakeJob.prototype, 'Job', JOB_METHODS);
