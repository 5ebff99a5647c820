// The kinds of expressions that other files of this folder bind: which goes where.
import { raise } from '../../errors/sql-error';
import { Messages } from '../../errors/catalogue';
import type { Expression, FunctionCall } from '../../syntax/ast/expression';
import type { BoundExpression } from '../../plan/expression';
import { INT } from '../../types/sql-type';
import { TRUTH } from './conversion';
import type { ExpressionBinder } from './expression-binder';
import { bindCall } from './functions';
import { bindMethod } from './methods';
import { bindBinary, bindCollate, bindLiteral, bindUnary } from './operators';
import { bindBetween, bindComparison, bindDistinct, bindInList, bindLike, bindLogical, isConditionTree, isNotNull, isNull } from './predicates';
import { bindExists, bindInSubquery, bindQuantified } from './subquery-tests';
import { bindSystemVariable } from './system-variables';
import { bindXmlTarget } from './xml-methods';

/** A value of a kind that has a file of its own. */
export function bindLeafValue(b: ExpressionBinder, expression: Expression): BoundExpression {
  if (isConditionTree(expression)) throw raise(Messages.SyntaxNear, { token: expression.kind === 'comparison' ? expression.operator : ')' });
  switch (expression.kind) {
    case 'literal': return bindLiteral(expression, b.env.context.collation);
    case 'system-variable': return bindSystemVariable(expression.name, b.env.context.collation);
    case 'unary': return bindUnary(b, expression);
    case 'binary': return bindBinary(b, expression);
    case 'collate': return bindCollate(b, expression);
    case 'call': return bindCall(b, expression);
    case 'method': return bindMethod(b, expression);
    default: throw raise(Messages.SyntaxNear, { token: expression.kind });
  }
}

/** The NULL that stands for a parameter whose type is to be found. */
export const undeclared = (parameter: string): BoundExpression => ({ kind: 'constant', value: null, type: INT, isNullable: true, parameter });

/** A condition. */
export function bindLeafPredicate(b: ExpressionBinder, expression: Expression): BoundExpression {
  switch (expression.kind) {
    case 'comparison': return bindComparison(b, expression);
    case 'logical': return bindLogical(b, expression.operator, expression.left, expression.right);
    case 'not': return { kind: 'not', operand: b.predicate(expression.operand), ...TRUTH };
    case 'is-null': return (expression.isNegated ? isNotNull : isNull)(bindXmlTarget(b, expression.operand));
    case 'is-distinct': return bindDistinct(b, expression);
    case 'between': return bindBetween(b, expression);
    case 'in-list': return bindInList(b, expression);
    case 'in-subquery': return bindInSubquery(b, expression);
    case 'like': return bindLike(b, expression);
    case 'exists': return bindExists(b, expression);
    case 'quantified': return bindQuantified(b, expression);
    case 'call': return bindUpdated(b, expression);
    default: throw raise(Messages.NotBoolean, { token: '' });
  }
}

function bindUpdated(b: ExpressionBinder, call: FunctionCall): BoundExpression {
  const [column] = call.args;
  const { triggerColumns } = b.env.context;
  if (!triggerColumns || column?.kind !== 'column') throw raise(Messages.UpdateOutsideTrigger, {});
  const columnName = column.parts.at(-1) ?? '';
  const found = triggerColumns.find((name) => b.env.context.names.isSame(name, columnName));
  if (found === undefined) throw raise(Messages.InvalidColumnName, { name: columnName });
  return { kind: 'updated-column', columnName: found, ...TRUTH };
}
