// Table variables given to user-defined functions for their table-valued parameters.
import { Messages } from '../../errors/catalogue';
import { EngineBug } from '../../errors/engine-bug';
import { raise } from '../../errors/sql-error';
import type { FunctionDefinition, Parameter, TableDefinition } from '../../catalog/definitions';
import type { FunctionArgument } from '../../plan/expression';
import type { Expression } from '../../syntax/ast/expression';
import { messageTypeName } from '../../types/format-type';
import { tableVariableIn, type Environment } from '../environment';
import type { ExpressionBinder } from './expression-binder';

/** A function that is called, and where it is. */
export interface CalledFunction { readonly definition: FunctionDefinition; readonly databaseId: number }

/** What the variables of a table-valued parameter's type are made of. */
export function tableOfParameter({ context }: Environment, { definition, databaseId }: CalledFunction, { tableType = '' }: Parameter): TableDefinition {
  const table = context.inDatabase(databaseId, definition.schemaId).resolveTableType?.(tableType.split('.'));
  if (!table) throw new EngineBug(`table type ${tableType} is gone`);
  return table;
}

/** A table variable of the parameter's own type. Raises 206 for everything else. */
export function bindTableArgument(b: ExpressionBinder, argument: Expression, called: CalledFunction, parameter: Parameter): FunctionArgument {
  const given = argument.kind === 'variable' ? tableVariableIn(b.env, argument.name) : undefined;
  const clash = (left: string): Error => raise(Messages.OperandTypeClash, { left, right: parameter.tableType?.split('.').at(-1) ?? '' });
  if (!given) throw clash(messageTypeName(b.bind(argument).type));
  if (given.definition.columns !== tableOfParameter(b.env, called, parameter).columns) throw clash('table');
  return given.ref ? { kind: 'table-argument', variable: given.ref.name } : 'default';
}
