// Bulk load: the rows that follow an `insert bulk` batch, inserted as one statement.
import { Messages } from '../../errors/catalogue';
import { NOT_SUPPORTED_NUMBER } from '../../errors/not-supported';
import { isSqlError, raise, type SqlError } from '../../errors/sql-error';
import type { InsertBulk } from '../../syntax/ast/statement';
import { type BulkRows, CommandCode } from '../../tds/session-port';
import { errorEffect } from '../error-effect';
import { endFailedStatement } from '../failed-statement';
import type { Frame } from '../frame';
import type { Run } from '../outcome';
import { bindIn } from '../plan-cache';
import { runStatement } from '../statement';
import type { SessionState } from '../state';
import { rollbackAll } from '../transactions';
import { requireLoadable, requireSentColumns } from './bulk-columns';
import { insertLoaded, type Load } from './bulk-insert';
import { requirePromisedOrder } from './bulk-order';
import { unchecked } from './bulk-unchecked';

/** The options of an `insert bulk`, without what they are set to. */
const optionsOf = ({ options }: InsertBulk): ReadonlySet<string> => new Set(options.map((option) => option.replace(/\s*[=(].*$/s, '')));

/** Starts a bulk load. A column that the table lacks is told without words, as SQL Server does: clients have a message of their own for that. */
export function beginBulkLoad(state: SessionState, frame: Frame, statement: InsertBulk): void {
  const isComplete = requireLoadable(bindIn(state, frame), statement);
  if (isComplete) state.pendingBulk = { statement, frame };
  state.sink.statementEnd({ command: CommandCode.done, hasError: !isComplete });
}

/** Raises 4022 where rows were to come, of which nothing more is expected then. */
export function requireNoBulkLoad(state: SessionState): void {
  if (!state.pendingBulk) return;
  state.pendingBulk = undefined;
  const error = raise(Messages.BulkDataExpected, {});
  error.line = 1;
  throw error;
}

/** Inserts the rows. */
export function* runBulkLoad(state: SessionState, bulk: BulkRows): Run<void> {
  const pending = state.pendingBulk;
  state.pendingBulk = undefined;
  if (!pending) throw raise(Messages.ProtocolStream, {});
  const { statement, frame } = pending;
  try {
    yield* load(state, frame, { statement, bulk });
    state.lastError = 0;
  } catch (error) {
    if (!isSqlError(error) || error.number === NOT_SUPPORTED_NUMBER) throw error;
    failLoad(state, frame, statement, error);
  }
}

function failLoad(state: SessionState, frame: Frame, statement: InsertBulk, error: SqlError): void {
  state.lastError = error.number;
  state.rowCount = 0n;
  state.sink.error(error);
  const effect = errorEffect(error, frame.settings, 'statement');
  if (effect === 'transaction') rollbackAll(state);
  endFailedStatement(state, frame, { statement, error, effect });
}

function* load(state: SessionState, frame: Frame, { statement, bulk }: Pick<Load, 'statement' | 'bulk'>): Run<void> {
  const options = optionsOf(statement);
  const nulls = options.has('KEEP_NULLS') ? 'kept' : 'default';
  yield* runStatement(state, frame, () => {
    const bind = bindIn(state, frame);
    const table = bind.resolveTable(statement.table.parts);
    requireSentColumns(bind, table, { statement, bulk });
    const insert = (): void => insertLoaded(state, frame, { statement, bulk, nulls });
    if (table?.kind !== 'table') return insert();
    requirePromisedOrder(table.definition, statement.options, bulk);
    unchecked(state, frame, { table, name: statement.table, checks: !options.has('CHECK_CONSTRAINTS'), triggers: !options.has('FIRE_TRIGGERS') }, insert);
  });
}
