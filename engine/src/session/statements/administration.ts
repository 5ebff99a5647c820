// DDL, TRUNCATE, KILL and the way to BACKUP, RESTORE and DBCC: statements that are handed to ddl/ and what the client is told of them.
import { ddlEventsOf } from '../../ddl/ddl-events';
import { executeDdl } from '../../ddl/execute-ddl';
import { Messages } from '../../errors/catalogue';
import { isSqlError, raise, throwAll, type SqlError } from '../../errors/sql-error';
import { EngineBug } from '../../errors/engine-bug';
import type { DropIndex, DropObjects } from '../../syntax/ast/ddl';
import type { KillStatement, Statement } from '../../syntax/ast/statement';
import { beginBulkLoad } from './bulk-load';
import { reconfigure } from '../procedures/server-options';
import { fireDdlTriggers, hasDdlTriggers } from '../procedures/ddl-triggers';
import { ddlContext } from '../surroundings/ddl-surroundings';
import type { Frame } from '../frame';
import { endStatement } from '../completion';
import { compileModule } from '../compile-module';
import { endingTransaction, errorEffect } from '../error-effect';
import { beginImplicitly } from './implicit-transaction';
import type { Run } from '../outcome';
import { requireKill } from '../security/database-rights';
import { requireForDdl } from '../security/ddl-rights';
import { runBackup, runFileList, runRestore } from './backup';
import { runDbcc } from './dbcc';
import { endOfDefinition } from './ddl-ends';
import { runStatement } from '../statement';
import type { SessionState } from '../state';

/** Runs every statement that is neither a query nor control flow. */
export function* runAdministration(state: SessionState, frame: Frame, statement: Statement): Run<void> {
  state.rowCount = 0n;
  switch (statement.kind) {
    case 'backup': yield* runBackup(state, frame, statement); break;
    case 'restore': yield* runRestore(state, frame, statement); break;
    case 'restore-filelistonly': yield* runFileList(state, frame, statement); return;
    case 'dbcc': yield* runDbcc(state, frame, statement); return;
    case 'kill': kill(state, statement); break;
    case 'checkpoint': break;
    case 'create-fulltext': throw raise(Messages.FulltextNotInstalled, {});
    case 'reconfigure': reconfigure(state, statement); break;
    case 'insert-bulk': yield* runStatement(state, frame, () => beginBulkLoad(state, frame, statement)); return;
    default: yield* runDdl(state, frame, statement); return;
  }
  endStatement(state, frame, 'none');
}

type DdlInput = Parameters<typeof executeDdl>[0];
const NOT_DDL = new Set<Statement['kind']>(['select', 'insert', 'update', 'delete', 'merge', 'unsupported']);

/** What a SNAPSHOT transaction may not do, temporary tables included (Microsoft Learn: MSSQLSERVER_3961). */
const NOT_IN_SNAPSHOT = new Set<Statement['kind']>(['alter-table', 'create-index', 'create-xml-index', 'alter-index', 'drop-index']);

function* runDdl(state: SessionState, frame: Frame, statement: Statement): Run<void> {
  if (NOT_DDL.has(statement.kind)) throw new EngineBug(`${statement.kind} is no DDL`);
  if (state.transaction.isDoomed) throw raise(Messages.DoomedTransaction, {});
  if (state.transactionCount > 0 && frame.settings.isolation === 'snapshot' && NOT_IN_SNAPSHOT.has(statement.kind)) throw raise(Messages.SnapshotDdl, {});
  beginImplicitly(state, frame, statement);
  if (statement.kind === 'create-procedure' || statement.kind === 'create-function' || statement.kind === 'create-trigger' || statement.kind === 'create-database-trigger')
    compileModule(state, frame, statement);
  yield* runDefinitions(state, frame, statement);
  const ended = endOfDefinition(statement);
  if (ended !== undefined) endStatement(state, frame, ended);
}

function* runDefinitions(state: SessionState, frame: Frame, statement: Statement): Run<void> {
  switch (statement.kind) {
    case 'drop': return yield* runDrops(state, frame, statement);
    case 'drop-index': return yield* runIndexDrops(state, frame, statement);
    default: return yield* runDefinition(state, frame, statement);
  }
}

/** Statements whose errors end more than themselves; DROP and modules go on. */
const DEFINES = new Set<Statement['kind']>(['create-table', 'alter-table', 'create-index', 'create-type', 'create-sequence', 'alter-sequence', 'truncate']);

function* runDefinition(state: SessionState, frame: Frame, statement: Statement): Run<void> {
  yield* runStatement(state, frame, () => {
    const ddl = ddlContext(state, frame);
    requireForDdl(state, ddl, statement as DdlInput);
    const raised = hasDdlTriggers(state) ? { events: ddlEventsOf(ddl, statement as DdlInput), offset: statement.at.offset, before: ddl.database.catalog.databaseTriggers } : undefined;
    const run = (): void => executeDdl(statement as DdlInput, ddl);
    if (DEFINES.has(statement.kind)) endingTransaction(run);
    else run();
    if (raised) fireDdlTriggers(state, frame, raised);
  });
}

/** Each name is dropped for itself: one that is missing or in use is told of, and those around it go. What ends more than a statement ends the list. */
function* runDrops(state: SessionState, frame: Frame, statement: DropObjects): Run<void> {
  const errors: SqlError[] = [];
  for (const name of statement.names) {
    try {
      yield* runDefinition(state, frame, { ...statement, names: [name] });
    } catch (error) {
      if (!isSqlError(error)) throw error;
      errors.push(error);
      if (errorEffect(error, frame.settings, 'statement') !== 'statement') break;
    }
  }
  throwAll(errors);
}

/** Each index is dropped for itself: those before one that cannot be stay dropped, those behind it are left. */
function* runIndexDrops(state: SessionState, frame: Frame, statement: DropIndex): Run<void> {
  for (const item of statement.items) yield* runDefinition(state, frame, { ...statement, items: [item] });
}

function kill(state: SessionState, statement: KillStatement): void {
  requireKill(state);
  if (state.transactionCount > 0) throw raise(Messages.KillInTransaction, {});
  if (statement.spid === state.spid) throw raise(Messages.CannotKillSelf, {});
  const session = state.instance.sessions.get(statement.spid);
  if (!session) throw raise(Messages.NotAnActiveProcess, { spid: statement.spid });
  session.kill();
}
