// What a server that is started as Azure SQL Database refuses of what SQL Server runs: in its own words where a page or an observation has
// them, by name elsewhere. Names of other databases are refused where names are looked up (engine/src/instance/azure.ts).
import { Messages } from '../errors/catalogue';
import { notOnAzure } from '../errors/not-supported';
import { raise } from '../errors/sql-error';
import { requireMaster, requireReach } from '../instance/azure';
import type { Database } from '../instance/instance';
import { SERVER_PERMISSIONS } from '../instance/principals';
import type { Statement } from '../syntax/ast/statement';
import { sameName } from '../types/text/collation';
import type { Frame } from './frame';
import type { SessionState } from './state';
import { statementsIn } from './statement-tree';

/** Procedures of the server's configuration, its databases and its messages, and those that are documented to be missing there. */
const PROCEDURES = new Set(`
sp_configure sp_addmessage sp_altermessage sp_dropmessage sp_helpuser sp_msforeachtable sp_msforeachdb sp_helpdb sp_databases sp_renamedb sp_dboption sp_addsrvrolemember sp_dropsrvrolemember
sp_addlogin sp_droplogin sp_defaultdb sp_changedbowner
`.trim().split(/\s+/));

/** Raises an error, or refuses by name, what Azure SQL Database does not run of this statement. */
export function refuseOnAzure(state: SessionState, frame: Frame, statement: Statement): void {
  const database = state.instance.databases.get(frame.databaseId);
  if (database) REFUSALS[statement.kind]?.(statement, database);
}

const OF_THE_SERVER = new Set(['LOGIN', 'SERVER', 'SERVER ROLE', 'ENDPOINT']);

type Refusal = (statement: Statement, from: Database) => void;
const refusal = <K extends Statement['kind']>(kind: K, refuse: (statement: Extract<Statement, { kind: K }>, from: Database) => void): Readonly<Record<string, Refusal>> =>
  ({ [kind]: refuse as Refusal });

const REFUSALS: Readonly<Record<string, Refusal>> = {
  ...refusal('backup', ({ what }) => { throw raise(Messages.StatementNotOnAzure, { statement: what === 'log' ? 'BACKUP LOG' : 'BACKUP DATABASE' }); }),
  ...refusal('restore', () => { throw raise(Messages.StatementNotOnAzure, { statement: 'RESTORE DATABASE' }); }),
  // Whatever it lists, this is what the message says.
  ...refusal('restore-filelistonly', () => { throw raise(Messages.StatementNotOnAzure, { statement: 'RESTORE VOLUME' }); }),
  ...refusal('use', ({ database }, from) => { if (!sameName(database, from.header.name)) throw raise(Messages.UseOfOtherDatabase, {}); }),
  ...refusal('reconfigure', () => { throw notOnAzure('RECONFIGURE'); }),
  ...refusal('impersonation', ({ action }) => { if (action === 'login') throw notOnAzure('EXECUTE AS LOGIN'); }),
  ...refusal('server-role', () => { throw notOnAzure('server roles'); }),
  ...refusal('alter-role', ({ isServerRole }) => { if (isServerRole) throw notOnAzure('server roles'); }),
  ...refusal('permission', ({ permissions, on }) => {
    if (on === undefined ? permissions.some(({ name }) => name.toUpperCase() in SERVER_PERMISSIONS) : OF_THE_SERVER.has(on.securableClass ?? '')) throw notOnAzure('permissions of the server');
  }),
  ...refusal('create-login', (_, from) => requireMaster(from)),
  ...refusal('drop', ({ what }, from) => { if (what === 'login') requireMaster(from); }),
  ...refusal('dbcc', ({ command }) => { if (/^TRACE/i.test(command)) throw notOnAzure(`DBCC ${command}`); }),
};

/** Refuses a call of a system procedure: by name, or with 40515 for one called as another database's. */
export function refuseProcedureOnAzure(state: SessionState, frame: Frame, parts: readonly string[]): void {
  const database = state.instance.databases.get(frame.databaseId);
  const name = parts.at(-1) ?? '';
  if (database) requireReach(state.instance, database, parts);
  if (PROCEDURES.has(name.toLowerCase())) throw notOnAzure(name);
}

const ALONE: Readonly<Record<string, string>> = { 'create-database': 'CREATE DATABASE', 'drop-database': 'DROP DATABASE' };

/** Raises 40530 for a batch that has more than the one statement that makes or drops a database. */
export function requireAlone(statements: readonly Statement[]): void {
  if (statements.length === 1 && statements[0] && statements[0].kind in ALONE) return;
  for (const statement of statements) refuseInCompany(statement);
}

function refuseInCompany(statement: Statement): void {
  const name = ALONE[statement.kind];
  if (name !== undefined) throw raise(Messages.MustBeAlone, { statement: name });
  for (const inner of statementsIn(statement)) refuseInCompany(inner);
}
