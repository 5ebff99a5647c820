// 266: a call that left @@TRANCOUNT other than it was. Where no CATCH takes it, it is told and ends nothing.
import { Messages } from '../errors/catalogue';
import { raise } from '../errors/sql-error';
import type { SessionState } from './state';

/** Tells it after a call of that procedure, if the count changed; @@ERROR is 266 then. Inside a TRY it is raised. */
export function tellTransactionCount(state: SessionState, before: number, procedure = ''): void {
  if (state.transactionCount === before) return;
  const error = raise(Messages.TransactionCountMismatch, { previous: before, current: state.transactionCount });
  error.procedure = procedure;
  error.hasOwnLine = true;
  if (state.tryDepth > 0) throw error;
  state.sink.error(error);
  state.lastError = error.number;
}
