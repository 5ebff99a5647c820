// Points an application at this worker's database: its environment variables, and, whatever its options say, every mssql data
// source that TypeORM initialises. Runs in the sandbox of a test file, before the first spec module loads.
import { optionalPeer } from '../config/project';
import { isSqlServerUrl, urlOf } from '../config/database-url';
import { DEFAULT_ENV_NAMES } from '../config/settings';
import { mapBuildGlob, readSourceMapping, type SourceMapping } from '../config/source-globs';
import type { RunFacts, ServerAddress } from '../config/run-facts';
import { sessionName } from '../config/session-name';
import { findWorker } from '../config/worker';
import { namedLoss } from '../sql/connection-loss';
import { databaseChooser, type NamedDatabase, type SourceOptions } from './choose-source';

interface OpenDataSource {
  readonly options: SourceOptions & { readonly type?: string; readonly options?: object; readonly entities?: unknown; readonly migrations?: unknown; readonly subscribers?: unknown };
  readonly isInitialized: boolean;
  setOptions(options: object): unknown;
  destroy(): Promise<void>;
}
interface PatchedTypeOrm {
  DataSource: { prototype: { initialize(this: OpenDataSource): Promise<unknown> } };
}

/** The TypeORM options that lead to `database`, taking the place of those that led elsewhere. */
export function redirectedOptions(address: ServerAddress, database: string, own: { readonly options?: object } = {}): object {
  return {
    url: undefined, replication: undefined,
    host: address.host, port: address.port, username: address.user, password: address.password, database,
    domain: address.domain, authentication: address.authentication,
    options: { ...own.options, ...address.options },
    synchronize: false, dropSchema: false, migrationsRun: false,
  };
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
    if (isNamed || isSqlServerUrl(current[names.url])) environment[names.url] = urlOf({ host: address.host, port: address.port, user: address.user, password: address.password, database }, current[names.url]);
  }
}

/** Makes every mssql data source of the project's TypeORM connect to this worker's database, or to that of `others` which is its own. */
export function redirectDataSources(facts: RunFacts, database: string, others: readonly NamedDatabase[] = []): void {
  const prototype = optionalPeer<PatchedTypeOrm>(facts.rootDir, 'typeorm')?.DataSource.prototype;
  if (prototype === undefined) return;
  const original = prototype.initialize;
  const choose = databaseChooser({ first: database, declared: facts.declared, others });
  const mapping = readSourceMapping(facts);
  prototype.initialize = async function (this: OpenDataSource) {
    if (this.options.type !== 'mssql') return original.call(this);
    this.setOptions({ ...redirectedOptions(facts.address, choose(this.options), { options: { appName: sessionName(findWorker()?.spec ?? ''), ...this.options.options } }), ...mapFiles(this.options, mapping) });
    const worker = findWorker();
    if (worker?.unavailable !== undefined) throw worker.unavailable;
    const initialized = await original.call(this).catch((error: unknown) => {
      throw namedLoss(error, facts.address);
    });
    worker?.dataSources.add(this);
    return initialized;
  };
}

// Specs import sources: entities that came from build output beside them would be other classes.
function mapFiles(options: OpenDataSource['options'], mapping: SourceMapping | undefined): object {
  const map = (list: unknown): unknown => (Array.isArray(list) ? list.map((item: unknown) => (typeof item === 'string' ? mapBuildGlob(item, mapping) : item)) : list);
  return { entities: map(options.entities), migrations: map(options.migrations), subscribers: map(options.subscribers) };
}
