// sp_prepare, sp_execute, sp_prepexec, sp_unprepare: statements kept by handle for a session.
import { Messages } from '../../errors/catalogue';
import { isSqlError, raise } from '../../errors/sql-error';
import { foldName } from '../../types/collation';
import { INT, nvarchar } from '../../types/sql-type';
import { emptyTable } from './arguments';
import type { Argument } from './match-arguments';
import { compileBatch } from '../compile-batch';
import type { Frame } from '../frame';
import type { Run } from '../outcome';
import { newFrame } from '../scope';
import { declaredParameters } from './declared-parameters';
import { runSystemProcedure, systemProcedureNamed } from './system-procedures';
import type { PreparedStatement, SessionState } from '../state';

/** The four procedures by name; undefined for any other. Each returns the handle that goes back, if one does. */
export function preparedProcedure(name: string): ((state: SessionState, frame: Frame, args: readonly Argument[]) => Run<void>) | undefined {
  switch (name.toLowerCase()) {
    case 'sp_prepare': return prepare;
    case 'sp_execute': return execute;
    case 'sp_prepexec': return prepareAndExecute;
    case 'sp_unprepare': return unprepare;
    default: return undefined;
  }
}

function* prepare(state: SessionState, frame: Frame, args: readonly Argument[]): Run<void> {
  compilePrepared(state, frame, { text: String(args[2]?.value ?? ''), declarations: String(args[1]?.value ?? '') });
  const handle = keep(state, String(args[2]?.value ?? ''), String(args[1]?.value ?? ''));
  state.sink.procedureBegin();
  state.sink.procedureEnd({ returnStatus: 0, outputs: [{ name: args[0]?.name ?? '', ordinal: 0, type: INT, value: handle }] });
}

/** A statement that cannot be compiled cannot be prepared: its errors are followed by 8180. */
function compilePrepared(state: SessionState, caller: Frame, { text, declarations }: PreparedStatement): void {
  const frame = newFrame(state, caller, { kind: 'dynamic', procedureName: '', text });
  try {
    for (const { name, type, tableType } of declaredParameters(state, frame, declarations)) {
      frame.variables.set(foldName(name), tableType === undefined ? { kind: 'scalar', type, value: null } : emptyTable(state, frame, tableType));
    }
    compileBatch(state, frame, state.texts.parse(text, frame.settings.quotedIdentifier).statements);
  } catch (error) {
    if (!isSqlError(error)) throw error;
    const last = raise(Messages.CannotPrepare, {});
    last.preceding = [...error.preceding, error];
    throw last;
  }
}

function* execute(state: SessionState, frame: Frame, args: readonly Argument[]): Run<void> {
  const handle = Number(args[0]?.value ?? 0);
  const prepared = state.prepared.get(handle);
  if (!prepared) throw raise(Messages.UnknownHandle, { handle });
  yield* run(state, frame, prepared, args.slice(1));
}

function* prepareAndExecute(state: SessionState, frame: Frame, args: readonly Argument[]): Run<void> {
  const prepared = { text: String(args[2]?.value ?? ''), declarations: String(args[1]?.value ?? '') };
  const handle = keep(state, prepared.text, prepared.declarations);
  state.sink.procedureBegin();
  yield* run(state, frame, prepared, args.slice(3));
  state.sink.procedureEnd({ returnStatus: 0, outputs: [{ name: args[0]?.name ?? '', ordinal: 0, type: INT, value: handle }] });
}

function* unprepare(state: SessionState, _frame: Frame, args: readonly Argument[]): Run<void> {
  const handle = Number(args[0]?.value ?? 0);
  if (!state.prepared.delete(handle)) throw raise(Messages.UnknownHandle, { handle });
  state.sink.procedureBegin();
  state.sink.procedureEnd({ returnStatus: 0 });
}

function keep(state: SessionState, text: string, declarations: string): number {
  const handle = state.nextHandle++;
  state.prepared.set(handle, { text, declarations });
  return handle;
}

function* run(state: SessionState, frame: Frame, prepared: PreparedStatement, args: readonly Argument[]): Run<void> {
  const system = systemProcedureNamed(['sp_executesql']);
  if (!system) return;
  const text = (value: string): Argument => ({ type: nvarchar('max'), value, isOutput: false, isDefault: false });
  yield* runSystemProcedure(state, frame, system, [text(prepared.text), text(prepared.declarations), ...args]);
}
