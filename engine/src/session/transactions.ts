// BEGIN, COMMIT, ROLLBACK, SAVE: @@TRANCOUNT's bookkeeping over the session's one Transaction.
import { Messages } from '../errors/catalogue';
import { raise } from '../errors/sql-error';
import { datetimeFromUnixMs } from '../instance/clock';
import { FOLDED_NAMES } from '../types/text/collation';
import type { IsolationLevel } from './settings';
import type { SessionState } from './state';

/** BEGIN TRANSACTION: opens the outermost one or only counts. */
export function beginTransaction(state: SessionState, name = ''): void {
  if (state.transactionCount++ > 0) return;
  state.transaction.begin(name);
  state.transactionName = name;
  state.transactionBegin = datetimeFromUnixMs(Date.now());
  state.transactionBeganMs = performance.timeOrigin + performance.now();
  state.transactionDescriptor = BigInt(state.transaction.id ?? 0);
  state.sink.environment({ kind: 'begin-transaction', descriptor: state.transactionDescriptor });
}

/** COMMIT: only the outermost one makes anything durable. Raises 3902, 3930. */
export function commitTransaction(state: SessionState): void {
  if (state.transactionCount === 0) throw raise(Messages.CommitWithoutBegin, {});
  if (state.transaction.isDoomed) throw raise(Messages.DoomedTransaction, {});
  if (--state.transactionCount > 0) return;
  state.transaction.commit();
  endTransaction(state, 'commit-transaction');
}

/** ROLLBACK without a savepoint: undoes everything, whatever the depth. Raises 3903. */
export function rollbackTransaction(state: SessionState): void {
  if (state.transactionCount === 0) throw raise(Messages.RollbackWithoutBegin, {});
  rollbackAll(state);
}

/** Rolls back without asking whether there is a transaction: errors, disconnects, deadlock victims. Triggers under way have no inserted and deleted rows from then on. */
export function rollbackAll(state: SessionState): void {
  const wasOpen = state.transactionCount > 0;
  state.transaction.rollback();
  state.transaction.isDoomed = false;
  state.transactionCount = 0;
  for (let frame = state.frame; frame; frame = frame.parent) if (frame.trigger) frame.trigger = { ...frame.trigger, inserted: [], deleted: [] };
  if (wasOpen) endTransaction(state, 'rollback-transaction');
}

/** ROLLBACK TRANSACTION name: a savepoint's, which is gone then with those behind it, else the outermost transaction's own name, exactly. Raises 3931 in a doomed one, 6401. */
export function rollbackToName(state: SessionState, name: string): void {
  if (state.transactionCount === 0) throw raise(Messages.RollbackWithoutBegin, {});
  const { isSame } = state.instance.databases.get(state.databaseId)?.catalog.names ?? FOLDED_NAMES;
  const index = state.savepoints.findLastIndex((s) => isSame(s.name, name));
  const savepoint = state.savepoints[index];
  if (savepoint) {
    if (state.transaction.isDoomed) throw raise(Messages.DoomedSavepoint, {});
    state.transaction.rollbackTo(savepoint.mark);
    state.savepoints.length = index;
    return;
  }
  if (name !== '' && name === state.transactionName) return rollbackTransaction(state);
  throw raise(Messages.SavepointNotFound, { name });
}

/** SAVE TRANSACTION. Raises 628 outside a transaction, 3930 in a doomed one. */
export function saveTransaction(state: SessionState, name: string): void {
  if (state.transactionCount === 0) throw raise(Messages.SaveWithoutTransaction, {});
  if (state.transaction.isDoomed) throw raise(Messages.DoomedTransaction, {});
  state.savepoints.push({ name, mark: state.transaction.savepoint() });
}

/** A level's name as the transaction layer has it. */
export const TRANSACTION_LEVEL = {
  'read uncommitted': 'READ UNCOMMITTED', 'read committed': 'READ COMMITTED', 'repeatable read': 'REPEATABLE READ', serializable: 'SERIALIZABLE', snapshot: 'SNAPSHOT',
} as const satisfies Record<IsolationLevel, string>;

/** SET TRANSACTION ISOLATION LEVEL, for the frame's settings and what runs from now on. */
export function setIsolation(state: SessionState, settings: { isolation: IsolationLevel }, level: IsolationLevel): void {
  settings.isolation = level;
  state.transaction.isolationLevel = TRANSACTION_LEVEL[level];
}

/** XACT_STATE(): 1 committable, 0 none, -1 doomed. */
export const transactionState = (state: SessionState): number => (state.transactionCount === 0 ? 0 : state.transaction.isDoomed ? -1 : 1);

function endTransaction(state: SessionState, kind: 'commit-transaction' | 'rollback-transaction'): void {
  state.sink.environment({ kind, descriptor: state.transactionDescriptor });
  state.transactionDescriptor = 0n;
  state.transactionName = '';
  state.transactionBegin = 0;
  state.transactionBeganMs = undefined;
  state.savepoints.length = 0;
  if ((state.frame ?? state).settings.cursorCloseOnCommit) closeCursors(state);
}

/** SET CURSOR_CLOSE_ON_COMMIT ON: open cursors end with their transaction, whose savepoints leave them alone. */
function closeCursors(state: SessionState): void {
  const cursors = [...state.cursors.values()];
  for (let frame = state.frame; frame; frame = frame.parent) {
    cursors.push(...frame.cursors.values());
    for (const variable of frame.variables.values()) if (variable.kind === 'cursor' && variable.cursor) cursors.push(variable.cursor);
  }
  for (const cursor of cursors) cursor.opened = undefined;
  state.apiCursors.clear();
}
