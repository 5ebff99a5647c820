// A listening engine in the test's own thread, and clients of it.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Connection } from 'tedious';
import { SqlEngine } from '../../src/engine';
import { startListener } from '../../src/tds/listener';
import { connect, disconnect, type Options } from '../wire/support/tedious-client';

/** A running engine: where it listens, what went wrong inside, and how to end it. */
export interface EngineServer {
  readonly port: number; readonly engine: SqlEngine; readonly problems: unknown[];
  client(options?: Options): Promise<Connection>;
  close(): Promise<void>;
}

/** The password of `sa`. */
export const PASSWORD = 'Secret#1';

/** Starts an engine on a free port. */
export async function startEngineServer(): Promise<EngineServer> {
  const backupFolder = mkdtempSync(join(tmpdir(), 'engine-server-'));
  const engine = new SqlEngine({ password: PASSWORD, serverName: 'TEST', backupFolder });
  const problems: unknown[] = [];
  const listener = await startListener({ port: 0, host: '127.0.0.1', server: engine, onProblem: (problem) => problems.push(problem) });
  const clients: Connection[] = [];
  return {
    port: listener.port, engine, problems,
    async client(options = {}) {
      const connection = await connect(listener.port, { requestTimeout: 15000, ...options }, PASSWORD);
      clients.push(connection);
      return connection;
    },
    async close() {
      await Promise.all(clients.map(disconnect));
      await listener.close();
      rmSync(backupFolder, { recursive: true, force: true });
    },
  };
}
