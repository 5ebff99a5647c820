// What globalSetup tells the workers: plain data, written as JSON. Secrets are not among it; they travel in the environment.
// Knows no file and no process.
import type { EnvNames } from './config';

/** How to reach a server; `password` and `authentication` never enter a file. */
export interface ServerAddress {
  readonly host: string;
  readonly port: number;
  readonly user: string | undefined;
  readonly password: string | undefined;
  readonly domain: string | undefined;
  readonly authentication: unknown;
  /** tedious' own options, such as `encrypt` and `trustServerCertificate`. */
  readonly options: Readonly<Record<string, unknown>>;
}

/** The part of an address that must not be written anywhere. */
export type ServerSecret = Pick<ServerAddress, 'password' | 'authentication'>;

/** One run, as its workers see it. */
export interface RunFacts {
  readonly runId: string;
  readonly serverKind: 'external' | 'embedded';
  readonly address: ServerAddress;
  readonly env: EnvNames;
  readonly prefix: string;
  readonly template: string;
  readonly backupFile: string;
  readonly rootDir: string;
  readonly packageDir: string;
  readonly configFile: string | undefined;
  readonly keep: 'never' | 'always';
  readonly cleanTimeoutMs: number;
  /** The folder of this run's own small files. */
  readonly directory: string;
}

/** The environment variable that holds the path of the run file. */
export const RUN_FILE_VARIABLE = 'JEST_NEST_MSSQL_RUN';

/** The environment variable that holds the secrets of the run, as JSON. */
export const RUN_SECRET_VARIABLE = 'JEST_NEST_MSSQL_SECRET';
