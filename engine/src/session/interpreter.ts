// Runs a list of statements: blocks, IF, WHILE, TRY, GOTO and the dispatch to everything else. Yields only waits.
import { isSqlError, type SqlError } from '../errors/sql-error';
import { notSupported } from '../errors/not-supported';
import type { IfStatement, Statement, TryCatch, WhileStatement } from '../syntax/ast/statement';

import { runAdministration } from './administration';
import { runCursorStatement } from './cursors';
import { doomsTransaction, errorEffect } from './error-effect';
import { runExecute } from './execute';
import { evaluatePredicate } from './evaluate';
import type { Frame } from './frame';
import { BatchAborted, NEXT, type Run, type Signal } from './outcome';
import { runQueryStatement } from './query-statement';
import { runSimpleStatement } from './simple-statement';
import { rollbackAll } from './transactions';
import { runTransactionStatement } from './transaction-statement';
import type { SessionState } from './state';

/** Runs statements in order; errors that do not leave this frame are sent and the next statement runs. */
export function* runStatements(state: SessionState, frame: Frame, statements: readonly Statement[]): Run<Signal> {
  let index = 0;
  while (index < statements.length) {
    const statement = statements[index];
    if (!statement) break;
    const signal = yield* runGuarded(state, frame, statement);
    if (signal.kind === 'goto') {
      const target = statements.findIndex((s) => s.kind === 'label' && s.label.toLowerCase() === signal.label.toLowerCase());
      if (target < 0) return signal;
      index = target;
    } else if (signal.kind !== 'next') return signal;
    index++;
  }
  return NEXT;
}

/** One statement, and what its error does: passed to a TRY above, or sent with its consequences. */
function* runGuarded(state: SessionState, frame: Frame, statement: Statement): Run<Signal> {
  try {
    const signal = yield* runOne(state, frame, statement);
    if (countsAsStatement(statement)) state.lastError = 0;
    return signal;
  } catch (error) {
    if (!isSqlError(error)) throw error;
    locate(error, frame, statement);
    state.lastError = error.number;
    if (state.tryDepth > 0 || frame.kind === 'function') throw error;
    return reportError(state, frame, statement, error);
  }
}

function reportError(state: SessionState, frame: Frame, statement: Statement, error: SqlError): Signal {
  for (const earlier of error.preceding) state.sink.error(earlier);
  state.sink.error(error);
  const effect = errorEffect(error, frame.settings, statement.kind === 'raiserror' ? 'raiserror' : statement.kind === 'throw' ? 'throw' : 'statement');
  if (effect === 'transaction') rollbackAll(state);
  endFailedStatement(state, statement, error, effect);
  if (effect === 'transaction' || effect === 'batch') throw new BatchAborted();
  return effect === 'scope' ? { kind: 'return' } : NEXT;
}

const WRITES = new Set<Statement['kind']>(['insert', 'update', 'delete', 'merge']);

/** The failed statement's DONE, and 3621 for writes that ended alone. */
function endFailedStatement(state: SessionState, statement: Statement, error: SqlError, effect: string): void {
  if (statement.kind === 'execute' || statement.kind === 'execute-text') return;
  state.sink.statementEnd({ command: 0, hasError: true });
  if (WRITES.has(statement.kind) && effect === 'statement' && error.number !== 3606) {
    state.sink.info({ number: 3621, state: 0, severity: 0, text: 'The statement has been terminated.', procedure: '', line: error.line });
  }
}

function locate(error: SqlError, frame: Frame, statement: Statement): void {
  if (error.line === 0 && !error.hasOwnLine) error.line = statement.at.line;
  if (error.procedure === '' && !error.hasOwnLine) error.procedure = frame.procedureName;
  error.hasOwnLine = true;
}

const SILENT = new Set<Statement['kind']>(['if', 'while', 'block', 'try', 'label', 'goto', 'declare', 'declare-table', 'execute', 'execute-text', 'print', 'raiserror', 'throw']);
const countsAsStatement = (statement: Statement): boolean => !SILENT.has(statement.kind);

function* runOne(state: SessionState, frame: Frame, statement: Statement): Run<Signal> {
  switch (statement.kind) {
    case 'block': return yield* runStatements(state, frame, statement.statements);
    case 'if': return yield* runIf(state, frame, statement);
    case 'while': return yield* runWhile(state, frame, statement);
    case 'try': return yield* runTry(state, frame, statement);
    case 'break': return { kind: 'break' };
    case 'continue': return { kind: 'continue' };
    case 'goto': return { kind: 'goto', label: statement.label };
    case 'label': return NEXT;
    case 'select': case 'insert': case 'update': case 'delete': case 'merge':
      yield* runQueryStatement(state, frame, statement);
      return NEXT;
    case 'execute': case 'execute-text':
      yield* runExecute(state, frame, statement);
      return NEXT;
    case 'begin-transaction': case 'commit': case 'rollback': case 'save-transaction':
      runTransactionStatement(state, frame, statement);
      return NEXT;
    case 'declare-cursor': case 'open-cursor': case 'fetch': case 'close-cursor': case 'deallocate-cursor':
      yield* runCursorStatement(state, frame, statement);
      return NEXT;
    case 'declare': case 'declare-table': case 'set-variable': case 'return': case 'print': case 'raiserror': case 'throw': case 'waitfor':
    case 'set-option': case 'set-isolation': case 'set-identity-insert': case 'use':
      return yield* runSimpleStatement(state, frame, statement);
    case 'unsupported': throw notSupported(statement.feature);
    default:
      yield* runAdministration(state, frame, statement);
      return NEXT;
  }
}

function* runIf(state: SessionState, frame: Frame, statement: IfStatement): Run<Signal> {
  const holds = yield* evaluatePredicate(state, frame, statement.condition);
  if (holds) return yield* runStatements(state, frame, [statement.then]);
  if (statement.otherwise) return yield* runStatements(state, frame, [statement.otherwise]);
  state.rowCount = 0n;
  return NEXT;
}

function* runWhile(state: SessionState, frame: Frame, statement: WhileStatement): Run<Signal> {
  while (yield* evaluatePredicate(state, frame, statement.condition)) {
    const signal = yield* runStatements(state, frame, [statement.body]);
    if (signal.kind === 'break') break;
    if (signal.kind === 'return' || signal.kind === 'goto') return signal;
  }
  return NEXT;
}

function* runTry(state: SessionState, frame: Frame, statement: TryCatch): Run<Signal> {
  const depth = state.tryDepth;
  state.tryDepth = depth + 1;
  let caught: SqlError;
  try {
    return yield* runStatements(state, frame, statement.body);
  } catch (error) {
    if (!isSqlError(error) || error.severity >= 20 || error.escapesTry) throw error;
    caught = error;
  } finally {
    state.tryDepth = depth;
  }
  return yield* runCatch(state, frame, statement, caught);
}

function* runCatch(state: SessionState, frame: Frame, statement: TryCatch, error: SqlError): Run<Signal> {
  if (state.transactionCount > 0 && (doomsTransaction(error, frame.settings) || error.isFromTrigger)) state.transaction.isDoomed = true;
  const outer = frame.caughtError;
  frame.caughtError = { number: error.number, severity: error.severity, state: error.state, line: error.line, procedure: error.procedure === '' ? null : error.procedure, message: error.message };
  state.lastError = error.number;
  try {
    return yield* runStatements(state, frame, statement.handler);
  } finally {
    frame.caughtError = outer;
  }
}
