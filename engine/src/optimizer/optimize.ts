// Bound plan to the plan that runs: filters pushed down, accesses and joins chosen, sorts dropped. By rules alone; never reads how many rows there are.
import type { BoundExpression } from '../plan/expression';
import type { AggregateNode, PlanNode, SortKey } from '../plan/node';
import { mapNode, mapOperands } from '../plan/rewrite';
import { mapDmlPlan } from '../plan/rewrite-statement';
import type { DmlPlan, SelectPlan, StatementPlan } from '../plan/statement';
import { chooseAccess } from './access';
import { conjunctsOf } from './conjuncts';
import { readExtremeOnly } from './extremes';
import { fold, foldFilter } from './fold';
import { chooseJoin } from './joins';
import { inAnyOrder, inAnyOrderBelow, inLikelyOrder, inMergeOrder } from './likely-order';
import { numberedUpTo, withoutIdleOrder } from './numbering';
import { readInOrder } from './ordering';
import { pushFilters } from './push-filters';
import { inScanOrder } from './scan-order';
import { seekList } from './seek-lists';
import { joinSubqueries, rowsOnly } from './semi-joins';
import { withoutUnread, withoutUnreadColumns } from './unread';

/** A lone expression with the subqueries in it optimized. */
export function optimizeExpression(expression: BoundExpression): BoundExpression {
  return fold(mapOperands(expression, optimizeExpression, expression.kind === 'exists' ? optimizeRows : optimizeNode));
}

/** The plan of EXISTS: what its select list works out is nobody's. */
const optimizeRows = (plan: PlanNode): PlanNode => finish(pushFilters(withoutUnread(foldPlan(rowsOnly(plan)), new Set())));

/** Constants folded without touching subqueries: they are optimized where they end up. */
const folded = (expression: BoundExpression): BoundExpression => fold(mapOperands(expression, folded, foldPlan));
const foldPlan = (plan: PlanNode): PlanNode => foldFilter(mapNode(plan, folded, foldPlan));

/** A query's plan, optimized. */
function optimizeNode(plan: PlanNode): PlanNode {
  return finish(pushFilters(withoutUnread(foldPlan(plan))));
}

/** Chooses accesses, joins and orders in a plan whose filters are pushed down. */
function finish(plan: PlanNode): PlanNode {
  switch (plan.kind) {
    case 'filter': return finishFilter(plan);
    case 'scan': return finishScan(plan);
    case 'nested-loop': return withExpressions(chooseJoin(plan, finish));
    case 'sort': return finishSort(plan, false);
    case 'top': return withExpressions({ ...plan, input: finishLimited(plan.input) });
    case 'offset': return withExpressions({ ...plan, input: finishLimited(plan.input) });
    case 'aggregate': return inLikelyOrder(readExtremeOnly(mapNode(plan, optimizeExpression, (input) => (keepsOrder(plan) ? finish(input) : inAnyOrder(finish(input)))) as typeof plan));
    case 'distinct': return inLikelyOrder({ ...plan, input: inAnyOrder(finish(plan.input)) });
    case 'window': return mapNode(withoutIdleOrder(plan), optimizeExpression, finish);
    case 'set-operation': return inLikelyOrder({ ...plan, left: inAnyOrder(finish(plan.left)), right: inAnyOrder(finish(plan.right)) });
    default: return mapNode(plan, optimizeExpression, finish);
  }
}

/** Under TOP an order that was asked for may choose the index, and distinct rows come as they are found: no more of them are read than are returned. */
function finishLimited(plan: PlanNode): PlanNode {
  if (plan.kind === 'sort') return finishSort(plan, true);
  return plan.kind === 'distinct' ? { ...plan, input: inAnyOrder(finish(plan.input)) } : finish(plan);
}

/** STRING_AGG without WITHIN GROUP shows the order of its input. */
const keepsOrder = (plan: AggregateNode): boolean => plan.aggregates.some((a) => a.name.toUpperCase() === 'STRING_AGG');

/** A node's own expressions optimized; its inputs are done. */
const withExpressions = (plan: PlanNode): PlanNode => mapNode(plan, optimizeExpression, (input) => input);

const isFalse = (e: BoundExpression): boolean => e.kind === 'constant' && e.value !== 1;

function finishFilter(plan: Extract<PlanNode, { kind: 'filter' }>): PlanNode {
  const parts = conjunctsOf(plan.predicate);
  if (parts.some(isFalse)) return { kind: 'empty', columns: plan.columns };
  const joined = joinSubqueries(plan.input, parts);
  if (joined.kind !== 'filter') return finish(joined);
  return withExpressions({ ...joined, input: numberedUpTo(finish(joined.input), conjunctsOf(joined.predicate)) });
}

function finishScan(plan: Extract<PlanNode, { kind: 'scan' }>): PlanNode {
  const parts = conjunctsOf(plan.predicate);
  if (parts.some(isFalse)) return { kind: 'empty', columns: plan.columns };
  const list = seekList(plan);
  return list ? mapNode(list, optimizeExpression, finish) : chooseAccess(plan);
}

function finishSort(plan: Extract<PlanNode, { kind: 'sort' }>, isLimited: boolean): PlanNode {
  const keys = plan.keys.map((k): SortKey => ({ ...k, expression: optimizeExpression(k.expression) }));
  const input = inAnyOrderBelow(finish(plan.input), keys.map((k) => k.expression));
  return readInOrder(input, keys, isLimited) ?? { ...plan, input, keys };
}

function optimizeSelect(plan: SelectPlan): SelectPlan {
  const assignments = plan.assignments?.map((a) => ({ ...a, expression: optimizeExpression(a.expression) }));
  return { ...plan, node: optimizeQuery(plan.node), ...(assignments ? { assignments } : {}) };
}

/** A query's plan, optimized, with its rows in the order that they likely have on SQL Server. */
const optimizeQuery = (plan: PlanNode): PlanNode => inScanOrder(optimizeNode(plan), plan);

/** A DML statement's plan, optimized. Identities and defaults are given to new rows as these come. */
const optimizeDml = (plan: DmlPlan): DmlPlan => withBlocks(mapDmlPlan(withoutUnreadColumns(plan.kind === 'merge' ? inMergeOrder(plan) : plan), optimizeExpression, plan.kind === 'insert' ? optimizeQuery : optimizeNode));

/** Block predicates may hold queries. */
function withBlocks(plan: DmlPlan): DmlPlan {
  const blocks = plan.shape.blocks?.map((block) => ({ ...block, condition: optimizeExpression(block.condition) }));
  return blocks ? { ...plan, shape: { ...plan.shape, blocks } } : plan;
}

/** A statement's plan, optimized. */
export function optimize<P extends StatementPlan>(plan: P): P {
  return (plan.kind === 'select' ? optimizeSelect(plan) : optimizeDml(plan)) as P;
}
