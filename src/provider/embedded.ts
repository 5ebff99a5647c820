// The server inside of this process: the only file that knows the package mssql-memory-server, and only by its public entry.
import type { Settings } from '../config/settings';
import { presetError, reasonOf } from '../errors';
import { proveServer, variablesOf } from './prove';
import type { StartedServer } from './provider';

interface MemoryServer {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  stop(): Promise<void>;
}

/** Starts the embedded server on a free port of this computer and proves it. */
export async function startEmbedded(settings: Settings, rootDir: string): Promise<StartedServer> {
  const server = await start(settings.env.host);
  const address = {
    host: server.host, port: server.port, user: server.user, password: server.password, domain: undefined, authentication: undefined,
    options: { encrypt: false, trustServerCertificate: true },
  };
  try {
    return { kind: 'embedded', address, ...(await proveServer(address, rootDir, variablesOf(settings.env))), stop: () => server.stop() };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

async function start(host: string): Promise<MemoryServer> {
  const entry = await load(host);
  return entry.startServer();
}

async function load(host: string): Promise<{ startServer(): Promise<MemoryServer> }> {
  const name: string = 'mssql-memory-server';
  try {
    return (await import(name)) as { startServer(): Promise<MemoryServer> };
  } catch (error) {
    throw presetError('JNM_EMBEDDED_MISSING', { reason: reasonOf(error).split('\n')[0] ?? '', host }, error);
  }
}
