// sp_prepare, sp_execute, sp_prepexec, sp_unprepare: statements kept by handle for a session, for RPC and for EXEC.
import { Messages } from '../../errors/catalogue';
import { notSupported } from '../../errors/not-supported';
import { isSqlError, raise } from '../../errors/sql-error';
import type { Statement } from '../../syntax/ast/statement';
import { CommandCode } from '../../tds/session-port';
import { nvarchar } from '../../types/sql-type';
import { ended, giveNumbers, numberAt } from './api-cursors/api-cursor-answer';
import type { Argument } from './match-arguments';
import { compileBatch, DEFERRED } from '../compile-batch';
import { isCall } from '../failed-statement';
import type { Frame } from '../frame';
import type { Run } from '../outcome';
import { newFrame } from '../scope';
import { declareParameters } from './describe/declared-parameters';
import { executeSql, requireNational } from './execute-sql';
import { runStatement } from '../statement';
import type { PreparedStatement, SessionState } from '../state';
import { parseOptionsOf } from '../surroundings/parse-options';
import { toldRows } from '../statements/query-statement';

/** By lower-case name. */
export const PREPARED_PROCEDURES: Readonly<Record<string, (state: SessionState, frame: Frame, args: readonly Argument[]) => Run<number>>> = {
  sp_prepare: prepare, sp_execute: execute, sp_prepexec: prepareAndExecute, sp_unprepare: unprepare,
};

const RETURN_METADATA = 1;
const NOT_COMPILED = 8182;

/** sp_prepare handle OUTPUT, declarations, stmt, options: tells the columns of a single statement. Raises 214 for options that do not ask for them. */
function* prepare(state: SessionState, frame: Frame, args: readonly Argument[]): Run<number> {
  if (numberAt(args, 3, RETURN_METADATA) !== RETURN_METADATA) throw raise(Messages.OptionsExpected, {});
  const prepared = statementIn(args);
  const compiled = compilePrepared(state, frame, prepared);
  state.sink.procedureBegin();
  if (compiled) yield* tellColumns(state, compiled);
  return ended(state, frame, { procedure: 'sp_prepare', status: compiled ? 0 : NOT_COMPILED, outputs: giveNumbers(args, new Map([[0, keep(state, prepared)]])) });
}

function* tellColumns(state: SessionState, { frame, statement }: Compiled): Run<void> {
  const told = yield* runStatement(state, frame, () => toldRows(state, frame, statement));
  if (told) state.sink.columns(told.columns, told.order);
  state.sink.statementEnd({ command: CommandCode.select, rowCount: 0 });
}

/** The statement to prepare. Raises 214 for a text that is not of a Unicode type. */
function statementIn([, declarations, text]: readonly Argument[]): PreparedStatement {
  if (!text) throw notSupported('preparing without a statement');
  requireNational(declarations, '@params', 3);
  requireNational(text, '@stmt', 2);
  return { text: String(text.value ?? ''), declarations: String(declarations?.value ?? '') };
}

interface Compiled { readonly frame: Frame; readonly statement: Statement }

/** What a statement reads and writes must be there when it is prepared. */
const DEFERRED_WHEN_PREPARED: ReadonlySet<number> = new Set([...DEFERRED].filter((number) => number !== Messages.InvalidObjectName.number));

/** Compiles a single statement; several, and a call, are compiled when they run. One that cannot be compiled cannot be prepared: its errors are followed by 8180. */
function compilePrepared(state: SessionState, caller: Frame, { text, declarations }: PreparedStatement): Compiled | undefined {
  const frame = newFrame(state, caller, { kind: 'dynamic', procedureName: '', text });
  try {
    declareParameters(state, frame, declarations);
    const { statements } = state.texts.parse(text, parseOptionsOf(state, frame));
    const [statement] = statements;
    if (!statement || statements.length > 1 || isCall(statement)) return undefined;
    compileBatch(state, frame, statements, DEFERRED_WHEN_PREPARED);
    return { frame, statement };
  } catch (error) {
    if (!isSqlError(error)) throw error;
    const last = raise(Messages.CannotPrepare, {});
    last.preceding = [...error.preceding, error];
    throw last;
  }
}

/** Of 8179: which procedure asks for the handle. */
const STATE_EXECUTE = 4;
const STATE_UNPREPARE = 8;

/** sp_execute handle, values... Raises 8179. */
function* execute(state: SessionState, frame: Frame, args: readonly Argument[]): Run<number> {
  const handle = numberAt(args, 0, 0);
  const prepared = state.prepared.get(handle);
  if (!prepared) throw raise(Messages.UnknownHandle, { handle }, STATE_EXECUTE);
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
  if (!state.prepared.delete(handle)) throw raise(Messages.UnknownHandle, { handle }, STATE_UNPREPARE);
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
