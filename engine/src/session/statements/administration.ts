// DDL, TRUNCATE, BACKUP, RESTORE, DBCC, KILL: statements that are handed to ddl/ and what the client is told of them.
import { executeBackup, executeRestore, restoreFileList } from '../../ddl/backup';
import { executeDbcc } from '../../ddl/dbcc';
import { ddlEventsOf } from '../../ddl/ddl-events';
import { executeDdl } from '../../ddl/execute-ddl';
import { Messages } from '../../errors/catalogue';
import { notSupported } from '../../errors/not-supported';
import { raise } from '../../errors/sql-error';
import { EngineBug } from '../../errors/engine-bug';
import type { BackupOption, BackupDatabase, DbccStatement, KillStatement, RestoreDatabase, RestoreFileListOnly, Statement } from '../../syntax/ast/statement';
import type { Expression } from '../../syntax/ast/expression';
import { CommandCode, type ResultColumn } from '../../tds/session-port';
import { foldName } from '../../types/collation';
import { nvarchar } from '../../types/sql-type';
import type { Row, Value } from '../../types/value';
import { beginBulkLoad } from './bulk-load';
import { fireDdlTriggers, hasDdlTriggers } from '../procedures/ddl-triggers';
import { ddlContext } from '../surroundings/ddl-surroundings';
import { evaluateAs, evaluateTyped } from '../evaluate';
import type { Frame } from '../frame';
import { compileModule } from '../compile-batch';
import { beginImplicitly } from './implicit-transaction';
import type { Run } from '../outcome';
import { requireBackup, requireCreateDatabase, requireDbcc, requireKill, requireRestore } from '../security/database-rights';
import { requireForDdl } from '../security/ddl-rights';
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
    case 'insert-bulk': beginBulkLoad(state, frame, statement); return;
    default: yield* runDdl(state, frame, statement); return;
  }
  state.sink.statementEnd({ command: CommandCode.none });
}

type DdlInput = Parameters<typeof executeDdl>[0];
const NOT_DDL = new Set<Statement['kind']>(['select', 'insert', 'update', 'delete', 'merge', 'unsupported']);

function* runDdl(state: SessionState, frame: Frame, statement: Statement): Run<void> {
  if (NOT_DDL.has(statement.kind)) throw new EngineBug(`${statement.kind} is no DDL`);
  if (state.transaction.isDoomed) throw raise(Messages.DoomedTransaction, {});
  beginImplicitly(state, frame, statement);
  if (statement.kind === 'create-procedure' || statement.kind === 'create-function' || statement.kind === 'create-trigger' || statement.kind === 'create-database-trigger') compileModule(state, frame, statement);
  const result = yield* runStatement(state, frame, () => {
    const ddl = ddlContext(state, frame);
    requireForDdl(state, ddl, statement as DdlInput);
    const raised = hasDdlTriggers(state, frame) ? { events: ddlEventsOf(ddl, statement as DdlInput), offset: statement.at.offset, before: ddl.database.catalog.databaseTriggers } : undefined;
    const done = executeDdl(statement as DdlInput, ddl);
    if (raised) fireDdlTriggers(state, frame, raised);
    return done;
  });
  state.sink.statementEnd({ command: result.command });
}

interface EvaluatedOption { readonly name: string; readonly value?: Value; readonly moveFrom?: string }

function* evaluateOptions(state: SessionState, frame: Frame, options: readonly BackupOption[]): Run<EvaluatedOption[]> {
  const evaluated: EvaluatedOption[] = [];
  for (const option of options) {
    const value = option.value && (yield* evaluateTyped(state, frame, option.value)).value;
    const moveFrom = option.moveFrom && String((yield* evaluateTyped(state, frame, option.moveFrom)).value);
    evaluated.push({ name: option.name, value, moveFrom });
  }
  return evaluated;
}

function* evaluateDisks(state: SessionState, frame: Frame, disks: readonly Expression[]): Run<string[]> {
  const paths: string[] = [];
  for (const disk of disks) paths.push(String(yield* evaluateAs(state, frame, disk, nvarchar(4000))));
  return paths;
}

function databaseName(frame: Frame, name: BackupDatabase['database']): string {
  if (typeof name === 'string') return name;
  const variable = frame.variables.get(foldName(name.variable));
  if (variable?.kind !== 'scalar') throw raise(Messages.MustDeclareVariable, { name: name.variable });
  return String(variable.value);
}

function* runBackup(state: SessionState, frame: Frame, statement: BackupDatabase): Run<void> {
  if (statement.what === 'log') throw notSupported('BACKUP LOG');
  requireBackup(state, ddlContext(state, frame), databaseName(frame, statement.database));
  const disks = yield* evaluateDisks(state, frame, statement.disks);
  const options = yield* evaluateOptions(state, frame, statement.options);
  yield* runStatement(state, frame, () => executeBackup(ddlContext(state, frame), { database: databaseName(frame, statement.database), disks, options }));
}

function* runRestore(state: SessionState, frame: Frame, statement: RestoreDatabase): Run<void> {
  requireRestore(state, ddlContext(state, frame), databaseName(frame, statement.database));
  const disks = yield* evaluateDisks(state, frame, statement.disks);
  const options = yield* evaluateOptions(state, frame, statement.options);
  yield* runStatement(state, frame, () => executeRestore(ddlContext(state, frame), { database: databaseName(frame, statement.database), disks, options }));
}

function* runFileList(state: SessionState, frame: Frame, statement: RestoreFileListOnly): Run<void> {
  if (statement.what !== 'filelistonly') throw notSupported(`RESTORE ${statement.what.toUpperCase()}`);
  requireCreateDatabase(state, ddlContext(state, frame));
  const disks = yield* evaluateDisks(state, frame, statement.disks);
  const options = yield* evaluateOptions(state, frame, statement.options);
  sendResult(state, restoreFileList(ddlContext(state, frame), { disks, options }));
}

function* runDbcc(state: SessionState, frame: Frame, statement: DbccStatement): Run<void> {
  const args: (Value | { readonly word: string })[] = [];
  for (const arg of statement.args) args.push(arg.kind === 'word' ? { word: arg.word } : (yield* evaluateTyped(state, frame, arg)).value);
  const [first] = args;
  requireDbcc(state, ddlContext(state, frame), statement.command, typeof first === 'object' && first !== null && 'word' in first ? first.word : String(first ?? ''));
  const result = yield* runStatement(state, frame, () => executeDbcc(ddlContext(state, frame), { command: statement.command, args, options: statement.options }, frame.settings));
  for (const set of result.resultSets ?? []) sendResult(state, set);
  if (result.closing) ddlContext(state, frame).info(result.closing.number, 0, result.closing.text);
  if (result.closing || !result.resultSets?.length) state.sink.statementEnd({ command: CommandCode.dbcc });
}

function sendResult(state: SessionState, set: { readonly columns: readonly ResultColumn[]; readonly rows: readonly Row[] }): void {
  state.sink.columns(set.columns);
  for (const row of set.rows) state.sink.row(row);
  state.rowCount = BigInt(set.rows.length);
  state.sink.statementEnd({ command: CommandCode.select, rowCount: set.rows.length });
}

function kill(state: SessionState, statement: KillStatement): void {
  requireKill(state);
  if (statement.spid === state.spid) throw raise(Messages.CannotKillSelf, {});
  if (state.transactionCount > 0) throw raise(Messages.NotInTransaction226, { statement: 'KILL' });
  const session = state.instance.sessions.get(statement.spid);
  if (!session) throw raise(Messages.NotAnActiveProcess, { spid: statement.spid });
  session.kill();
}
