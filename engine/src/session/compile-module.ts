// Binds the body of a module when it is made, as SQL Server does: bad columns of existing tables are errors then, missing tables when it runs.
import { bindDataType } from '../binder/bind-statement';
import { refuseDrawsInBody } from '../binder/sequence-draws';
import type { FunctionDefinition, ProcedureDefinition } from '../catalog/definitions';
import { NOT_SUPPORTED_NUMBER } from '../errors/not-supported';
import { isSqlError } from '../errors/sql-error';
import type { CreateDatabaseTrigger, CreateFunction, CreateProcedure, CreateTrigger } from '../syntax/ast/ddl';
import type { Statement } from '../syntax/ast/statement';
import { compileBatch, DEFERRED } from './compile-batch';
import { compileNames } from './compile-names';
import { checkTree } from './compile-tree';
import type { Frame } from './frame';
import { bindIn, compiled } from './plan-cache';
import { newFrame } from './scope';
import type { SessionState } from './state';

/** A module may be made while its tables have a period that is gone when it runs (SYSTEM_VERSIONING = OFF, DROP PERIOD). */
const DEFERRED_IN_MODULES = new Set([...DEFERRED, 13536, 13537]);

type Module = CreateProcedure | CreateFunction | CreateTrigger | CreateDatabaseTrigger;

const DBO = 1;

/** Binds a module's body when it is made: bad columns of existing tables are errors now, missing tables (and what the engine refuses) when it runs. */
export function compileModule(state: SessionState, caller: Frame, statement: Module): void {
  compiled(() => { compileBody(state, caller, statement); });
}

function compileBody(state: SessionState, caller: Frame, statement: Module): void {
  checkTree(statementsOf(statement));
  if (statement.kind === 'create-function') refuseDrawsInBody(statement.returns);
  const name = statement.name.parts.at(-1) ?? '';
  const parts = bodyOf(state, caller, statement);
  if (!parts) return;
  try {
    const frame = newFrame(state, caller, { procedureName: name, text: statement.definition, module: placeholder(state, caller, statement), ...parts.frame });
    const statements = [...parts.declarations, ...parts.body];
    // A #table of that name may stand here now and be another one when the procedure runs.
    if (statement.definition.includes('#')) compileNames(state, frame, statements);
    else compileBatch(state, frame, statements, DEFERRED_IN_MODULES);
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
function placeholder(state: SessionState, caller: Frame, statement: Module): ProcedureDefinition | FunctionDefinition {
  const named = statement.kind === 'create-trigger' ? statement.table : statement.name;
  const schema = state.instance.databases.get(caller.databaseId)?.catalog.findSchema(named.parts.at(-2) ?? '');
  const module = {
    objectId: 0, schemaId: schema?.schemaId ?? DBO, name: statement.name.parts.at(-1) ?? '', createdAt: 0, modifiedAt: 0,
    usesAnsiNulls: true, usesQuotedIdentifier: true, definition: '', parameters: [],
  };
  if (statement.kind !== 'create-function' || statement.returns.kind !== 'scalar') return { ...module, kind: 'procedure', recompiles: false };
  const { type } = bindDataType(statement.returns.type, bindIn(state, caller), 'variable', { subject: '' });
  return { ...module, kind: 'function', flavour: 'scalar', returns: type, isSchemaBound: false };
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
