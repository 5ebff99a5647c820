// What every DML statement has around it: CTEs, options, TOP.
import type { CommonTableExpression, QueryOption, Top } from '../../syntax/ast/query';
import type { PlanNode } from '../../plan/node';
import type { Environment } from '../environment';
import { expressionsIn } from '../expression/bind-expression';
import { maxRecursionOf } from '../from/hints';
import { makeScope } from '../scope';
import { withCtes } from '../select/cte';
import { topCount } from '../select/order-by';

/** The environment inside a statement: its CTEs and options in force. */
export const insideStatement = (statement: { readonly with: readonly CommonTableExpression[]; readonly options: readonly QueryOption[] }, env: Environment): Environment =>
  withCtes({ ...env, maxRecursion: maxRecursionOf(statement.options, env) }, statement.with);

/** The first rows as TOP says; all of them without one. */
export function withTop(input: PlanNode, top: Top | undefined, env: Environment): PlanNode {
  if (!top) return input;
  const count = topCount(expressionsIn(env, makeScope(undefined, [], []), 'other'), top);
  return { kind: 'top', input, count, isPercent: top.isPercent, columns: input.columns };
}
