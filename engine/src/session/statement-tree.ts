// The statements that stand in another, and errors that a text's tree alone shows. Knows the tree only.
import type { SqlError } from '../errors/sql-error';
import type { Statement } from '../syntax/ast/statement';

/** The statements right within a statement. */
export function statementsIn(statement: Statement): readonly Statement[] {
  switch (statement.kind) {
    case 'block': return statement.statements;
    case 'if': return statement.otherwise ? [statement.then, statement.otherwise] : [statement.then];
    case 'while': return [statement.body];
    case 'try': return [...statement.body, ...statement.handler];
    default: return [];
  }
}

/** The error as one of the statement's text: it has the statement's line, and no TRY of its level catches it. */
export function wrongInTree(statement: Statement, error: SqlError): SqlError {
  error.line = statement.at.line;
  error.hasOwnLine = true;
  error.escapesTry = true;
  return error;
}
