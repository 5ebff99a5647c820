// DDL, TRUNCATE, BACKUP, RESTORE, DBCC, KILL: statements that are handed to ddl/ and what the client is told of them.
import { executeBackup, executeRestore, restoreFileList } from '../../ddl/backup';
import { executeDdl } from '../../ddl/execute-ddl';
import { Messages } from '../../errors/catalogue';
import { notSupported } from '../../errors/not-supported';
import { raise } from '../../errors/sql-error';
import { EngineBug } from '../../errors/engine-bug';
import type { BackupOption, BackupDatabase, KillStatement, RestoreDatabase, RestoreFileListOnly, Statement } from '../../syntax/ast/statement';
import type { Expression } from '../../syntax/ast/expression';
import { CommandCode } from '../../tds/session-port';
import { foldName } from '../../types/collation';
import { nvarchar } from '../../types/sql-type';
import type { Value } from '../../types/value';
import { beginBulkLoad } from './bulk-load';
import { ddlContext } from '../surroundings/ddl-surroundings';
import { evaluateAs, evaluateTyped } from '../evaluate';
import type { Frame } from '../frame';
import { compileModule } from '../compile-batch';
import { beginImplicitly } from './implicit-transaction';
import type { Run } from '../outcome';
import { requireBackup, requireCreateDatabase, requireKill, requireRestore } from '../security/database-rights';
import { requireForDdl } from '../security/ddl-rights';
import { runDbcc, sendResult } from './dbcc';
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
  if (statement.kind === 'create-procedure' || statement.kind === 'create-function' || statement.kind === 'create-trigger') compileModule(state, frame, statement);
  const result = yield* runStatement(state, frame, () => {
    const ddl = ddlContext(state, frame);
    requireForDdl(state, ddl, statement as DdlInput);
    return executeDdl(statement as DdlInput, ddl);
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

function kill(state: SessionState, statement: KillStatement): void {
  requireKill(state);
  if (statement.spid === state.spid) throw raise(Messages.CannotKillSelf, {});
  if (state.transactionCount > 0) throw raise(Messages.NotInTransaction226, { statement: 'KILL' });
  const session = state.instance.sessions.get(statement.spid);
  if (!session) throw raise(Messages.NotAnActiveProcess, { spid: statement.spid });
  session.kill();
}
