// What a user-defined function is given: values, table variables, DEFAULT.
import { Messages } from '../../errors/catalogue';
import { raise } from '../../errors/sql-error';
import type { UserFunctionExpression } from '../../plan/expression';
import type { Expression } from '../../syntax/ast/expression';
import { isDefaultWord } from '../../syntax/word-literals';
import { convertTo } from './conversion';
import type { ExpressionBinder } from './expression-binder';
import { bindTableArgument, type CalledFunction } from './table-arguments';

/** The state of 313 and 8144 of a function that gives rows. */
export const ROWS_STATE = 3;

/** Arguments of a user-defined function, values converted to its parameters' types; 'default' where DEFAULT was written. Raises 206, 313 and 8144. */
export function bindUserArguments(b: ExpressionBinder, args: readonly Expression[], called: CalledFunction, name: string): UserFunctionExpression['args'] {
  const { parameters, flavour } = called.definition;
  const state = flavour === 'scalar' ? 2 : ROWS_STATE;
  if (args.length < parameters.length) throw raise(Messages.TooFewFunctionArguments, { name }, state);
  if (args.length > parameters.length) throw raise(Messages.TooManyArguments, { name }, state);
  return args.map((a, i) => {
    if (isDefaultWord(a)) return 'default';
    const parameter = parameters[i];
    if (parameter?.tableType !== undefined) return bindTableArgument(b, a, called, parameter);
    const bound = b.bind(a);
    return parameter ? convertTo(bound, parameter.type) : bound;
  });
}
