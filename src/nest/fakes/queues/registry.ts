// The queues of a test app, as a spec sees them: what was enqueued, and running it. Knows the fakes, not Nest.
import { presetError } from '../../../errors';
import type { FakeJob } from '../jobs/job';
import type { QueueFlavour } from '../jobs/options';
import type { NextCron } from '../jobs/repeat';
import { drainQueues, type DrainOptions, type DrainResult } from '../jobs/run';
import { VirtualClock } from '../jobs/virtual-clock';
import { FakeQueue, type QueueMode, type QueueSurroundings } from './queue';

/** One queue of the app. */
export interface TestQueue {
  readonly name: string;
  /** The jobs that were added, in order, whatever their state; jobs that the app itself removed are gone. */
  readonly jobs: readonly FakeJob[];
  /** Runs the waiting jobs with the app's own processors; delayed ones too, unless told otherwise, and repeated ones once. */
  drain(options?: DrainOptions): Promise<DrainResult>;
  /** Whether jobs are recorded (default) or run when they are added. */
  setMode(mode: QueueMode): void;
  /** Lets a worker take the job and die: the job comes again, or fails after `maxStalledCount` times. */
  stall(job: FakeJob): Promise<void>;
  /** Forgets every job. */
  clear(): void;
}

/** All queues of the app. */
export interface TestQueues {
  readonly names: readonly string[];
  /** Runs the waiting jobs of every queue until none is left. */
  drain(options?: DrainOptions): Promise<DrainResult>;
  /** Whether jobs are recorded (default) or run when they are added, in every queue without a mode of its own. */
  setMode(mode: QueueMode): void;
  /** Forgets every job of every queue. */
  clear(): void;
}

/** The fakes of one app, by queue name. */
export class QueueRegistry implements TestQueues {
  readonly #queues = new Map<string, FakeQueue>();
  readonly #clock = new VirtualClock();
  readonly #surroundings: QueueSurroundings;
  #mode: QueueMode = 'record';

  constructor(options: { readonly nextCron?: () => NextCron | undefined; readonly adopt?: QueueRegistry | undefined } = {}) {
    this.#surroundings = {
      clock: this.#clock, mode: () => this.#mode, findQueue: (name) => this.#queues.get(name),
      // Few apps repeat a job, and finding the parser is a search of folders.
      get nextCron() {
        return options.nextCron?.();
      },
    };
    options.adopt?.all().forEach((queue) => this.#queues.set(queue.name, queue.moveTo(this.#surroundings)));
  }

  get names(): readonly string[] {
    return [...this.#queues.keys()];
  }

  /** The fakes themselves. */
  all(): readonly FakeQueue[] {
    return [...this.#queues.values()];
  }

  /** The fake of a name, made at the first asking. */
  provide(name: string, flavour: QueueFlavour = 'bull'): FakeQueue {
    const known = this.#queues.get(name);
    if (known !== undefined) return known;
    const made = new FakeQueue(name, flavour, this.#surroundings);
    this.#queues.set(name, made);
    return made;
  }

  /** The queue of a name; raises JNM_QUEUE if the app registers none. */
  find(name: string): TestQueue {
    const queue = this.#queues.get(name);
    if (queue === undefined) throw presetError('JNM_QUEUE', { name, known: this.names.join(', ') || 'none' });
    return {
      name,
      get jobs() {
        return queue.jobs;
      },
      drain: (options) => queue.runAll(options),
      setMode: (mode) => void (queue.mode = mode),
      stall: (job) => queue.stall(job),
      clear: () => queue.clear(),
    };
  }

  drain(options?: DrainOptions): Promise<DrainResult> {
    return drainQueues(() => this.#queues.values(), this.#clock, options);
  }

  setMode(mode: QueueMode): void {
    this.#mode = mode;
  }

  clear(): void {
    for (const queue of this.#queues.values()) queue.clear();
  }
}
