// The jobs of a queue that come again and again: Bull's repeatable jobs and BullMQ's job schedulers. Knows when the next one is made, not how
// jobs are run.
import { presetError } from '../../../errors';
import type { FakeJob } from '../jobs/job';
import type { JobOptions } from '../jobs/options';
import { describeRepeatable, nextTime, repeatedJobId, repeatKey, type NextCron, type Repeatable } from '../jobs/repeat';
import type { VirtualClock } from '../jobs/virtual-clock';
import { QueueReads } from './reads';

/** The name of jobs that were added without one. */
export const DEFAULT_JOB = '__default__';

/** What BullMQ's schedulers make their jobs of. */
export interface JobTemplate {
  readonly name?: string;
  readonly data?: unknown;
  readonly opts?: JobOptions;
}

/** The repeating half of the fake queue. */
export abstract class QueueRepeats extends QueueReads {
  abstract readonly clock: VirtualClock;
  protected abstract readonly nextCron: NextCron | undefined;
  readonly #repeatables = new Map<string, Repeatable>();

  abstract make(name: string, data: unknown, given: JobOptions): { readonly job: FakeJob; readonly isNew: boolean };

  protected repeat(name: string, data: unknown, given: JobOptions): FakeJob {
    const { repeat = {}, delay: _delay, jobId, ...opts } = given;
    const wanted = repeat.jobId === undefined && jobId !== undefined ? { ...repeat, jobId } : repeat;
    const key = repeatKey(name, wanted);
    const repeatable: Repeatable = { key, id: wanted.jobId === undefined ? null : String(wanted.jobId), name, data, opts, repeat: { ...wanted, key }, count: 0, next: 0 };
    const job = this.#makeRepeated(repeatable);
    if (job === undefined) {
      const given = `the repeated job ${key}, which never comes: its end or limit is reached`;
      throw presetError('JNM_ARGUMENT', { caller: 'A queue', given, expected: 'an end or a limit that is still to come' });
    }
    return job;
  }

  #makeRepeated(repeatable: Repeatable): FakeJob | undefined {
    const next = nextTime(repeatable, this.clock.now(), this.nextCron);
    if (next === undefined) return undefined;
    repeatable.next = next;
    repeatable.count += 1;
    this.#repeatables.set(repeatable.key, repeatable);
    const { job, isNew } = this.make(repeatable.name, repeatable.data, {
      ...repeatable.opts, repeat: repeatable.repeat, jobId: repeatedJobId(repeatable.key, next), delay: Math.max(1, next - this.clock.now()),
    });
    if (isNew) this.store.toDelayed(job, next);
    return job;
  }

  repeatAfter(job: FakeJob): void {
    const repeatable = this.#repeatables.get(job.opts.repeat?.key ?? '');
    if (repeatable !== undefined) this.#makeRepeated(repeatable);
  }

  /** Forgets every repetition. */
  protected clearRepeats(): void {
    this.#repeatables.clear();
  }

  async getRepeatableJobs(): Promise<Array<Record<string, unknown>>> {
    return [...this.#repeatables.values()].map(describeRepeatable);
  }

  async getRepeatableCount(): Promise<number> {
    return this.#repeatables.size;
  }

  /** removeRepeatable(name, repeat), or removeRepeatable(repeat) for unnamed jobs. */
  async removeRepeatable(...args: unknown[]): Promise<boolean> {
    const [name, repeat] = typeof args[0] === 'string' ? args : [DEFAULT_JOB, args[0]];
    return this.removeRepeatableByKey(repeatKey(String(name), (repeat ?? {}) as NonNullable<JobOptions['repeat']>));
  }

  async removeRepeatableByKey(key: string): Promise<boolean> {
    for (const job of this.store.delayed) if (job.opts.repeat?.key === key && job.attemptsMade === 0) this.store.remove(job);
    return this.#repeatables.delete(key);
  }

  /** BullMQ: makes or replaces the scheduler of an id. */
  async upsertJobScheduler(id: string, repeat: NonNullable<JobOptions['repeat']>, template: JobTemplate = {}): Promise<FakeJob> {
    await this.removeRepeatableByKey(id);
    return this.repeat(template.name ?? id, template.data, { ...template.opts, repeat: { ...repeat, key: id } });
  }

  async getJobScheduler(id: string): Promise<Record<string, unknown> | undefined> {
    const repeatable = this.#repeatables.get(id);
    return repeatable === undefined ? undefined : describeRepeatable(repeatable);
  }

  getJobSchedulers(): Promise<Array<Record<string, unknown>>> {
    return this.getRepeatableJobs();
  }

  getJobSchedulersCount(): Promise<number> {
    return this.getRepeatableCount();
  }

  removeJobScheduler(id: string): Promise<boolean> {
    return this.removeRepeatableByKey(id);
  }
}
