// The fake queue against what Bull does: order, attempts, back-off, events, states, methods of jobs and queues.
import * as fc from 'fast-check';
import type { FakeJob, JobOptions } from '../../src/nest/fakes/jobs/job';
import type { QueueFlavour } from '../../src/nest/fakes/jobs/options';
import { QueueRegistry } from '../../src/nest/fakes/queues/registry';

/** What the real classes do inside. */
const INTERNAL: ReadonlySet<string> = new Set(['base64Name', 'clientName', 'setHandler', 'run', 'updateDelayTimer', 'startMoveUnlockedJobsToWait', 'processJobs', 'processJob', 'moveToActive', 'nextJobFromJobData', 'toData']);

function setUp(flavour: QueueFlavour = 'bull') {
  const queues = new QueueRegistry();
  const queue = queues.provide('q', flavour);
  const ran: string[] = [];
  return { queues, queue, ran, run: (job: FakeJob) => void ran.push(job.name) };
}

it('takes jobs first in, first out; lifo and priorities go ahead', async () => {
  const { queue, ran, run } = setUp();
  void queue.process('*', run);
  await queue.add('a', {});
  await queue.add('low', {}, { priority: 9 });
  await queue.add('b', {});
  await queue.add('high', {}, { priority: 1 });
  await queue.add('low2', {}, { priority: 9 });
  await queue.add('urgent', {}, { lifo: true });
  await queue.runAll();
  expect(ran).toEqual(['urgent', 'high', 'low', 'low2', 'a', 'b']);
});

it('puts what was delayed, retried or stalled where Bull does', async () => {
  const { queue, queues, ran } = setUp();
  void queue.process('*', (job: FakeJob) => {
    ran.push(job.name);
    if (job.name === 'again' && job.attemptsMade === 0) throw new Error('again');
  });
  const duplicated: unknown[] = [];
  queue.on('duplicated', (id: string) => void duplicated.push(id));
  await queue.add('again', {}, { priority: 1, attempts: 2 });
  await queue.add('a', {}, { jobId: 'x' });
  await queue.add('a', {}, { jobId: 'x' });
  const promoted = await queue.add('promoted', {}, { lifo: true, delay: 100 });
  const stalled = await queue.add('stalled', {});
  await promoted.promote();
  await queues.find('q').stall(stalled);
  await queue.runAll();
  expect(ran).toEqual(['stalled', 'again', 'again', 'a', 'promoted']);
  expect(duplicated).toEqual(['x']);
});

it('takes jobs without a priority first in BullMQ', async () => {
  const { queue, ran, run } = setUp('bullmq');
  queue.processAll(run);
  await queue.add('low', {}, { priority: 9 });
  await queue.add('a', {});
  await queue.add('high', {}, { priority: 1 });
  await queue.runAll();
  expect(ran).toEqual(['a', 'high', 'low']);
});

it('runs delayed jobs when they are due, and puts retries behind their back-off', async () => {
  const { queue, ran } = setUp();
  const fails = new Map([['flaky', 2]]);
  void queue.process('*', (job: FakeJob) => {
    ran.push(job.name);
    const left = fails.get(job.name) ?? 0;
    fails.set(job.name, left - 1);
    if (left > 0) throw new Error(`no ${left}`);
  });
  await queue.add('later', {}, { delay: 60_000 });
  await queue.add('soon', {}, { delay: 5_000 });
  await queue.add('flaky', {}, { attempts: 3, backoff: { type: 'exponential', delay: 10_000 } });
  await queue.add('now', {});
  const started = Date.now();
  expect(await queue.runAll({ delayed: false })).toEqual({ completed: 1, failed: 0 });
  expect(ran).toEqual(['flaky', 'now']);
  expect(queue.jobs[2]).toMatchObject({ state: 'delayed', attemptsMade: 1, failedReason: 'no 2' });
  expect(await queue.runAll()).toEqual({ completed: 3, failed: 0 });
  expect(ran).toEqual(['flaky', 'now', 'soon', 'flaky', 'flaky', 'later']);
  expect(Date.now() - started).toBeLessThan(2_000);
});

it('backs off by a fixed time, an own strategy, or not again', async () => {
  const { queue } = setUp();
  const asked: unknown[] = [];
  queue.configure({ settings: { backoffStrategies: { mine: (attempts, error, options) => (asked.push([attempts, (error as Error).message, options]), attempts === 2 ? -1 : 7) } } });
  void queue.process('*', () => { throw new Error('no'); });
  const job = await queue.add('x', {}, { attempts: 5, backoff: { type: 'mine', options: { a: 1 } } });
  const fixed = await queue.add('x', {}, { attempts: 2, backoff: 50 });
  await queue.add('x', {}, { attempts: 2, backoff: { type: 'nonsense' } }).then((bad) => bad.remove());
  expect(await queue.runAll()).toEqual({ completed: 0, failed: 2 });
  expect(asked).toEqual([[1, 'no', { a: 1 }], [2, 'no', { a: 1 }]]);
  expect([job.attemptsMade, fixed.attemptsMade, fixed.stacktrace.length]).toEqual([2, 2, 2]);
});

it('announces events to listeners of the queue, and globally', async () => {
  const { queue } = setUp();
  const heard: unknown[] = [];
  const note = (event: string) => queue.on(event, (...args: unknown[]) => void heard.push([event, ...args.map((arg) => (arg as FakeJob | undefined)?.name ?? arg)]));
  ['waiting', 'active', 'progress', 'global:progress', 'completed', 'global:completed', 'failed', 'global:failed', 'drained', 'removed', 'paused'].forEach(note);
  void queue.process('ok', async (job: FakeJob) => {
    await job.progress(50);
    return { n: 1 };
  });
  void queue.process('bad', () => Promise.reject(new TypeError('boom')));
  await queue.add('ok', {});
  await queue.add('bad', {}, { attempts: 2 });
  await queue.runAll();
  expect(heard).toEqual([
    ['waiting', '1'], ['waiting', '2'], ['active', 'ok', undefined, 'waiting'], ['progress', 'ok', 50], ['global:progress', '1', 50],
    ['completed', 'ok', { n: 1 }, 'active'], ['global:completed', '1', '{"n":1}'],
    ['active', 'bad', undefined, 'waiting'], ['failed', 'bad', 'TypeError', 'active'],
    ['active', 'bad', undefined, 'waiting'], ['failed', 'bad', 'TypeError', 'active'], ['global:failed', '2', 'boom', 'active'], ['drained'],
  ]);
});

it('keeps finished jobs as the options say, and shows a test all of them', async () => {
  const { queue, queues, run } = setUp();
  queue.configure({ defaultJobOptions: { removeOnComplete: true, attempts: 2 } });
  void queue.process('*', run);
  for (let n = 0; n < 4; n++) await queue.add('keep', {}, { removeOnComplete: 2 });
  const gone = await queue.add('gone', {}, { jobId: 'x' });
  expect(gone.opts.attempts).toBe(2);
  await queue.runAll();
  expect((await queue.getCompleted()).map((job) => job.id)).toEqual(['4', '3']);
  expect(await queue.getJob('x')).toBeNull();
  expect(queues.find('q').jobs).toHaveLength(5);
  expect(await queue.add('gone', {}, { jobId: 'x' })).not.toBe(gone);
});

it('lets jobs be changed, removed, promoted, retried and waited for', async () => {
  const { queue } = setUp();
  void queue.process('*', async (job: FakeJob) => {
    await job.log('line');
    await job.update({ ...(job.data as object), seen: new Date(0) });
    if (job.name === 'bad') {
      job.discard();
      throw new Error('bad');
    }
    return job.name;
  });
  const job = await queue.add('good', { a: 1 }, { delay: 10 });
  const bad = await queue.add('bad', {}, { attempts: 9 });
  const ends = Promise.allSettled([job.finished(), bad.finished()]);
  await expect(bad.promote()).rejects.toThrow('Job 2 is not in a delayed state');
  await expect(job.retry()).rejects.toThrow("Couldn't retry job");
  await job.promote();
  expect([await job.getState(), await job.isWaiting()]).toEqual(['waiting', true]);
  await queue.runAll();
  expect(await ends).toEqual([{ status: 'fulfilled', value: 'good' }, { status: 'rejected', reason: new Error('bad') }]);
  expect(job.data).toEqual({ a: 1, seen: '1970-01-01T00:00:00.000Z' });
  expect([bad.attemptsMade, await bad.isFailed(), await queue.getJobLogs(2)]).toEqual([1, true, { logs: ['line'], count: 1 }]);
  await bad.retry();
  expect(await queue.getJobCounts('waiting', 'failed')).toEqual({ waiting: 1, failed: 0 });
  await bad.remove();
  expect(queue.jobs).toEqual([job]);
  await expect(job.finished()).resolves.toBe('good');
});

it('repeats: once in a drain, until its limit', async () => {
  const { queue, queues, ran, run } = setUp();
  void queue.process('*', run);
  await queue.add('tick', { n: 1 }, { repeat: { every: 1000, limit: 2 } });
  await queue.add('tick', { n: 1 }, { repeat: { every: 1000, limit: 2 } });
  expect(await queue.getRepeatableJobs()).toMatchObject([{ name: 'tick', every: 1000, cron: null }]);
  await queues.drain();
  await queues.drain();
  await queues.drain();
  expect(ran).toEqual(['tick', 'tick']);
  await queue.add('nightly', {}, { repeat: { cron: '0 3 * * *' } });
  await queue.removeRepeatable('nightly', { cron: '0 3 * * *' });
  expect(await queue.count()).toBe(0);
  await expect(queue.add('x', {}, { repeat: {} })).rejects.toThrow(/must be defined/);
});

it('runs jobs when they are added in the mode inline', async () => {
  const { queue, queues, ran } = setUp();
  queues.setMode('inline');
  const early = await queue.add('no processor yet', {});
  expect(early.state).toBe('waiting');
  void queue.process('*', async (job: FakeJob) => {
    if (job.name === 'first') await queue.add('nested', {});
    ran.push(job.name);
    if (job.name === 'bad') throw new Error('bad');
  });
  await queue.add('first', {}, { delay: 1000 });
  expect((await queue.add('bad', {}, { attempts: 2 })).state).toBe('failed');
  expect(ran).toEqual(['nested', 'first', 'bad', 'bad']);
  queues.find('q').setMode('record');
  expect((await queue.add('later', {})).state).toBe('waiting');
});

it('stalls: again once, then failed', async () => {
  const { queue, queues } = setUp();
  const stalled: string[] = [];
  queue.on('stalled', (job: FakeJob) => void stalled.push(job.name));
  const job = await queue.add('x', {});
  await queues.find('q').stall(job);
  expect([job.state, stalled]).toEqual(['waiting', ['x']]);
  await queues.find('q').stall(job);
  expect(job).toMatchObject({ state: 'failed', failedReason: 'job stalled more than allowable limit' });
});

it('pauses, empties, cleans and lists as Bull does', async () => {
  const { queue, ran, run } = setUp();
  void queue.process('*', run);
  await queue.addBulk([{ name: 'a' }, { name: 'b', opts: { jobId: 'mail-1' } }, { name: 'c', opts: { delay: 9 } }]);
  await queue.pause();
  expect(await queue.runAll()).toEqual({ completed: 0, failed: 0 });
  expect(await queue.getJobCounts()).toMatchObject({ paused: 2, waiting: 0, delayed: 1 });
  await queue.resume();
  expect((await queue.getJobs(['waiting'])).map((job) => job.name)).toEqual(['b', 'a']);
  expect((await queue.getWaiting(0, 0)).map((job) => job.name)).toEqual(['a']);
  await queue.removeJobs('mail-*');
  await queue.runAll();
  expect(ran).toEqual(['a', 'c']);
  expect(await queue.clean(0, 'completed')).toEqual(['1', '3']);
  await queue.add('left', {});
  await queue.empty();
  expect(queue.jobs).toEqual([]);
  await expect(queue.getJobs(['nonsense'])).rejects.toThrow(/the state "nonsense", which no job has\.\n  What to do: Give it one of waiting, .*\[JNM_ARGUMENT\]/);
});

it('says when a drain does not end', async () => {
  const { queue } = setUp();
  void queue.process('*', () => queue.add('again', {}));
  await queue.add('again', {});
  await expect(queue.runAll()).rejects.toThrow(/JNM_DRAIN/);
});

it('loses no job and runs none twice, whatever the options', async () => {
  const options = fc.record<JobOptions>({ delay: fc.nat(50), priority: fc.nat(3), lifo: fc.boolean(), attempts: fc.integer({ min: 1, max: 3 }), backoff: fc.nat(20) }, { requiredKeys: [] });
  await fc.assert(fc.asyncProperty(fc.array(fc.tuple(options, fc.nat(3)), { maxLength: 12 }), fc.constantFrom<QueueFlavour>('bull', 'bullmq'), async (jobs, flavour) => {
    const { queue } = setUp(flavour);
    const runs = new Map<string, number>();
    queue.processAll((job: FakeJob) => {
      runs.set(job.id, (runs.get(job.id) ?? 0) + 1);
      if (job.attemptsMade < (job.data as { fails: number }).fails) throw new Error('again');
    });
    for (const [opts, fails] of jobs) await queue.add('x', { fails }, opts);
    const result = await queue.runAll();
    expect(result.completed + result.failed).toBe(jobs.length);
    jobs.forEach(([opts, fails], place) => {
      const attempts = opts.attempts ?? 1;
      expect(runs.get(String(place + 1))).toBe(Math.min(attempts, fails + 1));
      expect(queue.jobs[place]?.state).toBe(fails < attempts ? 'completed' : 'failed');
    });
    expect(await queue.count()).toBe(0);
  }), { numRuns: 60 });
});

it('fails a job that takes longer than its timeout, and leaves no timer', async () => {
  const { queue } = setUp();
  void queue.process('slow', () => new Promise((resolve) => setTimeout(resolve, 60)));
  void queue.process('quick', async () => 'done');
  const slow = await queue.add('slow', {}, { timeout: 5 });
  const quick = await queue.add('quick', {}, { timeout: 60_000 });
  expect(await queue.runAll()).toEqual({ completed: 1, failed: 1 });
  expect([slow.failedReason, quick.returnvalue]).toEqual(['Promise timed out after 5 milliseconds', 'done']);
});

it('observes the limiter of the queue and the concurrency of processors', async () => {
  const { queue } = setUp();
  const started: number[] = [];
  void queue.configure({ limiter: { max: 1, duration: 60_000 } }).process(4, (job: FakeJob) => void started.push(Number(job.processedOn)));
  await queue.addBulk([{ data: 1 }, { data: 2 }, { data: 3 }]);
  await queue.add({}, { delay: 90_000 });
  await queue.runAll();
  const [first = 0, ...later] = started;
  expect(later.map((at) => Math.round((at - first) / 60_000))).toEqual([1, 2, 3]);
  expect(queue.concurrency).toBe(4);
  expect(() => queue.configure({ limiter: { max: 1, duration: 1, groupKey: 'x' } })).toThrow(/Queue: the fake does not imitate limiter\.groupKey/);
});

it('has every method of the real queue and job, or refuses it by name', async () => {
  const { queue } = setUp();
  const real = jest.requireActual<{ prototype: object; Job: { prototype: object } }>('bull');
  const job = await queue.add('x', {});
  const lacking = (prototype: object, fake: object): string[] => Object.getOwnPropertyNames(prototype).filter((key) => key !== 'constructor' && !key.startsWith('_') && !(key in fake) && !INTERNAL.has(key));
  expect({ queue: lacking(real.prototype, queue), job: lacking(real.Job.prototype, job) }).toEqual({ queue: [], job: [] });
  expect(() => (queue as unknown as { getMetrics(): void }).getMetrics()).toThrow(/Queue: the fake does not imitate getMetrics\(\)/);
});
