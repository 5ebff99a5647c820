// SET IMPLICIT_TRANSACTIONS ON: which statements open a transaction by themselves.
import type { Statement } from '../../syntax/ast/statement';
import type { Frame } from '../frame';
import { beginTransaction } from '../transactions';
import type { SessionState } from '../state';

const OPENERS = new Set<Statement['kind']>(['select', 'insert', 'update', 'delete', 'merge', 'truncate', 'alter-table', 'create-table', 'drop', 'fetch', 'open-cursor', 'permission']);

/** Opens a transaction if the option is on, none is open, and the statement is of the kind that does. */
export function beginImplicitly(state: SessionState, frame: Frame, kind: Statement['kind']): void {
  if (frame.settings.implicitTransactions && state.transactionCount === 0 && state.nestedDepth === 0 && OPENERS.has(kind)) beginTransaction(state);
}
