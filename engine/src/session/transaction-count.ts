// 266: a call that left @@TRANCOUNT other than it was. It is told, and ends nothing.
import { Messages } from '../errors/catalogue';
import { raise, type SqlError } from '../errors/sql-error';
import type { SessionState } from './state';

/** The error to send after a call, if the count changed. */
export function checkTransactionCount(state: SessionState, before: number): SqlError | undefined {
  if (state.transactionCount === before) return undefined;
  return raise(Messages.TransactionCountMismatch, { previous: before, current: state.transactionCount });
}
