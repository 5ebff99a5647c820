// SET FMTONLY ON: statements tell their columns and do nothing, every branch is looked into. Runs no query and no write.
import { notSupported } from '../../errors/not-supported';
import type { Statement } from '../../syntax/ast/statement';
import { CommandCode } from '../../tds/session-port';
import type { Frame } from '../frame';
import { NEXT, type Run, type Signal } from '../outcome';
import { runStatement } from '../statement';
import type { SessionState } from '../state';
import { runExecute } from './execute';
import { toldRows, type ToldRows } from './query-statement';

/** Statements that run as ever: those that the names and options of the ones behind them hang on. */
const RUN_AS_EVER = new Set<Statement['kind']>(['block', 'set-option', 'set-isolation', 'declare', 'declare-table', 'use', 'unsupported']);

/** True where a statement is only told of. */
export const isToldOnly = (frame: Frame, statement: Statement): boolean => frame.settings.formatOnly && !RUN_AS_EVER.has(statement.kind);

/** Sends the columns of a statement, or of all the statements that it holds, without rows. */
export function* tellFormat(state: SessionState, frame: Frame, statement: Statement): Run<Signal> {
  switch (statement.kind) {
    case 'select': case 'insert': case 'update': case 'delete': case 'merge':
      yield* runStatement(state, frame, () => tellColumns(state, toldRows(state, frame, statement)));
      return NEXT;
    case 'if': return yield* visit(state, frame, statement.otherwise ? [statement.then, statement.otherwise] : [statement.then]);
    case 'while': return yield* visit(state, frame, [statement.body]);
    case 'execute':
      if (statement.resultSets) throw notSupported('SET FMTONLY ON over EXECUTE ... WITH RESULT SETS');
      yield* runExecute(state, frame, statement);
      return NEXT;
    case 'execute-text': throw notSupported('SET FMTONLY ON over dynamic SQL');
    case 'try': throw notSupported('SET FMTONLY ON over TRY');
    case 'fetch': throw notSupported('SET FMTONLY ON over FETCH');
    default: return NEXT;
  }
}

function* visit(state: SessionState, frame: Frame, statements: readonly Statement[]): Run<Signal> {
  return yield* state.interpreter.runStatements(state, frame, statements);
}

function tellColumns(state: SessionState, told: ToldRows | undefined): void {
  state.rowCount = 0n;
  if (!told) return;
  state.sink.columns(told.columns);
  state.sink.statementEnd({ command: CommandCode.select, rowCount: 0 });
}
