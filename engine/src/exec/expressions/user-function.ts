// Calls of user-defined functions: what they are given.
import { isValueArgument, type FunctionArgument, type UserFunctionExpression } from '../../plan/expression';
import type { Row } from '../../types/value';
import type { Compiler, Evaluate } from '../compiled';
import type { ExecutionContext, GivenArgument } from '../context';

/** A user's scalar function. */
export function compileUserFunction({ databaseId, objectId, args }: UserFunctionExpression, compiler: Compiler): Evaluate {
  const given = compileUserArguments(args, compiler);
  return (row, context) => context.callScalarFunction(databaseId, objectId, given(row, context));
}

/** What a user's function is given for a row; an argument written DEFAULT is not given. */
export function compileUserArguments(args: readonly FunctionArgument[], compiler: Compiler): (row: Row, context: ExecutionContext) => GivenArgument[] {
  const each = args.map(arg => (isValueArgument(arg) ? compiler.expression(arg) : () => (arg === 'default' ? undefined : arg)));
  return (row, context) => each.map(given => given(row, context));
}
