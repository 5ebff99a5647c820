// Compiles a whole text before any of it runs, as SQL Server does: a bad column of an existing table stops everything, a missing table is left for later.
import { refuseDrawsInValue } from '../binder/sequence-draws';
import { Messages } from '../errors/catalogue';
import { NOT_SUPPORTED_NUMBER } from '../errors/not-supported';
import { isSqlError, numbersOf, raise, throwAll, type SqlError } from '../errors/sql-error';
import { callsXmlMethod } from '../ddl/objects/expression-tree';
import { LockWait } from '../locking/lock-wait';
import type { Statement } from '../syntax/ast/statement';
import { compilePolicy } from './surroundings/ddl-surroundings';
import { declareTable, declareVariable, requireLocalType } from './compile-declarations';
import { checkTree, requireNoParameters } from './compile-tree';
import { compileAssigned, compileCursor, compilePrinted, compileReturn, requireCursorVariable, requireSubstitutions } from './compile-values';
import { requireVariables } from './compile-variables';
import { compound } from './compound-assignment';
import { compileCondition } from './evaluate';
import type { Frame } from './frame';
import { bindIn } from './plan-cache';
import { compileQueryStatement } from './statements/query-statement';
import type { SessionState } from './state';

/** Names that may come into being while the batch runs. */
export const DEFERRED = numbersOf(
  Messages.IdentityInsertOff, Messages.IdentityValueRequired, Messages.IdentityNeedsColumnList, Messages.InvalidObjectName,
  Messages.ProcedureNotFound, Messages.AlterNotFound, Messages.TruncateNotFound, Messages.CannotFindDatabase, Messages.OtherDatabaseReferenced,
  Messages.ObjectNotFoundOrDenied, Messages.CannotFindForAction, Messages.UserFunctionNotFound, Messages.SynonymChain, Messages.SynonymInvalid,
  Messages.ServerNotFound,
);

/** Declares the text's variables in the frame and binds every statement. Throws LockWait where somebody is changing what a DECLARE names, and the compile errors, each with its line; a TRY does not catch it. */
export function compileBatch(state: SessionState, frame: Frame, statements: readonly Statement[], deferred: ReadonlySet<number> = DEFERRED): void {
  const databaseId = frame.databaseId;
  const identityInsert = state.identityInsert;
  const isCompiling = state.isCompiling;
  checkTree(statements);
  const seen: Seen = { declared: new Set<string>(), isInLoop: false, errors: [], deferred };
  state.isCompiling = true;
  try {
    for (const statement of statements) compileStatement(state, frame, statement, seen);
  } finally {
    state.isCompiling = isCompiling;
    frame.databaseId = databaseId;
    state.identityInsert = identityInsert;
  }
  throwTold(seen.errors);
}

const SYNTAX = 15;

/** Every statement's error is told, in the order of the statements; where the text itself is wrong, nothing is told of the names in it. */
function throwTold(errors: readonly SqlError[]): void {
  const wrongTexts = errors.filter((error) => error.severity === SYNTAX);
  throwAll(wrongTexts.length > 0 ? wrongTexts : errors);
}

/** What the statements above a statement mean for it. */
interface Seen { readonly declared: Set<string>; readonly isInLoop: boolean; readonly errors: SqlError[]; readonly deferred: ReadonlySet<number> }

const DECLARES = new Set<Statement['kind']>(['declare', 'declare-table']);

function compileStatement(state: SessionState, frame: Frame, statement: Statement, seen: Seen): void {
  try {
    compileOne(state, frame, statement, seen);
  } catch (error) {
    // A name whose fate another session has yet to settle is looked up again when the statement runs, which can wait; what is declared must be known here.
    if (error instanceof LockWait && !DECLARES.has(statement.kind)) return;
    if (!isSqlError(error)) throw error;
    if (seen.deferred.has(error.number)) return compileNames(frame, statement, seen);
    if (!error.hasOwnLine) {
      if (error.line === 0) error.line = statement.at.line;
      for (const earlier of error.preceding) if (earlier.line === 0) earlier.line = error.line;
      error.hasOwnLine = true;
    }
    tell(error, seen);
  }
}

/** What is known of a statement whose tables are not there yet: its variables. */
function compileNames(frame: Frame, statement: Statement, seen: Seen): void {
  try {
    requireVariables(frame, statement);
  } catch (error) {
    if (!isSqlError(error)) throw error;
    error.line = statement.at.line;
    error.hasOwnLine = true;
    tell(error, seen);
  }
}

function tell(error: SqlError, seen: Seen): void {
  error.escapesTry = true;
  if (error.number === NOT_SUPPORTED_NUMBER) throw error;
  seen.errors.push(error);
}

function compileOne(state: SessionState, frame: Frame, statement: Statement, seen: Seen): void {
  const { declared } = seen;
  const list = (statements: readonly Statement[], isInLoop = seen.isInLoop): void => { for (const s of statements) compileStatement(state, frame, s, { ...seen, isInLoop }); };
  switch (statement.kind) {
    case 'block': return list(statement.statements);
    case 'try': list(statement.body); return list(statement.handler);
    case 'if':
      compileCondition(state, frame, statement.condition);
      return list(statement.otherwise ? [statement.then, statement.otherwise] : [statement.then]);
    case 'while':
      compileCondition(state, frame, statement.condition);
      return list([statement.body], true);
    case 'break': if (!seen.isInLoop) throw raise(Messages.BreakOutsideLoop, {}); return;
    case 'continue': if (!seen.isInLoop) throw raise(Messages.ContinueOutsideLoop, {}); return;
    case 'return': return compileReturn(state, frame, statement);
    case 'set-identity-insert': return expectIdentityInsert(state, frame, statement);
    case 'declare': {
      const [variable, ...others] = statement.variables;
      // Each stands for itself: a value that reads a missing table leaves the next variable declared.
      if (others.length > 0) return list(statement.variables.map((one) => ({ ...statement, variables: [one] })));
      if (!variable) return;
      declareVariable(state, frame, variable, declared);
      if (!statement.areParameters) requireLocalType(frame, variable.name);
      if (variable.value) compileAssigned(state, frame, variable.name, variable.value);
      return;
    }
    case 'raiserror': requireVariables(frame, statement); return requireSubstitutions(frame, statement);
    case 'fetch': requireVariables(frame, statement); return requireCursorVariable(frame, statement);
    case 'open-cursor': case 'close-cursor': case 'deallocate-cursor': return requireCursorVariable(frame, statement);
    case 'declare-cursor': compileCursor(frame, statement); return requireVariables(frame, statement);
    case 'execute': case 'execute-text': case 'throw': case 'waitfor': case 'set-option':
    case 'begin-transaction': case 'commit': case 'rollback': case 'save-transaction': return requireVariables(frame, statement);
    case 'create-view': case 'create-procedure': case 'create-function': case 'create-trigger': return requireNoParameters(frame, statement);
    case 'declare-table':
      return declareTable(state, frame, statement, declared);
    case 'set-variable': return compileAssigned(state, frame, statement.name, compound(statement));
    case 'print':
      refuseDrawsInValue(statement.value);
      if (callsXmlMethod(statement.value)) throw raise(Messages.XmlMethodNotAllowed, {});
      return compilePrinted(state, frame, statement.value);
    case 'security-policy': return compilePolicy(state, frame, statement);
    case 'select': case 'insert': case 'update': case 'delete': case 'merge': return compileQueryStatement(state, frame, statement);
    case 'use': {
      if (frame.kind !== 'batch' && frame.kind !== 'dynamic') throw raise(Messages.UseInModule, {});
      const database = state.instance.findDatabase(statement.database);
      if (database) frame.databaseId = database.header.databaseId;
      return;
    }
  }
}

/** Binds what follows as if the option were set already: INSERTs with the identity column are compiled, not put off. */
function expectIdentityInsert(state: SessionState, frame: Frame, statement: Extract<Statement, { kind: 'set-identity-insert' }>): void {
  const found = bindIn(state, frame).resolveTable(statement.table.parts);
  if (found?.kind !== 'table' || found.ref.kind !== 'base') return;
  state.identityInsert = statement.isOn ? { databaseId: found.ref.databaseId, objectId: found.ref.objectId } : undefined;
}
