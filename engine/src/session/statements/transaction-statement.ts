// BEGIN, COMMIT, ROLLBACK and SAVE TRANSACTION as statements: their names, and what the client is told.
import { Messages } from '../../errors/catalogue';
import { raise } from '../../errors/sql-error';
import type { BeginTransaction, CommitTransaction, RollbackTransaction, SaveTransaction, TransactionName } from '../../syntax/ast/statement';
import { isCharacter } from '../../types/sql-type';
import { foldName } from '../../types/text/collation';
import { endStatement } from '../completion';
import type { Frame } from '../frame';
import { beginTransaction, commitTransaction, rollbackToName, rollbackTransaction, saveTransaction } from '../transactions';
import type { SessionState } from '../state';

/** Runs one of the four. Raises 3902, 3903, 3914, 3915, 3916, 6401, 628, 3930. */
export function runTransactionStatement(state: SessionState, frame: Frame, statement: BeginTransaction | CommitTransaction | RollbackTransaction | SaveTransaction): void {
  const given = nameOf(frame, statement.name);
  const name = given ?? '';
  switch (statement.kind) {
    case 'begin-transaction': beginTransaction(state, name); break;
    case 'commit':
      if (state.isInInsertExec && state.transactionCount <= (state.transactionsBeforeInsertExec ?? 0)) throw raise(Messages.CommitInInsertExec, {});
      commitTransaction(state);
      break;
    case 'rollback':
      if (state.isInInsertExec && (given === undefined || name === state.transactionName)) throw raise(Messages.RollbackInInsertExec, {});
      if (given === undefined) rollbackTransaction(state);
      else rollbackToName(state, given);
      break;
    case 'save-transaction': saveTransaction(state, name); break;
  }
  state.rowCount = 0n;
  endStatement(state, frame, ENDS[statement.kind]);
}

const ENDS = { 'begin-transaction': 'beginTransaction', commit: 'commit', rollback: 'rollback', 'save-transaction': 'none' } as const;

/** Of a longer text in a variable only so much is the name. */
const MAXIMUM_LENGTH = 32;

/** The name, empty ones too; none where none is written and where a variable is NULL. */
function nameOf(frame: Frame, name: TransactionName | undefined): string | undefined {
  if (name === undefined) return undefined;
  if (typeof name === 'string') return name;
  const variable = frame.variables.get(foldName(name.variable));
  if (variable?.kind === 'scalar' && !isCharacter(variable.type)) throw raise(Messages.TransactionNameType, { type: variable.type.name });
  return variable?.kind === 'scalar' && variable.value !== null ? String(variable.value).slice(0, MAXIMUM_LENGTH) : undefined;
}
