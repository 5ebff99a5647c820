// Starts or finds the server of a run, takes the run's lease on it, and drops what dead runs have left there.
import type { Settings } from '../config/settings';
import type { DataSourceOptions } from '../data-source/options';
import { leaseName } from '../database/database-name';
import { dropDeadRuns } from '../database/drop';
import { requirePeer, type Project } from '../project/project';
import { chooseProvider, type ProviderChoice } from '../provider/choose-provider';
import { startContainer } from '../provider/container';
import { beginEmbedded, storeOf } from '../provider/embedded';
import { startExternal } from '../provider/external';
import type { StartedServer } from '../provider/provider';
import { openConnection, type Connection, type Mssql } from '../sql/connection';
import { requireLock } from '../sql/server-statements';
import { showProgress } from './report';

/** A server with the run's lease on it. */
export interface OpenServer {
  readonly server: StartedServer;
  readonly reason: string;
  /** Where the server is from: one of the same origin serves another project too. Undefined for one that is not started by a run. */
  readonly origin: string | undefined;
  /** A connection to master; the lease ends with it. */
  readonly lease: Connection;
}

/** What the choice of a server depends on. */
export interface ServerOrder {
  readonly settings: Settings;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly project: Pick<Project, 'rootDir' | 'packageDir'>;
  readonly runId: string;
  /** The servers of runs that go on in this process. */
  readonly standing?: readonly OpenServer[];
}

/** A server that is on its way. */
export interface ComingServer {
  /** Opens it; an external one is found by the data source's options. If the lease fails, the server is stopped again. */
  open(options: DataSourceOptions): Promise<OpenServer>;
  /** Stops it, if it was never opened. */
  cancel(): Promise<void>;
}

const LEASE_TIMEOUT_MS = 10_000;

/** Chooses the server; an embedded one starts at once, while the caller finds out the rest. */
export function beginServer(order: ServerOrder): ComingServer {
  const choice = chooseProvider(order.settings, order.environment);
  const origin = originOf(choice.kind, order.settings);
  const shared = origin === undefined ? undefined : order.standing?.find((open) => open.origin === origin)?.server;
  const embedded = choice.kind === 'embedded' && shared === undefined ? beginEmbedded(order.settings, order.project) : undefined;
  return {
    async open(options) {
      showProgress(stepOf(choice.kind, order.settings));
      const server = await (shared === undefined ? (embedded?.prove() ?? openStanding(choice.kind, order, options)) : shareServer(shared, order.project));
      try {
        return { server, reason: choice.reason, origin, lease: await takeLease(server, order) };
      } catch (error) {
        await server.stop();
        throw error;
      }
    },
    cancel: async () => embedded?.cancel(),
  };
}

function originOf(kind: ProviderChoice['kind'], { image, version }: Settings): string | undefined {
  if (kind === 'external') return undefined;
  return kind === 'container' ? `${kind} ${image}` : `${kind} ${version ?? ''}`;
}

// Over a connection of its own, which the lease of the project's run hangs on. Whoever started the server stops it.
async function shareServer(server: StartedServer, { rootDir, packageDir }: ServerOrder['project']): Promise<StartedServer> {
  const master = await openConnection(requirePeer<Mssql>(rootDir, 'mssql'), server.address, 'master');
  return { ...server, master, templates: server.templates.kind === 'databases' ? server.templates : storeOf(packageDir), stop: async () => undefined };
}

function stepOf(kind: ProviderChoice['kind'], { image }: Settings): string {
  if (kind === 'container') return `starting a container of ${image}`;
  return kind === 'embedded' ? 'starting the embedded server' : 'connecting to the server';
}

/** Opens a server that does not end with this process: an external one, or one in a container. */
export async function openStanding(kind: ProviderChoice['kind'], { settings, environment, project }: Omit<ServerOrder, 'runId'>, options: DataSourceOptions): Promise<StartedServer> {
  return kind === 'container' ? startContainer(settings, environment, project.rootDir) : startExternal(settings, environment, options, project.rootDir);
}

async function takeLease(server: StartedServer, order: ServerOrder): Promise<Connection> {
  const lease = server.master;
  try {
    await requireLock(lease, leaseName(order.settings.prefix, order.runId), LEASE_TIMEOUT_MS);
    // A server that was started for this run has seen no other.
    if (server.kind === 'external') await dropDeadRuns(lease, order.settings.prefix, order.runId);
    return lease;
  } catch (error) {
    await lease.close();
    throw error;
  }
}
