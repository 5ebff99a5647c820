// A server that outlives the runs of a test, for what can only be seen from outside of a run. It is the one that DATABASE_HOST names,
// or an embedded one of its own.
import mssql from 'mssql';
import { openConnection, type Connection, type Mssql } from '../../src/sql/connection';
import type { ServerAddress } from '../../src/process/run-facts';
import { addressOf, findServer } from '../found-server';
import { listDatabases } from '../../src/sql/server-statements';

/** A server and what a child Jest must be told to use it. */
export interface TestServer {
  readonly address: ServerAddress;
  readonly environment: Readonly<Record<string, string>>;
  readonly master: Connection;
  /** The databases whose names begin with `prefix`. */
  databases(prefix: string): Promise<readonly string[]>;
  stop(): Promise<void>;
}

/** Finds or starts the server. */
export async function startTestServer(): Promise<TestServer> {
  const server = await findServer();
  const { host, port, user, password } = server;
  const address = addressOf(server);
  const master = await openConnection(mssql as unknown as Mssql, address, 'master');
  return {
    address,
    master,
    environment: { MSSQL_TEST_SERVER: 'external', DATABASE_HOST: host, DATABASE_PORT: String(port), DATABASE_USER: user, DATABASE_PASSWORD: password },
    databases: (prefix) => listDatabases(master, prefix),
    async stop() {
      await master.close();
      await server.stop();
    },
  };
}
