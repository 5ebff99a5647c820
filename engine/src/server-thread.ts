// The server's thread: joins the engine to the TDS listener and talks to startServer() by messages.
import { isMainThread, parentPort, workerData } from 'node:worker_threads';
import { SqlEngine } from './engine';
import { startListener } from './tds/listener';

/** What the thread is started with. */
export interface ThreadOptions { readonly port: number; readonly host: string; readonly password: string; readonly serverName: string; readonly backupFolder: string }

/** What it tells: that it listens, that it cannot, or that something went wrong on a connection. */
export type ThreadMessage = { readonly kind: 'listening'; readonly port: number } | { readonly kind: 'failed'; readonly reason: string } | { readonly kind: 'problem'; readonly problem: string };

async function run(options: ThreadOptions, tell: (message: ThreadMessage) => void, onStop: (stop: () => void) => void): Promise<void> {
  const server = new SqlEngine(options);
  const onProblem = (problem: unknown): void => tell({ kind: 'problem', problem: problem instanceof Error ? (problem.stack ?? problem.message) : String(problem) });
  const listener = await startListener({ port: options.port, host: options.host, server, onProblem });
  onStop(() => { void listener.close().finally(() => process.exit(0)); });
  tell({ kind: 'listening', port: listener.port });
}

if (!isMainThread && parentPort) {
  const port = parentPort;
  run(workerData as ThreadOptions, (message) => port.postMessage(message), (stop) => port.once('message', stop))
    .catch((error: unknown) => port.postMessage({ kind: 'failed', reason: error instanceof Error ? error.message : String(error) } satisfies ThreadMessage));
}
