// The jobs of one queue by state and in the order in which they are taken. Knows the rules of order and of keeping; runs nothing.
import type { FakeJob } from './job';
import type { JobState, KeepJobs, QueueFlavour } from './options';

const DEFAULT_KEEP: KeepJobs = false;

/** Where the jobs of a queue are. */
export class JobStore {
  /** Every job that was added, in order; those that the application took out itself are gone. */
  readonly recorded: FakeJob[] = [];
  /** The line, next job first. */
  readonly waiting: FakeJob[] = [];
  readonly #dueAtMs = new Map<FakeJob, number>();
  /** Finished jobs in the order of finishing, as far as the options let them be kept. */
  readonly #finished: FakeJob[] = [];
  readonly #forgotten = new Set<FakeJob>();
  readonly #flavour: QueueFlavour;

  constructor(flavour: QueueFlavour) {
    this.#flavour = flavour;
  }

  /** The jobs that the queue still knows: removeOnComplete and removeOnFail are observed. */
  get stored(): FakeJob[] {
    return this.recorded.filter((job) => !this.#forgotten.has(job));
  }

  find(id: string): FakeJob | undefined {
    return this.stored.find((job) => job.id === id);
  }

  inState(state: JobState): FakeJob[] {
    if (state === 'waiting') return [...this.waiting];
    if (state === 'delayed') return this.delayed;
    if (state === 'completed' || state === 'failed') return this.#finished.filter((job) => job.state === state);
    return this.stored.filter((job) => job.state === state);
  }

  /** The delayed jobs, the first to be due first. */
  get delayed(): FakeJob[] {
    return [...this.#dueAtMs].sort(([, a], [, b]) => a - b).map(([job]) => job);
  }

  dueAtMs(job: FakeJob): number {
    return this.#dueAtMs.get(job) ?? 0;
  }

  record(job: FakeJob): void {
    this.recorded.push(job);
  }

  /** Puts a job into the line, where the reason that it comes for puts it. */
  toWaiting(job: FakeJob, reason: 'added' | 'due' | 'retried' | 'stalled' = 'added'): void {
    this.#leave(job);
    job.state = 'waiting';
    this.waiting.splice(this.#placeOf(job, reason), 0, job);
  }

  // Bull takes jobs with a priority before those without, BullMQ after them; in both a low number comes first.
  // What was delayed comes last though it be lifo; job.retry() of Bull does not look at priorities.
  #placeOf(job: FakeJob, reason: 'added' | 'due' | 'retried' | 'stalled'): number {
    if (reason === 'stalled') return 0;
    const isPlain = reason === 'retried' && this.#flavour === 'bull';
    const priority = isPlain ? 0 : (job.opts.priority ?? 0);
    if (priority === 0 && job.opts.lifo === true && reason !== 'due') return 0;
    const ahead = (other: FakeJob): boolean => {
      const theirs = other.opts.priority ?? 0;
      if (this.#flavour === 'bullmq') return theirs <= priority;
      return priority === 0 || (theirs > 0 && theirs <= priority);
    };
    return this.waiting.filter(ahead).length;
  }

  toDelayed(job: FakeJob, dueAtMs: number): void {
    this.#leave(job);
    job.state = 'delayed';
    this.#dueAtMs.set(job, dueAtMs);
  }

  toState(job: FakeJob, state: 'active' | 'waiting-children'): void {
    this.#leave(job);
    job.state = state;
  }

  /** Ends a job; what the options don't keep is forgotten by the queue, not by the record. */
  toFinished(job: FakeJob, state: 'completed' | 'failed', nowMs: number): void {
    this.#leave(job);
    job.state = state;
    job.finishedOn = nowMs;
    this.#finished.push(job);
    this.#forget(job, (state === 'completed' ? job.opts.removeOnComplete : job.opts.removeOnFail) ?? DEFAULT_KEEP, nowMs);
  }

  // To keep none takes this job away, to keep some takes the oldest ones.
  #forget(ended: FakeJob, keep: KeepJobs, nowMs: number): void {
    if (keep === false) return;
    const { count = Infinity, age = Infinity } = keep === true ? { count: 0 } : typeof keep === 'number' ? { count: keep } : keep;
    const newestFirst = this.#finished.filter((job) => job.state === ended.state).reverse();
    (count === 0 ? [ended] : newestFirst).forEach((job, place) => {
      const isKept = place < count && nowMs - (job.finishedOn ?? nowMs) <= age * 1000;
      if (isKept) return;
      this.#leave(job);
      this.#forgotten.add(job);
    });
  }

  /** Takes a job out altogether. */
  remove(job: FakeJob): void {
    this.#leave(job);
    takeFrom(this.recorded, job);
    this.#forgotten.delete(job);
  }

  clear(): void {
    for (const job of [...this.recorded]) this.remove(job);
  }

  #leave(job: FakeJob): void {
    takeFrom(this.waiting, job);
    takeFrom(this.#finished, job);
    this.#dueAtMs.delete(job);
  }
}

function takeFrom(jobs: FakeJob[], job: FakeJob): void {
  const place = jobs.indexOf(job);
  if (place >= 0) jobs.splice(place, 1);
}
