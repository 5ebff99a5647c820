// One connection to SQL Server through the user's own mssql package: the only place in the preset that opens one.
// Every result set is read to its end, information included. Knows no statement.
import { hideSecrets } from './hide-secrets';

/** A row, by column name. */
export type Row = Readonly<Record<string, unknown>>;

/** A connection that stays the same one until it is closed; session locks live as long as it does. */
export interface Connection {
  /** Sends one batch; `signal` has the server end it, and then this rejects. */
  query(text: string, parameters?: Readonly<Record<string, string | number>>, signal?: AbortSignal): Promise<readonly Row[]>;
  close(): Promise<void>;
}

interface MssqlRequest {
  input(name: string, value: unknown): MssqlRequest;
  query(text: string): Promise<{ recordsets?: ReadonlyArray<readonly Row[]> }>;
  batch(text: string): Promise<{ recordsets?: ReadonlyArray<readonly Row[]> }>;
  cancel(): void;
}
interface MssqlPool {
  connect(): Promise<MssqlPool>;
  close(): Promise<void>;
  request(): MssqlRequest;
  on(event: string, listener: (error: unknown) => void): void;
}

/** The package mssql, as it is installed in the user's project. */
export interface Mssql {
  ConnectionPool: new (config: object) => MssqlPool;
}

/** Where to connect, and as whom. */
export interface ConnectionTarget {
  readonly host: string;
  readonly port: number;
  readonly user: string | undefined;
  readonly password: string | undefined;
  readonly domain: string | undefined;
  readonly authentication: unknown;
  readonly options: Readonly<Record<string, unknown>>;
}

const REQUEST_TIMEOUT_MS = 600_000;
const CONNECT_TIMEOUT_MS = 15_000;
const NEVER_MS = 2_147_483_647;

/** What an application may have chosen for its own sessions, and would make another of what is sent or read here (tedious' names and values). */
const OWN_OPTIONS = {
  appName: 'jest-nest-mssql',
  camelCaseColumns: false, columnNameReplacer: undefined, textsize: 2_147_483_647,
  enableAnsiNull: true, enableAnsiPadding: true, enableAnsiWarnings: true, enableArithAbort: true,
  enableConcatNullYieldsNull: true, enableNumericRoundabort: false, enableQuotedIdentifier: true, enableImplicitTransactions: false,
  connectionIsolationLevel: 2,
};

/** Opens one connection to a database; no error of it holds the password. */
export async function openConnection(mssql: Mssql, target: ConnectionTarget, database: string): Promise<Connection> {
  const pool = new mssql.ConnectionPool(mssqlConfig(target, database));
  // A broken lease or server is met by the next query; an unheard 'error' event would end the process.
  pool.on('error', () => undefined);
  const hiding = <T>(work: Promise<T>): Promise<T> => work.catch((error: unknown) => { throw hideSecrets(error, target); });
  await hiding(pool.connect());
  let isClosed = false;
  return {
    async query(text, parameters = {}, signal) {
      signal?.throwIfAborted();
      // mssql 9 answers with a rejection that nobody can hear, and Node ends the process.
      if (isClosed) throw new Error('the connection is closed');
      const request = pool.request();
      const names = Object.entries(parameters);
      for (const [name, value] of names) request.input(name, value);
      const cancel = (): void => request.cancel();
      signal?.addEventListener('abort', cancel, { once: true });
      try {
        const result = await hiding(names.length === 0 ? request.batch(text) : request.query(text));
        return result.recordsets?.at(-1) ?? [];
      } finally {
        signal?.removeEventListener('abort', cancel);
      }
    },
    close() {
      isClosed = true;
      return pool.close();
    },
  };
}

/** Runs `work` on a connection that is closed afterwards, whatever happens. */
export async function withConnection<T>(mssql: Mssql, target: ConnectionTarget, database: string, work: (connection: Connection) => Promise<T>): Promise<T> {
  const connection = await openConnection(mssql, target, database);
  try {
    return await work(connection);
  } finally {
    await connection.close();
  }
}

function mssqlConfig(target: ConnectionTarget, database: string): object {
  return {
    server: target.host,
    port: target.port,
    user: target.user,
    password: target.password,
    database,
    ...(target.domain === undefined ? {} : { domain: target.domain }),
    ...(target.authentication === undefined ? {} : { authentication: target.authentication }),
    connectionTimeout: CONNECT_TIMEOUT_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    options: { ...target.options, ...OWN_OPTIONS },
    pool: { min: 1, max: 1, idleTimeoutMillis: NEVER_MS },
    // By default mssql asks SELECT 1 before each request; versions that do not know this word still do.
    validateConnection: 'socket',
  };
}
