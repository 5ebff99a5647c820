// UNION, EXCEPT, INTERSECT: both sides brought to one type per column.
import { raise } from '../../errors/sql-error';
import { Messages } from '../../errors/catalogue';
import type { Expression } from '../../syntax/ast/expression';
import type { QueryExpression, QueryTail, SetOperation } from '../../syntax/ast/query';
import type { BoundExpression, ConstantExpression } from '../../plan/expression';
import { sameExpression } from '../../plan/expression-key';
import type { OutputColumn, PlanNode } from '../../plan/node';
import type { Environment } from '../environment';
import { expressionsIn } from '../expression/bind-expression';
import type { SqlType } from '../../types/sql-type';
import { collationMark, requirePassedCollation } from '../expression/collation-label';
import { requireSetOperandType } from '../expression/comparable';
import { convertTo, isStorableNull, unify, unifyPassed } from '../expression/conversion';
import { hasNested } from '../from/nested-statement';
import { makeScope, type Scope } from '../scope';
import { columnAt, limited, outputIndex, requireDistinctKeys, sorted, toldOrder, type OrderKey } from './order-by';
import { bindSpecification, type BoundSpecification } from './specification';

/** The first SELECT: ORDER BY may name the columns behind its items. */
type First = Pick<BoundSpecification, 'scope' | 'selected'>;
interface Operand {
  readonly first: First;
  readonly node: PlanNode;
  readonly columns: readonly OutputColumn[];
  readonly literals: readonly (ConstantExpression | undefined)[];
}

const literalOf = (expression: BoundExpression): ConstantExpression | undefined => {
  if (expression.kind === 'constant') return expression;
  return isStorableNull(expression) ? { kind: 'constant', value: null, type: expression.type, isNullable: true } : undefined;
};

const NO_TAIL: QueryTail = { orderBy: [] };

function bindOperand(query: QueryExpression, env: Environment, outer: Scope | undefined): Operand {
  if (query.kind === 'set-operation') return combine(query, env, outer);
  if (query.tail && !query.tail.offset && !query.top) throw raise(Messages.OrderByInDerived, {});
  if (hasNested(query.from)) throw raise(Messages.NestedInSetOperation, {});
  const bound = bindSpecification(query, { env, outer, tail: query.tail ?? NO_TAIL, carry: false });
  if (bound.assignments) throw raise(Messages.AssignmentInSetOperation, {});
  return {
    first: bound,
    node: bound.node,
    columns: bound.columns,
    literals: bound.items.map(({ expression }) => literalOf(expression)),
  };
}

/** The NULL that every SELECT of the operand writes in the column: it has no type before a further SELECT gives it one. */
const nullIn = ({ literals }: Operand, i: number): ConstantExpression | undefined => (literals[i]?.value === null ? literals[i] : undefined);

function operandColumn(operand: Operand, i: number): ReturnType<typeof columnAt> {
  const column = columnAt(operand.columns, i);
  return nullIn(operand, i) ? { kind: 'constant', value: null, type: column.type, isNullable: true } : column;
}

/** What a column's type is found from: an integer literal beside a decimal counts by its digits. */
function typeSource(operand: Operand, i: number): BoundExpression {
  const literal = operand.literals[i];
  return literal?.literalDigits === undefined ? operandColumn(operand, i) : literal;
}

function converted(operand: Operand, columns: readonly OutputColumn[]): PlanNode {
  const expressions = operand.columns.map((c, i) => convertTo(operandColumn(operand, i), columns[i]?.type ?? c.type));
  if (expressions.every((e) => e.kind === 'column')) return operand.node;
  return { kind: 'project', input: operand.node, expressions, columns };
}

function nullability(operator: SetOperation['operator'], left: boolean, right: boolean): boolean {
  if (operator === 'except') return left;
  return operator === 'intersect' ? left && right : left || right;
}

function combine(query: SetOperation, env: Environment, outer: Scope | undefined): Operand {
  const left = bindOperand(query.left, env, outer);
  const right = bindOperand(query.right, env, outer);
  if (left.columns.length !== right.columns.length) throw raise(Messages.SetOperandCountMismatch, {});
  const columns = left.columns.map((c, i): OutputColumn => {
    const sources = [typeSource(left, i), typeSource(right, i)];
    const type = columnType(query.operator, sources, i + 1);
    if (query.operator !== 'union-all') requireSetOperandType(type);
    const nullMark = nullIn(left, i) && nullIn(right, i) ? { isUntypedNull: true as const } : {};
    return { name: c.name, type, isNullable: nullability(query.operator, c.isNullable, right.columns[i]?.isNullable ?? true), madeBy: 'rows', ...nullMark, ...collationMark(sources) };
  });
  const literals = columns.map((c, i) => (c.isUntypedNull ? nullIn(left, i) : undefined));
  return { first: left.first, node: operation(query.operator, converted(left, columns), converted(right, columns), columns), columns, literals };
}

function columnType(operator: SetOperation['operator'], sources: readonly BoundExpression[], position: number): SqlType {
  if (operator !== 'union-all') return unify(sources, operator.toUpperCase());
  const type = unifyPassed(sources, 'UNION ALL');
  requirePassedCollation(sources, 'UNION ALL', position);
  return type;
}

function operation(operator: SetOperation['operator'], left: PlanNode, right: PlanNode, columns: readonly OutputColumn[]): PlanNode {
  if (operator === 'intersect' || operator === 'except') return { kind: 'set-operation', operator, left, right, columns };
  const inputs = operator === 'union-all' && left.kind === 'union-all' ? [...left.inputs, right] : [left, right];
  const all: PlanNode = { kind: 'union-all', inputs, columns };
  return operator === 'union' ? { kind: 'distinct', input: all, columns } : all;
}

/** The output item that is the column of that name in the first SELECT's FROM; -1 for none. Raises 207 or 4104 for a name it does not know. */
function indexBehind(tree: Expression, { scope, selected }: First, env: Environment): number {
  const bound = expressionsIn(env, scope, 'order by').bind(tree);
  return bound.kind === 'column' && tree.kind === 'column' ? selected.findIndex((item) => sameExpression(item.expression, bound)) : -1;
}

/** Binds a set operation with what orders and limits its rows; ORDER BY may name output columns only (104). */
export function bindSetOperation(
  query: SetOperation,
  request: { readonly env: Environment; readonly outer: Scope | undefined; readonly tail: QueryTail },
): { readonly node: PlanNode; readonly columns: readonly OutputColumn[]; readonly toldOrder: readonly number[] } {
  const { env, outer, tail } = request;
  const { first, node, columns } = combine(query, env, outer);
  const items = columns.map((c, i) => ({ name: c.name, expression: columnAt(columns, i) }));
  const keys = tail.orderBy.flatMap(({ expression, isDescending }): readonly OrderKey[] => {
    const named = outputIndex(expression, items, env.context.names);
    const index = items[named] ? named : indexBehind(expression, first, env);
    const item = items[index];
    if (!item && expression.kind === 'subquery') return [];
    if (!item) throw raise(Messages.OrderByNotInSetOperation, {});
    return [{ item: index, expression: item.expression, isDescending }];
  });
  requireDistinctKeys(keys);
  const b = expressionsIn(env, makeScope(outer, [], []), 'other');
  return { node: limited(b, sorted(node, keys), { tail, keys }), columns, toldOrder: toldOrder(keys) };
}
