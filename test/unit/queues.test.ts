// The fake queues and their matchers.
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { pathToFileURL } from 'node:url';
import { queueMatchers } from '../../src/matchers/queue-matchers';
import type {} from '../../src/matchers/types';
import { QueueRegistry } from '../../src/nest/fakes/queues/registry';

expect.extend(queueMatchers as never);

it('records jobs through a JSON round trip', async () => {
  const queues = new QueueRegistry();
  const queue = queues.provide('email');
  await queue.add('welcome', { at: new Date(0), gone: undefined }, { delay: 5 });
  await queue.add({ plain: true });
  await queue.addBulk([{ name: 'bulk', data: { n: 1 } }]);
  expect(queues.find('email').jobs.map((job) => [job.name, job.data, job.state])).toEqual([
    ['welcome', { at: '1970-01-01T00:00:00.000Z' }, 'delayed'], ['__default__', { plain: true }, 'waiting'], ['bulk', { n: 1 }, 'waiting'],
  ]);
  expect(await queue.getJobCounts()).toMatchObject({ waiting: 2, delayed: 1 });
  expect(() => queues.find('sms')).toThrow(/No queue "sms".*There are: email/);
});

it('runs a processor that is named by a path or a URL, whatever is in its name', async () => {
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'jnm 100% ü-'));
  const file = path.join(directory, 'processor.js');
  fs.writeFileSync(file, 'module.exports = async (job) => job.data.n * 2;');
  for (const given of [file, pathToFileURL(file), pathToFileURL(file).href]) {
    const queue = new QueueRegistry().provide('sums', 'bullmq');
    queue.processAll(given);
    await queue.add('sum', { n: 21 });
    expect([await queue.runAll(), queue.jobs[0]?.returnvalue]).toEqual([{ completed: 1, failed: 0 }, 42]);
  }
  fs.rmSync(directory, { recursive: true });
});

it('adds a job id once', async () => {
  const queue = new QueueRegistry().provide('q');
  const first = await queue.add('a', {}, { jobId: 'x' });
  expect(await queue.add('a', {}, { jobId: 'x' })).toBe(first);
  expect(queue.jobs).toHaveLength(1);
  expect(await queue.getJob('x')).toBe(first);
});

it('runs jobs with the processors of the app, attempts, events and jobs that add jobs', async () => {
  const queues = new QueueRegistry();
  const queue = queues.provide('q');
  const seen: string[] = [];
  void queue.process('flaky', 3, async (job: { attemptsMade: number }) => {
    if (job.attemptsMade < 2) throw new Error('again');
    return 'ok';
  });
  void queue.process('callback', (_job: unknown, done: (error: unknown, value?: unknown) => void) => done(null, 'cb'));
  void queue.process('*', async () => { await queues.provide('other').add('follow', {}); });
  void queues.provide('other').process('*', () => { throw new Error('never'); });
  queue.on('completed', (job, result) => void seen.push(`${(job as { name: string }).name}=${String(result)}`));
  queue.on('failed', (job) => void seen.push(`${(job as { name: string }).name} failed`));
  await queue.add('flaky', {}, { attempts: 3 });
  await queue.add('callback', {});
  await queue.add('anything', {});
  expect(await queues.drain()).toEqual({ completed: 3, failed: 1 });
  expect(seen).toEqual(['flaky failed', 'callback=cb', 'anything=undefined', 'flaky failed', 'flaky=ok']);
  expect(queues.provide('other').jobs[0]).toMatchObject({ state: 'failed', failedReason: 'never' });
});

it('names a job that no processor takes', async () => {
  const queues = new QueueRegistry();
  await queues.provide('q').add('x', {});
  await expect(queues.find('q').drain()).rejects.toThrow(/"q" has no processor for the job "x".*\n.*\[JNM_PROCESSOR\]/);
  expect(() => queues.find('p')).toThrow(/No queue "p" is registered in the app\. There are: q\.\n.*\[JNM_QUEUE\]/);
});

it('matches jobs', async () => {
  const queues = new QueueRegistry();
  const queue = queues.provide('email');
  expect(queue).toHaveNoJobs();
  await queue.add('receipt', { orderId: 1, to: { name: 'Ann', age: 3 } }, { delay: 10 });
  await queue.add('receipt', { orderId: 2 });
  const handle = queues.find('email');
  expect(handle).toHaveEnqueued('receipt');
  expect(handle).toHaveEnqueued('receipt', { to: { name: 'Ann' } }, { times: 1, delay: 10 });
  expect(handle).toHaveEnqueued('receipt', { orderId: expect.any(Number) }, { times: 2 });
  expect(handle).not.toHaveEnqueued('receipt', { orderId: 3 });
  expect(() => expect(handle).toHaveEnqueued('receipt', { orderId: 3 })).toThrow(/orderId.*3[\s\S]*It has:[\s\S]*receipt/);
  await queue.add('digest', {}, { priority: 2, jobId: 'd-1' });
  expect(handle).toHaveEnqueued('digest', undefined, { priority: 2, jobId: 'd-1', delay: 0 });
  expect(() => expect(handle).toHaveEnqueued('digest', {}, { priority: 3 })).toThrow(/a job "digest" with \{\}, priority 3\nIt has:[\s\S]*receipt .*\(delayed, delay 10\)[\s\S]*digest \{\} \(priority 2, jobId "d-1"\)/);
  expect(() => expect(handle).toHaveNoJobs()).toThrow(/to have no jobs/);
  expect(() => expect(5).toHaveNoJobs()).toThrow(/expect\(\.\.\.\) was given a number\.\n.*a queue: t\.queue\(name\)\. \[JNM_ARGUMENT\]/);
});
