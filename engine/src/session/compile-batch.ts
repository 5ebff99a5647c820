// Compiles a whole text before any of it runs, as SQL Server does: a bad column of an existing table stops everything, a missing table is left for later.
import { refuseDrawsInBody, refuseDrawsInValue } from '../binder/sequence-draws';
import { Messages } from '../errors/catalogue';
import { NOT_SUPPORTED_NUMBER } from '../errors/not-supported';
import { isSqlError, numbersOf, raise, throwAll, type SqlError } from '../errors/sql-error';
import type { ProcedureDefinition } from '../catalog/definitions';
import { callsXmlMethod } from '../ddl/objects/expression-tree';
import { LockWait } from '../locking/lock-wait';
import type { CreateDatabaseTrigger, CreateFunction, CreateProcedure, CreateTrigger } from '../syntax/ast/ddl';
import type { Expression } from '../syntax/ast/expression';
import type { Statement } from '../syntax/ast/statement';
import { foldName } from '../types/text/collation';
import { compilePolicy } from './surroundings/ddl-surroundings';
import { declareTable, declareVariable, requireLocalType } from './compile-declarations';
import { checkTree } from './compile-tree';
import { requireVariables } from './compile-variables';
import { compileCondition, compileScalar } from './evaluate';
import type { Frame } from './frame';
import { bindIn } from './plan-cache';
import { compileQueryStatement } from './statements/query-statement';
import { newFrame } from './scope';
import type { SessionState } from './state';

/** Names that may come into being while the batch runs. */
const DEFERRED = numbersOf(
  Messages.IdentityInsertOff, Messages.IdentityValueRequired, Messages.IdentityNeedsColumnList, Messages.InvalidObjectName,
  Messages.ProcedureNotFound, Messages.AlterNotFound, Messages.TruncateNotFound, Messages.CannotFindDatabase, Messages.OtherDatabaseReferenced,
  Messages.ObjectNotFoundOrDenied, Messages.CannotFindForAction, Messages.UserFunctionNotFound, Messages.SynonymChain, Messages.SynonymInvalid,
  Messages.ServerNotFound,
);

/** A module may be made while its tables have a period that is gone when it runs (SYSTEM_VERSIONING = OFF, DROP PERIOD). */
const DEFERRED_IN_MODULES = new Set([...DEFERRED, 13536, 13537]);

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

type Module = CreateProcedure | CreateFunction | CreateTrigger | CreateDatabaseTrigger;

const DBO = 1;

/** Binds a module's body when it is made: bad columns of existing tables are errors now, missing tables (and what the engine refuses) when it runs. */
export function compileModule(state: SessionState, caller: Frame, statement: Module): void {
  try {
    compileBody(state, caller, statement);
  } catch (error) {
    if (isSqlError(error)) error.isFromCompile = true;
    throw error;
  }
}

function compileBody(state: SessionState, caller: Frame, statement: Module): void {
  checkTree(statementsOf(statement));
  if (statement.kind === 'create-function') refuseDrawsInBody(statement.returns);
  // A #table of that name may stand here now and be another one when the procedure runs.
  if (statement.definition.includes('#')) return;
  const name = statement.name.parts.at(-1) ?? '';
  const parts = bodyOf(state, caller, statement);
  if (!parts) return;
  const frame = newFrame(state, caller, { procedureName: name, text: statement.definition, module: placeholder(state, caller, statement), ...parts.frame });
  try {
    compileBatch(state, frame, [...parts.declarations, ...parts.body], DEFERRED_IN_MODULES);
  } catch (error) {
    if (!isSqlError(error)) throw error;
    if (error.number === NOT_SUPPORTED_NUMBER) return;
    for (const one of [...error.preceding, error]) one.procedure = name;
    throw error;
  }
}

function statementsOf(statement: Module): readonly Statement[] {
  if (statement.kind !== 'create-function') return statement.body;
  return statement.returns.kind === 'inline' ? [] : statement.returns.body;
}

/** The module that is yet to be: bare names in its body mean its own schema first. */
function placeholder(state: SessionState, caller: Frame, statement: Module): ProcedureDefinition {
  const named = statement.kind === 'create-trigger' ? statement.table : statement.name;
  const schema = state.instance.databases.get(caller.databaseId)?.catalog.findSchema(named.parts.at(-2) ?? '');
  return {
    kind: 'procedure', objectId: 0, schemaId: schema?.schemaId ?? DBO, name: statement.name.parts.at(-1) ?? '', createdAt: 0, modifiedAt: 0,
    usesAnsiNulls: true, usesQuotedIdentifier: true, definition: '', parameters: [], recompiles: false,
  };
}

interface ModuleBody { readonly frame: Pick<Frame, 'kind'> & Partial<Frame>; readonly declarations: readonly Statement[]; readonly body: readonly Statement[] }

/** What to bind; undefined where the body is bound elsewhere (inline functions) or its surroundings are not a plain table's. */
function bodyOf(state: SessionState, caller: Frame, statement: Module): ModuleBody | undefined {
  const { at } = statement;
  if (statement.kind === 'create-trigger') {
    const parent = bindIn(state, caller).findObject(statement.table.parts);
    if (parent?.object.kind !== 'table') return undefined;
    const trigger = { inserted: [], deleted: [], table: parent.object, databaseId: parent.database.header.databaseId, updatedColumns: [], isInsteadOf: statement.timing === 'instead of' };
    return { frame: { kind: 'trigger', trigger }, declarations: [], body: statement.body };
  }
  if (statement.kind === 'create-database-trigger') return { frame: { kind: 'trigger' }, declarations: [], body: statement.body };
  const declared: Statement = {
    kind: 'declare',
    areParameters: true,
    variables: statement.parameters.map((parameter) => ({
      name: parameter.name,
      type: parameter.isCursor ? ('cursor' as const) : parameter.type,
      isReadOnly: parameter.isReadOnly,
      at,
    })),
    at,
  };
  if (statement.kind === 'create-procedure') return { frame: { kind: 'procedure' }, declarations: [declared], body: statement.body };
  const { returns } = statement;
  if (returns.kind === 'inline') return undefined;
  const result: Statement[] = returns.kind === 'table' ? [{ kind: 'declare-table', name: returns.variable, columns: returns.columns, constraints: returns.constraints, indexes: [], at }] : [];
  return { frame: { kind: 'function' }, declarations: [declared, ...result], body: returns.body };
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
  const scalar = (expression: Expression | undefined): void => { if (expression) compileScalar(state, frame, expression); };
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
    case 'return':
      if (!statement.value) return;
      if (frame.kind === 'batch' || frame.kind === 'dynamic') throw raise(Messages.ReturnValueInBatch, {});
      refuseDrawsInBody(statement.value);
      return scalar(statement.value);
    case 'set-identity-insert': return expectIdentityInsert(state, frame, statement);
    case 'declare': {
      const [variable, ...others] = statement.variables;
      // Each stands for itself: a value that reads a missing table leaves the next variable declared.
      if (others.length > 0) return list(statement.variables.map((one) => ({ ...statement, variables: [one] })));
      if (!variable) return;
      declareVariable(state, frame, variable, declared);
      if (!statement.areParameters) requireLocalType(frame, variable.name);
      return scalar(variable.value);
    }
    case 'execute': case 'execute-text': case 'fetch': case 'declare-cursor': case 'raiserror': case 'throw': case 'waitfor': return requireVariables(frame, statement);
    case 'declare-table':
      return declareTable(state, frame, statement, declared);
    case 'set-variable':
      if (!frame.variables.has(foldName(statement.name))) throw raise(Messages.MustDeclareVariable, { name: statement.name });
      return frame.variables.get(foldName(statement.name))?.kind === 'cursor' ? undefined : scalar(statement.value);
    case 'print':
      refuseDrawsInValue(statement.value);
      if (callsXmlMethod(statement.value)) throw raise(Messages.XmlMethodNotAllowed, {});
      return scalar(statement.value);
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
