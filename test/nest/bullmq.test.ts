// The stand-ins for BullMQ's classes: workers, flows, queue events, job schedulers.
import { createBullMqClasses } from '../../src/nest/bullmq-classes';
import type { FakeJob } from '../../src/nest/fakes/job';
import type { FakeQueue } from '../../src/nest/fakes/queue';
import type { FakeFlowProducer } from '../../src/nest/flow-producer';
import { QueueRegistry } from '../../src/nest/queues';

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
