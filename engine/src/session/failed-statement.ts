// How a statement ends that an error has ended: its DONE, and the notice before that. Knows nothing of what else the error ends.
import { Messages } from '../errors/catalogue';
import { numbersOf, type SqlError } from '../errors/sql-error';
import type { Statement } from '../syntax/ast/statement';
import { CommandCode } from '../tds/session-port';
import { isOfRows, type ErrorEffect } from './error-effect';
import type { Frame } from './frame';
import type { SessionState } from './state';
import { endOfFailedDefinition } from './statements/ddl-ends';

/** A statement, the error that has ended it, and what that ends. */
export interface Failure { readonly statement: Statement; readonly error: SqlError; readonly effect: ErrorEffect }

/** Errors of writes that no 3621 follows. */
const ENDS_ALONE = numbersOf(
  Messages.PermissionDenied, Messages.ColumnPermissionDenied, Messages.DatabaseNotAccessible, Messages.OverflowOccurred, Messages.DatabaseReadOnly,
);
const WRITES = new Set<Statement['kind']>(['insert', 'update', 'delete', 'merge', 'insert-bulk']);
const BUILDS_ROWS = new Set<Statement['kind']>(['alter-table', 'alter-index', 'create-index']);
const CALLS = new Set<Statement['kind']>(['execute', 'execute-text']);

/** Whether it runs what has statements of its own. */
export const isCall = ({ kind }: Statement): boolean => CALLS.has(kind);

const isWriteThatFailed = (statement: Statement, error: SqlError): boolean =>
  (WRITES.has(statement.kind) && !error.isFromCompile) || (BUILDS_ROWS.has(statement.kind) && isOfRows(error));

/** 3621 for writes that ended alone, and the failed statement's DONE. A call ends as its procedure would have. What ends more of a module than its statement is told of by the module's end. */
export function endFailedStatement(state: SessionState, frame: Frame, { statement, error, effect }: Failure): void {
  if (effect === 'statement' && isCall(statement)) return endFailedCall(state, frame);
  const notice = isWriteThatFailed(statement, error) ? noticeOf(frame, error, effect) : undefined;
  if (notice) state.sink.info({ ...notice, procedure: '', line: error.line });
  if (effect !== 'statement' && frame.kind !== 'batch') return;
  const ownEnd = effect === 'statement' && !error.isFromCompile ? ENDS_OF_FAILED[statement.kind] ?? endOfFailedDefinition(statement, error) : undefined;
  state.sink.statementEnd({ command: ownEnd ?? CommandCode.done, hasError: true });
}

/** The error is the call's own, not one that its procedure goes on behind. */
function endFailedCall({ sink }: SessionState, frame: Frame): void {
  if (frame.kind !== 'batch') return sink.statementEnd({ command: CommandCode.execute, hasError: true });
  sink.procedureBegin();
  sink.procedureEnd({ hasError: true });
}

/** Statements that end as themselves though they failed. */
const ENDS_OF_FAILED: Partial<Record<Statement['kind'], number>> = {
  select: CommandCode.select, insert: CommandCode.insert, update: CommandCode.update, delete: CommandCode.delete, merge: CommandCode.merge, 'insert-bulk': CommandCode.bulkInsert, raiserror: CommandCode.raiserror,
};

/** What follows the error of a write: 3621 where it ended alone (and after 127, which ends the batch, and in a trigger), 3606 where an identity was at its end. */
function noticeOf({ kind }: Frame, error: SqlError, effect: ErrorEffect): typeof Messages.StatementTerminated | typeof Messages.OverflowOccurred | undefined {
  if (error.number === Messages.ArithmeticOverflow.number && error.endsTransaction) return Messages.OverflowOccurred;
  const isTerminated = effect === 'statement' || kind === 'trigger' || error.number === Messages.TopNegative.number;
  return isTerminated && !ENDS_ALONE.has(error.number) ? Messages.StatementTerminated : undefined;
}
