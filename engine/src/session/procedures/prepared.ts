// sp_prepare, sp_execute, sp_prepexec, sp_unprepare: statements kept by handle for a session, for RPC and for EXEC.
import { Messages } from '../../errors/catalogue';
import { notSupported } from '../../errors/not-supported';
import { isSqlError, raise } from '../../errors/sql-error';
import { nvarchar } from '../../types/sql-type';
import { ended, giveNumbers, numberAt } from './api-cursors/api-cursor-answer';
import type { Argument } from './match-arguments';
import { compileBatch } from '../compile-batch';
import type { Frame } from '../frame';
import type { Run } from '../outcome';
import { newFrame } from '../scope';
import { declareParameters } from './describe/declared-parameters';
import { executeSql, isFromClient, requireNational } from './execute-sql';
import type { PreparedStatement, SessionState } from '../state';

/** By lower-case name. */
export const PREPARED_PROCEDURES: Readonly<Record<string, (state: SessionState, frame: Frame, args: readonly Argument[]) => Run<number>>> = {
  sp_prepare: prepare, sp_execute: execute, sp_prepexec: prepareAndExecute, sp_unprepare: unprepare,
};

const RETURN_METADATA = 1;

/** sp_prepare handle OUTPUT, declarations, stmt, options. */
function* prepare(state: SessionState, frame: Frame, args: readonly Argument[]): Run<number> {
  if ((numberAt(args, 3, 0) & RETURN_METADATA) !== 0 && !isFromClient(frame)) throw notSupported('sp_prepare with RETURN_METADATA in a text');
  const prepared = statementIn(args);
  compilePrepared(state, frame, prepared);
  state.sink.procedureBegin();
  return ended(state, frame, { procedure: 'sp_prepare', status: 0, outputs: giveNumbers(args, new Map([[0, keep(state, prepared)]])) });
}

/** The statement to prepare. Raises 214 for a text that is not of a Unicode type. */
function statementIn([, declarations, text]: readonly Argument[]): PreparedStatement {
  if (!text) throw notSupported('preparing without a statement');
  requireNational(declarations, '@params', 3);
  requireNational(text, '@stmt', 2);
  return { text: String(text.value ?? ''), declarations: String(declarations?.value ?? '') };
}

/** A statement that cannot be compiled cannot be prepared: its errors are followed by 8180. */
function compilePrepared(state: SessionState, caller: Frame, { text, declarations }: PreparedStatement): void {
  const frame = newFrame(state, caller, { kind: 'dynamic', procedureName: '', text });
  try {
    declareParameters(state, frame, declarations);
    compileBatch(state, frame, state.texts.parse(text, frame.settings.quotedIdentifier).statements);
  } catch (error) {
    if (!isSqlError(error)) throw error;
    const last = raise(Messages.CannotPrepare, {});
    last.preceding = [...error.preceding, error];
    throw last;
  }
}

/** sp_execute handle, values... Raises 8179. */
function* execute(state: SessionState, frame: Frame, args: readonly Argument[]): Run<number> {
  const handle = numberAt(args, 0, 0);
  const prepared = state.prepared.get(handle);
  if (!prepared) throw raise(Messages.UnknownHandle, { handle });
  return yield* run(state, frame, prepared, args.slice(1));
}

/** sp_prepexec handle OUTPUT, declarations, stmt, values... */
function* prepareAndExecute(state: SessionState, frame: Frame, args: readonly Argument[]): Run<number> {
  const prepared = statementIn(args);
  compilePrepared(state, frame, prepared);
  const outputs = giveNumbers(args, new Map([[0, keep(state, prepared)]]));
  state.sink.procedureBegin();
  const status = yield* run(state, frame, prepared, args.slice(3));
  return ended(state, frame, { procedure: 'sp_prepexec', status, outputs });
}

/** sp_unprepare handle. Raises 8179. */
function* unprepare(state: SessionState, frame: Frame, args: readonly Argument[]): Run<number> {
  const handle = numberAt(args, 0, 0);
  if (!state.prepared.delete(handle)) throw raise(Messages.UnknownHandle, { handle });
  state.sink.procedureBegin();
  return ended(state, frame, { procedure: 'sp_unprepare', status: 0 });
}

function keep(state: SessionState, prepared: PreparedStatement): number {
  const handle = state.nextHandle++;
  state.prepared.set(handle, prepared);
  return handle;
}

function* run(state: SessionState, frame: Frame, prepared: PreparedStatement, args: readonly Argument[]): Run<number> {
  const text = (value: string): Argument => ({ type: nvarchar('max'), value, isOutput: false, isDefault: false });
  return yield* executeSql(state, frame, [text(prepared.text), text(prepared.declarations), ...args]);
}
