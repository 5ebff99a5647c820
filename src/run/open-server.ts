// Starts or finds the server of a run, takes the run's lease on it, and drops what dead runs have left there.
import type { DataSourceOptions } from '../config/find-data-source';
import type { Settings } from '../config/settings';
import { leaseName } from '../database/database-name';
import { dropDeadRuns } from '../database/drop';
import { presetError } from '../errors';
import { chooseProvider } from '../provider/choose-provider';
import { startEmbedded } from '../provider/embedded';
import { startExternal } from '../provider/external';
import type { StartedServer } from '../provider/provider';
import type { Connection } from '../sql/connection';
import { takeLock } from '../sql/server-statements';
import { showProgress } from './report';

/** A server with the run's lease on it. */
export interface OpenServer {
  readonly server: StartedServer;
  readonly reason: string;
  /** A connection to master; the lease ends with it. */
  readonly lease: Connection;
}

/** What the choice of a server depends on. */
export interface ServerOrder {
  readonly settings: Settings;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly options: DataSourceOptions;
  readonly rootDir: string;
  readonly runId: string;
}

const LEASE_TIMEOUT_MS = 10_000;

/** Opens the server of a run; if the lease fails, the server is stopped again. */
export async function openServer(order: ServerOrder): Promise<OpenServer> {
  const choice = chooseProvider(order.settings, order.environment);
  showProgress(choice.kind === 'embedded' ? 'starting the embedded server' : 'connecting to the server');
  const server = choice.kind === 'embedded' ? await startEmbedded(order.settings, order.rootDir) : await startExternal(order.settings, order.environment, order.options, order.rootDir);
  try {
    return { server, reason: choice.reason, lease: await takeLease(server, order) };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

async function takeLease(server: StartedServer, order: ServerOrder): Promise<Connection> {
  const lease = server.master;
  try {
    const resource = leaseName(order.settings.prefix, order.runId);
    const code = await takeLock(lease, resource, LEASE_TIMEOUT_MS);
    if (code < 0) throw presetError('JNM_LEASE', { resource, timeoutMs: LEASE_TIMEOUT_MS, code });
    await dropDeadRuns(lease, order.settings.prefix, order.runId);
    return lease;
  } catch (error) {
    await lease.close();
    throw error;
  }
}
