// Several sessions on one engine in process, stepped by a test: what each request answered, piece by piece, numbered over all sessions.
// Knows no tables and no histories.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadDatabases, saveDatabases } from '../../../src/ddl/databases/data-folder';
import { Instance } from '../../../src/instance/instance';
import { Session } from '../../../src/session/session';
import type { SharedCaches } from '../../../src/session/state';
import { TextCache } from '../../../src/session/text-cache';
import type { ResultColumn, ResultSink } from '../../../src/tds/session-port';
import { engineText } from '../../golden-runner/engine-value';

/** A piece of an answer; `at` counts pieces over all sessions of the server. */
export type Piece =
  | { readonly kind: 'rows'; readonly at: number; readonly names: readonly string[]; readonly rows: (string | null)[][] }
  | { readonly kind: 'end'; readonly at: number; readonly count: number | undefined }
  | { readonly kind: 'error'; readonly at: number; readonly number: number; readonly text: string }
  | { readonly kind: 'begin-transaction' | 'commit-transaction' | 'rollback-transaction'; readonly at: number };

/** A whole answer. */
export type Answer = readonly Piece[];

/** The errors of an answer, as text. */
export const errorsOf = (answer: Answer): string[] => answer.flatMap((piece) => (piece.kind === 'error' ? [`${piece.number} ${piece.text}`] : []));
/** The rows of an answer's result set, the first unless another is asked for; none if it has none. */
export const rowsOf = (answer: Answer, set = 0): (string | null)[][] => answer.flatMap((piece) => (piece.kind === 'rows' ? [piece.rows] : []))[set] ?? [];

/** An engine. */
export class Server {
  readonly instance: Instance;
  readonly #caches: SharedCaches = { plans: new WeakMap(), texts: new TextCache() };
  readonly #clients: Client[] = [];
  #at = 0;

  private constructor(private readonly folder: string) { this.instance = new Instance({ password: 'Steps-1', serverName: 'steps', backupFolder: folder }); }

  /** Starts one, with a database `steps`, or with those that a folder keeps. */
  static async open(kept?: string): Promise<Server> {
    const server = new Server(await mkdtemp(join(tmpdir(), 'steps-')));
    if (kept !== undefined) loadDatabases(server.instance, kept);
    else await server.client('master').must('CREATE DATABASE steps; ALTER DATABASE steps SET ALLOW_SNAPSHOT_ISOLATION ON');
    return server;
  }

  /** The number of the next piece. */
  readonly next = (): number => ++this.#at;

  /** A session of sa's in a database. */
  client(database = 'steps'): Client {
    const databaseId = this.instance.findDatabase(database)?.header.databaseId;
    if (databaseId === undefined) throw new Error(`no database ${database}`);
    const session = new Session(this.instance, this.#caches, { security: undefined, loginName: 'sa', hostName: 'steps', applicationName: 'steps', clientProcessId: 1, databaseId, language: 'us_english', isEncrypted: false }, { disconnect: () => undefined, listen: () => undefined });
    const client = new Client(session, this.next, () => this.instance.sessions.get(session.spid)?.status === 'suspended');
    this.#clients.push(client);
    return client;
  }

  /** Keeps its databases in a folder. */
  keepIn(folder: string): void { saveDatabases(this.instance, folder); }

  /** Ends all. */
  async close(): Promise<void> {
    for (const client of this.#clients) client.close();
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** One session. */
export class Client {
  #isBusy = false;
  /** It has gone. */
  isClosed = false;
  constructor(readonly session: Session, private readonly next: () => number, private readonly isSuspended: () => boolean) {}

  get spid(): number { return this.session.spid; }
  /** A request is under way. */
  get isBusy(): boolean { return this.#isBusy; }
  /** The request under way waits for a lock or a time. */
  get isWaiting(): boolean { return this.#isBusy && this.isSuspended(); }

  /** Runs a batch. */
  async run(text: string): Promise<Answer> {
    const answer: Piece[] = [];
    this.#isBusy = true;
    try {
      await this.session.executeBatch(text, { resetConnection: false }, this.#sink(answer));
    } finally {
      this.#isBusy = false;
    }
    return answer;
  }

  /** Runs a batch that has to succeed. */
  async must(text: string): Promise<Answer> {
    const answer = await this.run(text);
    const errors = errorsOf(answer);
    if (errors.length > 0) throw new Error(`${errors.join('; ')}\n${text}`);
    return answer;
  }

  /** The client is gone. */
  close(): void {
    this.isClosed = true;
    this.session.close();
  }

  #sink(answer: Piece[]): ResultSink {
    let open: readonly ResultColumn[] = [];
    let rows: (string | null)[][] = [];
    return {
      columns: (columns) => {
        open = columns;
        rows = [];
        answer.push({ kind: 'rows', at: this.next(), names: columns.map((column) => column.name), rows });
      },
      row: (row) => rows.push(open.map((column, index) => engineText(column.type, row[index] ?? null))),
      statementEnd: (end) => answer.push({ kind: 'end', at: this.next(), count: end.rowCount }),
      info: () => undefined,
      error: (last) => { for (const error of [...last.preceding, last]) answer.push({ kind: 'error', at: this.next(), number: error.number, text: error.message }); },
      environment: (change) => { if (change.kind === 'begin-transaction' || change.kind === 'commit-transaction' || change.kind === 'rollback-transaction') answer.push({ kind: change.kind, at: this.next() }); },
      procedureBegin: () => undefined,
      procedureEnd: () => undefined,
      procedureLeave: () => undefined,
      openScopes: 0,
    };
  }
}

/** Resolves once nothing can go on by itself: the client's request has ended, or waits for somebody. */
export async function settled(client: Client): Promise<void> {
  const turns = 10_000;
  for (let turn = 0; client.isBusy && !client.isWaiting; turn++) {
    if (turn > turns) throw new Error(`session ${client.spid} neither ends nor waits`);
    await new Promise((resolve) => setImmediate(resolve));
  }
}
