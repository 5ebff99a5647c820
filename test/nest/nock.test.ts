// nock in a whole small project: what a spec sets is served, what none of it matches fails the test with method, address and line, and
// nothing of it is left for the next test or file. nock 15 needs Node 22.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { runJest, Workshop } from '../projects/jest-project';

const ROOT = path.resolve(__dirname, '..', '..');
const workshop = new Workshop();
afterAll(() => workshop.remove());
jest.setTimeout(180_000);

const CLIENT = `
      import * as http from 'node:http';
      export const get = (url: string): Promise<string> => new Promise((resolve) => {
        http.get(url, (response) => { let text = ''; response.on('data', (chunk) => { text += chunk; }).on('end', () => resolve(text)); }).on('error', (error) => resolve(error.message));
      });`;

const SPEC = `
      import nock from 'nock';
      import { createTestApp, type TestApp } from 'jest-nest-mssql';
      import { AppModule } from '../src/app.module';
      import { get } from '../src/client';
      let t: TestApp;
      beforeAll(async () => { t = await createTestApp({ imports: [AppModule] }); });
      afterAll(() => t.close());
      it('is served', async () => {
        nock('http://api.example').get('/v1').reply(200, 'from nock').get('/unused').reply(200, 'x');
        nock('https://fetched.example').post('/v1', { a: 1 }).reply(201, { b: 2 });
        expect(await get('http://api.example/v1')).toBe('from nock');
        const answer = await fetch('https://fetched.example/v1', { method: 'POST', body: JSON.stringify({ a: 1 }), headers: { 'content-type': 'application/json' } });
        expect([answer.status, await answer.json()]).toEqual([201, { b: 2 }]);
        expect((await t.http.get('/nowhere')).status).toBe(404);
      });
      it('starts without interceptors', () => {
        expect(nock.pendingMocks()).toEqual([]);
      });
      it('swallows a request that does not match', async () => {
        nock('http://api.example').get('/v1').reply(200, 'from nock');
        await get('http://api.example/v2?api_key=abc');
      });
      it('swallows a fetch that does not match', async () => {
        nock('https://api.example').get('/v1').reply(200, 'from nock');
        await fetch('https://api.example/v3', { method: 'DELETE' }).catch(() => undefined);
      });
      it('swallows requests to hosts that nock does not know', async () => {
        await get('http://other.example/v4');
      });
      it('swallows a fetch to a host that nock does not know', async () => {
        await fetch('https://other.example/v5').catch(() => undefined);
      });
      describe('its own hooks', () => {
        afterEach(() => expect(nock.pendingMocks()).toEqual(['GET http://api.example:80/v6']));
        it('see what is pending', () => {
          nock('http://api.example').get('/v6').reply(200);
        });
      });`;

const AFTER = `
      import { get } from '../src/client';
      it('knows nothing of nock', async () => {
        expect(await get('http://api.example/v1')).toContain('The request GET http://api.example/v1 was refused, made at src/client.ts:4');
      });`;

const NODE_MAJOR = Number(process.versions.node.split('.')[0]);
const VERSIONS: ReadonlyArray<readonly [name: string, folder: string]> = NODE_MAJOR >= 22 ? [['nock 14', 'nock-14'], ['nock 15', 'nock']] : [['nock 14', 'nock-14']];

it.each(VERSIONS)('%s answers, and what it does not answer fails the test', async (_name, folder) => {
  const directory = workshop.make('shop', { 'test/app.spec.ts': undefined, 'test/plain.spec.ts': undefined, 'src/client.ts': CLIENT, 'test/a.spec.ts': SPEC, 'test/b.spec.ts': AFTER });
  fs.mkdirSync(path.join(directory, 'node_modules'), { recursive: true });
  fs.symlinkSync(path.join(ROOT, 'node_modules', folder), path.join(directory, 'node_modules', 'nock'), 'junction');
  const { passed, failed, output } = await runJest(directory, ['--runInBand', 'a.spec.ts', 'b.spec.ts']);
  const messages = Object.fromEntries(failed.map(({ title, message }) => [title, message]));
  expect([passed, Object.keys(messages)]).toEqual([['is served', 'starts without interceptors', 'its own hooks see what is pending'], [
    'swallows a request that does not match', 'swallows a fetch that does not match', 'swallows requests to hosts that nock does not know', 'swallows a fetch to a host that nock does not know', 'knows nothing of nock',
  ]]);
  expect(messages['swallows a request that does not match']).toMatch(/The request GET http:\/\/api\.example\/v2\?api_key=\*\*\* was refused, made at src\/client\.ts:4: no interceptor of nock matches it; nock answers GET http:\/\/api\.example:80\/v1/);
  expect(messages['swallows a fetch that does not match']).toMatch(/The request DELETE https:\/\/api\.example\/v3 was refused, made at test\/a\.spec\.ts:26: no interceptor of nock/);
  expect(messages['swallows requests to hosts that nock does not know']).toMatch(/The request GET http:\/\/other\.example\/v4 was refused, made at src\/client\.ts:4: specs have no network/);
  expect(messages['swallows a fetch to a host that nock does not know']).toMatch(/The request GET https:\/\/other\.example\/v5 was refused, made at test\/a\.spec\.ts:32: specs have no network/);
  expect(messages['knows nothing of nock']).toMatch(/The request GET http:\/\/api\.example\/v1 was refused, made at src\/client\.ts:4/);
  expect(messages['knows nothing of nock']).not.toContain('expect(received)');
  expect(output).not.toMatch(/did not exit|open handle/);
});
