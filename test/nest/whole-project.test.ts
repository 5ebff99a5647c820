// What the setup of each test file adds, in a whole small project: bare queues without Redis, the block on the network, matchers,
// and apps that a spec leaves open.
import { runJest, Workshop } from '../projects/jest-project';

const workshop = new Workshop();
afterAll(() => workshop.remove());
jest.setTimeout(180_000);

const OPTIONS = { 'test/app.spec.ts': undefined, 'test/plain.spec.ts': undefined };

it('replaces bare queues, refuses the network, and closes what is left open', async () => {
  const directory = workshop.make('shop', {
    ...OPTIONS,
    'test/wired.spec.ts': `
      import * as http from 'node:http';
      import Bull from 'bull';
      import { createTestApp } from 'jest-nest-mssql';
      import { AppModule } from '../src/app.module';
      const bare = new Bull('bare', { redis: { port: 6379 } });
      void bare.process(async (job) => job.data.n + 1);
      const get = (host: string) => new Promise<string>((resolve) => http.get({ host, path: '/v1' }).on('error', (error) => resolve(error.message)));
      it('runs a bare queue', async () => {
        const t = await createTestApp({ imports: [AppModule] });
        const job = await bare.add({ n: 1 });
        expect(t.queue('bare')).toHaveEnqueued('__default__', { n: 1 });
        await t.queues.drain();
        expect(await job.finished()).toBe(2);
        expect(t.mocks.postmark).not.toHaveSentEmail();
        expect(t.mocks.s3).not.toHaveStoredObject('b/k');
        expect(t.mocks.stripe).not.toHaveCharged();
        expect(t.events).not.toHaveEmitted('x');
      });
      afterAll(() => get('late.example'));
      it('swallows a raw socket', async () => {
        await new Promise((resolve) => require('node:net').connect(25, 'mail.example').on('error', resolve));
      });
      it('handles a refused connection', async () => {
        expect(await get('api.example')).toContain('The request GET http://api.example/v1 was refused, made at test/wired.spec.ts:8');
      });`,
  });
  const outcome = await runJest(directory, ['--runInBand']);
  expect(outcome.passed).toEqual(['runs a bare queue']);
  expect(outcome.failed.map(({ title }) => title)).toEqual(['swallows a raw socket', 'handles a refused connection']);
  expect(outcome.failed[0]?.message).toContain('A connection to mail.example:25 was refused, opened at test/wired.spec.ts:22');
  expect(outcome.output).toContain('The request GET http://late.example/v1 was refused, made at test/wired.spec.ts:8');
  expect(outcome.failed[1]?.message).toContain('The request GET http://api.example/v1 was refused, made at test/wired.spec.ts:8');
  expect(outcome.output).toMatch(/The app that createTestApp made at test[\\/]wired\.spec\.ts:10 was not closed/);
  expect(outcome.output).not.toMatch(/did not exit|ECONNREFUSED/);
});

it('ends by itself, with no handle open', async () => {
  const directory = workshop.make('shop');
  const outcome = await runJest(directory, ['--runInBand', '--detectOpenHandles']);
  expect([outcome.failed, outcome.exitCode]).toEqual([[], 0]);
  expect(outcome.output).not.toMatch(/open handle|did not exit/);
});

it('lets hosts through that are named, or all of them', async () => {
  const spec = `
      import * as net from 'node:net';
      it('tries', async () => {
        const error = await new Promise<Error>((resolve) => net.connect({ host: 'named.invalid', port: 9 }).on('error', resolve));
        expect((error as { code?: string }).code).not.toBe('JNM_NETWORK');
      });`;
  for (const setting of ["allowHosts: ['named.invalid']", "network: 'allow'"]) {
    const directory = workshop.make('shop', {
      ...OPTIONS, 'test/wired.spec.ts': spec,
      'mssql-test.config.ts': `
        import { defineConfig } from 'jest-nest-mssql';
        import { options } from './src/data-source';
        export default defineConfig({ dataSource: () => options, ${setting} });`,
    });
    const outcome = await runJest(directory, ['--runInBand']);
    expect([outcome.failed, outcome.passed]).toEqual([[], ['tries']]);
  }
});
