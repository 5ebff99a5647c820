// Inline table functions, expanded where they are called: the body is bound with the arguments in its parameters' places.
import { Messages } from '../../errors/catalogue';
import { notSupported } from '../../errors/not-supported';
import { raise } from '../../errors/sql-error';
import type { FunctionTable } from '../../syntax/ast/query';
import type { BoundExpression, FunctionArgument, TableArgument } from '../../plan/expression';
import { foldName } from '../../types/text/collation';
import type { SqlType } from '../../types/sql-type';
import { insideBody, type InlineTable } from '../environment';
import { noteInside } from '../object-use';
import { bindModuleBody } from './module-body';
import { constant, convertTo, isNullLiteral } from '../expression/conversion';
import { tableOfParameter, type CalledFunction } from '../expression/table-arguments';
import { parsedExpression, parsedFunction } from '../parsed-text';
import { makeScope, opaque, scopeTable } from '../scope';
import { derivedColumns, type BoundSource, type SourceContext } from './source';

/** A call with its bound arguments. */
export interface InlineCall extends CalledFunction { readonly args: readonly FunctionArgument[] }

const isTable = (argument: FunctionArgument): argument is TableArgument => argument !== 'default' && argument.kind === 'table-argument';

/** The function's rows; raises 217 for functions within functions without end. */
export function expandInline(source: FunctionTable, { definition, databaseId, args }: InlineCall, at: SourceContext): BoundSource {
  if (at.env.expansionDepth >= 32) throw raise(Messages.NestingLevelExceeded, { limit: 32 });
  if (at.env.timeSpan) throw notSupported('FOR SYSTEM_TIME on a view of functions');
  const bare = insideBody(at.env, databaseId, definition.schemaId);
  const scope = makeScope(opaque(at.outer), [], []);
  const values = new Map<string, BoundExpression>();
  const tables = new Map<string, InlineTable>();
  definition.parameters.forEach((parameter, i) => {
    const given = args[i] ?? 'default';
    if (parameter.tableType !== undefined || isTable(given)) {
      tables.set(foldName(parameter.name), { ref: isTable(given) ? { kind: 'variable', name: given.variable } : undefined, definition: tableOfParameter(at.env, { definition, databaseId }, parameter) });
      return;
    }
    const value = given === 'default'
      ? convertTo(parameter.default === undefined ? constant(null, parameter.type) : bare.services.bindValue(parsedExpression(parameter.default, bare.context), bare, scope), parameter.type)
      : given;
    values.set(foldName(parameter.name), typed(value, parameter.type));
  });
  const env = { ...bare, parameters: { level: scope.level, values, tables }, inheritedHints: undefined };
  const tree = parsedFunction(definition, env.context);
  if (tree.returns.kind !== 'inline') throw raise(Messages.InvalidObjectName, { name: definition.name });
  const { query } = tree.returns;
  const bound = bindModuleBody({ name: definition.name, written: source.call.name.parts.join('.'), isOutermost: at.env.expansionDepth === 0 },
    () => noteInside(at.env.context.uses, { databaseId, objectId: definition.objectId }, () => at.env.services.bindQuery({ statement: query, env, outer: opaque(at.outer), use: 'derived' })));
  const alias = source.alias?.name ?? definition.name;
  return { node: bound.node, tables: [scopeTable(alias, derivedColumns({ name: alias, columns: [] }, bound.columns, at.env.context.names))] };
}

/** The argument with exactly the parameter's declared type (its width too). Under a conversion, NULL is no bare word that takes its type from what stands beside it. */
const typed = (value: BoundExpression, type: SqlType): BoundExpression =>
  ({ kind: 'convert', operand: isNullLiteral(value) ? constant(null, type) : value, isTry: false, isImplicit: true, type, isNullable: value.isNullable });
