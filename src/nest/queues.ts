// The queues of a test app, as a spec sees them: what was enqueued, and running it. Knows the fakes, not Nest.
import { presetError } from '../errors';
import type { FakeJob } from './fakes/job';
import { FakeQueue, type DrainResult } from './fakes/queue';

/** One queue of the app. */
export interface TestQueue {
  readonly name: string;
  /** The jobs that were added, in order, whatever their state. */
  readonly jobs: readonly FakeJob[];
  /** Runs the waiting jobs with the app's own processors. */
  drain(): Promise<DrainResult>;
  /** Forgets every job. */
  clear(): void;
}

/** All queues of the app. */
export interface TestQueues {
  readonly names: readonly string[];
  /** Runs the waiting jobs of every queue until none is left. */
  drain(): Promise<DrainResult>;
  /** Forgets every job of every queue. */
  clear(): void;
}

/** The fakes of one app, by queue name. */
export class QueueRegistry implements TestQueues {
  readonly #queues = new Map<string, FakeQueue>();

  get names(): readonly string[] {
    return [...this.#queues.keys()];
  }

  /** The fake of a name, made at the first asking. */
  provide(name: string): FakeQueue {
    const known = this.#queues.get(name);
    if (known !== undefined) return known;
    const made = new FakeQueue(name);
    this.#queues.set(name, made);
    return made;
  }

  /** The queue of a name; raises JNM_QUEUE if the app registers none. */
  find(name: string): TestQueue {
    const queue = this.#queues.get(name);
    if (queue === undefined) throw presetError('JNM_QUEUE', { name, known: this.names.join(', ') || 'none' });
    return { name, jobs: queue.jobs, drain: () => queue.runAll(), clear: () => queue.clear() };
  }

  async drain(): Promise<DrainResult> {
    const sum = { completed: 0, failed: 0 };
    for (let isDone = false; !isDone; ) {
      isDone = true;
      for (const queue of this.#queues.values()) {
        const { completed, failed } = await queue.runAll();
        sum.completed += completed;
        sum.failed += failed;
        if (completed + failed > 0) isDone = false;
      }
    }
    return sum;
  }

  clear(): void {
    for (const queue of this.#queues.values()) queue.clear();
  }
}
