// startServer(): runs the engine and its TDS listener in a thread of their own, so that the caller's event loop stays free.
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import nodeModule from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { EDITIONS, productOf, VERSIONS, versionLine, type Edition, type Version } from './instance/product';
import type { ThreadMessage, ThreadOptions } from './server-thread';
import type { LoggedStatement } from './session/state';

/** How to start a server. Everything has a default. */
export interface ServerOptions {
  /** TCP port; 0 (the default) takes any free one. */
  readonly port?: number;
  /** Address to listen on; 127.0.0.1 by default. */
  readonly host?: string;
  /** Password of the login `sa`; a random one by default. */
  readonly password?: string;
  /** @@SERVERNAME. */
  readonly serverName?: string;
  /** Where BACKUP puts its files; a temporary folder that goes with the server by default. */
  readonly backupFolder?: string;
  /** Databases are loaded from here at the start and saved here by `stop()`; without it they end with the server. Logins are not kept. */
  readonly dataFolder?: string;
  /**
   * What it answers as: SQL Server 2022 Developer by default. 'Azure SQL Database' is one logical server there: databases are copied (CREATE DATABASE ... AS COPY OF), and what
   * it does not have (BACKUP, USE, names of other databases, settings of the server) is refused in its words, or by name.
   */
  readonly edition?: Edition;
  /**
   * The version of SQL Server whose T-SQL it knows, so that a test which uses what a later one brought fails here as it does there. Without it, 2022 and what the engine has of
   * 2025 (vector). Azure SQL Database has no versions.
   */
  readonly version?: Version;
  /** Hears of every statement and procedure call that has ended. */
  readonly log?: (statement: LoggedStatement) => void;
  /** Hears of engine bugs and protocol violations, which end one connection each. Standard error by default. */
  readonly onProblem?: (problem: string) => void;
}

export type { Edition, Version } from './instance/product';
export type { LoggedStatement } from './session/state';

/** A server that listens. */
export interface MemoryServer extends AsyncDisposable {
  readonly host: string; readonly port: number; readonly user: 'sa'; readonly password: string;
  /** The first line of @@VERSION. */
  readonly version: string;
  /** Ends every connection and the thread. All databases are gone, but for those of `dataFolder`: rejects if they cannot be saved. Idempotent. */
  stop(): Promise<void>;
}

/** Node's own choice is eight times as much: statements leave little behind, and what dies young need not be resident meanwhile. */
const YOUNG_GENERATION_MB = 6;

/**
 * Starts a server and resolves when it answers. Rejects when the port cannot be had, and for an edition or a version that there is not.
 * The thread does not keep the process alive by itself.
 */
export async function startServer(options: ServerOptions = {}): Promise<MemoryServer> {
  const { edition = 'Developer', version } = options;
  if (!EDITIONS.includes(edition)) throw new Error(`The edition ${JSON.stringify(edition)} is none of ${listed(EDITIONS)}.`);
  requireVersion(edition, version);
  const host = options.host ?? '127.0.0.1';
  const password = options.password ?? `${randomBytes(18).toString('base64url')}aA1!`;
  const ownFolder = options.backupFolder === undefined ? mkdtempSync(join(tmpdir(), 'mssql-memory-server-')) : undefined;
  const workerData: ThreadOptions = {
    port: options.port ?? 0,
    host,
    password,
    serverName: options.serverName ?? 'mssql-memory-server',
    backupFolder: options.backupFolder ?? ownFolder ?? tmpdir(),
    dataFolder: options.dataFolder,
    edition,
    version,
    logs: options.log !== undefined,
  };
  const worker = new Worker(join(__dirname, 'server-thread.js'), { workerData, ...threadEnvironment(), resourceLimits: { maxYoungGenerationSizeMb: YOUNG_GENERATION_MB } });
  const cleanUp = (): void => {
    process.removeListener('exit', cleanUp);
    if (ownFolder) rmSync(ownFolder, { recursive: true, force: true });
  };
  // A process that exits without stop() leaves no folder either.
  process.once('exit', cleanUp);
  const report = options.onProblem ?? ((problem: string) => process.stderr.write(`${problem}\n`));
  const port = await listening(worker, { report, log: options.log ?? (() => undefined) }).catch((error: unknown) => {
    cleanUp();
    throw error;
  });
  worker.unref();
  let stopped: Promise<void> | undefined;
  const stop = (): Promise<void> => (stopped ??= stopWorker(worker).finally(cleanUp));
  return { host, port, user: 'sa', password, version: versionLine(productOf(edition, version)), stop, [Symbol.asyncDispose]: stop };
}

const listed = (known: readonly string[]): string => known.map((name) => `'${name}'`).join(', ');

function requireVersion(edition: Edition, version: Version | undefined): void {
  if (version === undefined) return;
  if (!VERSIONS.includes(version)) throw new Error(`The version ${JSON.stringify(version)} is none of ${listed(VERSIONS)}.`);
  if (edition !== 'Developer') throw new Error(`${edition} has no versions.`);
}

const DEBUGGING = /(?<!\S)--inspect(?:-\w+)*(?:=\S*)?(?!\S)/g;

// A debugger is for the caller's code: handed on, --inspect-brk would stop the thread too, where many a debugger lets nobody go on. What is to be
// loaded first is handed on: the thread's file may lie where only Yarn's Plug'n'Play finds it. Where this process keeps what Node compiles (Node 22.8
// and later), a thread does so only if it is told.
function threadEnvironment(): { readonly execArgv?: string[]; readonly env: NodeJS.ProcessEnv } {
  const directory = (nodeModule as { getCompileCacheDir?: () => string | undefined }).getCompileCacheDir?.();
  const { NODE_OPTIONS: options = '' } = process.env;
  const env = directory === undefined ? process.env : { NODE_COMPILE_CACHE: directory, ...process.env };
  const isDebugged = [...process.execArgv, options].some((flags) => flags.search(DEBUGGING) >= 0);
  return isDebugged ? { execArgv: [], env: { ...env, NODE_OPTIONS: options.replace(DEBUGGING, '') } } : { env };
}

interface Listeners { readonly report: (problem: string) => void; readonly log: (statement: LoggedStatement) => void }

function listening(worker: Worker, { report, log }: Listeners): Promise<number> {
  return new Promise((resolve, reject) => {
    worker.on('message', (message: ThreadMessage) => {
      if (message.kind === 'listening') resolve(message.port);
      else if (message.kind === 'failed') reject(new Error(message.reason));
      else if (message.kind === 'problem') report(message.problem);
      else log(message.statement);
    });
    worker.once('error', reject);
    worker.once('exit', (code) => reject(new Error(`the server's thread ended with code ${code} before it listened`)));
  });
}

async function stopWorker(worker: Worker): Promise<void> {
  // A thread that has ended already (its id is -1) will not say so again.
  if (worker.threadId === -1) return;
  const exited = new Promise<number>((resolve) => worker.once('exit', resolve));
  // Until it has ended, it keeps the process alive: a caller must not lose its own ending.
  worker.ref();
  worker.postMessage('stop');
  if ((await exited) !== 0) throw new Error('the databases could not be saved');
}
