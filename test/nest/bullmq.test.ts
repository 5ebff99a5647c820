// The stand-ins for BullMQ's classes: workers, flows, queue events, job schedulers.
import { WaitingChildrenError } from 'bullmq';
import { createBullMqClasses } from '../../src/nest/fakes/queues/bullmq-classes';
import type { FakeJob } from '../../src/nest/fakes/jobs/job';
import type { FakeQueue } from '../../src/nest/fakes/queues/queue';
import type { FakeFlowProducer } from '../../src/nest/fakes/queues/flow-producer';
import { QueueRegistry } from '../../src/nest/fakes/queues/registry';

/** What the real classes do inside; it is typed as protected or undocumented. */
const INTERNAL: ReadonlySet<string> = new Set([
  'metaValues', 'jobScheduler', 'addJob', 'commandByType', 'sanitizeJobTypes', 'baseGetClients', 'createBackend', 'Job', 'base64Name', 'clientName', 'checkConnectionError', 'trace', 'asJSON', 'asJSONSandbox',
  'shouldRetryJob', 'getSpanOperation', 'recordJobMetrics', 'prefix', 'isInState', 'validateOptions', 'updateStacktrace', 'setSpanJobAttributes', 'createLockManager', 'callProcessJob', 'createJob', 'concurrency',
  'mainLoop', 'minimumBlockTimeout', 'maximumBlockTimeout', 'isRateLimited', 'moveToActive', 'waitForJob', 'getBlockTimeout', 'getRateLimitDelay', 'delay', 'updateDelays', 'nextJobFromJobData', 'getUnrecoverableErrorMessage',
  'handleCompleted', 'handleFailed', 'stalledChecker', 'whenCurrentJobsFinished', 'retryIfFailed', 'moveStalledJobsToWait', 'moveLimitedBackToWait', 'emit', 'off', 'once', 'addNode', 'collectFlowEntry', 'addNodes', 'getNode',
  'validateFlowJobs', 'addChildren', 'getChildren', 'queueFromNode', 'toFlowError',
]);

function setUp() {
  const queues = new QueueRegistry();
  const classes = createBullMqClasses(() => queues);
  return { queues, ...classes, queue: (name: string) => new classes.Queue(name) as FakeQueue, flows: new classes.FlowProducer() as FakeFlowProducer };
}

it('serves a queue by a worker, with its events and back-off', async () => {
  const { queues, queue, Worker, QueueEvents, Queue } = setUp();
  const heard: unknown[] = [];
  const email = queue('email');
  expect(email).toBeInstanceOf(Queue);
  expect(queue('email')).toBe(email);
  const worker = new Worker('email', async (job: FakeJob, token: string) => {
    await job.updateProgress(10);
    if (job.attemptsMade === 0) throw new Error(`no ${token}`);
    return { at: new Date(0) };
  }, { settings: { backoffStrategy: (attempts, type) => (heard.push([attempts, type]), 100) } });
  worker.on('completed', (job: FakeJob, value: unknown) => void heard.push(['worker', job.name, value]));
  new QueueEvents('email').on('completed', (event) => void heard.push(['events', event])).on('failed', (event) => void heard.push(event));
  await email.add('welcome', { n: 1 }, { attempts: 2, backoff: { type: 'mine' } });
  expect(await queues.drain()).toEqual({ completed: 1, failed: 0 });
  expect(heard).toEqual([
    [1, 'mine'], ['worker', 'welcome', { at: new Date(0) }],
    ['events', { jobId: '1', returnvalue: { at: '1970-01-01T00:00:00.000Z' }, prev: 'active' }],
  ]);
  expect((email.jobs[0] as unknown as { progress: number }).progress).toBe(10);
  await expect(email.add('x', {}, { jobId: '5' })).rejects.toThrow('Custom Id cannot be integers');
});

it('runs children before their parent, and gives it their values', async () => {
  const { queues, Worker, flows } = setUp();
  const ran: unknown[] = [];
  new Worker('parts', (job: FakeJob) => { ran.push(job.name); return job.name; });
  new Worker('whole', async (job: FakeJob) => void ran.push([job.name, Object.values(await job.getChildrenValues())]));
  const node = await flows.add({ name: 'sum', queueName: 'whole', children: [{ name: 'a', queueName: 'parts' }, { name: 'b', queueName: 'parts', opts: { delay: 5 } }] });
  expect([node.job.state, node.children?.length]).toEqual(['waiting-children', 2]);
  await queues.drain();
  expect(ran).toEqual(['a', 'b', ['sum', ['a', 'b']]]);
});

it('holds or fails a parent whose child failed', async () => {
  const { queues, Worker, flows } = setUp();
  new Worker('parts', () => { throw new Error('no'); });
  new Worker('whole', () => undefined);
  const [held, failed, released] = await flows.addBulk([{}, { failParentOnFailure: true }, { ignoreDependencyOnFailure: true }]
    .map((opts) => ({ name: 'p', queueName: 'whole', children: [{ name: 'c', queueName: 'parts', opts }] })));
  await queues.drain();
  expect([held?.job.state, failed?.job.state, released?.job.state]).toEqual(['waiting-children', 'failed', 'completed']);
  expect(failed?.job.failedReason).toMatch(/^child bull:parts:\d failed$/);
});

it('schedules jobs', async () => {
  const { queues, queue, Worker } = setUp();
  const ran: unknown[] = [];
  new Worker('q', (job: FakeJob) => void ran.push([job.name, job.data]));
  await queue('q').upsertJobScheduler('s', { every: 1000 }, { name: 'tick', data: { v: 1 } });
  await queue('q').upsertJobScheduler('s', { every: 500 }, { name: 'tick', data: { v: 2 } });
  expect(await queue('q').getJobScheduler('s')).toMatchObject({ key: 's', every: 500 });
  await queues.drain();
  expect(ran).toEqual([['tick', { v: 2 }]]);
  expect(await queue('q').removeJobScheduler('s')).toBe(true);
  expect(await queue('q').count()).toBe(0);
});

it('adds a job once while one with its deduplication id is open', async () => {
  const { queues, queue, Worker } = setUp();
  new Worker('q', () => undefined);
  const first = await queue('q').add('x', {}, { deduplication: { id: 'd' } });
  expect(await queue('q').add('x', {}, { deduplication: { id: 'd' } })).toBe(first);
  await queues.drain();
  expect(await queue('q').add('x', {}, { deduplication: { id: 'd' } })).not.toBe(first);
});

it('waits for children that a processor adds while it runs', async () => {
  const { queues, queue, Worker } = setUp();
  const ran: unknown[] = [];
  new Worker('parts', (job: FakeJob) => { ran.push(job.name); return job.name; });
  new Worker('whole', async (job: FakeJob) => {
    if (job.data instanceof Object && !('isSplit' in job.data)) {
      for (const name of ['a', 'b']) await queue('parts').add(name, {}, { parent: { id: job.id, queue: job.queueQualifiedName } });
      await job.updateData({ isSplit: true });
    }
    if (await job.moveToWaitingChildren()) throw new WaitingChildrenError();
    ran.push([Object.values(await job.getChildrenValues()), await job.getDependenciesCount()]);
  });
  const job = await queue('whole').add('sum', {});
  expect(await queues.drain()).toEqual({ completed: 3, failed: 0 });
  expect(ran).toEqual(['a', 'b', [['a', 'b'], { processed: 2, unprocessed: 0 }]]);
  expect([job.attemptsMade, job.state]).toEqual([0, 'completed']);
  await expect(queue('parts').add('c', {}, { parent: { id: '77', queue: 'bull:whole' } })).rejects.toThrow('Missing key for parent job bull:whole:77. addJob');
});

it('starts as many jobs in a span of time as the limiter allows, in virtual time', async () => {
  const { queues, queue, Worker } = setUp();
  const started: number[] = [];
  new Worker('q', (job: FakeJob) => void started.push(Number(job.processedOn)), { limiter: { max: 2, duration: 1000 } });
  for (let n = 0; n < 5; n++) await queue('q').add('x', {});
  await queues.drain();
  const [first = 0, ...later] = started;
  expect(later.map((at) => Math.round((at - first) / 1000))).toEqual([0, 1, 1, 2]);
});

it('comes again without having failed when the processor limits the rate itself', async () => {
  const { queues, queue, Worker } = setUp();
  const seen: number[] = [];
  const worker = new Worker('q', async (job: FakeJob) => {
    seen.push(Number(job.processedOn));
    if (seen.length > 1) return;
    await (worker as unknown as { rateLimit(ms: number): Promise<void> }).rateLimit(500);
    throw (Worker as unknown as { RateLimitError(): Error }).RateLimitError();
  });
  const job = await queue('q').add('x', {});
  await queues.drain();
  expect([job.state, job.attemptsMade, Number(seen[1]) - Number(seen[0]) >= 500]).toEqual(['completed', 0, true]);
});

it('runs jobs at once in a concurrent drain, as many as the worker allows', async () => {
  const { queues, queue, Worker } = setUp();
  const running = { now: 0, most: 0 };
  new Worker('q', async () => {
    running.now += 1;
    running.most = Math.max(running.most, running.now);
    await new Promise((resolve) => setTimeout(resolve, 5));
    running.now -= 1;
  }, { concurrency: 3 });
  const add = () => queue('q').addBulk(Array.from({ length: 7 }, (_, n) => ({ name: 'x', data: { n } })));
  await add();
  expect(await queues.drain({ concurrent: true })).toEqual({ completed: 7, failed: 0 });
  expect(running.most).toBe(3);
  running.most = 0;
  await add();
  await queues.drain();
  expect(running.most).toBe(1);
});

it('holds the jobs of a worker that is paused, or not started yet', async () => {
  const { queues, queue, Worker } = setUp();
  const worker = new Worker('q', () => 'done') as unknown as { pause(): Promise<void>; resume(): Promise<void>; isPaused(): boolean };
  const job = await queue('q').add('x', {});
  await worker.pause();
  expect([await queues.drain(), worker.isPaused(), await queue('q').isPaused()]).toEqual([{ completed: 0, failed: 0 }, true, false]);
  await worker.resume();
  await queues.drain();
  expect(await job.waitUntilFinished({}, 50)).toBe('done');
  const late = new Worker('late', () => 1, { autorun: false }) as unknown as { run(): Promise<void> };
  const waiting = await queue('late').add('x', {});
  await expect(queues.drain()).rejects.toThrow(/no processor/);
  await expect(waiting.waitUntilFinished({}, 5)).rejects.toThrow('Job wait x timed out before finishing, no finish notification arrived after 5ms');
  await late.run();
  expect(await queues.drain()).toEqual({ completed: 1, failed: 0 });
});

it('has every method of the real classes, or refuses it by name', async () => {
  const { queue, Worker, Job, flows } = setUp();
  const real = jest.requireActual<Record<string, { prototype: object }>>('bullmq');
  const worker = new Worker('q', () => undefined);
  const job = await queue('q').add('x', {});
  const publicOf = (name: string): string[] => {
    const names = new Set<string>();
    for (let type = real[name]?.prototype; type !== undefined && !['EventEmitter', 'Object'].includes(type.constructor.name); type = Object.getPrototypeOf(type) as object) {
      Object.getOwnPropertyNames(type).forEach((key) => names.add(key));
    }
    return [...names].filter((key) => key !== 'constructor' && !key.startsWith('_'));
  };
  const lacking = (name: string, fake: object): string[] => publicOf(name).filter((key) => !(key in fake) && !INTERNAL.has(key));
  expect({ Queue: lacking('Queue', queue('q')), Job: lacking('Job', job), Worker: lacking('Worker', worker), FlowProducer: lacking('FlowProducer', flows) }).toEqual({ Queue: [], Job: [], Worker: [], FlowProducer: [] });
  expect(() => (queue('q') as unknown as { getMetrics(): void }).getMetrics()).toThrow(/Queue: the fake does not imitate getMetrics\(\)\.[\s\S]*JNM_NOT_IMITATED/);
  expect(await (Job as unknown as { fromId(queue: object, id: string): Promise<unknown> }).fromId(queue('q'), job.id)).toBe(job);
  expect(job).toBeInstanceOf(Job);
});
