// Runs one statement synchronously: mark, run, and on a lock that is not free undo, wait, run again. Its output is held back until it ends.
import { Messages } from '../errors/catalogue';
import { notSupported } from '../errors/not-supported';
import { isSqlError, raise, type SqlError } from '../errors/sql-error';
import { LockWait } from '../locking/lock-wait';
import type { Mark } from '../transaction/transaction';
import { BufferSink } from './buffer-sink';
import type { Value } from '../types/value';
import type { Cursor, Frame, Variable } from './frame';
import { Cancelled, type Outcome, type Run } from './outcome';
import { rollbackAll } from './transactions';
import type { SessionState } from './state';
import { asLevelTells } from './truncation';

/**
 * Runs `work` as one atomic statement and sends its output when it has ended. In autocommit it commits by itself.
 * Inside another statement (trigger, function) a lock wait is passed on to that statement.
 */
export function* runStatement<T>(state: SessionState, frame: Frame, work: () => T): Run<T> {
  for (;;) {
    const attempt = attemptStatement(state, frame, work);
    if (attempt.kind === 'done') return attempt.result;
    const outcome = yield* awaitLock(state, attempt.wait);
    if (outcome !== 'granted') throw refusedLock(state, outcome, attempt.wait);
  }
}

/** Called off while it waits, the statement is over: its transaction may go on. */
function* awaitLock(state: SessionState, wait: LockWait): Run<Outcome> {
  try {
    return yield { kind: 'lock', wait };
  } catch (error) {
    endAbandoned(state);
    throw error;
  }
}

/** Lets go what a statement holds that was undone to its mark and will not run again. */
const endAbandoned = (state: SessionState): void => state.transaction.endStatement({ kind: 'statement', position: 0, depth: 0 });

type Attempt<T> = { readonly kind: 'done'; readonly result: T } | { readonly kind: 'wait'; readonly wait: LockWait };

function attemptStatement<T>(state: SessionState, frame: Frame, work: () => T): Attempt<T> {
  const mark = state.transaction.beginStatement();
  const remembered = remember(state, frame);
  const outer = state.sink;
  const buffer = new BufferSink();
  state.sink = buffer;
  try {
    const result = work();
    state.sink = outer;
    state.transaction.endStatement(mark);
    autocommit(state, frame);
    buffer.flush(outer);
    return { kind: 'done', result };
  } catch (thrown) {
    state.sink = outer;
    const error = thrown instanceof LockWait && state.transaction.hasUndoneOlder ? waitBehindSavepoint() : thrown;
    if (error instanceof LockWait) {
      state.transaction.rollbackTo(mark, { restart: true });
      restore(state, frame, remembered);
      forgetSavepoints(state, remembered.savepoints);
      if (hasOutlivedTransaction(state, frame)) throw notSupported('a wait for a lock in a trigger that has ended its transaction');
      if (state.nestedDepth > 0) throw error;
      return { kind: 'wait', wait: error };
    }
    failStatement(state, frame, mark, error);
    forgetSavepoints(state, remembered.savepoints);
    buffer.flush(outer);
    throw asLevelTells(state, frame, error);
  }
}

/** The statement could only be run again on rows that are not there any more. */
function waitBehindSavepoint(): SqlError {
  const error = notSupported('a wait for a lock in a trigger that has gone back to a savepoint older than its statement');
  error.endsTransaction = true;
  return error;
}

function autocommit(state: SessionState, frame: Frame): void {
  if (!commitsByItself(state, frame)) return;
  if (state.transaction.isActive) state.transaction.commit();
  state.savepoints.length = 0;
}

const commitsByItself = (state: SessionState, frame: Frame): boolean => state.transactionCount === 0 && (state.nestedDepth === 0 || hasOutlivedTransaction(state, frame));

/** True in the body of a trigger, or in a procedure that it calls, behind a ROLLBACK or COMMIT: what is written there is committed on its own. */
function hasOutlivedTransaction(state: SessionState, frame: Frame): boolean {
  if (state.transactionCount > 0) return false;
  for (let scope: Frame | undefined = frame; scope && scope.kind !== 'function'; scope = scope.parent) if (scope.kind === 'trigger') return true;
  return false;
}

/** Undoes the statement alone; in autocommit that is all there was. */
function failStatement(state: SessionState, frame: Frame, mark: Mark, error: unknown): void {
  if (state.transaction.isActive && (isSqlError(error) || error instanceof Cancelled)) state.transaction.rollbackTo(mark);
  state.transaction.endStatement(mark);
  if (commitsByItself(state, frame)) state.transaction.rollback();
}

/** Savepoints that its triggers have set go with the statement. */
function forgetSavepoints(state: SessionState, before: number): void {
  state.savepoints.length = Math.min(state.savepoints.length, before);
}

const STATE_ROW = 51;
const STATE_OBJECT = 56;

function refusedLock(state: SessionState, outcome: Outcome, wait: LockWait): Error {
  const errorState = wait.resource.kind === 'OBJECT' ? STATE_OBJECT : STATE_ROW;
  if (outcome === 'timeout') {
    if (state.transactionCount === 0) rollbackAll(state);
    else endAbandoned(state);
    return raise(Messages.LockTimeout, {}, errorState);
  }
  state.transaction.rollback();
  if (state.transactionCount > 0) state.transaction.isDoomed = true;
  return raise(Messages.DeadlockVictim, { spid: state.spid, resources: 'lock' }, errorState);
}

interface Remembered {
  readonly values: ReadonlyMap<Variable, unknown>; readonly scopeIdentity: bigint | null; readonly savepoints: number; readonly isDoomed: boolean;
  readonly session: Pick<SessionState, 'lastIdentity' | 'rowCount' | 'transactionCount' | 'lastError' | 'fetchStatus' | 'openedLast' | 'contextInfo' | 'random'>;
  readonly cursors: readonly [string, Cursor][]; readonly sessionContext: ReadonlyArray<[string, { readonly value: Value; readonly isReadOnly: boolean }]>;
}

/** What an abandoned attempt must give back, so that SELECT @n = @n + 1 counts once and a trigger's BEGIN TRANSACTION or DECLARE CURSOR too. */
function remember(state: SessionState, frame: Frame): Remembered {
  const values = new Map<Variable, unknown>();
  for (const variable of frame.variables.values()) if (variable.kind === 'scalar') values.set(variable, variable.value);
  const { lastIdentity, rowCount, transactionCount, lastError, fetchStatus, openedLast, contextInfo, random } = state;
  return {
    values, scopeIdentity: frame.scopeIdentity, savepoints: state.savepoints.length, isDoomed: state.transaction.isDoomed, cursors: entriesOf(state.cursors), sessionContext: entriesOf(state.sessionContext),
    session: { lastIdentity, rowCount, transactionCount, lastError, fetchStatus, openedLast, contextInfo, random },
  };
}

const NOTHING: readonly never[] = [];
const entriesOf = <V>(map: ReadonlyMap<string, V>): readonly [string, V][] => (map.size === 0 ? NOTHING : [...map]);

function restore(state: SessionState, frame: Frame, remembered: Remembered): void {
  for (const variable of frame.variables.values()) if (variable.kind === 'scalar') variable.value = remembered.values.get(variable) as typeof variable.value;
  // A ROLLBACK within the statement has ended the transaction: that stays so.
  const transactionCount = state.transactionCount === 0 ? 0 : remembered.session.transactionCount;
  Object.assign(state, remembered.session, { transactionCount });
  state.transaction.isDoomed = remembered.isDoomed;
  frame.scopeIdentity = remembered.scopeIdentity;
  if (frame.kind === 'batch') state.batchIdentity = remembered.scopeIdentity;
  setEntries(state.cursors, remembered.cursors);
  setEntries(state.sessionContext, remembered.sessionContext);
}

function setEntries<V>(map: Map<string, V>, entries: readonly (readonly [string, V])[]): void {
  if (map.size === 0 && entries.length === 0) return;
  map.clear();
  for (const [key, value] of entries) map.set(key, value);
}
