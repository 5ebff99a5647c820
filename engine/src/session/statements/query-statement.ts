// SELECT, INSERT, UPDATE, DELETE and MERGE: plan from the cache, rows to the sink or into variables, counts and DONE.
import { bindDelete, bindInsert, bindMerge, bindUpdate } from '../../binder/bind-statement';
import { refuseDrawsUnderRowCount } from '../../binder/sequence-draws';
import { compileDml, type CompiledDml } from '../../exec/execute-dml';
import { optimize } from '../../optimizer/optimize';
import type { DmlPlan } from '../../plan/statement';
import type { SelectStatement } from '../../syntax/ast/query';
import type { DmlStatement, Statement } from '../../syntax/ast/statement';
import { CommandCode, type ResultColumn } from '../../tds/session-port';
import type { Row } from '../../types/value';
import { createTableFor } from '../../ddl/tables/select-into';
import { isSqlError, raise } from '../../errors/sql-error';
import { Messages } from '../../errors/catalogue';
import { notSupported } from '../../errors/not-supported';
import { ddlContext } from '../surroundings/ddl-surroundings';
import { StatementContext } from '../surroundings/execution';
import { fireDdlTriggers, hasDdlTriggers, tableCreated } from '../procedures/ddl-triggers';
import { requireXmlSettings } from '../surroundings/wrong-settings';
import { endStatement } from '../completion';
import type { Frame } from '../frame';
import type { Run } from '../outcome';
import type { NameResolution } from '../surroundings/name-resolution';
import { planned } from '../plan-cache';
import { requireTableCreation } from '../security/ddl-rights';
import { noteOwnWrite, positioned } from './cursors/positioned-write';
import { selectFor, toResultColumns, type PreparedSelect } from './select-plan';
import { absorbsArithmetic } from '../settings';
import { runStatement } from '../statement';
import { isOneText, textRows } from './text-rows';
import { textSizeLimit } from './text-size';
import { beginImplicitly } from './implicit-transaction';
import { changeContextOf, requireChangeContext } from './change-context';
import type { SessionState } from '../state';

/** Runs one query or write; INSERT ... EXEC is insert-execute.ts's. */
export function* runQueryStatement(state: SessionState, frame: Frame, statement: SelectStatement | DmlStatement): Run<void> {
  requireXmlSettings(frame.settings, statement, statement.kind.toUpperCase());
  if (frame.settings.rowCount > 0) refuseDrawsUnderRowCount(statement);
  beginImplicitly(state, frame, statement);
  if (statement.kind === 'select') yield* runSelect(state, frame, statement);
  else yield* runDml(state, frame, statement);
}

/** Binds and compiles without running, for the errors that stop a whole batch. */
export function compileQueryStatement(state: SessionState, frame: Frame, statement: SelectStatement | DmlStatement): void {
  if (statement.kind === 'select') selectFor(state, frame, statement);
  else if (!(statement.kind === 'insert' && statement.source.kind === 'execute')) dmlFor(state, frame, statement);
}

/** Columns and order of the rows that a statement sends. */
export interface ToldRows { readonly columns: readonly ResultColumn[]; readonly order?: readonly number[] | undefined }

/** The rows that a statement sends to the client; undefined where it sends none. */
export function toldRows(state: SessionState, frame: Frame, statement: Statement): ToldRows | undefined {
  switch (statement.kind) {
    case 'select': {
      const { plan, resultColumns } = selectFor(state, frame, statement);
      return plan.assignments || plan.into ? undefined : { columns: resultColumns, order: plan.order };
    }
    case 'insert': case 'update': case 'delete': case 'merge': {
      const columns = statement.kind === 'insert' && statement.source.kind === 'execute' ? undefined : dmlFor(state, frame, statement).outputColumns;
      return columns && { columns };
    }
    default: return undefined;
  }
}

interface PreparedDml { readonly compiled: CompiledDml; readonly kind: DmlPlan['kind']; readonly outputColumns: readonly ResultColumn[] | undefined }

function dmlFor(state: SessionState, frame: Frame, statement: DmlStatement): PreparedDml {
  return planned(state, frame, statement, (bind) => {
    requireChangeContext(statement.changeContext, bind);
    const placed = statement.kind !== 'insert' && statement.kind !== 'merge' && statement.currentOf !== undefined ? { ...statement, currentOf: undefined } : statement;
    return prepareDml(bindDml(placed, bind), absorbsArithmetic(frame.settings));
  });
}

/** Optimizes and compiles a bound write. */
export function prepareDml(bound: DmlPlan, isLenient: boolean): PreparedDml {
  const plan = optimize(bound) as DmlPlan;
  const toClient = plan.outputs.find((o) => o.into === undefined);
  return { compiled: compileDml(plan, isLenient), kind: plan.kind, outputColumns: toClient && toResultColumns(toClient.columns, isLenient) };
}

function bindDml(statement: DmlStatement, bind: NameResolution): DmlPlan {
  switch (statement.kind) {
    case 'insert': return bindInsert(statement, bind);
    case 'update': return bindUpdate(statement, bind);
    case 'delete': return bindDelete(statement, bind);
    case 'merge': return bindMerge(statement, bind);
  }
}

function* runSelect(state: SessionState, frame: Frame, statement: SelectStatement): Run<void> {
  yield* runStatement(state, frame, () => {
    const prepared = selectFor(state, frame, statement);
    if (prepared.plan.into) return selectInto(state, frame, prepared, statement.at.offset);
    const context = new StatementContext(state, frame);
    const isAssignment = prepared.plan.assignments !== undefined;
    const cut = textSizeLimit(prepared.resultColumns, frame.settings.textSize);
    const send = (row: Row): void => state.sink.row(cut ? cut(row) : row);
    const isText = isOneText(prepared.plan.node, prepared.resultColumns);
    if (!isAssignment) state.sink.columns(prepared.resultColumns, prepared.plan.order);
    let count = 0;
    const end = (): void => state.sink.statementEnd({ command: CommandCode.select, ...(frame.settings.noCount ? {} : { rowCount: count }) });
    try {
      const rows = prepared.compiled.open(context);
      for (let row = rows.next(); row; row = rows.next()) {
        if (isText) textRows(row).forEach(send);
        else if (!isAssignment) send(row);
        count++;
      }
      count = rows.rowsBehind?.() ?? count;
    } catch (error) {
      // A CATCH goes on: the client must see this result set closed, with the rows it got.
      if (!isAssignment && state.tryDepth > 0 && isSqlError(error)) end();
      throw error;
    }
    state.rowCount = BigInt(count);
    context.sendWarnings();
    if (!isAssignment) end();
    else endStatement(state, frame, 'select', count);
  });
}

function selectInto(state: SessionState, frame: Frame, prepared: PreparedSelect, offset: number): void {
  const { into } = prepared.plan;
  if (!into) return;
  if (state.transaction.isDoomed) throw raise(Messages.DoomedTransaction, {});
  if (!frame.settings.ansiPadding) throw notSupported('SELECT INTO under SET ANSI_PADDING OFF');
  requireTableCreation(state, ddlContext(state, frame), into.parts);
  const context = new StatementContext(state, frame, { isWrite: true });
  const rows: Row[] = [];
  const iterator = prepared.compiled.open(context);
  for (let row = iterator.next(); row; row = iterator.next()) rows.push(row);
  const table = createTableFor(ddlContext(state, frame), into);
  const identity = into.columns.findIndex((c) => c.identity);
  if (identity < 0) context.noteIdentity(null);
  for (const row of rows) {
    state.transaction.insert(table, row);
    const value = row[identity];
    if (identity < 0 || value === null || value === undefined) continue;
    state.transaction.noteIdentity(table, BigInt(value as bigint | number));
    if (into.columns[identity]?.identity?.isNew) context.noteIdentity(BigInt(value as bigint | number));
  }
  const isTemporary = (into.parts.at(-1) ?? '').startsWith('#');
  if (!isTemporary && hasDdlTriggers(state)) fireDdlTriggers(state, frame, tableCreated(state, frame, into.parts, offset));
  state.rowCount = BigInt(rows.length);
  context.sendWarnings();
  endStatement(state, frame, 'selectInto', rows.length);
}

/** The writes of `work` carry the statement's WITH CHANGE_TRACKING_CONTEXT; those of its triggers do not. */
function withChangeContext<T>(state: SessionState, context: Uint8Array | null, work: () => T): T {
  const { transaction } = state;
  const outer = transaction.changeContext;
  transaction.changeContext = context;
  try {
    return work();
  } finally {
    transaction.changeContext = outer;
  }
}

function* runDml(state: SessionState, frame: Frame, statement: DmlStatement): Run<void> {
  const changeContext = changeContextOf(frame, statement.changeContext);
  if ((statement.kind === 'update' || statement.kind === 'delete') && statement.currentOf !== undefined) {
    return yield* runStatement(state, frame, () => {
      const found = positioned(state, frame, statement);
      withChangeContext(state, changeContext, () => runPreparedDml(state, found.frame, dmlFor(state, found.frame, found.statement), new StatementContext(state, found.frame, { isWrite: true })));
      noteOwnWrite(state, found.cursor);
    });
  }
  yield* runStatement(state, frame, () => withChangeContext(state, changeContext, () => runPreparedDml(state, frame, dmlFor(state, frame, statement), new StatementContext(state, frame, { isWrite: true }))));
}

/** Runs a compiled write and sends what it tells. Raises 3930 in a doomed transaction. */
export function runPreparedDml(state: SessionState, frame: Frame, prepared: PreparedDml, context: StatementContext): void {
  if (state.transaction.isDoomed) throw raise(Messages.DoomedTransaction, {});
  const result = executeWrite(state, frame, prepared, context);
  if (prepared.outputColumns) {
    state.sink.columns(prepared.outputColumns);
    for (const row of result.outputRows ?? []) state.sink.row(row);
  }
  state.rowCount = BigInt(result.rowCount);
  context.sendWarnings();
  endStatement(state, frame, prepared.kind, result.rowCount);
}

/** Runs the write. The client sees the result set of OUTPUT before an error too, with the rows that came before it; where a CATCH goes on after it, the set is closed. */
function executeWrite(state: SessionState, frame: Frame, prepared: PreparedDml, context: StatementContext): ReturnType<CompiledDml['execute']> {
  try {
    return prepared.compiled.execute(context);
  } catch (error) {
    if (isSqlError(error) && prepared.outputColumns) {
      state.sink.columns(prepared.outputColumns);
      for (const row of error.rowsBefore) state.sink.row(row as Row);
      error.rowsBefore = [];
    }
    if (state.tryDepth > 0 && isSqlError(error)) endStatement(state, frame, prepared.kind, 0);
    throw error;
  }
}

/** One value assigned to a variable or a status counts as one row of a SELECT. */
export function noteAssignment(state: SessionState, frame: Frame): void {
  state.rowCount = 1n;
  endStatement(state, frame, 'select', 1);
}
