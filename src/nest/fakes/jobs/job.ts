// A job of the fake queues: Bull's and BullMQ's methods on plain data. Data make a JSON round trip, as they do through Redis.
// What moves a job from state to state is its queue's business.
import { throughJson } from '../through-json';
import type { JobOptions, JobState, QueueFlavour } from './options';
import { withinTime } from './within-time';

export type { JobOptions, JobState } from './options';

/** What a job asks of the queue it belongs to. */
export interface JobHost {
  readonly name: string;
  readonly flavour: QueueFlavour;
  discardJob(job: FakeJob): Promise<void>;
  promoteJob(job: FakeJob): Promise<void>;
  retryJob(job: FakeJob): Promise<void>;
  failJob(job: FakeJob, error: unknown): Promise<void>;
  completeJob(job: FakeJob, value: unknown): Promise<void>;
  delayJob(job: FakeJob, dueAtMs: number): Promise<void>;
  holdForChildren(job: FakeJob): Promise<boolean>;
  reprioritizeJob(job: FakeJob): Promise<void>;
  announceProgress(job: FakeJob): Promise<void>;
}

/** What a job is made of. */
export interface JobParts {
  readonly id: string;
  readonly name: string;
  readonly data: unknown;
  readonly opts: JobOptions;
  readonly timestamp: number;
}

/** A job that a fake queue has recorded. */
export class FakeJob {
  readonly id: string;
  readonly name: string;
  data: unknown;
  readonly opts: JobOptions;
  readonly timestamp: number;
  readonly queueName: string;
  /** The lines that the job's processor has logged. */
  readonly logs: string[] = [];
  readonly stacktrace: string[] = [];
  state: JobState = 'waiting';
  delay: number;
  attemptsMade = 0;
  attemptsStarted = 0;
  stalledCounter = 0;
  processedOn: number | undefined = undefined;
  finishedOn: number | undefined = undefined;
  returnvalue: unknown = undefined;
  failedReason: string | undefined = undefined;
  progressValue: unknown = 0;
  /** Called once when the job is completed, or failed for the last time. */
  readonly #onSettled: Array<() => void> = [];
  /** The children of a flow that are not completed. */
  readonly openChildren = new Set<FakeJob>();
  readonly #childrenValues: Record<string, unknown> = {};
  readonly #host: JobHost;
  #isDiscarded = false;

  constructor(parts: JobParts, host: JobHost) {
    this.id = parts.id;
    this.name = parts.name;
    this.data = throughJson(parts.data === undefined ? {} : parts.data);
    this.opts = parts.opts;
    this.timestamp = parts.timestamp;
    this.delay = parts.opts.delay ?? 0;
    this.queueName = host.name;
    this.#host = host;
    // Not enumerable: a job is printed and compared without its queue and its children.
    Object.defineProperty(this, 'queue', { value: host });
    Object.defineProperty(this, 'openChildren', { enumerable: false });
    if (host.flavour === 'bullmq') Object.defineProperty(this, 'progress', { get: () => this.progressValue, enumerable: true });
  }

  /** Bull's progress: sets it with an argument, reads it without. */
  progress(value?: unknown): unknown {
    return value === undefined ? this.progressValue : this.updateProgress(value);
  }

  /** BullMQ's way to set the progress. */
  async updateProgress(value: unknown): Promise<void> {
    this.progressValue = throughJson(value);
    await this.#host.announceProgress(this);
  }

  /** Replaces the data (Bull). */
  async update(data: unknown): Promise<void> {
    this.data = throughJson(data);
  }

  /** Replaces the data (BullMQ). */
  updateData(data: unknown): Promise<void> {
    return this.update(data);
  }

  /** Keeps a line of the job's log. */
  async log(line: string): Promise<number> {
    return this.logs.push(String(line));
  }

  async clearLogs(): Promise<void> {
    this.logs.splice(0);
  }

  async getState(): Promise<JobState> {
    return this.state;
  }

  async isCompleted(): Promise<boolean> {
    return this.state === 'completed';
  }

  async isFailed(): Promise<boolean> {
    return this.state === 'failed';
  }

  async isDelayed(): Promise<boolean> {
    return this.state === 'delayed';
  }

  async isActive(): Promise<boolean> {
    return this.state === 'active';
  }

  async isWaiting(): Promise<boolean> {
    return this.state === 'waiting';
  }

  async isPaused(): Promise<boolean> {
    return false;
  }

  async isStuck(): Promise<boolean> {
    return false;
  }

  async isWaitingChildren(): Promise<boolean> {
    return this.state === 'waiting-children';
  }

  /** Takes the job out of its queue; a job that is being run cannot be. */
  remove(): Promise<void> {
    return this.#host.discardJob(this);
  }

  /** Lets a delayed job run now. */
  promote(): Promise<void> {
    return this.#host.promoteJob(this);
  }

  /** Puts a failed job back into the line. */
  retry(): Promise<void> {
    return this.#host.retryJob(this);
  }

  /** No attempt after this one. */
  discard(): void {
    this.#isDiscarded = true;
  }

  get isDiscarded(): boolean {
    return this.#isDiscarded;
  }

  moveToFailed(error: { readonly message?: string }): Promise<void> {
    return this.#host.failJob(this, error);
  }

  async moveToCompleted(value?: unknown): Promise<null> {
    await this.#host.completeJob(this, value);
    return null;
  }

  /** BullMQ: back to the delayed jobs, until a time; the processor throws a DelayedError afterwards. */
  moveToDelayed(dueAtMs: number): Promise<void> {
    return this.#host.delayJob(this, dueAtMs);
  }

  changeDelay(delayMs: number): Promise<void> {
    return this.#host.delayJob(this, Date.now() + delayMs);
  }

  async extendLock(): Promise<number> {
    return 1;
  }

  async takeLock(): Promise<number> {
    return 1;
  }

  async releaseLock(): Promise<void> {}

  lockKey(): string {
    return `${this.toKey()}:lock`;
  }

  toKey(): string {
    return `bull:${this.queueName}:${this.id}`;
  }

  /** Waits until the job has been run: gives its value, or rejects with its failure (Bull). */
  finished(): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const settle = (): void => (this.state === 'failed' ? reject(new Error(this.failedReason)) : resolve(this.returnvalue));
      this.whenSettled(settle);
    });
  }

  /** As finished(), in BullMQ: not longer than `limitMs`. */
  waitUntilFinished(_events?: unknown, limitMs?: number): Promise<unknown> {
    const message = `Job wait ${this.name} timed out before finishing, no finish notification arrived after ${limitMs ?? 0}ms (id=${this.id})`;
    return limitMs === undefined ? this.finished() : withinTime(this.finished(), limitMs, message);
  }

  /** BullMQ: waits for the children that were added while it ran; false if there are none. The processor throws a WaitingChildrenError afterwards. */
  moveToWaitingChildren(): Promise<boolean> {
    return this.#host.holdForChildren(this);
  }

  /** How many children of a flow are completed, and how many not. */
  async getDependenciesCount(): Promise<{ processed: number; unprocessed: number }> {
    return { processed: Object.keys(this.#childrenValues).length, unprocessed: this.openChildren.size };
  }

  async getDependencies(): Promise<{ processed: Record<string, unknown>; unprocessed: string[] }> {
    return { processed: { ...this.#childrenValues }, unprocessed: [...this.openChildren].map((child) => child.toKey()) };
  }

  async changePriority({ priority }: { readonly priority?: number }): Promise<void> {
    Object.assign(this.opts, { priority: priority ?? 0 });
    await this.#host.reprioritizeJob(this);
  }

  get queueQualifiedName(): string {
    return `bull:${this.queueName}`;
  }

  /** What the children of a flow gave, by their keys (BullMQ). */
  async getChildrenValues(): Promise<Record<string, unknown>> {
    return { ...this.#childrenValues };
  }

  /** Keeps what a child of the flow gave. */
  setChildValue(key: string, value: unknown): void {
    this.#childrenValues[key] = value;
  }

  /** Calls `listener` when the job is completed or failed for good; at once if it is. */
  whenSettled(listener: () => void): void {
    if (this.state === 'completed' || this.state === 'failed') listener();
    else this.#onSettled.push(listener);
  }

  /** Tells those who wait for the job that it has ended. */
  announceSettled(): void {
    this.#onSettled.splice(0).forEach((listener) => listener());
  }

  toJSON(): object {
    const { id, name, data, opts, timestamp, delay, attemptsMade, failedReason, stacktrace, returnvalue, finishedOn, processedOn } = this;
    return { id, name, data, opts, progress: this.progressValue, delay, timestamp, attemptsMade, failedReason, stacktrace, returnvalue, finishedOn, processedOn };
  }
}
