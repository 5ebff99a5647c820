// SET IMPLICIT_TRANSACTIONS ON: which statements open a transaction by themselves.
import { visitTree } from '../../syntax/visit-tree';
import type { Statement } from '../../syntax/ast/statement';
import type { Frame } from '../frame';
import { beginTransaction } from '../transactions';
import type { SessionState } from '../state';

const OPENERS = new Set<Statement['kind']>(['select', 'insert', 'update', 'delete', 'merge', 'truncate', 'alter-table', 'fetch', 'open-cursor', 'permission', 'begin-transaction']);
const isOpener = ({ kind }: Statement): boolean => OPENERS.has(kind) || /^(create|drop)/.test(kind);

/** A SELECT that reads no table opens nothing (Microsoft Learn: SET IMPLICIT_TRANSACTIONS). */
function readsTable(statement: Statement): boolean {
  let reads = false;
  if (statement.kind === 'select') visitTree([statement.query, statement.with], (kind) => { reads ||= kind === 'table' || kind === 'table-function'; });
  return reads || statement.kind !== 'select';
}

/** Opens a transaction if the option is on, none is open, and the statement is of the kind that does. */
export function beginImplicitly(state: SessionState, frame: Frame, statement: Statement): void {
  if (frame.settings.implicitTransactions && state.transactionCount === 0 && state.nestedDepth === 0 && isOpener(statement) && readsTable(statement)) beginTransaction(state);
}
