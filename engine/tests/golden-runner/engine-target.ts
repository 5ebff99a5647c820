// The engine of this repository as a target, in process: sessions through SessionPort, no sockets.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SqlEngine } from '../../src/engine';
import { VERSIONS } from '../../src/instance/product';
import type { ResultColumn, ResultSink, SessionPort } from '../../src/tds/session-port';
import { formatType } from '../../src/types/format-type';
import { isCharacter } from '../../src/types/sql-type';
import { engineText } from './engine-value';
import { printCell, RecordPrinter } from './print-result';
import type { Target, TargetSession } from './target';

const PASSWORD = 'Golden-1';

/** A fresh engine, of a version of SQL Server where one is named, with an empty database `golden`. */
export async function openEngineTarget(version?: string): Promise<Target> {
  const backupFolder = await mkdtemp(join(tmpdir(), 'golden-'));
  const engine = new SqlEngine({ password: PASSWORD, serverName: 'golden', backupFolder, version: VERSIONS.find((known) => known === version) });
  const login = (database: string): EngineSession => {
    const request = { user: 'sa', password: PASSWORD, database, hostName: 'golden', applicationName: 'golden', language: '', clientProcessId: 1 };
    const { session, spid } = engine.login(request, { disconnect: () => undefined, listen: () => undefined });
    return new EngineSession(session, spid, () => watcher);
  };
  const watcher: EngineSession = login('master');
  const printer = new RecordPrinter();
  await watcher.run('CREATE DATABASE golden', printer);
  if (printer.lines.length > 0) throw new Error(printer.lines.join('\n'));
  return {
    openSession: () => Promise.resolve(login('golden')),
    close: async () => {
      await watcher.close();
      await rm(backupFolder, { recursive: true, force: true });
    },
  };
}

const LEFT = `SELECT name FROM sys.server_principals WHERE principal_id > 2 AND is_fixed_role = 0 AND name NOT LIKE '##%' UNION ALL
SELECT name FROM sys.databases WHERE name NOT IN ('master', 'tempdb', 'model', 'msdb', 'golden') UNION ALL SELECT text FROM sys.messages WHERE message_id > 50000`;

/** The same, whose end raises an error if something is left beside the database: on a server that all transcripts share it would change what the next ones say. */
export async function openSharedEngineTarget(version?: string): Promise<Target> {
  const target = await openEngineTarget(version);
  const close = async (): Promise<void> => {
    const session = await target.openSession();
    const printer = new RecordPrinter();
    await session.run(LEFT, printer);
    await session.close();
    await target.close();
    const left = printer.lines.slice(1, -1);
    if (left.length > 0) throw new Error(`The transcript leaves on the server: ${left.join(', ')}`);
  };
  return { openSession: () => target.openSession(), close };
}

class EngineSession implements TargetSession {
  constructor(private readonly session: SessionPort, private readonly spid: number, private readonly watcher: () => EngineSession) {}

  async run(text: string, printer: RecordPrinter): Promise<void> {
    await this.session.executeBatch(text, { resetConnection: false }, sinkOf(printer));
  }

  async isBlocked(): Promise<boolean> {
    const printer = new RecordPrinter();
    await this.watcher().run(`SELECT COUNT(*) AS n FROM sys.dm_tran_locks WHERE request_session_id = ${this.spid} AND request_status <> 'GRANT'`, printer);
    return printer.lines[1] !== '0';
  }

  close(): Promise<void> {
    this.session.close();
    return Promise.resolve();
  }
}

function sinkOf(printer: RecordPrinter): ResultSink {
  let open: readonly ResultColumn[] = [];
  return {
    columns: (columns) => {
      open = columns;
      printer.columns(columns.map((column) => ({ name: column.name, type: formatType(column.type), isNullable: column.isNullable, isText: isCharacter(column.type) })));
    },
    row: (row) => printer.row(open.map((column, index) => printCell(engineText(column.type, row[index] ?? null), isCharacter(column.type)))),
    statementEnd: (end) => printer.statementEnd(end.rowCount, end.command),
    info: (info) => printer.message(info),
    error: (last) => {
      for (const error of [...last.preceding, last]) printer.message({ number: error.number, severity: error.severity, state: error.state, text: error.message, procedure: error.procedure, line: error.line });
    },
    environment: () => undefined,
    procedureBegin: () => undefined,
    procedureEnd: () => undefined,
    procedureLeave: () => undefined,
    openScopes: 0,
  };
}
