// INSERT ... EXEC: the procedure runs within the statement and its transaction, its result sets become the rows.
import { bindInsertTarget, unknownTable } from '../../binder/bind-statement';
import type { Column } from '../../catalog/definitions';
import { Messages } from '../../errors/catalogue';
import { raise, type SqlError } from '../../errors/sql-error';
import { LockWait } from '../../locking/lock-wait';
import type { OutputColumn } from '../../plan/node';
import type { ExecuteProcedure, ExecuteText, InsertStatement } from '../../syntax/ast/statement';
import { BufferSink } from '../buffer-sink';
import { endStatement } from '../completion';
import { runNow } from '../driver';
import { assignmentIn } from '../evaluate';
import type { Frame } from '../frame';
import type { Run } from '../outcome';
import { bindIn, withUses } from '../plan-cache';
import { absorbsArithmetic } from '../settings';
import { runStatement } from '../statement';
import type { SessionState } from '../state';
import { StatementContext } from '../surroundings/execution';
import { beginTransaction } from '../transactions';
import { runExecute } from './execute';
import { prepareDml, runPreparedDml } from './query-statement';

const PLACEHOLDER_CTE = -1;

/** Runs INSERT ... EXEC. Raises 8164 within another one, 556 where the procedure alters or drops the target. */
export function* runInsertExecute(state: SessionState, frame: Frame, statement: InsertStatement, execute: ExecuteProcedure | ExecuteText): Run<void> {
  yield* runStatement(state, frame, () => {
    const before = targetOf(state, frame, statement);
    if (!before && statement.target.kind === 'table') throw unknownTable(statement.target.name.parts);
    const columns = columnsOf(before);
    const sets = capture(state, frame, execute);
    if (columns && columnsOf(targetOf(state, frame, statement)) !== columns) throw targetAltered();
    insertCaptured(state, frame, statement, sets);
  });
}

type Target = ReturnType<ReturnType<typeof bindIn>['resolveTable']>;

/** What the target's name means now; a table variable has none. */
const targetOf = (state: SessionState, frame: Frame, { target }: InsertStatement): Target => (target.kind === 'table' ? bindIn(state, frame).resolveTable(target.name.parts) : undefined);

/** Of a table, as they are defined: another list once it is altered. */
const columnsOf = (target: Target): readonly Column[] | undefined => (target?.kind === 'table' ? target.definition.columns : undefined);

/** Everything that the procedure did is undone, whatever XACT_ABORT says. */
function targetAltered(): SqlError {
  const error = raise(Messages.InsertExecTargetAltered, {});
  error.endsTransaction = true;
  return error;
}

type ResultSets = ReturnType<BufferSink['resultSets']>;

/** The result sets of the call; what else it says goes to the client. */
function capture(state: SessionState, frame: Frame, execute: ExecuteProcedure | ExecuteText): ResultSets {
  if (state.isInInsertExec) throw raise(Messages.InsertExecNested, {});
  const outer = state.sink;
  const captured = new BufferSink();
  state.sink = captured;
  state.isInInsertExec = true;
  const isAutocommit = state.transactionCount === 0;
  // The statement's own transaction counts for what it calls.
  if (isAutocommit) state.transactionCount = 1;
  state.transactionsBeforeInsertExec = state.transactionCount;
  try {
    runNow(state, runExecute(state, frame, execute));
  } catch (error) {
    if (isAutocommit && error instanceof LockWait) state.transactionCount = 0;
    throw error;
  } finally {
    state.sink = outer;
    state.isInInsertExec = false;
    if (isAutocommit) leaveTransactions(state);
  }
  const sets = captured.resultSets();
  captured.dropResults();
  captured.flush(outer);
  return sets;
}

/** Takes the statement's own transaction out of the count; those that its procedure has left open stay so. */
function leaveTransactions(state: SessionState): void {
  const left = state.transactionCount - 1;
  state.transactionCount = 0;
  if (left <= 0) return;
  beginTransaction(state);
  state.transactionCount = left;
}

function insertCaptured(state: SessionState, frame: Frame, statement: InsertStatement, sets: ResultSets): void {
  const shape: readonly OutputColumn[] = sets[0]?.columns ?? [];
  const converted = sets.flatMap((set) => {
    if (set.columns.length !== shape.length) throw raise(Messages.ColumnCountMismatch, {}, 7);
    const converters = set.columns.map((c, i) => assignmentIn(frame, c.type, shape[i]?.type ?? c.type));
    return set.rows.map((row) => row.map((value, i) => converters[i]?.(value) ?? null));
  });
  if (sets.length === 0) {
    state.rowCount = 0n;
    return endStatement(state, frame, 'insert', 0);
  }
  const plan = withUses(state, frame, (bind) => bindInsertTarget(statement, bind, shape));
  const context = new StatementContext(state, frame);
  context.cteRows.set(PLACEHOLDER_CTE, converted);
  runPreparedDml(state, frame, prepareDml(plan, absorbsArithmetic(frame.settings)), context);
}
