// What globalSetup tells the workers: plain data, written as JSON. Secrets are not among it; they travel in the environment.
// Knows no file and no process.
import type { CloneStrategy, EnvNames, Keep } from '../config/config';

/** How to reach a server; `password`, `authentication` and `options` never enter a file. */
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
export type ServerSecret = Pick<ServerAddress, 'password' | 'authentication' | 'options'>;

/** A file inside of a backup. */
export interface TemplateFile {
  readonly logicalName: string;
  /** D data, L log, S container of files, F full text. */
  readonly type: string;
}

/** What the workers get the database of a data source from. */
export interface TemplateFacts {
  /** How workers get their databases. */
  readonly clone: CloneStrategy;
  /** The template; where there is none (`migrate`), the first worker's database. */
  readonly template: string;
  /** Whether the template is left for later runs; where there is none, there is nothing else to drop. */
  readonly isTemplateKept: boolean;
  readonly backupFile: string;
  /** The files inside of it. */
  readonly backupContent: readonly TemplateFile[];
  /** The database that the options in the config name. */
  readonly declared?: string;
}

/** A data source beside the first. */
export interface SourceFacts extends TemplateFacts {
  readonly name: string;
}

/** One run, as its workers see it; the template is that of the first data source. */
export interface RunFacts extends TemplateFacts {
  readonly runId: string;
  readonly serverKind: 'external' | 'embedded';
  readonly address: ServerAddress;
  /** Where the server keeps the files of databases, as it writes them. */
  readonly folders: { readonly dataFolder: string; readonly logFolder: string };
  /** Whether somebody at a terminal sees what workers print. */
  readonly isWatched: boolean;
  readonly env: EnvNames;
  readonly prefix: string;
  /** The data sources beside the first. */
  readonly sources?: readonly SourceFacts[];
  readonly rootDir: string;
  readonly packageDir: string;
  /** The class of each copy of TypeORM that the project has loaded, as files. */
  readonly dataSourceClasses?: readonly string[];
  readonly configFile: string | undefined;
  /** The SDK that the project's driver requires and seldom uses. */
  readonly driverSdk?: string | undefined;
  readonly keep: Keep;
  readonly cleanTimeoutMs: number;
  /** Whether specs may connect to anything, and to which hosts if not. */
  readonly network?: 'block' | 'allow';
  readonly allowHosts?: readonly string[];
  /** `worker` if not given. */
  readonly isolation?: 'worker' | 'file';
  /** `fail` if not given. */
  readonly cleanOnBlocked?: 'fail' | 'kill';
  /** The folder of this run's own small files. */
  readonly directory: string;
}

/** The file in a run's folder that belongs to the run's process for as long as it lives. */
export const OWNER_FILE = 'owner';

/** The environment variable that holds the path of the run file. */
export const RUN_FILE_VARIABLE = 'JEST_NEST_MSSQL_RUN';

/** The environment variable that holds the secrets of the run, as JSON. */
export const RUN_SECRET_VARIABLE = 'JEST_NEST_MSSQL_SECRET';

/**
 * The environment variable that tells the Jest projects of a run apart, as JSON: by a project's folder, what in the environment is another for its
 * test files (null: not set), the two variables above among it.
 */
export const RUN_PROJECTS_VARIABLE = 'JEST_NEST_MSSQL_PROJECTS';
/** The variable that tells test files why their run could not start. */
export const RUN_REFUSED_VARIABLE = 'JEST_NEST_MSSQL_REFUSED';
