// The work list under several stations: UPDLOCK, READPAST, ROWLOCK.
import { cleanDatabase, createTestApp, type TestApp } from 'jest-nest-mssql';
import { AppModule } from '../../../src/app.module';
import { FulfilmentJob } from '../../../src/order/fulfilment-job.entity';
import { FulfilmentService, type ClaimedJob } from '../../../src/order/fulfilment.service';
import { OrderService } from '../../../src/order/order.service';
import { createJobs } from '../../factories/order.factory';
import { Sessions } from '../../support/sessions';

let t: TestApp;
beforeAll(async () => {
  t = await createTestApp({ imports: [AppModule] });
});
beforeEach(() => cleanDatabase(t.dataSource));
const sessions = new Sessions(() => t.dataSource);
afterEach(() => sessions.closeAll());
afterAll(() => t.close());

const LOOK_WITHOUT_READPAST = `
  SELECT TOP (1) id
  FROM dbo.fulfilment_jobs WITH (UPDLOCK, ROWLOCK)
  WHERE status = 'queued'
  ORDER BY id
`;

it('gives two stations different jobs, and neither waits', async () => {
  const jobs = await createJobs(t.dataSource, 3);
  const fulfilment = t.get(FulfilmentService);
  const [left, right] = [await sessions.begin(), await sessions.begin()];

  // Neither transaction ends before both have claimed: if one waited for the other, this would never end.
  const first = await fulfilment.claim('left', left.manager);
  const second = await fulfilment.claim('right', right.manager);
  await left.commit();
  await right.commit();

  expect(first).toMatchObject({ id: jobs[0]?.id, claimedBy: 'left' });
  expect(second).toMatchObject({ id: jobs[1]?.id, claimedBy: 'right' });
});

it('says that there is nothing to do, rather than wait, when the last job is being claimed', async () => {
  await createJobs(t.dataSource, 1);
  const fulfilment = t.get(FulfilmentService);
  const session = await sessions.begin();

  await fulfilment.claim('left', session.manager);
  expect(await fulfilment.claim('right')).toBeNull();
});

it('gives a job to the next station when the first one rolls back', async () => {
  const [job] = await createJobs(t.dataSource, 1);
  const fulfilment = t.get(FulfilmentService);
  const session = await sessions.begin();

  await fulfilment.claim('left', session.manager);
  await session.rollback();
  expect(await fulfilment.claim('right')).toMatchObject({ id: job?.id, claimedBy: 'right' });
});

it('hands every job out exactly once to five stations working at the same time', async () => {
  const jobs = await createJobs(t.dataSource, 20);
  const work = async (station: string): Promise<ClaimedJob[]> => {
    const claimed: ClaimedJob[] = [];
    for (;;) {
      const job = await t.get(FulfilmentService).claim(station);
      if (!job) return claimed;
      claimed.push(job);
    }
  };

  const claimed = (await Promise.all(['a', 'b', 'c', 'd', 'e'].map(work))).flat();
  expect(claimed.map((job) => Number(job.id)).sort((a, b) => a - b)).toEqual(jobs.map((job) => Number(job.id)));
  expect(await t.dataSource.getRepository(FulfilmentJob).countBy({ status: 'queued' })).toBe(0);
});

it('makes a station that does not read past wait for the one that looks at the job under UPDLOCK', async () => {
  const jobs = await createJobs(t.dataSource, 2);
  const [left, right] = [await sessions.begin(), await sessions.begin()];

  await left.query(LOOK_WITHOUT_READPAST);
  const attempt = right.attempt((manager) => manager.query<{ id: string }[]>(LOOK_WITHOUT_READPAST));
  await right.untilBlocked();
  expect(attempt.settled()).toBe(false);

  await left.commit();
  expect(await attempt.result).toEqual([{ id: jobs[0]?.id }]);
});

it('lets everybody else read a row that is looked at under UPDLOCK', async () => {
  await createJobs(t.dataSource, 1);
  const session = await sessions.begin();

  await session.query(LOOK_WITHOUT_READPAST);
  expect(await t.dataSource.getRepository(FulfilmentJob).count()).toBe(1);
});

it('ships the order when its job is done', async () => {
  const [job] = await createJobs(t.dataSource, 1);

  await t.get(FulfilmentService).finish(job?.id ?? '');
  expect(await t.get(OrderService).find(job?.orderId ?? 0)).toMatchObject({ status: 'shipped' });
});
