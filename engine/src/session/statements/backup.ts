// BACKUP and RESTORE: paths and options worked out, the rest handed to ddl/.
import { executeBackup, executeRestore, restoreFileList } from '../../ddl/databases/backup';
import { Messages } from '../../errors/catalogue';
import { notSupported } from '../../errors/not-supported';
import { raise } from '../../errors/sql-error';
import type { BackupDatabase, BackupOption, RestoreDatabase, RestoreFileListOnly } from '../../syntax/ast/statement';
import type { Expression } from '../../syntax/ast/expression';
import { foldName } from '../../types/text/collation';
import { nvarchar } from '../../types/sql-type';
import type { Value } from '../../types/value';
import { evaluateAs, evaluateTyped } from '../evaluate';
import type { Frame } from '../frame';
import type { Run } from '../outcome';
import { requireBackup, requireCreateDatabase, requireRestore } from '../security/database-rights';
import { runStatement } from '../statement';
import type { SessionState } from '../state';
import { ddlContext } from '../surroundings/ddl-surroundings';
import { sendResult } from './dbcc';

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

/** BACKUP DATABASE. */
export function* runBackup(state: SessionState, frame: Frame, statement: BackupDatabase): Run<void> {
  if (statement.what === 'log') throw notSupported('BACKUP LOG');
  requireBackup(state, ddlContext(state, frame), databaseName(frame, statement.database));
  const disks = yield* evaluateDisks(state, frame, statement.disks);
  const options = yield* evaluateOptions(state, frame, statement.options);
  yield* runStatement(state, frame, () => executeBackup(ddlContext(state, frame), { database: databaseName(frame, statement.database), disks, options }));
}

/** RESTORE DATABASE. */
export function* runRestore(state: SessionState, frame: Frame, statement: RestoreDatabase): Run<void> {
  requireRestore(state, ddlContext(state, frame), databaseName(frame, statement.database));
  const disks = yield* evaluateDisks(state, frame, statement.disks);
  const options = yield* evaluateOptions(state, frame, statement.options);
  yield* runStatement(state, frame, () => executeRestore(ddlContext(state, frame), { database: databaseName(frame, statement.database), disks, options }));
}

/** RESTORE FILELISTONLY; its other kinds are refused. */
export function* runFileList(state: SessionState, frame: Frame, statement: RestoreFileListOnly): Run<void> {
  if (statement.what !== 'filelistonly') throw notSupported(`RESTORE ${statement.what.toUpperCase()}`);
  requireCreateDatabase(state, ddlContext(state, frame));
  const disks = yield* evaluateDisks(state, frame, statement.disks);
  const options = yield* evaluateOptions(state, frame, statement.options);
  sendResult(state, restoreFileList(ddlContext(state, frame), { disks, options }));
}
