// The server's thread: joins the engine to the TDS listener and talks to startServer() by messages.
import { isMainThread, parentPort, workerData } from 'node:worker_threads';
import { SqlEngine } from './engine';
import { keepSmall } from './instance/memory';
import type { Edition, Version } from './instance/product';
import type { LoggedStatement } from './session/state';
import { startListener } from './tds/listener';

/** What the thread is started with. */
export interface ThreadOptions {
  readonly port: number;
  readonly host: string;
  readonly password: string;
  readonly serverName: string;
  readonly backupFolder: string;
  readonly dataFolder: string | undefined;
  readonly edition: Edition;
  readonly version: Version | undefined;
  readonly logs: boolean;
}

/** What it tells: that it listens, that it cannot, that something went wrong on a connection, or which statement has ended. */
export type ThreadMessage = { readonly kind: 'listening'; readonly port: number } | { readonly kind: 'failed'; readonly reason: string } | { readonly kind: 'problem'; readonly problem: string }
  | { readonly kind: 'statement'; readonly statement: LoggedStatement };

async function run(options: ThreadOptions, tell: (message: ThreadMessage) => void, onStop: (stop: () => void) => void): Promise<void> {
  const server = new SqlEngine({ ...options, ...(options.logs ? { log: (statement: LoggedStatement): void => tell({ kind: 'statement', statement }) } : {}) });
  if (options.dataFolder !== undefined) server.load(options.dataFolder);
  const onProblem = (problem: unknown): void => tell({ kind: 'problem', problem: problem instanceof Error ? (problem.stack ?? problem.message) : String(problem) });
  const listener = await startListener({ port: options.port, host: options.host, server, onProblem });
  onStop(() => {
    void listener.close().then(() => {
      if (options.dataFolder !== undefined) server.save(options.dataFolder);
    }).then(() => process.exit(0), (error: unknown) => {
      onProblem(error);
      process.exit(1);
    });
  });
  tell({ kind: 'listening', port: listener.port });
  keepSmall();
}

if (!isMainThread && parentPort) {
  const port = parentPort;
  run(workerData as ThreadOptions, (message) => port.postMessage(message), (stop) => port.once('message', stop))
    .catch((error: unknown) => port.postMessage({ kind: 'failed', reason: error instanceof Error ? error.message : String(error) } satisfies ThreadMessage));
}
