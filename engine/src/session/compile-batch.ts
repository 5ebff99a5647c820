// Compiles a whole text before any of it runs, as SQL Server does: a bad column of an existing table stops everything, a missing table is left for later.
import { bindDataType } from '../binder/bind-statement';
import { Messages } from '../errors/catalogue';
import { isSqlError, raise } from '../errors/sql-error';
import { tableVariableDefinition } from '../ddl/table-variable';
import type { Expression } from '../syntax/ast/expression';
import type { Statement } from '../syntax/ast/statement';
import { foldName } from '../types/collation';
import { ddlContext } from './ddl-surroundings';
import { compileCondition, compileScalar } from './evaluate';
import type { Frame } from './frame';
import { bindIn } from './plan-cache';
import { compileQueryStatement } from './query-statement';
import type { SessionState } from './state';

/** Names that may come into being while the batch runs. */
const DEFERRED = new Set([544, 545, 8101, 208, 2812, 4902, 4701, 911, 40515, 1088, 15151, 4121]);

/** Declares the text's variables in the frame and binds every statement. Throws the first compile error, with its line; a TRY does not catch it. */
export function compileBatch(state: SessionState, frame: Frame, statements: readonly Statement[]): void {
  const databaseId = frame.databaseId;
  const declared = new Set<string>();
  try {
    for (const statement of statements) compileStatement(state, frame, statement, declared);
  } finally {
    frame.databaseId = databaseId;
  }
}

function compileStatement(state: SessionState, frame: Frame, statement: Statement, declared: Set<string>): void {
  try {
    compileOne(state, frame, statement, declared);
  } catch (error) {
    if (!isSqlError(error)) throw error;
    if (DEFERRED.has(error.number)) return;
    if (!error.hasOwnLine) {
      if (error.line === 0) error.line = statement.at.line;
      error.hasOwnLine = true;
    }
    error.escapesTry = true;
    throw error;
  }
}

function compileOne(state: SessionState, frame: Frame, statement: Statement, declared: Set<string>): void {
  const list = (statements: readonly Statement[]): void => { for (const s of statements) compileStatement(state, frame, s, declared); };
  const scalar = (expression: Expression | undefined): void => { if (expression) compileScalar(state, frame, expression); };
  switch (statement.kind) {
    case 'block': return list(statement.statements);
    case 'try': list(statement.body); return list(statement.handler);
    case 'if':
      compileCondition(state, frame, statement.condition);
      return list(statement.otherwise ? [statement.then, statement.otherwise] : [statement.then]);
    case 'while':
      compileCondition(state, frame, statement.condition);
      return list([statement.body]);
    case 'declare':
      for (const variable of statement.variables) {
        declare(state, frame, variable, declared);
        scalar(variable.value);
      }
      return;
    case 'declare-table':
      once(declared, statement.name);
      frame.variables.set(foldName(statement.name), { kind: 'table', ...tableVariableDefinition(ddlContext(state, frame), foldName(statement.name), statement), isReadOnly: false });
      return;
    case 'set-variable':
      if (!frame.variables.has(foldName(statement.name))) throw raise(Messages.MustDeclareVariable, { name: statement.name });
      return scalar(statement.value);
    case 'print': return scalar(statement.value);
    case 'select': case 'insert': case 'update': case 'delete': case 'merge': return compileQueryStatement(state, frame, statement);
    case 'use': {
      const database = state.instance.findDatabase(statement.database);
      if (database) frame.databaseId = database.header.databaseId;
      return;
    }
  }
}

function declare(state: SessionState, frame: Frame, variable: Extract<Statement, { kind: 'declare' }>['variables'][number], declared: Set<string>): void {
  once(declared, variable.name);
  const name = foldName(variable.name);
  const bind = bindIn(state, frame);
  if (variable.type === 'cursor') frame.variables.set(name, { kind: 'cursor' });
  else if (bind.findType(variable.type.name.parts)?.kind !== 'table-type') frame.variables.set(name, { kind: 'scalar', type: bindDataType(variable.type, bind, 'variable').type, value: null });
  else frame.variables.set(name, { kind: 'table', ...typedTable(state, frame, variable.type.name.parts), isReadOnly: false });
}

function typedTable(state: SessionState, frame: Frame, parts: readonly string[]) {
  const type = bindIn(state, frame).findType(parts);
  if (type?.kind !== 'table-type') throw raise(Messages.CannotFindDataType, { position: 1, name: parts.join('.') });
  return { definition: type.table, store: state.makeTableStore(type.table) };
}

function once(declared: Set<string>, name: string): void {
  const key = foldName(name);
  if (declared.has(key)) throw raise(Messages.VariableDeclaredTwice, { name });
  declared.add(key);
}
