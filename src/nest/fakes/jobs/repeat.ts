// Jobs that come again and again: what Bull calls repeatable jobs and BullMQ job schedulers. Of each, one job is delayed at any
// time; when it is taken, the next is made. Knows neither queue nor clock.
import { createHash } from 'node:crypto';
import type { JobOptions, RepeatOptions } from './options';

/** A job that comes again. */
export interface Repeatable {
  readonly key: string;
  readonly id: string | null;
  readonly name: string;
  readonly data: unknown;
  readonly opts: JobOptions;
  readonly repeat: RepeatOptions;
  count: number;
  next: number;
}

/** The next time of a cron expression after `afterMs`; throws if the expression is wrong. */
export type NextCron = (pattern: string, afterMs: number, tz: string | undefined) => number;

/** The key of a repeated job, as Bull makes it. */
export function repeatKey(name: string, repeat: RepeatOptions): string {
  if (repeat.key !== undefined) return repeat.key;
  const endDate = repeat.endDate === undefined ? '' : String(new Date(repeat.endDate).getTime());
  return [name, repeat.jobId ?? '', endDate, repeat.tz ?? '', repeat.cron ?? repeat.pattern ?? repeat.every ?? ''].join(':');
}

/** When the job comes next; undefined when it has come for the last time. */
export function nextTime(repeatable: Pick<Repeatable, 'repeat' | 'count'>, nowMs: number, nextCron: NextCron | undefined): number | undefined {
  const { repeat, count } = repeatable;
  const { limit = Infinity, every, tz } = repeat;
  const pattern = repeat.cron ?? repeat.pattern;
  if (pattern !== undefined && every !== undefined) throw new Error('Both .cron and .every options are defined for this repeatable job');
  if (count >= limit) return undefined;
  // Without a cron parser at hand the time is unknown; the order among delayed jobs is all that depends on it.
  const next = every !== undefined ? Math.floor(nowMs / every) * every + every : pattern === undefined ? undefined : nextCron === undefined ? nowMs + 60_000 : nextCron(pattern, nowMs, tz);
  if (next === undefined) throw new Error('Either .cron (.pattern) or .every must be defined for a repeatable job');
  return repeat.endDate !== undefined && next > new Date(repeat.endDate).getTime() ? undefined : next;
}

/** The id of one of the repeated jobs. */
export function repeatedJobId(key: string, timeMs: number): string {
  return `repeat:${createHash('md5').update(key).digest('hex')}:${timeMs}`;
}

/** A repeatable job as getRepeatableJobs and getJobSchedulers list it. */
export function describeRepeatable({ key, id, name, repeat, next, count }: Repeatable): Record<string, unknown> {
  const pattern = repeat.cron ?? repeat.pattern ?? null;
  const endDate = repeat.endDate === undefined ? null : new Date(repeat.endDate).getTime();
  return { key, name, id, endDate, tz: repeat.tz ?? null, cron: pattern, pattern, every: repeat.every ?? null, next, iterationCount: count };
}
