// Points an application at this worker's database: its environment variables, and, whatever its options say, every mssql data
// source that TypeORM initialises. Runs in the sandbox of a test file, before the first spec module loads.
import { jestGlobals } from '../process/jest-globals';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { isSqlServerUrl, urlOf } from '../config/database-url';
import { DEFAULT_ENV_NAMES } from '../config/settings';
import type { RunFacts, ServerAddress } from '../process/run-facts';
import { sessionName } from '../process/session-name';
import { findWorker, type Worker } from '../process/worker';
import { optionalPeer, resolvePeer } from '../project/project';
import { mapBuildGlob, readSourceMapping, type SourceMapping } from '../project/source-globs';
import { namedLoss } from '../sql/connection-loss';
import { hideSecrets } from '../sql/hide-secrets';
import { databaseChooser, differingDatabases, type NamedDatabase, type SourceOptions } from './choose-source';
import { importSources } from './import-sources';
import { withoutRedis, type CacheOption } from './query-cache';

interface OpenDataSource {
  readonly options: SourceOptions & {
    readonly type?: string;
    readonly options?: object;
    readonly extra?: object;
    readonly cache?: CacheOption;
    readonly driver?: unknown;
    readonly entities?: unknown;
    readonly migrations?: unknown;
    readonly subscribers?: unknown;
  };
  readonly isInitialized: boolean;
  /** Loads its driver when it is made. */
  readonly driver: { loadDependencies?(): void };
  setOptions(options: object): unknown;
  destroy(): Promise<void>;
}
interface DataSourcePrototype {
  initialize(this: OpenDataSource): Promise<unknown>;
}
interface PatchedTypeOrm {
  DataSource: { prototype: DataSourcePrototype };
}

const REDIRECTED = Symbol.for('jest-nest-mssql.redirected');

/** The parts of a data source's options that the driver gets as they are. */
interface DriverOptions {
  readonly options?: object;
  /** TypeORM lets what is in here win over everything else. */
  readonly extra?: object;
}

/** What of a data source's options is led elsewhere, beside what is replaced whatever it says. */
interface LedOptions extends DriverOptions {
  readonly cache?: CacheOption;
}

/** What else of `extra`, in the words of mssql, says where a server is and who logs in. */
const PLACE_IN_EXTRA = ['server', 'port', 'user', 'password', 'database', 'domain', 'authentication', 'authentication_type', 'clientId', 'clientSecret', 'tenantId', 'token', 'connectionString'];

/** What of tedious' options does; mssql lets them win over its own. */
const PLACE_IN_OPTIONS = ['instanceName', 'port', 'database'];

/**
 * The TypeORM options that lead to `database`, taking the place of those that led elsewhere; `replication` must be taken away beside it. A driver of the
 * application's own (msnodesqlv8, for Windows' own logins) gives way to the one that the preset connects by.
 */
export function redirectedOptions(address: ServerAddress, database: string, own: LedOptions = {}): object {
  const led = (options: object | undefined): object => ({ ...without(options, PLACE_IN_OPTIONS), ...address.options });
  const { options: extraOptions, ...extra } = without(own.extra, PLACE_IN_EXTRA) as { readonly options?: object };
  return {
    url: undefined,
    host: address.host, port: address.port, username: address.user, password: address.password, database,
    domain: address.domain, authentication: address.authentication, driver: undefined,
    options: led(own.options),
    ...(own.extra === undefined ? {} : { extra: { ...extra, ...(extraOptions === undefined ? {} : { options: led(extraOptions) }) } }),
    ...(own.cache === undefined ? {} : { cache: withoutRedis(own.cache) }),
    synchronize: false, dropSchema: false, migrationsRun: false,
  };
}

function without(values: object | undefined, names: readonly string[]): object {
  return Object.fromEntries(Object.entries(values ?? {}).filter(([name]) => !names.includes(name)));
}

// What an application does not say itself: who its session is, and that a connection is good while its socket is. mssql would ask the server
// each time that it hands one out, a round trip before every query outside of a transaction.
function withDefaults(own: DriverOptions, appName: string): DriverOptions {
  const { options: extraOptions, ...extra } = (own.extra ?? {}) as { readonly options?: object };
  return {
    options: { appName, ...own.options },
    extra: { validateConnection: 'socket', ...extra, ...(extraOptions === undefined ? {} : { options: { appName, ...extraOptions } }) },
  };
}

// TypeORM 0.3.20 looks only whether the key is there, and then reads from what it holds.
/** The same options without replicas, which would lead to other servers. */
export function withoutReplication<T extends object>(options: T): T {
  const copy = { ...options };
  Reflect.deleteProperty(copy, 'replication');
  return copy;
}

/** Sets the variables in which the application looks for its database; `current` is what they are now. */
export function redirectEnvironment(facts: RunFacts, database: string, environment: Record<string, string | undefined>, current: Readonly<Record<string, string | undefined>> = environment): void {
  const { address } = facts;
  const values = { host: address.host, port: String(address.port), user: address.user, password: address.password, database };
  for (const names of [DEFAULT_ENV_NAMES, facts.env]) {
    for (const key of ['host', 'port', 'user', 'password', 'database'] as const) {
      if (values[key] !== undefined) environment[names[key]] = values[key];
    }
    // Under the usual name there may be the URL of another kind of server, or none.
    const isNamed = names.url !== DEFAULT_ENV_NAMES.url;
    if (isNamed || isSqlServerUrl(current[names.url]))
      environment[names.url] = urlOf({ host: address.host, port: address.port, user: address.user, password: address.password, database }, current[names.url]);
  }
}

/** Makes every mssql data source of the project's TypeORM, of each copy that is known, connect to this worker's database, or to that of `others` which is its own. */
export function redirectDataSources(facts: RunFacts, database: string, others: readonly NamedDatabase[] = []): void {
  const redirect = redirection(facts, database, others);
  const own = dataSourceFile(facts.rootDir);
  if (own === undefined) {
    const typeorm = optionalPeer<PatchedTypeOrm>(facts.rootDir, 'typeorm');
    if (typeorm !== undefined) redirect(typeorm.DataSource.prototype);
  }
  for (const file of new Set([...(own === undefined ? [] : [own]), ...(facts.dataSourceClasses ?? [])])) redirectLater(file, redirect);
}

function redirectLater(file: string, redirect: (prototype: DataSourcePrototype) => void): void {
  // TypeORM is large, and not every spec needs it: it is changed when it is loaded, and again after jest.resetModules().
  jestGlobals().jest.doMock(file, () => {
    const actual = jestGlobals().jest.requireActual<Partial<PatchedTypeOrm>>(file);
    // Where modules of TypeORM's import each other, the class is not there yet.
    if (actual.DataSource !== undefined) redirect(actual.DataSource.prototype);
    return actual;
  });
  // The project's own setupFiles run before this, and what they have loaded stays loaded.
  const loaded = require.cache[file]?.exports as Partial<PatchedTypeOrm> | undefined;
  if (loaded?.DataSource !== undefined) redirect(loaded.DataSource.prototype);
}

// The module of the class, and not that of the package: a spec that mocks the package gets it from the real one.
function dataSourceFile(rootDir: string): string | undefined {
  const manifest = resolvePeer(rootDir, 'typeorm/package.json') ?? resolvePeer(rootDir, 'typeorm');
  const file = manifest === undefined ? undefined : path.join(path.dirname(manifest), 'data-source', 'DataSource.js');
  return file !== undefined && fs.existsSync(file) ? file : undefined;
}

function redirection(facts: RunFacts, database: string, others: readonly NamedDatabase[]): (prototype: DataSourcePrototype) => void {
  const choose = databaseChooser({ first: database, declared: facts.declared, others });
  const differing = differingDatabases({ first: database, declared: facts.declared });
  const mapping = readSourceMapping(facts);
  return (prototype) => {
    const original = prototype.initialize;
    if (REDIRECTED in original) return;
    const open = async (dataSource: OpenDataSource): Promise<unknown> => {
      const names = others.length === 0 && findWorker() !== undefined ? differing(dataSource.options) : undefined;
      if (names !== undefined) console.warn(differingText(names));
      // The application's own object may be frozen, or a module's, whose properties nobody can set. The driver has it too.
      const own = { options: withoutReplication(dataSource.options) };
      Object.assign(dataSource.driver, own);
      Object.assign(dataSource, own);
      const hasOwnDriver = own.options.driver !== undefined;
      dataSource.setOptions({
        ...redirectedOptions(facts.address, choose(dataSource.options), { ...dataSource.options, ...withDefaults(dataSource.options, sessionName(findWorker()?.spec ?? '')) }),
        ...(await filesOf(dataSource.options, mapping, facts.packageDir)),
      });
      if (hasOwnDriver) dataSource.driver.loadDependencies?.();
      const worker = findWorker();
      if (worker?.unavailable !== undefined) throw worker.unavailable;
      const initialized = await original.call(dataSource).catch((error: unknown) => {
        throw namedLoss(hideSecrets(error, facts.address), facts.address);
      });
      worker?.dataSources.add(dataSource);
      return initialized;
    };
    const initialize = function (this: OpenDataSource): Promise<unknown> {
      return this.options.type === 'mssql' ? whileOpening(findWorker(), open(this)) : original.call(this);
    };
    prototype.initialize = Object.assign(initialize, { [REDIRECTED]: true });
  };
}

// A file that is over has nobody left to hear of it: what is thrown then would fail the file that runs.
async function whileOpening(worker: Worker | undefined, opening: Promise<unknown>): Promise<unknown> {
  worker?.opening?.add(opening);
  try {
    return await opening;
  } finally {
    worker?.opening?.delete(opening);
    if (worker?.isDropped === true) await new Promise(() => undefined);
  }
}

function differingText(names: readonly string[]): string {
  return `The data sources of this test file name different databases (${names.join(', ')}), and are all connected to the one database of this worker: `
    + 'what is written through one is seen through the other. To give each its own, name them in `dataSources` of mssql-test.config.ts.';
}

// Specs import sources: entities that came from build output beside them would be other classes.
async function filesOf(options: OpenDataSource['options'], mapping: SourceMapping | undefined, packageDir: string): Promise<object> {
  const load = (list: unknown): Promise<unknown> =>
    importSources(Array.isArray(list) ? list.map((item: unknown) => (typeof item === 'string' ? mapBuildGlob(item, mapping) : item)) : list, packageDir);
  return { entities: await load(options.entities), migrations: await load(options.migrations), subscribers: await load(options.subscribers) };
}
