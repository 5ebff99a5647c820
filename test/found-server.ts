// The server that tests talk to from outside of a run: the one that DATABASE_HOST names, or an embedded one of their own.
import type { ServerAddress } from '../src/process/run-facts';

/** A server that answers, and the end of it. */
export interface FoundServer {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  stop(): Promise<void>;
}

/** The oldest SQL Server that the preset is for. */
const OLDEST = '2017';

/** Finds or starts the server. */
export async function findServer(): Promise<FoundServer> {
  const { DATABASE_HOST, DATABASE_PORT, DATABASE_USER, DATABASE_PASSWORD } = process.env;
  if (DATABASE_HOST !== undefined) {
    return { host: DATABASE_HOST, port: Number(DATABASE_PORT ?? 1433), user: DATABASE_USER ?? 'sa', password: DATABASE_PASSWORD ?? '', stop: async () => undefined };
  }
  // What passes here, the preset's own statements among it, asks for no T-SQL that the oldest server does not know.
  return startEmbeddedServer({ version: OLDEST });
}

/** What an embedded server of a test may be told. */
export interface EmbeddedOptions {
  readonly port?: number;
  readonly password?: string;
  readonly backupFolder?: string;
  readonly dataFolder?: string;
  readonly edition?: string;
  readonly version?: string;
}

/** Starts an embedded server, whatever DATABASE_HOST says. */
export async function startEmbeddedServer(options: EmbeddedOptions = {}): Promise<FoundServer> {
  const name: string = 'mssql-memory-server';
  return ((await import(name)) as { startServer(options: EmbeddedOptions): Promise<FoundServer> }).startServer(options);
}

/** How the preset's own connections reach it. */
export const addressOf = ({ host, port, user, password }: FoundServer): ServerAddress => ({
  host, port, user, password, domain: undefined, authentication: undefined, options: { encrypt: false, trustServerCertificate: true },
});
