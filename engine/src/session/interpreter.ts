// Runs a list of statements: blocks, IF, WHILE, TRY, GOTO and the dispatch to everything else. Yields only waits.
import { NOT_SUPPORTED_NUMBER } from '../errors/not-supported';
import { isSqlError, type SqlError } from '../errors/sql-error';
import { LockWait } from '../locking/lock-wait';
import type { IfStatement, Statement, TryCatch, WhileStatement } from '../syntax/ast/statement';
import { refuseOnAzure } from './azure-statements';
import { checkCancelled } from './cancellation';
import { endStatement } from './completion';
import { doomsTransaction, errorEffect, isLateCompileError } from './error-effect';
import { isToldOnly, tellFormat } from './statements/format-only';
import { evaluatePredicate } from './evaluate';
import { holdsLabel } from './compile-labels';
import { endFailedStatement, isCall } from './failed-statement';
import type { Frame } from './frame';
import { runLeaf } from './statements/leaf-statement';
import { BatchAborted, NEXT, type Run, type Signal } from './outcome';
import { runStatement } from './statement';
import { rollbackAll } from './transactions';
import type { SessionState } from './state';

/** How long one session keeps the thread to itself between two statements. */
const TURN_MS = 20;

/** Runs statements in order; errors that do not leave this frame are sent and the next statement runs. `label`: a GOTO to it enters here. */
export function* runStatements(state: SessionState, frame: Frame, statements: readonly Statement[], label?: string): Run<Signal> {
  let entry = label;
  let index = entry === undefined ? 0 : placeOf(statements, entry);
  while (index < statements.length) {
    const statement = statements[index];
    if (!statement) break;
    if (state.nestedDepth > 0) checkCancelled(state);
    else if (performance.now() - state.turnBegan > TURN_MS) yield { kind: 'turn' };
    const signal: Signal = yield* runGuarded(state, frame, statement, entry);
    entry = undefined;
    if (signal.kind === 'goto') {
      index = placeOf(statements, signal.label);
      if (index < 0) return signal;
      entry = signal.label;
    } else if (signal.kind !== 'next') return signal;
    else index++;
  }
  return NEXT;
}

const placeOf = (statements: readonly Statement[], label: string): number => statements.findIndex((statement) => holdsLabel(statement, label));

/** Goes on behind a label, wherever in the statement it stands. */
function* enter(state: SessionState, frame: Frame, statement: Statement, label: string): Run<Signal> {
  switch (statement.kind) {
    case 'block': return yield* runStatements(state, frame, statement.statements, label);
    case 'if': return yield* runStatements(state, frame, [statement.otherwise && !holdsLabel(statement.then, label) ? statement.otherwise : statement.then], label);
    case 'while': return yield* runWhile(state, frame, statement, label);
    default: return NEXT;
  }
}

/** One statement, and what its error does: passed to a TRY above, or sent with its consequences. */
function* runGuarded(state: SessionState, frame: Frame, statement: Statement, label: string | undefined): Run<Signal> {
  if (frame.settings.noExec && !(statement.kind === 'set-option' && statement.name === 'NOEXEC')) return NEXT;
  const { sink } = state;
  const { openScopes } = sink;
  try {
    const signal = label === undefined ? yield* runOne(state, frame, statement) : yield* enter(state, frame, statement, label);
    noteSuccess(state, statement);
    return signal;
  } catch (error) {
    if (error instanceof LockWait && state.nestedDepth === 0) {
      yield* waitForName(state, frame, error);
      return yield* runGuarded(state, frame, statement, label);
    }
    if (!isSqlError(error)) throw error;
    while (sink.openScopes > openScopes) sink.procedureLeave();
    if (!error.hasOwnLine && !isCall(statement)) frame.worstSeverity = Math.max(frame.worstSeverity ?? 0, error.severity);
    // A name found missing only now is still a compile error of this level: only a TRY further out catches it.
    if (isLateCompileError(error) && !error.hasOwnLine && !isCall(statement)) error.escapesTry = true;
    // An error in a function is told of the statement that calls it.
    if (frame.kind !== 'function') locate(error, frame, statement);
    state.lastError = error.variableNumber ?? error.number;
    state.rowCount = 0n;
    if (state.tryDepth > 0 || frame.kind === 'function') {
      if (RAISES.has(statement.kind)) endStatement(state, frame, 'raiserror');
      throw error;
    }
    return reportError(state, frame, statement, error);
  }
}

/** A name was looked up outside of any statement's attempt, before anything was done: once nobody changes what it means, that begins anew. */
function* waitForName(state: SessionState, frame: Frame, wait: LockWait): Run<void> {
  let hasWaited = false;
  yield* runStatement(state, frame, () => {
    if (hasWaited) return;
    hasWaited = true;
    throw wait;
  });
}

function reportError(state: SessionState, frame: Frame, statement: Statement, error: SqlError): Signal {
  state.sink.error(error);
  const given = errorEffect(error, frame.settings, statement.kind === 'raiserror' || statement.kind === 'throw' ? statement.kind : 'statement');
  // A called scope that ended over a missing name does not end its caller.
  const effect = error.severity >= FATAL_SEVERITY ? 'transaction' : given === 'scope' && isCall(statement) ? 'statement' : given;
  if (effect === 'transaction') rollbackAll(state);
  endFailedStatement(state, frame, { statement, error, effect });
  if (effect === 'transaction' || effect === 'batch') throw new BatchAborted();
  if (effect !== 'scope') return NEXT;
  frame.isBrokenOff = true;
  return { kind: 'return' };
}

/** From here on an error ends the connection. */
const FATAL_SEVERITY = 20;
const RAISES = new Set<Statement['kind']>(['raiserror', 'throw']);

function locate(error: SqlError, frame: Frame, statement: Statement): void {
  if (error.line === 0 && !error.hasOwnLine) error.line = statement.at.line;
  if (error.procedure === '' && !error.hasOwnLine) error.procedure = frame.procedureName;
  error.hasOwnLine = true;
  for (const earlier of error.preceding) {
    if (earlier.line === 0) earlier.line = error.line;
    if (earlier.procedure === '') earlier.procedure = error.procedure;
  }
}

/** Statements that only lead to others, or that leave @@ERROR as their body left it. */
const SILENT = new Set<Statement['kind']>(['if', 'while', 'block', 'try', 'label', 'goto', 'declare', 'declare-table', 'execute', 'execute-text']);
/** Statements without rows that set @@ROWCOUNT to 0 (Microsoft Learn: @@ROWCOUNT). */
const COUNTS_NOTHING = new Set<Statement['kind']>([
  'print', 'raiserror', 'waitfor', 'use', 'set-option', 'set-isolation', 'set-identity-insert', 'begin-transaction', 'commit', 'rollback', 'save-transaction', 'close-cursor', 'deallocate-cursor',
]);

function noteSuccess(state: SessionState, statement: Statement): void {
  const setsError = statement.kind === 'raiserror' && statement.options.includes('SETERROR');
  if (!SILENT.has(statement.kind) && !setsError) state.lastError = 0;
  if (COUNTS_NOTHING.has(statement.kind)) state.rowCount = 0n;
}

function* runOne(state: SessionState, frame: Frame, statement: Statement): Run<Signal> {
  if (state.instance.isAzure) refuseOnAzure(state, frame, statement);
  if (isToldOnly(frame, statement)) return yield* tellFormat(state, frame, statement);
  switch (statement.kind) {
    case 'block': return yield* runStatements(state, frame, statement.statements);
    case 'if': return yield* runIf(state, frame, statement);
    case 'while': return yield* runWhile(state, frame, statement);
    case 'try': return yield* runTry(state, frame, statement);
    case 'break': case 'continue': case 'goto':
      endStatement(state, frame, 'transfer');
      return statement.kind === 'goto' ? { kind: 'goto', label: statement.label } : { kind: statement.kind };
    case 'label': return NEXT;
    default: return yield* runLeaf(state, frame, statement);
  }
}

/** Each look at a condition has an end of its own. */
function* isTrue(state: SessionState, frame: Frame, condition: IfStatement['condition']): Run<boolean> {
  const holds = yield* evaluatePredicate(state, frame, condition);
  endStatement(state, frame, 'condition');
  return holds;
}

function* runIf(state: SessionState, frame: Frame, statement: IfStatement): Run<Signal> {
  const holds = yield* isTrue(state, frame, statement.condition);
  state.lastError = 0;
  if (holds) return yield* runStatements(state, frame, [statement.then]);
  if (statement.otherwise) return yield* runStatements(state, frame, [statement.otherwise]);
  state.rowCount = 0n;
  return NEXT;
}

function* runWhile(state: SessionState, frame: Frame, statement: WhileStatement, label?: string): Run<Signal> {
  let entry = label;
  while (entry !== undefined || (yield* isTrue(state, frame, statement.condition))) {
    const signal: Signal = yield* runStatements(state, frame, [statement.body], entry);
    entry = undefined;
    if (signal.kind === 'break') break;
    if (signal.kind === 'return' || signal.kind === 'goto') return signal;
  }
  state.rowCount = 0n;
  return NEXT;
}

function* runTry(state: SessionState, frame: Frame, statement: TryCatch): Run<Signal> {
  const depth = state.tryDepth;
  endStatement(state, frame, 'beginTry');
  state.tryDepth = depth + 1;
  let caught: SqlError;
  try {
    return leaveTry(state, frame, yield* runStatements(state, frame, statement.body));
  } catch (error) {
    if (!isSqlError(error) || error.severity >= FATAL_SEVERITY || error.escapesTry || error.number === NOT_SUPPORTED_NUMBER) throw error;
    caught = error;
  } finally {
    state.tryDepth = depth;
  }
  return leaveTry(state, frame, yield* runCatch(state, frame, statement, caught));
}

/** END CATCH sets @@ROWCOUNT to 0, whether or not the handler has run; RETURN, BREAK and GOTO pass it by. */
function leaveTry(state: SessionState, frame: Frame, signal: Signal): Signal {
  if (signal.kind !== 'next') return signal;
  state.rowCount = 0n;
  endStatement(state, frame, 'endCatch');
  return signal;
}

function* runCatch(state: SessionState, frame: Frame, statement: TryCatch, error: SqlError): Run<Signal> {
  if (state.transactionCount > 0 && (doomsTransaction(error, frame.settings) || error.isFromTrigger)) state.transaction.isDoomed = true;
  const outer = frame.caughtError;
  endStatement(state, frame, 'beginCatch');
  frame.caughtError = { number: error.number, severity: error.severity, state: error.state, line: error.line, procedure: error.procedure === '' ? null : error.procedure, message: error.message };
  state.lastError = error.variableNumber ?? error.number;
  try {
    return yield* runStatements(state, frame, statement.handler);
  } finally {
    frame.caughtError = outer;
  }
}
