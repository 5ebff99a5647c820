// EXEC of a scalar function: the call that an expression would write, its arguments in the order of the parameters.
import type { FunctionDefinition } from '../../catalog/definitions';
import { Messages } from '../../errors/catalogue';
import { raise } from '../../errors/sql-error';
import type { Expression, FunctionCall } from '../../syntax/ast/expression';
import type { ExecuteArgument, ExecuteProcedure } from '../../syntax/ast/statement';
import { foldName } from '../../types/text/collation';
import type { Frame } from '../frame';
import { bindIn } from '../plan-cache';
import type { SessionState } from '../state';

/** The call of the scalar function of that name, undefined where the name means none. Raises 201, 8144 and 8145 for arguments that do not fit. */
export function scalarCall(state: SessionState, frame: Frame, parts: readonly string[], { args, at }: ExecuteProcedure): FunctionCall | undefined {
  const found = bindIn(state, frame).findObject(parts);
  if (found?.object.kind !== 'function' || found.object.flavour !== 'scalar') return undefined;
  const { database, object } = found;
  const schema = database.catalog.schema(object.schemaId)?.name ?? '';
  const own = parts.length > 2 ? [database.header.name, schema, object.name] : [schema, object.name];
  return { kind: 'call', name: { parts: own, at }, args: argumentsInOrder(object, parts.join('.'), args), isStar: false, isDistinct: false, at };
}

function argumentsInOrder({ parameters }: FunctionDefinition, procedure: string, args: readonly ExecuteArgument[]): Expression[] {
  if (args.length > parameters.length) throw raise(Messages.TooManyArguments, { name: procedure });
  const unknown = args.find(({ name }) => name !== undefined && !parameters.some((p) => foldName(p.name) === foldName(name)));
  if (unknown?.name !== undefined) throw raise(Messages.NotAParameter, { procedure, name: unknown.name });
  return parameters.map((parameter, i) => {
    const given = args.find(({ name }) => name !== undefined && foldName(name) === foldName(parameter.name)) ?? (args[i]?.name === undefined ? args[i] : undefined);
    if (given && !given.isDefault) return given.value;
    if (!parameter.hasDefault && parameter.tableType === undefined) throw raise(Messages.ParameterNotSupplied, { procedure, parameter: parameter.name });
    return { kind: 'literal', literal: 'default', text: '', at: given?.at ?? { offset: 0, line: 1 } };
  });
}
