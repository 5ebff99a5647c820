// Any SQL Server as a target, through tedious: the same transcripts, the same notation. Asked for with GOLDEN_TARGET.
// tedious reads decimals as JavaScript numbers: transcripts cast those of more than 15 digits to text.
import { Connection, Request, type ConnectionConfiguration } from 'tedious';
import type { RecordPrinter } from './print-result';
import { RecordPrinter as Printer } from './print-result';
import type { Target, TargetSession } from './target';
import { tdsCell, tdsColumn, type TdsColumn } from './tds-value';

interface Address { readonly server: string; readonly port: number; readonly user: string; readonly password: string }

/** A fresh database `golden` on the server that `target` names: JSON of server, port, user, password, or mssql://user:password@server:port. */
export async function openTdsTarget(target: string): Promise<Target> {
  const address = parseAddress(target);
  const watcher = await TdsSession.open(address, 'master');
  // Only what this runner made is ever dropped: a database of that name which is there already may be somebody's.
  await watcher.expectQuiet('CREATE DATABASE golden').catch(async (error: unknown) => {
    await watcher.close();
    throw new Error(`The server has a database named golden already, or makes none: drop it yourself if nobody needs it. ${String(error)}`);
  });
  return {
    openSession: () => TdsSession.open(address, 'golden', watcher),
    close: async () => {
      await watcher.expectQuiet(DROP);
      await watcher.close();
    },
  };
}

const DROP = `IF DB_ID('golden') IS NOT NULL BEGIN ALTER DATABASE golden SET SINGLE_USER WITH ROLLBACK IMMEDIATE; DROP DATABASE golden END`;

function parseAddress(target: string): Address {
  const given: Partial<Address> = target.trim().startsWith('{') ? JSON.parse(target) as Partial<Address> : addressOfUrl(new URL(target));
  return { server: given.server ?? 'localhost', port: given.port ?? 1433, user: given.user ?? 'sa', password: given.password ?? '' };
}

const addressOfUrl = (url: URL): Address => ({
  server: url.hostname, port: Number(url.port === '' ? 1433 : url.port), user: decodeURIComponent(url.username), password: decodeURIComponent(url.password),
});

const configuration = (address: Address, database: string): ConnectionConfiguration => ({
  server: address.server,
  authentication: { type: 'default', options: { userName: address.user, password: address.password } },
  options: { port: address.port, database, encrypt: true, trustServerCertificate: true, requestTimeout: 0, useUTC: true, rowCollectionOnRequestCompletion: false, appName: 'golden' },
});

interface ServerMessage { readonly number: number; readonly state: number; readonly class: number; readonly message: string; readonly procName: string; readonly lineNumber: number }

class TdsSession implements TargetSession {
  #printer: RecordPrinter | undefined;
  #spid = 0;
  #command = 0;

  private constructor(private readonly connection: Connection, private readonly watcher: TdsSession | undefined) {
    const print = (message: ServerMessage): void => this.#printer?.message({
      number: message.number, severity: message.class, state: message.state, text: message.message, procedure: message.procName, line: message.lineNumber,
    });
    connection.on('infoMessage', print as never);
    connection.on('errorMessage', print as never);
    hearCommands(connection, (command) => { this.#command = command; });
    // A session that another one kills loses its socket: the transcript's record shows that, not an exception.
    connection.on('error', () => undefined);
  }

  static async open(address: Address, database: string, watcher?: TdsSession): Promise<TdsSession> {
    const connection = new Connection(configuration(address, database));
    await new Promise<void>((resolve, reject) => {
      connection.connect((error) => { if (error) reject(error); else resolve(); });
    });
    const session = new TdsSession(connection, watcher);
    const printer = new Printer();
    await session.run('SELECT @@SPID AS spid', printer);
    session.#spid = Number(printer.lines[1]);
    return session;
  }

  async run(text: string, printer: RecordPrinter): Promise<void> {
    this.#printer = printer;
    await new Promise<void>((resolve) => {
      // Errors of SQL arrive as messages: the callback only says that the answer is complete.
      const request = new Request(text, () => resolve());
      let open: readonly TdsColumn[] = [];
      const end = (rowCount: number | undefined): void => printer.statementEnd(rowCount, this.#command);
      request.on('columnMetadata', (columns) => {
        open = columns as unknown as TdsColumn[];
        printer.columns(open.map(tdsColumn));
      });
      request.on('row', (cells: readonly { value: unknown }[]) => printer.row(cells.map((cell, index) => tdsCell(open[index], cell.value))));
      request.on('done', end);
      request.on('doneInProc', end);
      this.connection.execSqlBatch(request);
    });
  }

  async isBlocked(): Promise<boolean> {
    const printer = new Printer();
    await new Promise((resolve) => { setTimeout(resolve, 25); });
    await this.watcher?.run(`SELECT COUNT(*) AS n FROM sys.dm_os_waiting_tasks WHERE session_id = ${this.#spid} AND wait_type LIKE 'LCK%'`, printer);
    return printer.lines[1] !== undefined && printer.lines[1] !== '0';
  }

  /** Runs a batch that must not raise an error. */
  async expectQuiet(text: string): Promise<void> {
    const printer = new Printer();
    await this.run(text, printer);
    const error = printer.lines.find((line) => line.startsWith('Msg '));
    if (error !== undefined) throw new Error(printer.lines.join('\n'));
  }

  close(): Promise<void> {
    // A connection that the server has ended (KILL) says so once only, and that may have been before.
    if ((this.connection as unknown as { closed: boolean }).closed) return Promise.resolve();
    return new Promise((resolve) => {
      this.connection.on('end', () => resolve());
      this.connection.close();
    });
  }
}

interface DoneHandler { onDone(token: { curCmd: number }): void; onDoneInProc(token: { curCmd: number }): void }

/** Which command a DONE ends tedious knows and does not tell: it is heard on its way to tedious' own handler. */
function hearCommands(connection: Connection, hear: (command: number) => void): void {
  const parsing = connection as unknown as { createTokenStreamParser(message: unknown, handler: DoneHandler): unknown };
  const create = parsing.createTokenStreamParser.bind(connection);
  parsing.createTokenStreamParser = (message, handler) => {
    for (const name of ['onDone', 'onDoneInProc'] as const) {
      const handle = handler[name].bind(handler);
      handler[name] = (token) => { hear(token.curCmd); handle(token); };
    }
    return create(message, handler);
  };
}
