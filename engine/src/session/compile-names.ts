// All that is looked at in a module whose tables may be other ones when it runs: its variables. Binds no query.
import { NOT_SUPPORTED_NUMBER } from '../errors/not-supported';
import { isSqlError, throwAll, type SqlError } from '../errors/sql-error';
import type { Statement } from '../syntax/ast/statement';
import { declareTable, declareVariable } from './compile-declarations';
import { requireVariables } from './compile-variables';
import type { Frame } from './frame';
import type { SessionState } from './state';
import { statementsIn, wrongInTree } from './statement-tree';

/** Declares the text's variables in the frame. Raises 137 for each statement that names one which nothing above it declares, 134 for one declared twice. */
export function compileNames(state: SessionState, frame: Frame, statements: readonly Statement[]): void {
  const declared = new Set<string>();
  const errors: SqlError[] = [];
  const visit = (statement: Statement): void => {
    try {
      compileStatementNames(state, frame, statement, declared);
    } catch (error) {
      if (!isSqlError(error) || error.number === NOT_SUPPORTED_NUMBER) throw error;
      errors.push(wrongInTree(statement, error));
    }
    statementsIn(statement).forEach(visit);
  };
  statements.forEach(visit);
  throwAll(errors);
}

function compileStatementNames(state: SessionState, frame: Frame, statement: Statement, declared: Set<string>): void {
  switch (statement.kind) {
    case 'block': case 'try': return;
    case 'declare-table': return declareTable(state, frame, statement, declared);
    case 'declare':
      for (const variable of statement.variables) declareVariable(state, frame, variable, declared);
      return requireVariables(frame, statement);
    default: return requireVariables(frame, statement);
  }
}
