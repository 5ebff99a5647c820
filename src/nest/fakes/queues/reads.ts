// What Bull's and BullMQ's queues can be asked: their jobs by state, with ranges and counts. Changes nothing.
import { presetError } from '../../../errors';
import type { FakeJob } from '../jobs/job';
import { idOfDuplicates, type JobState, type QueueFlavour } from '../jobs/options';
import type { JobStore } from '../jobs/store';
import { Listeners } from './listeners';

const STATES: readonly JobState[] = ['waiting', 'delayed', 'active', 'completed', 'failed', 'waiting-children'];
/** The names that states go by. */
const ALIASES: Readonly<Record<string, JobState | 'prioritized' | 'paused'>> = { wait: 'waiting', paused: 'paused', prioritized: 'prioritized' };

/** The reading half of the fake queue. */
export abstract class QueueReads extends Listeners {
  abstract readonly store: JobStore;
  abstract readonly flavour: QueueFlavour;
  abstract readonly isPausedNow: boolean;
  readonly client = {};

  async getJob(id: string | number): Promise<FakeJob | null> {
    return this.store.find(String(id)) ?? null;
  }

  /** The jobs of some states, newest first unless asked otherwise, as in Bull. */
  async getJobs(states?: string | readonly string[], start = 0, end = -1, isAscending = false): Promise<FakeJob[]> {
    const wanted = states === undefined || states.length === 0 ? STATES : typeof states === 'string' ? [states] : states;
    return [...new Set(wanted)].flatMap((state) => {
      const jobs = this.inState(state);
      const ordered = isAscending ? jobs : jobs.reverse();
      return ordered.slice(start, end < 0 ? ordered.length + end + 1 : end + 1);
    });
  }

  protected inState(name: string): FakeJob[] {
    const state = ALIASES[name] ?? (name as JobState);
    if (state === 'prioritized') return this.store.waiting.filter((job) => (job.opts.priority ?? 0) > 0);
    if (state === 'paused') return this.isPausedNow ? [...this.store.waiting] : [];
    if (!STATES.includes(state)) throw presetError('JNM_ARGUMENT', { caller: 'A queue', given: `the state "${name}", which no job has`, expected: `one of ${STATES.join(', ')}` });
    // In BullMQ the jobs of a paused queue go on waiting.
    return state === 'waiting' && this.isPausedNow && this.flavour === 'bull' ? [] : this.store.inState(state);
  }

  getWaiting(start?: number, end?: number): Promise<FakeJob[]> {
    return this.getJobs('waiting', start, end, true);
  }

  getDelayed(start?: number, end?: number): Promise<FakeJob[]> {
    return this.getJobs('delayed', start, end, true);
  }

  getActive(start?: number, end?: number): Promise<FakeJob[]> {
    return this.getJobs('active', start, end, true);
  }

  getCompleted(start?: number, end?: number): Promise<FakeJob[]> {
    return this.getJobs('completed', start, end, false);
  }

  getFailed(start?: number, end?: number): Promise<FakeJob[]> {
    return this.getJobs('failed', start, end, false);
  }

  getWaitingChildren(start?: number, end?: number): Promise<FakeJob[]> {
    return this.getJobs('waiting-children', start, end, true);
  }

  getPrioritized(start?: number, end?: number): Promise<FakeJob[]> {
    return this.getJobs('prioritized', start, end, true);
  }

  async getJobCounts(...states: string[]): Promise<Record<string, number>> {
    const wanted = states.length === 0 ? [...STATES, 'paused'] : states;
    return Object.fromEntries(wanted.map((state) => [state, this.inState(state).length]));
  }

  async getJobCountByTypes(...states: Array<string | readonly string[]>): Promise<number> {
    return states.flat().reduce((sum, state) => sum + this.inState(state as string).length, 0);
  }

  async getWaitingCount(): Promise<number> {
    return this.inState('waiting').length;
  }

  async getDelayedCount(): Promise<number> {
    return this.inState('delayed').length;
  }

  async getActiveCount(): Promise<number> {
    return this.inState('active').length;
  }

  async getCompletedCount(): Promise<number> {
    return this.inState('completed').length;
  }

  async getFailedCount(): Promise<number> {
    return this.inState('failed').length;
  }

  async getPausedCount(): Promise<number> {
    return this.inState('paused').length;
  }

  async getWaitingChildrenCount(): Promise<number> {
    return this.inState('waiting-children').length;
  }

  async getPrioritizedCount(): Promise<number> {
    return this.inState('prioritized').length;
  }

  async getCountsPerPriority(priorities: readonly number[]): Promise<Record<string, number>> {
    return Object.fromEntries([...new Set(priorities)].map((priority) => [String(priority), this.store.waiting.filter((job) => (job.opts.priority ?? 0) === priority).length]));
  }

  async getJobState(id: string): Promise<JobState | 'unknown'> {
    return this.store.find(String(id))?.state ?? 'unknown';
  }

  async getDeduplicationJobId(id: string): Promise<string | null> {
    return this.store.stored.find((job) => job.finishedOn === undefined && idOfDuplicates(job.opts)?.id === id)?.id ?? null;
  }

  async addJobLog(id: string, line: string): Promise<number> {
    const job = this.store.find(String(id));
    if (job === undefined) throw new Error(`Missing key for job ${id}. addLog`);
    return job.log(line);
  }

  async updateJobProgress(id: string, progress: unknown): Promise<void> {
    const job = this.store.find(String(id));
    if (job === undefined) throw new Error(`Missing key for job ${id}. updateProgress`);
    await job.updateProgress(progress);
  }

  /** How many jobs are still to be run. */
  async count(): Promise<number> {
    return this.store.waiting.length + this.store.delayed.length;
  }

  async getJobLogs(id: string | number): Promise<{ logs: string[]; count: number }> {
    const logs = [...(this.store.find(String(id))?.logs ?? [])];
    return { logs, count: logs.length };
  }

  async isReady(): Promise<this> {
    return this;
  }

  async waitUntilReady(): Promise<object> {
    return this.client;
  }

  async whenCurrentJobsFinished(): Promise<void> {}

  async getWorkers(): Promise<unknown[]> {
    return [];
  }
}
