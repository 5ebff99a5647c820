// GROUPING and GROUPING_ID: placeholders for the columns that say whether a key was rolled up.
import { raise } from '../../errors/sql-error';
import { Messages } from '../../errors/catalogue';
import type { FunctionCall } from '../../syntax/ast/expression';
import type { BoundExpression } from '../../plan/expression';
import { sameExpression } from '../../plan/expression-key';
import { INT, TINYINT } from '../../types/sql-type';
import { GROUPING_BASE } from '../scope';
import { constant } from './conversion';
import type { ExpressionBinder } from './expression-binder';
import { makeBinary } from './operators';

/** GROUPING(a), GROUPING_ID(a, b); raises 8161 for what is no group key. */
export function groupingFunction(b: ExpressionBinder, call: FunctionCall, name: 'GROUPING' | 'GROUPING_ID'): BoundExpression {
  const keys = b.scope.collector?.groupKeys;
  if (!keys) throw raise(Messages.GroupingWithoutGroups, {});
  if (call.args.length === 0 || (name === 'GROUPING' && call.args.length !== 1)) throw raise(Messages.GroupingArgument, { position: 1, name });
  const inner = b.inClause('aggregate');
  const flags = call.args.map((a, i): BoundExpression => {
    const argument = inner.bind(a);
    const index = keys.findIndex((k) => sameExpression(k, argument));
    if (index < 0) throw raise(Messages.GroupingArgument, { position: i + 1, name });
    return b.scope.collector?.hasSets ? { kind: 'column', ordinal: GROUPING_BASE + index, name, type: INT, isNullable: false } : constant(0, INT);
  });
  const [first = constant(0, INT), ...rest] = flags;
  if (name === 'GROUPING') return { kind: 'convert', operand: first, isTry: false, isImplicit: true, type: TINYINT, isNullable: false };
  return rest.reduce((sum, flag) => makeBinary('+', makeBinary('*', sum, constant(2, INT)), flag), first);
}
