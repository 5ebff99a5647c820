// Every mssql data source goes to this worker's database, whatever its options say; others are left alone.
import * as path from 'node:path';
import type * as TypeOrm from 'typeorm';
import type { RunFacts } from '../../src/process/run-facts';
import { findWorker, setWorker, type Worker } from '../../src/process/worker';
import { redirectDataSources, redirectEnvironment } from '../../src/database/redirect';

const rootDir = path.resolve(__dirname, '..', '..');
const facts = {
  rootDir, packageDir: rootDir,
  address: { host: '127.0.0.1', port: 5, user: 'u', password: 'p', domain: undefined, authentication: undefined, options: { encrypt: false } },
  env: { host: 'DB_HOST', port: 'DB_PORT', user: 'DB_USER', password: 'DB_PASS', database: 'DB_NAME', url: 'DB_URL' },
} as unknown as RunFacts;

const seen: unknown[] = [];
const loadTypeOrm = (): typeof TypeOrm => require('typeorm') as typeof TypeOrm;
beforeEach(() => {
  seen.length = 0;
  jest.resetModules();
  setWorker({ facts, workerId: '1', database: 'shop_w1', cleans: { count: 0, ms: 0 }, onClean: new Set(), dataSources: new Set(), onEnd: new Set() } as unknown as Worker);
  redirectDataSources(facts, 'shop_w1');
  // The driver only writes down where it would have connected to.
  const { SqlServerDriver } = require('typeorm/driver/sqlserver/SqlServerDriver') as { SqlServerDriver: { prototype: object } };
  Object.assign(SqlServerDriver.prototype, {
    async connect(this: { readonly database: string; readonly options: object }) {
      seen.push({ ...this.options, driver: this.database });
    },
    async disconnect() {},
  });
});

it('redirects options and urls, and keeps the rest', async () => {
  const { DataSource } = loadTypeOrm();
  await new DataSource({ type: 'mssql', host: 'prod', username: 'me', password: 'x', database: 'prod', synchronize: true, migrationsRun: true, schema: 'sales', options: { appName: 'a', encrypt: true } }).initialize();
  await new DataSource({ type: 'mssql', url: 'mssql://me:x@prod:1433/prod', entities: ['dist/**/*.entity.js'] }).initialize();
  expect(seen[0]).toMatchObject({ host: '127.0.0.1', port: 5, username: 'u', password: 'p', database: 'shop_w1', driver: 'shop_w1', synchronize: false, migrationsRun: false, schema: 'sales', options: { appName: 'a', encrypt: false } });
  expect(seen[1]).toMatchObject({ host: '127.0.0.1', database: 'shop_w1', driver: 'shop_w1', url: undefined });
  expect(findWorker()?.dataSources.size).toBe(2);
});

it('leaves no replicas, and no trace of them that TypeORM would take for some', async () => {
  const { DataSource } = loadTypeOrm();
  const replica = { host: 'prod', username: 'me', password: 'x', database: 'prod' };
  await new DataSource({ type: 'mssql', replication: { master: replica, slaves: [replica] } }).initialize();
  await new DataSource({ type: 'mssql', host: 'prod' }).initialize();
  expect(seen.map((options) => 'replication' in (options as object))).toEqual([false, false]);
});

it('redirects a data source whose options nobody can change, and leaves them as they are', async () => {
  const { DataSource } = loadTypeOrm();
  const frozen = Object.freeze({ type: 'mssql' as const, host: 'prod', database: 'prod' });
  // What `import * as` makes of a file of JSON.
  const ofModule = Object.defineProperties({}, Object.fromEntries(Object.entries(frozen).map(([name, value]) => [name, { enumerable: true, get: () => value }]))) as typeof frozen;
  for (const options of [frozen, ofModule]) await new DataSource(options).initialize();
  expect(seen).toEqual([expect.objectContaining({ host: '127.0.0.1', driver: 'shop_w1' }), expect.objectContaining({ host: '127.0.0.1', driver: 'shop_w1' })]);
  expect([frozen.host, ofModule.database]).toEqual(['prod', 'prod']);
});

it('lets nothing that is for the driver lead elsewhere, and keeps the rest of it', async () => {
  const { DataSource } = loadTypeOrm();
  const elsewhere = { server: 'prod', port: 1, user: 'me', password: 'x', database: 'prod', domain: 'CORP', authentication: { type: 'ntlm' }, token: 't' };
  await new DataSource({ type: 'mssql', extra: { ...elsewhere, stream: true, options: { database: 'prod', port: 1, instanceName: 'PROD', useUTC: true, encrypt: true } }, options: { instanceName: 'PROD', encrypt: true, useUTC: false } }).initialize();
  await new DataSource({ type: 'mssql', extra: { trustServerCertificate: true } }).initialize();
  expect(seen[0]).toMatchObject({ options: { encrypt: false, useUTC: false } });
  expect((seen[0] as { extra: object }).extra).toEqual({ validateConnection: 'socket', stream: true, options: { appName: expect.any(String) as string, useUTC: true, encrypt: false } });
  expect((seen[0] as { options: object }).options).not.toHaveProperty('instanceName');
  expect((seen[1] as { extra: object }).extra).toEqual({ validateConnection: 'socket', trustServerCertificate: true });
});

it('takes the driver that the preset connects by in place of another', async () => {
  const { DataSource } = loadTypeOrm();
  const opened = await new DataSource({ type: 'mssql', driver: { name: 'msnodesqlv8' }, options: { trustedConnection: true } as object }).initialize();
  const own = await new DataSource({ type: 'mssql' }).initialize();
  const driverOf = ({ driver }: TypeOrm.DataSource): unknown => (driver as unknown as { readonly mssql: unknown }).mssql;
  expect(driverOf(opened)).toBe(driverOf(own));
});

it('keeps in memory what an application caches in Redis, until the next clean, and leaves other caches alone', async () => {
  const { DataSource } = loadTypeOrm();
  const opened = await new DataSource({ type: 'mssql', cache: { type: 'ioredis', duration: 1000 } }).initialize();
  const { queryResultCache: cache } = opened;
  const query = { identifier: 'all', query: 'SELECT 1', duration: 1000 };
  expect(await cache?.getFromCache(query)).toBeUndefined();
  await cache?.storeInCache({ ...query, time: Date.now(), result: '[1]' }, undefined);
  await cache?.storeInCache({ query: 'SELECT 2', duration: 1000, time: 0, result: '[2]' }, undefined);
  expect(await cache?.getFromCache(query)).toMatchObject({ result: '[1]' });
  const [kept, old] = [await cache?.getFromCache(query), await cache?.getFromCache({ identifier: '', query: 'SELECT 2', duration: 1000 })];
  expect([kept, old].map((result) => result !== undefined && cache?.isExpired(result))).toEqual([false, true]);
  await cache?.remove(['SELECT 2']);
  expect(await cache?.getFromCache({ query: 'SELECT 2', duration: 1000 })).toBeUndefined();
  findWorker()?.onClean.forEach((empty) => empty());
  expect(await cache?.getFromCache(query)).toBeUndefined();
  await opened.destroy();
  const provider = jest.fn(() => cache as never);
  await new DataSource({ type: 'mssql', cache: { type: 'redis', provider } as never }).initialize();
  expect(provider).toHaveBeenCalled();
  expect((await new DataSource({ type: 'mssql', cache: true }).initialize()).queryResultCache?.constructor.name).toBe('DbQueryResultCache');
});

it('has mssql look at the socket of a pooled connection, where it would ask the server, unless the application says how', async () => {
  const { DataSource } = loadTypeOrm();
  await new DataSource({ type: 'mssql' }).initialize();
  await new DataSource({ type: 'mssql', extra: { validateConnection: true } }).initialize();
  expect(seen.map((options) => (options as { extra: object }).extra)).toEqual([{ validateConnection: 'socket' }, { validateConnection: true }]);
});

it('redirects also what is loaded anew, from inside the package, and by a spec that mocks the package', async () => {
  const connect = (typeorm: Pick<typeof TypeOrm, 'DataSource'>): Promise<unknown> => new typeorm.DataSource({ type: 'mssql', host: 'prod', database: 'prod' }).initialize();
  await connect(require('typeorm/data-source/DataSource') as typeof TypeOrm);
  await connect(jest.requireActual('typeorm'));
  expect(seen).toEqual([expect.objectContaining({ driver: 'shop_w1' }), expect.objectContaining({ driver: 'shop_w1' })]);
});

it('sets the variables under their usual names and under those of the app', () => {
  const environment: Record<string, string | undefined> = { DB_NAME: 'prod' };
  redirectEnvironment(facts, 'shop_w1', environment);
  expect(environment).toEqual({
    DATABASE_HOST: '127.0.0.1', DATABASE_PORT: '5', DATABASE_USER: 'u', DATABASE_PASSWORD: 'p', DATABASE_NAME: 'shop_w1',
    DB_HOST: '127.0.0.1', DB_PORT: '5', DB_USER: 'u', DB_PASS: 'p', DB_NAME: 'shop_w1', DB_URL: 'mssql://u:p@127.0.0.1:5/shop_w1',
  });
});

it('sets a URL that is there, and leaves the URL of another kind of server alone', () => {
  const address = { ...facts.address, host: '::1', user: 'a/b', password: 'p@:%' };
  const environment: Record<string, string | undefined> = { DATABASE_URL: 'sqlserver://me:x@prod/prod?encrypt=true', DB_URL: 'mssql://prod' };
  redirectEnvironment({ ...facts, address }, 'shop_w1', environment);
  expect(environment['DATABASE_URL']).toBe('sqlserver://a%2Fb:p%40%3A%25@[::1]:5/shop_w1?encrypt=true');
  expect(environment['DB_URL']).toBe('mssql://a%2Fb:p%40%3A%25@[::1]:5/shop_w1');
  const other = { DATABASE_URL: 'postgres://me:x@box/other' };
  redirectEnvironment({ ...facts, env: { ...facts.env, url: 'DATABASE_URL' } }, 'shop_w1', other);
  expect(other.DATABASE_URL).toBe('postgres://me:x@box/other');
});
