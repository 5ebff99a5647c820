// ORDER BY, TOP and OFFSET: what their items mean, and the operators they become.
import { raise, type Message } from '../../errors/sql-error';
import { Messages } from '../../errors/catalogue';
import type { Expression } from '../../syntax/ast/expression';
import type { OrderItem, QueryTail, Top } from '../../syntax/ast/query';
import { rowColumn, type BoundExpression } from '../../plan/expression';
import { sameExpression } from '../../plan/expression-key';
import { columnsOf, hasSubquery, walkExpression } from '../../plan/rewrite';
import type { OutputColumn, PlanNode, SortKey } from '../../plan/node';
import type { NameRules } from '../../types/text/collation';
import { BIGINT, FLOAT, isInteger } from '../../types/sql-type';
import { requireOutputCollation } from '../expression/collation-label';
import { requireSortableType } from '../expression/comparable';
import { convertTo, isNullLiteral, isUndeclared } from '../expression/conversion';
import type { ExpressionBinder } from '../expression/expression-binder';
import { isPositionVariable, isFolded } from '../expression/folded';
import type { BoundItem } from './select-items';

/** A sort key: an output item, or an expression over the query's row. */
export interface OrderKey { readonly item?: number; readonly expression: BoundExpression; readonly isDescending: boolean }

const unwrapped = (e: Expression): Expression => (e.kind === 'parenthesized' ? unwrapped(e.operand) : e);

function byPosition(text: string, items: readonly BoundItem[]): number {
  const position = Number(text);
  if (!Number.isInteger(position) || position < 1 || position > items.length) throw raise(Messages.OrderByPositionOutOfRange, { position: text });
  return position - 1;
}

function byName(name: string, items: readonly BoundItem[], names: NameRules): number {
  const [first = -1, second] = [...items.keys()].filter((i) => names.isSame(items[i]?.name ?? '', name) && name !== '');
  if (second !== undefined) throw raise(Messages.AmbiguousColumn, { name });
  return first;
}

/** `ORDER BY 'Total Hours'` names the alias; a column without one is not named so. */
function byQuotedAlias(name: string, items: readonly BoundItem[], names: NameRules): number {
  const index = byName(name, items, names);
  const expression = items[index]?.expression;
  return expression?.kind === 'column' && names.isSame(expression.name, name) ? -1 : index;
}

/** An integer as written, signs and parentheses around it included: -1 is a position too, though no column's. */
function positionOf(tree: Expression): string | undefined {
  const inner = unwrapped(tree);
  if (inner.kind === 'literal') return inner.literal === 'integer' ? inner.text : undefined;
  if (inner.kind !== 'unary' || inner.operator === '~') return undefined;
  const text = positionOf(inner.operand);
  return text === undefined || inner.operator === '+' ? text : `-${text}`;
}

/** The output item that an ORDER BY item names by position or alias; -1 for an expression of its own. */
export function outputIndex(tree: Expression, items: readonly BoundItem[], names: NameRules): number {
  const position = positionOf(tree);
  if (position !== undefined) return byPosition(position, items);
  if (tree.kind === 'literal' && (tree.literal === 'string' || tree.literal === 'national-string')) return byQuotedAlias(tree.text, items, names);
  const inner = unwrapped(tree);
  return inner.kind === 'column' && inner.parts.length === 1 ? byName(inner.parts[0] ?? '', items, names) : -1;
}

const requireSortable = (e: BoundExpression): void => requireSortableType(e.type, 'ORDER BY');

/** `(SELECT NULL)` and the like order nothing. */
function ordersNothing(e: BoundExpression): boolean {
  return e.kind === 'scalar-subquery' && !e.isCorrelated && e.plan.kind === 'project' && e.plan.input.kind === 'one-row' && e.plan.expressions.every((x) => x.kind === 'constant');
}

/** Raises 169 for an output item that is named twice, in whatever way, and for a value that is none and written twice. */
export function requireDistinctKeys(keys: readonly OrderKey[]): void {
  const isSame = (a: OrderKey, b: OrderKey): boolean =>
    a.item === b.item && (a.item !== undefined || (!hasSubquery(a.expression) && sameExpression(a.expression, b.expression)));
  if (keys.some((key, i) => keys.slice(0, i).some((before) => isSame(before, key)))) throw raise(Messages.OrderByTwice, {});
}

/** Binds ORDER BY items; `isDistinct`: each must be in the select list (145). Raises 169. */
export function bindOrderBy(b: ExpressionBinder, order: readonly OrderItem[], items: readonly BoundItem[], isDistinct: boolean): readonly OrderKey[] {
  const keys = order.flatMap(({ expression: tree, isDescending }, position): readonly OrderKey[] => {
    const index = outputIndex(tree, items, b.env.context.names);
    const item = items[index];
    if (item) {
      requireSortable(item.expression);
      return [{ item: index, expression: item.expression, isDescending }];
    }
    const expression = b.bind(tree);
    if (isFolded(expression)) throw raise(Messages.OrderByConstant, { position: position + 1 });
    if (isPositionVariable(expression)) throw raise(Messages.OrderByVariable, { position: position + 1 });
    if (ordersNothing(expression)) return [];
    requireSortable(expression);
    const same = items.findIndex((i) => sameExpression(i.expression, expression));
    if (same >= 0) return [{ item: same, expression, isDescending }];
    if (isDistinct) throw raise(Messages.OrderByNotInDistinct, {});
    return [{ expression, isDescending }];
  });
  requireDistinctKeys(keys);
  return keys;
}

/** What a client is told of the order: output items by their position, 0 for what is none; nothing of constants. */
export const toldOrder = (keys: readonly OrderKey[]): readonly number[] => keys.filter(({ expression }) => !isFolded(expression)).map(({ item }) => (item === undefined ? 0 : item + 1));

/** Raises 451 for what a query groups, orders or returns by no collation; the select list comes last, and the first column of a group is its own count. */
export function requireCollations(groupKeys: readonly BoundExpression[], order: readonly OrderKey[], items: readonly BoundItem[]): void {
  groupKeys.forEach((key, i) => { requireOutputCollation(key, 'GROUP BY', i + 2); });
  order.forEach(({ expression }, i) => { requireOutputCollation(expression, 'ORDER BY', i + 1); });
  items.forEach(({ expression }, i) => { requireOutputCollation(expression, 'SELECT', i + 1); });
}

/** The Sort over the keys, or the input itself for none. */
export const sorted = (input: PlanNode, keys: readonly SortKey[]): PlanNode => (keys.length === 0 ? input : { kind: 'sort', input, keys, columns: input.columns });

/** What counts rows: the error of a count that is no integer, the least written count, and the error of one below it. */
interface CountRule { readonly notInteger: Message; readonly least: number; readonly tooSmall: Message }
const OF_TOP: CountRule = { notInteger: Messages.TopNotInteger, least: 0, tooSmall: Messages.TopNegative };
const OF_OFFSET: CountRule = { notInteger: Messages.OffsetNotInteger, least: 0, tooSmall: Messages.OffsetNegative };
const OF_FETCH: CountRule = { notInteger: Messages.TopNotInteger, least: 1, tooSmall: Messages.FetchNotPositive };

const isWrittenNull = (e: BoundExpression): boolean => (e.kind === 'convert' ? isWrittenNull(e.operand) : isNullLiteral(e) && !isUndeclared(e));

function readsVariable(expression: BoundExpression): boolean {
  let isFound = false;
  walkExpression(expression, ({ kind }) => { isFound ||= kind === 'variable'; });
  return isFound;
}

/** A numeric without a scale, as a literal beyond int is, is a count too; in a variable it is none, and decimals are none. */
function asRowCount(count: BoundExpression, { notInteger, least, tooSmall }: CountRule): BoundExpression {
  const isWhole = isInteger(count.type) || (count.type.name === 'numeric' && (count.type.scale ?? 0) === 0 && !readsVariable(count));
  if (isWrittenNull(count) || !isWhole) throw raise(notInteger, {});
  if (count.kind === 'constant' && isInteger(count.type) && !isUndeclared(count) && Number(count.value) < least) throw raise(tooSmall, {});
  return convertTo(count, BIGINT);
}

/** Raises 4115 for a count that reads a row of its own query; `own` sees its tables, and a count that they do not explain is bound without them. */
export function refuseOwnColumns(own: ExpressionBinder, counts: readonly (Expression | undefined)[]): void {
  for (const count of counts) {
    if (!count || count.kind === 'literal' || count.kind === 'variable') continue;
    const [ordinal] = columnsOf(own.bind(count));
    if (ordinal !== undefined) throw raise(Messages.ColumnInTop, { column: own.scope.row[ordinal]?.name ?? '' });
  }
}

/** TOP's count as its operator takes it; raises 1060 and 127. */
export function topCount(b: ExpressionBinder, top: Top): BoundExpression {
  const count = b.bind(top.count);
  if (top.isPercent) return convertTo(count, FLOAT);
  return asRowCount(count, OF_TOP);
}

/** TOP, OFFSET and FETCH over sorted rows. `b` sees no table. */
export function limited(b: ExpressionBinder, input: PlanNode, clauses: { readonly top?: Top; readonly tail: QueryTail; readonly keys: readonly SortKey[] }): PlanNode {
  const { top, tail, keys } = clauses;
  if (top && tail.offset) throw raise(Messages.TopWithOffset, {});
  if (top?.withTies && tail.orderBy.length === 0) throw raise(Messages.TiesWithoutOrder, {});
  if (top) return { kind: 'top', input, count: topCount(b, top), isPercent: top.isPercent, ...(top.withTies ? { tieKeys: keys } : {}), columns: input.columns };
  if (!tail.offset) return input;
  const { offset, fetch } = tail;
  return { kind: 'offset', input, offset: asRowCount(b.bind(offset), OF_OFFSET), ...(fetch ? { fetch: asRowCount(b.bind(fetch), OF_FETCH) } : {}), columns: input.columns };
}

/** Column `ordinal` of a row as an expression. */
export function columnAt(columns: readonly OutputColumn[], ordinal: number): BoundExpression {
  const column = columns[ordinal];
  if (!column) throw raise(Messages.OrderByPositionOutOfRange, { position: ordinal + 1 });
  return rowColumn(column, ordinal);
}
