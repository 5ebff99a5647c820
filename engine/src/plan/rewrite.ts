// Walks over bound expressions and plans: copies with parts replaced, and questions about which rows they read.
// Knows the shape of plans only; what is replaced, and why, is the caller's.
import { columnAtDepth, isValueArgument, type BoundExpression, type ColumnExpression, type OuterColumnExpression } from './expression';
import type { AggregateCall, FrameBound, PlanNode, SortKey, TableAccess, WindowCall } from './node';
import { mapDmlPlan } from './rewrite-statement';

/** Gives a replacement (which is not walked into), or undefined to go on below. `depth` counts the rows pushed since the walk began: at depth d, an 'outer' of depth d is a column of the starting row. */
export type ExpressionVisitor = (expression: BoundExpression, depth: number) => BoundExpression | undefined;

/** A copy of `expression` with every visited part replaced. */
export function mapExpression(expression: BoundExpression, visit: ExpressionVisitor, depth = 0): BoundExpression {
  const replaced = visit(expression, depth);
  return replaced ?? mapOperands(expression, (e) => mapExpression(e, visit, depth), (plan) => mapPlan(plan, visit, depth + 1));
}

type Each = (expression: BoundExpression) => BoundExpression;
type EachPlan = (plan: PlanNode) => PlanNode;

/** A copy with each direct operand mapped, and each subquery's plan. */
export function mapOperands(expression: BoundExpression, each: Each, eachPlan: EachPlan): BoundExpression {
  switch (expression.kind) {
    case 'constant': case 'column': case 'outer': case 'variable': case 'system-variable': case 'next-value': case 'updated-column': return expression;
    case 'call': return { ...expression, args: expression.args.map(each) };
    case 'user-function': return { ...expression, args: expression.args.map((a) => (isValueArgument(a) ? each(a) : a)) };
    case 'arithmetic': case 'concat': case 'compare': case 'is-distinct': return { ...expression, left: each(expression.left), right: each(expression.right) };
    case 'negate': case 'collate': case 'mask': case 'not': case 'is-null': return { ...expression, operand: each(expression.operand) };
    case 'convert': return { ...expression, operand: each(expression.operand), style: expression.style && each(expression.style) };
    case 'case': return { ...expression, branches: expression.branches.map((b) => ({ when: each(b.when), then: each(b.then) })), otherwise: expression.otherwise && each(expression.otherwise) };
    case 'scalar-subquery': case 'exists': return { ...expression, plan: eachPlan(expression.plan) };
    case 'at-time-zone': return { ...expression, operand: each(expression.operand), zone: each(expression.zone) };
    case 'xml-method': return { ...expression, target: each(expression.target), externals: expression.externals.map(each) };
    case 'logical': return { ...expression, operands: expression.operands.map(each) };
    case 'in-list': return { ...expression, operand: each(expression.operand), items: expression.items.map(each) };
    case 'like': return { ...expression, operand: each(expression.operand), pattern: each(expression.pattern), escape: expression.escape && each(expression.escape) };
    case 'in-subquery': return { ...expression, operand: each(expression.operand), plan: eachPlan(expression.plan) };
    case 'quantified': return { ...expression, left: each(expression.left), plan: eachPlan(expression.plan) };
  }
}

/** A copy of `plan` with every expression in it mapped; `depth` is the number of rows pushed above the plan. */
export function mapPlan(plan: PlanNode, visit: ExpressionVisitor, depth: number): PlanNode {
  return mapNode(plan, (e) => mapExpression(e, visit, depth), (input, pushed) => mapPlan(input, visit, depth + pushed));
}

/** One level of a plan: its own expressions through `each`, its inputs through `eachInput` (told how many rows are pushed on the way). */
export function mapNode(plan: PlanNode, each: Each, eachInput: (input: PlanNode, pushed: number) => PlanNode): PlanNode {
  switch (plan.kind) {
    case 'one-row':
    case 'empty':
    case 'cte-reference':
      return plan;
    case 'scan':
      return { ...plan, predicate: plan.predicate && each(plan.predicate), access: mapAccess(plan.access, each) };
    case 'virtual-scan':
      return { ...plan, predicate: plan.predicate && each(plan.predicate) };
    case 'values':
      return { ...plan, rows: plan.rows.map((row) => row.map(each)) };
    case 'table-function':
      return { ...plan, args: plan.args.map((a) => (isValueArgument(a) ? each(a) : a)) };
    case 'nested-loop':
      return { ...plan, left: eachInput(plan.left, 0), right: eachInput(plan.right, plan.isApply ? 1 : 0), predicate: plan.predicate && each(plan.predicate) };
    case 'hash-join':
      return {
        ...plan,
        left: eachInput(plan.left, 0),
        right: eachInput(plan.right, 0),
        leftKeys: plan.leftKeys.map(each),
        rightKeys: plan.rightKeys.map(each),
        residual: plan.residual && each(plan.residual),
      };
    case 'set-operation':
      return { ...plan, left: eachInput(plan.left, 0), right: eachInput(plan.right, 0) };
    case 'union-all':
      return { ...plan, inputs: plan.inputs.map((i) => eachInput(i, 0)) };
    case 'recursive-cte':
      return { ...plan, anchor: eachInput(plan.anchor, 0), recursive: eachInput(plan.recursive, 0) };
    case 'dml':
      return { ...plan, plan: mapDmlPlan(plan.plan, each, (input) => eachInput(input, 0)) };
    default:
      return mapUnary(plan, each, (input) => eachInput(input, 0));
  }
}

type UnaryNode = Extract<PlanNode, { readonly input: PlanNode }>;

function mapUnary(plan: UnaryNode, each: Each, eachInput: EachPlan): PlanNode {
  const input = eachInput(plan.input);
  switch (plan.kind) {
    case 'filter': return { ...plan, input, predicate: each(plan.predicate) };
    case 'project': return { ...plan, input, expressions: plan.expressions.map(each) };
    case 'aggregate': return { ...plan, input, keys: plan.keys.map(each), aggregates: plan.aggregates.map((a) => mapAggregate(a, each)) };
    case 'sort': return { ...plan, input, keys: mapKeys(plan.keys, each) };
    case 'top': return { ...plan, input, count: each(plan.count), tieKeys: plan.tieKeys && mapKeys(plan.tieKeys, each) };
    case 'offset': return { ...plan, input, offset: each(plan.offset), fetch: plan.fetch && each(plan.fetch) };
    case 'window': return { ...plan, input, calls: plan.calls.map((c) => mapWindow(c, each)) };
    case 'distinct': case 'for-json': case 'for-xml': case 'for-xml-explicit': return { ...plan, input };
  }
}

function mapAccess(access: TableAccess, each: Each): TableAccess {
  return {
    ...access, equals: access.equals?.map(each),
    low: access.low && { ...access.low, value: each(access.low.value) }, high: access.high && { ...access.high, value: each(access.high.value) },
  };
}

const mapKeys = (keys: readonly SortKey[], each: Each): readonly SortKey[] => keys.map((k) => ({ ...k, expression: each(k.expression) }));

/** An aggregate call with its expressions mapped. */
const mapAggregate = (call: AggregateCall, each: Each): AggregateCall =>
  ({ ...call, argument: call.argument && each(call.argument), extra: call.extra.map(each), orderBy: mapKeys(call.orderBy, each) });

const mapBound = (bound: FrameBound, each: Each): FrameBound => ({ ...bound, count: bound.count && each(bound.count) });

/** A window call with its expressions mapped. */
export const mapWindow = (call: WindowCall, each: Each): WindowCall => ({
  ...call, args: call.args.map(each), partitionBy: call.partitionBy.map(each), orderBy: mapKeys(call.orderBy, each),
  frame: call.frame && { ...call.frame, start: mapBound(call.frame.start, each), end: mapBound(call.frame.end, each) },
});

/** Whether that is a column of the starting row, met at this depth: a 'column' above, an 'outer' inside subqueries. */
export const isOfStartingRow = (e: BoundExpression, depth: number): e is ColumnExpression | OuterColumnExpression => (depth === 0 ? e.kind === 'column' : e.kind === 'outer' && e.depth === depth);

/** Raises the depth of every outer column that points past the walk's start; lowered to nothing, it is one of the starting row. */
export const shiftOuter = (expression: BoundExpression, by: number): BoundExpression => (by === 0 ? expression : mapExpression(expression, shifter(by)));

/** shiftOuter for a whole plan. */
export const shiftPlan = (plan: PlanNode, by: number): PlanNode => (by === 0 ? plan : mapPlan(plan, shifter(by), 0));

const shifter = (by: number): ExpressionVisitor => (e, depth) => (e.kind === 'outer' && e.depth > depth ? columnAtDepth(e, e.ordinal, e.depth + by) : undefined);

/** Rewrites the columns of the starting row, wherever they stand: as 'column' above, as 'outer' inside subqueries. */
export function mapColumns(expression: BoundExpression, replace: (ordinal: number, depth: number) => BoundExpression | undefined): BoundExpression {
  return mapExpression(expression, (e, depth) => (isOfStartingRow(e, depth) ? replace(e.ordinal, depth) : undefined));
}

/** Renumbers the starting row's columns. */
export const mapOrdinals = (expression: BoundExpression, move: (ordinal: number) => number): BoundExpression =>
  mapExpression(expression, (e, depth) => (isOfStartingRow(e, depth) ? { ...e, ordinal: move(e.ordinal) } : undefined));

/** Adds `by` to the ordinals of the starting row's columns. */
export const shiftColumns = (expression: BoundExpression, by: number): BoundExpression => (by === 0 ? expression : mapOrdinals(expression, (ordinal) => ordinal + by));

const deepened = shifter(1);

/** An expression over a joined row, as the right side of an apply sees it: the left row, `width` columns, is one scope out. */
export function insideApply(expression: BoundExpression, width: number): BoundExpression {
  return mapExpression(expression, (e, depth) => {
    if (!isOfStartingRow(e, depth)) return deepened(e, depth);
    return e.ordinal >= width ? { ...e, ordinal: e.ordinal - width } : columnAtDepth(e, e.ordinal, depth + 1);
  });
}

/** Calls `see` for every expression within, with its depth. */
export function walkExpression(expression: BoundExpression, see: (expression: BoundExpression, depth: number) => void): void {
  mapExpression(expression, (e, depth) => { see(e, depth); return undefined; });
}

/** Ordinals of the starting row's columns that an expression reads. */
export function columnsOf(expression: BoundExpression): Set<number> {
  const ordinals = new Set<number>();
  walkExpression(expression, (e, depth) => { if (isOfStartingRow(e, depth)) ordinals.add(e.ordinal); });
  return ordinals;
}

/** True when the plan, evaluated as a subquery (its row pushed), reads any row outside itself. */
export function isCorrelated(plan: PlanNode): boolean {
  let found = false;
  mapPlan(plan, (e, depth) => { if (e.kind === 'outer' && e.depth > depth) found = true; return undefined; }, 0);
  return found;
}

/** True when the plan reads the rows of a recursion that is under way around it or in it. */
export function readsRecursion(plan: PlanNode): boolean {
  if (plan.kind === 'cte-reference') return true;
  let found = false;
  const inPlan = (below: PlanNode): PlanNode => { found ||= readsRecursion(below); return below; };
  const inExpression = (e: BoundExpression): BoundExpression => (found ? e : mapOperands(e, inExpression, inPlan));
  mapNode(plan, inExpression, inPlan);
  return found;
}

/** True when the expression holds a subquery. */
export function hasSubquery(expression: BoundExpression): boolean {
  let found = false;
  walkExpression(expression, (e) => { if (e.kind === 'scalar-subquery' || e.kind === 'exists' || e.kind === 'in-subquery' || e.kind === 'quantified') found = true; });
  return found;
}
