// The events of a job and what their listeners get, in the shapes of Bull's queues, Bull's global events and BullMQ's QueueEvents.
import { reasonOf } from '../../../errors';
import { throughJson } from '../through-json';
import type { FakeJob } from './job';

/** What happens to a job, as its queue announces it. */
export type JobEvent = 'waiting' | 'active' | 'completed' | 'failed' | 'progress' | 'stalled' | 'removed' | 'delayed' | 'duplicated';

/** What listeners get: of the queue after the job, of Bull's global events after the id, of QueueEvents beside the id. */
export function describeEvent(event: JobEvent, job: FakeJob, detail: unknown): readonly [local: unknown[], global: unknown[], stream: object] {
  if (event === 'completed') return [[detail, 'active'], [JSON.stringify(detail) ?? 'null'], { returnvalue: detail === undefined ? null : throughJson(detail), prev: 'active' }];
  if (event === 'failed') return [[detail, 'active'], [reasonOf(detail), 'active'], { failedReason: reasonOf(detail), prev: 'active' }];
  if (event === 'progress') return [[detail], [detail], { data: detail }];
  if (event === 'delayed') return [[], [job.delay], { delay: job.delay }];
  if (event === 'active') return [[undefined, 'waiting'], ['waiting'], { prev: 'waiting' }];
  return [[], [], { name: job.name }];
}
