// An embedded server that a test can take away and bring back at the same port, with its databases or without them, and whose folder
// of backups the test can spoil. For what cannot be done to a server that others use.
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import mssql from 'mssql';
import { withConnection, type Mssql } from '../../src/sql/connection';
import { listDatabases } from '../../src/sql/server-statements';
import { addressOf, startEmbeddedServer, type FoundServer } from '../found-server';

/** A server with a life of its own. */
export class OwnServer {
  readonly #edition: string | undefined;
  readonly folder = fs.mkdtempSync(path.join(os.tmpdir(), 'jnm-own-server-'));
  readonly #password = `Own_${Math.random().toString(36).slice(2)}_A1!`;
  #server: FoundServer | undefined;
  #port = 0;

  /** Of an edition beside the default one. */
  constructor(edition?: string) {
    this.#edition = edition;
  }

  /** Starts it, with the databases that it had when it was stopped. */
  async start(): Promise<void> {
    this.#server = await startEmbeddedServer({ port: this.#port, password: this.#password, backupFolder: this.folder, dataFolder: this.folder, ...(this.#edition === undefined ? {} : { edition: this.#edition }) });
    this.#port = this.#server.port;
  }

  /** Takes it away: every connection ends. */
  async stop(): Promise<void> {
    await this.#server?.stop();
    this.#server = undefined;
  }

  /** Forgets all databases and backups; to be called while it is stopped. */
  empty(): void {
    for (const name of fs.readdirSync(this.folder)) fs.rmSync(path.join(this.folder, name), { force: true });
  }

  /** Stops it for good. */
  async remove(): Promise<void> {
    await this.stop();
    fs.rmSync(this.folder, { recursive: true, force: true });
  }

  get port(): number {
    return this.#port;
  }

  get password(): string {
    return this.#password;
  }

  /** What a child Jest must be told to use it. */
  environment(prefix: string): Readonly<Record<string, string>> {
    return { MSSQL_TEST_SERVER: 'external', MSSQL_TEST_PREFIX: prefix, DATABASE_HOST: '127.0.0.1', DATABASE_PORT: String(this.#port), DATABASE_USER: 'sa', DATABASE_PASSWORD: this.#password };
  }

  /** The databases whose names begin with `prefix`. */
  async databases(prefix: string): Promise<readonly string[]> {
    return this.master((connection) => listDatabases(connection, prefix));
  }

  /** Runs a statement in master. */
  async query(text: string): Promise<void> {
    await this.master((connection) => connection.query(text));
  }

  private async master<T>(work: Parameters<typeof withConnection<T>>[3]): Promise<T> {
    if (this.#server === undefined) throw new Error('the server is stopped');
    return withConnection(mssql as unknown as Mssql, addressOf(this.#server), 'master', work);
  }
}
