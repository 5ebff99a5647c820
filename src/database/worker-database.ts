// What a spec may know of its own database, for clients that are not the application's.
import type { ServerAddress } from '../process/run-facts';
import { currentWorker } from '../process/worker';
import { unmatched } from './choose-source';

/** This worker's database and how to reach it. */
export interface WorkerDatabase {
  readonly name: string;
  readonly host: string;
  readonly port: number;
  readonly user: string | undefined;
  readonly password: string | undefined;
  /** Options for `new mssql.ConnectionPool(...)`. */
  readonly mssql: {
    readonly server: string;
    readonly port: number;
    readonly user: string | undefined;
    readonly password: string | undefined;
    readonly database: string;
    readonly options: ServerAddress['options'];
  };
  /** Options for `new DataSource({ type: 'mssql', ... })`. */
  readonly typeorm: {
    readonly type: 'mssql';
    readonly host: string;
    readonly port: number;
    readonly username: string | undefined;
    readonly password: string | undefined;
    readonly database: string;
    readonly options: ServerAddress['options'];
  };
}

/** This worker's database, of the first data source or of the one named; raises JNM_NO_RUN outside of a spec, JNM_DATA_SOURCE_UNMATCHED for an unknown name. */
export function workerDatabase(source?: string): WorkerDatabase {
  const { facts, database: first, others = [] } = currentWorker();
  const database = source === undefined || source === 'default' ? first : others.find((other) => other.name === source)?.database;
  if (database === undefined) throw unmatched(`"${source ?? ''}"`, others);
  const { host, port, user, password, options } = facts.address;
  return {
    name: database, host, port, user, password,
    mssql: { server: host, port, user, password, database, options },
    typeorm: { type: 'mssql', host, port, username: user, password, database, options },
  };
}
