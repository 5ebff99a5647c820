// CREATE and ALTER PROCEDURE and FUNCTION: parameters and results get their types; bodies are bound when they run.
import { bindDataType } from '../../binder/bind-statement';
import { keptColumn, viewColumns } from '../../binder/bind-view';
import type { BindContext } from '../../binder/bind-context';
import type { FunctionDefinition, ProcedureDefinition } from '../../catalog/definitions';
import { Messages } from '../../errors/catalogue';
import { notSupported } from '../../errors/not-supported';
import { raise } from '../../errors/sql-error';
import type { CreateFunction, CreateProcedure } from '../../syntax/ast/ddl';
import type { DataTypeName } from '../../syntax/ast/common';
import type { SqlType } from '../../types/sql-type';
import type { DdlContext } from '../objects/ddl-context';
import { forbidTemporaryTables, functionTraits, requireFunctionBody } from './function-body';
import { encryption, EXECUTE_AS, executeAs, modulePlace, moduleText, NULL_ON_NULL, nullOnNullInput, putModule, requireKnownOptions } from './module-place';
import { written } from '../objects/object-names';
import { ParameterContext } from './parameter-context';
import { bindParameters } from './parameters';
import { addParts, emptyTable } from '../tables/table-builder';
import { requireNoAlias } from './schema-bound-types';
import { siteOfVariable } from '../objects/table-site';

/** Creates or replaces a procedure. */
export function createProcedure(ddl: DdlContext, statement: CreateProcedure): void {
  const place = modulePlace(ddl, statement, 'procedure');
  requireKnownOptions(statement.options, ['ENCRYPTION', 'RECOMPILE', EXECUTE_AS]);
  const procedure: ProcedureDefinition = {
    kind: 'procedure',
    ...place.header,
    ...place.settings,
    ...executeAs(ddl, statement.options),
    ...encryption(statement.options),
    definition: moduleText(statement),
    parameters: bindParameters(ddl, statement.parameters, place.place),
    recompiles: statement.options.includes('RECOMPILE'),
  };
  putModule(ddl, place, procedure);
}

type Shape = Pick<FunctionDefinition, 'flavour' | 'returns' | 'columns'>;

/** Creates or replaces a function. Raises 443, 444 and 455 for a body that a function may not have, 487 for an inline one that is to run as somebody. */
export function createFunction(ddl: DdlContext, statement: CreateFunction): void {
  const place = modulePlace(ddl, statement, 'function');
  requireKnownOptions(statement.options, ['ENCRYPTION', 'SCHEMABINDING', EXECUTE_AS, ...(statement.returns.kind === 'scalar' ? [NULL_ON_NULL] : [])]);
  if (statement.returns.kind === 'inline' && statement.options.some((option) => option.startsWith(EXECUTE_AS))) throw raise(Messages.InvalidStatementOption, { statement: 'CREATE/ALTER FUNCTION' });
  const parameters = bindParameters(ddl, statement.parameters, place.place);
  const version = parameters.find(({ type }) => type.name === 'timestamp');
  if (version) throw raise(Messages.ParameterTypeInvalid, { name: version.name });
  if (statement.options.includes('SCHEMABINDING')) requireNoAlias(ddl, statement);
  const shape = shapeOf(ddl, statement, new ParameterContext(ddl.bind.inDatabase(place.place.databaseId, place.header.schemaId), parameters));
  if (place.before?.kind === 'function' && place.before.flavour !== shape.flavour) throw raise(Messages.IncompatibleAlter, { name: written(statement.name) });
  const isSchemaBound = statement.options.includes('SCHEMABINDING');
  const definition: FunctionDefinition = {
    kind: 'function',
    ...place.header,
    ...place.settings,
    ...executeAs(ddl, statement.options),
    ...encryption(statement.options),
    ...nullOnNullInput(statement.options, shape.flavour),
    ...shape,
    definition: moduleText(statement),
    parameters,
    isSchemaBound,
    ...functionTraits(ddl, statement, isSchemaBound),
  };
  putModule(ddl, place, definition);
}

const NEVER_RETURNED: readonly string[] = ['text', 'ntext', 'image', 'timestamp'];

/** Raises 2733 for a type that no function returns. */
function returnType(ddl: DdlContext, written: DataTypeName): SqlType {
  const { type } = bindDataType(written, ddl.bind, 'variable', { subject: '' });
  if (NEVER_RETURNED.includes(type.name)) throw raise(Messages.ReturnType, { type: type.name });
  return type;
}

function shapeOf(ddl: DdlContext, { returns, name }: CreateFunction, inside: BindContext): Shape {
  forbidTemporaryTables(returns);
  switch (returns.kind) {
    case 'scalar':
      requireFunctionBody(returns.body, 'scalar');
      return { flavour: 'scalar', returns: returnType(ddl, returns.type) };
    case 'inline':
      if (!ddl.ansiNulls) throw notSupported('an inline function under SET ANSI_NULLS OFF');
      return { flavour: 'inline', columns: viewColumns(returns.query, inside, [], written(name)).map(keptColumn) };
    case 'table': {
      requireFunctionBody(returns.body, 'table');
      const site = siteOfVariable(ddl, returns.variable);
      const table = addParts(site, emptyTable(site), { columns: returns.columns, constraints: returns.constraints, indexes: [] });
      return { flavour: 'table', columns: table.columns.map(keptColumn) };
    }
  }
}
