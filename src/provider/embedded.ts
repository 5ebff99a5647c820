// The server inside of this process: the only file that knows the package mssql-memory-server, and only by its public entry.
// It ends with its run, so its templates are kept as backups in the project's cache folder.
import type { EmbeddedVersion } from '../config/config';
import type { Settings } from '../config/settings';
import { presetError, reasonOf } from '../errors';
import { openCacheFolder } from '../project/cache-folder';
import { packageVersionOf } from '../project/package-version';
import type { Project } from '../project/project';
import { proveServer, variablesOf } from './prove';
import type { StartedServer, TemplateStore } from './provider';

interface MemoryServer {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  stop(): Promise<void>;
}

const PACKAGE: string = 'mssql-memory-server';

/** An embedded server on its way; nothing of it keeps the process alive until it is proved. */
export interface ComingEmbedded {
  /** Proves it by a login and a query; stops it if that fails. */
  prove(): Promise<StartedServer>;
  cancel(): Promise<void>;
}

/** Begins to start the embedded server on a free port of this computer: in a thread of its own, while the caller goes on. */
export function beginEmbedded(settings: Settings, project: Pick<Project, 'rootDir' | 'packageDir'>): ComingEmbedded {
  const starting = load(settings.env.host).startServer(settings.version === undefined ? {} : { version: settings.version });
  // Whoever proves it hears of the failure.
  starting.catch(() => undefined);
  return {
    prove: async () => prove(await starting, settings, project),
    cancel: async () => (await starting.catch(() => undefined))?.stop(),
  };
}

async function prove(server: MemoryServer, settings: Settings, project: Pick<Project, 'rootDir' | 'packageDir'>): Promise<StartedServer> {
  const address = {
    host: server.host, port: server.port, user: server.user, password: server.password, domain: undefined, authentication: undefined,
    options: { encrypt: false, trustServerCertificate: true },
  };
  try {
    const proof = await proveServer(address, project.rootDir, variablesOf(settings.env));
    return { kind: 'embedded', address, ...proof, templates: storeOf(project.packageDir), templateVersion: `${proof.facts.productVersion} ${writerVersion()}`, stop: () => server.stop() };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

/** Where the embedded server's templates are kept for a project. */
export function storeOf(packageDir: string): TemplateStore {
  const folder = openCacheFolder(packageDir);
  return folder === undefined ? { kind: 'none' } : { kind: 'files', folder };
}

// The server says which SQL Server it stands for; its backups are read by the same build of it, on the same Node, only.
function writerVersion(): string {
  return `${packageVersionOf(require.resolve(PACKAGE))} ${process.versions.modules}`;
}

interface Package { startServer(options: { readonly version?: EmbeddedVersion }): Promise<MemoryServer> }

function load(host: string): Package {
  try {
    return require(PACKAGE) as Package;
  } catch (error) {
    throw presetError('JNM_EMBEDDED_MISSING', { reason: reasonOf(error).split('\n')[0] ?? '', host }, error);
  }
}
