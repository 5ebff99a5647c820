// Conditions over a query's rows: EXISTS, IN, ANY, ALL.
import { raise } from '../../errors/sql-error';
import { Messages } from '../../errors/catalogue';
import type { Exists, InSubquery, QuantifiedComparison } from '../../syntax/ast/expression';
import type { SelectItem } from '../../syntax/ast/query';
import { rowColumn, type BoundExpression, type QuantifiedPredicate } from '../../plan/expression';
import type { PlanNode } from '../../plan/node';
import { insideApply, isCorrelated } from '../../plan/rewrite';
import type { SqlType } from '../../types/sql-type';
import { convertTo, TRUTH } from './conversion';
import type { ExpressionBinder } from './expression-binder';
import { comparisonType } from './predicates';

/** In EXISTS, * asks for no columns where there is no table to have any. */
function withoutStar({ query, ...statement }: Exists['query']): Exists['query'] {
  if (query.kind === 'set-operation' || query.from.length > 0) return { ...statement, query };
  const items = query.items.map((item): SelectItem =>
    (item.kind === 'star' && item.qualifier.length === 0 ? { kind: 'expression', expression: { kind: 'literal', literal: 'integer', text: '1', at: item.at }, at: item.at } : item));
  return { ...statement, query: { ...query, items } };
}

const exists = (plan: PlanNode): BoundExpression => ({ kind: 'exists', plan, isCorrelated: isCorrelated(plan), ...TRUTH });

/** EXISTS (query). */
export const bindExists = (b: ExpressionBinder, node: Exists): BoundExpression => exists(b.subquery(withoutStar(node.query), 'exists').node);

/** The query's one column as a pseudo operand; raises 116 for more. */
export function singleColumn(b: ExpressionBinder, query: InSubquery['query']): { readonly plan: PlanNode; readonly column: BoundExpression } {
  const bound = b.subquery(query, 'subquery');
  const [first, second] = bound.columns;
  if (!first || second) throw raise(Messages.SubqueryOneExpression, {});
  return { plan: bound.node, column: rowColumn(first, 0) };
}

function converted(plan: PlanNode, column: BoundExpression, type: SqlType): PlanNode {
  const expression = convertTo(column, type);
  if (expression === column) return plan;
  return { kind: 'project', input: plan, expressions: [expression], columns: [{ name: '', type, isNullable: column.isNullable }] };
}

/** a [NOT] IN (query). */
export function bindInSubquery(b: ExpressionBinder, node: InSubquery): BoundExpression {
  const { left, ...test } = quantified(b, { operator: '=', quantifier: 'any', left: node.operand, query: node.query });
  if (equatesNulls(b)) {
    const found = amongRows({ left, ...test });
    return node.isNegated ? { kind: 'not', operand: found, ...TRUTH } : found;
  }
  return { kind: 'in-subquery', operand: left, plan: test.plan, operandType: test.operandType, isNegated: node.isNegated, isCorrelated: test.isCorrelated, ...TRUTH };
}

/** a operator ALL|ANY (query). */
export function bindQuantified(b: ExpressionBinder, node: QuantifiedComparison): BoundExpression {
  const test = quantified(b, node);
  return equatesNulls(b) && (node.operator === '=' || node.operator === '<>') ? amongRows(test) : test;
}

function quantified(b: ExpressionBinder, { operator, quantifier, left, query }: Pick<QuantifiedComparison, 'operator' | 'quantifier' | 'left' | 'query'>): QuantifiedPredicate {
  const operand = b.bind(left);
  const { plan, column } = singleColumn(b, query);
  const operandType = comparisonType(operator, [operand, column]);
  return { kind: 'quantified', operator, quantifier, left: convertTo(operand, operandType), plan: converted(plan, column, operandType), operandType, isCorrelated: isCorrelated(plan), ...TRUTH };
}

const equatesNulls = (b: ExpressionBinder): boolean => b.env.context.ansiNulls === false;

/** = and <> over a query's rows under SET ANSI_NULLS OFF: a NULL equals a NULL and nothing else, so one row settles the test or none does. */
function amongRows({ operator, quantifier, left, plan, operandType }: QuantifiedPredicate): BoundExpression {
  const [first] = plan.columns;
  if (!first) throw raise(Messages.SubqueryOneExpression, {});
  const isAny = quantifier === 'any';
  const predicate: BoundExpression = { kind: 'is-distinct', left: insideApply(left, Infinity), right: rowColumn(first, 0), operandType, isNegated: (operator === '=') === isAny, ...TRUTH };
  const settling = exists({ kind: 'filter', input: plan, predicate, columns: plan.columns });
  return isAny ? settling : { kind: 'not', operand: settling, ...TRUTH };
}
