// EXISTS and IN over a query as semi joins, NOT EXISTS as an anti join: correlated conditions are lifted out of the subquery.
import { rowColumn, type BoundExpression } from '../plan/expression';
import type { NestedLoopJoin, PlanNode } from '../plan/node';
import { hasSubquery, isCorrelated, mapExpression, mapOrdinals, mapPlan, shiftColumns, shiftOuter, shiftPlan } from '../plan/rewrite';
import { BIT } from '../types/sql-type';
import { allOf, conjunctsOf, filtered } from './conjuncts';
import { pushFilters } from './push-filters';

/** A subquery without the conditions that read the outer row; these are over its rows ('column') and the outer one ('outer' 1). */
interface Lifted { readonly plan: PlanNode; readonly conditions: readonly BoundExpression[] }

function readsOuter(e: BoundExpression): boolean {
  let found = false;
  mapExpression(e, (x, depth) => { if (x.kind === 'outer' && x.depth > depth) found = true; return undefined; });
  return found;
}

function divide(parts: readonly BoundExpression[]): { readonly own: readonly BoundExpression[]; readonly correlated: readonly BoundExpression[] } {
  return { own: parts.filter((p) => !readsOuter(p)), correlated: parts.filter(readsOuter) };
}

function lift(plan: PlanNode): Lifted | undefined {
  switch (plan.kind) {
    case 'scan': case 'virtual-scan': {
      const { own, correlated } = divide(conjunctsOf(plan.predicate));
      return { plan: { ...plan, predicate: allOf(own) }, conditions: correlated };
    }
    case 'filter': {
      const below = lift(plan.input);
      const { own, correlated } = divide(conjunctsOf(plan.predicate));
      return below && { plan: filtered(below.plan, own), conditions: [...below.conditions, ...correlated] };
    }
    case 'project': return liftThroughProject(plan);
    case 'nested-loop': return liftThroughJoin(plan);
    default: return isCorrelated(plan) ? undefined : { plan, conditions: [] };
  }
}

function liftThroughProject(plan: Extract<PlanNode, { kind: 'project' }>): Lifted | undefined {
  const below = lift(plan.input);
  if (!below || plan.expressions.some(readsOuter)) return undefined;
  const place = (ordinal: number): number => plan.expressions.findIndex((e) => e.kind === 'column' && e.ordinal === ordinal);
  let isLost = false;
  const conditions = below.conditions.map((c) => mapOrdinals(c, (o) => { const at = place(o); if (at < 0) isLost = true; return at; }));
  return isLost ? undefined : { plan: { ...plan, input: below.plan }, conditions };
}

function liftThroughJoin(plan: NestedLoopJoin): Lifted | undefined {
  if (plan.isApply || (plan.join !== 'inner' && plan.join !== 'cross')) return isCorrelated(plan) ? undefined : { plan, conditions: [] };
  const [left, right] = [lift(plan.left), lift(plan.right)];
  if (!left || !right) return undefined;
  const { own, correlated } = divide(conjunctsOf(plan.predicate));
  const width = plan.left.columns.length;
  const joined: PlanNode = { ...plan, left: left.plan, right: right.plan, predicate: allOf(own) };
  return { plan: joined, conditions: [...left.conditions, ...right.conditions.map((c) => mapOrdinals(c, (o) => o + width)), ...correlated] };
}

/** EXISTS asks for rows only: what shapes or orders them goes. */
export function rowsOnly(plan: PlanNode): PlanNode {
  switch (plan.kind) {
    case 'project': case 'sort': case 'distinct': return rowsOnly(plan.input);
    case 'top': return plan.count.kind === 'constant' && !plan.isPercent && typeof plan.count.value === 'bigint' && plan.count.value > 0n ? rowsOnly(plan.input) : plan;
    default: return plan;
  }
}

/** A lifted condition over the joined row: the outer row first, then the subquery's. */
const overJoin = (condition: BoundExpression, width: number): BoundExpression => shiftOuter(shiftColumns(condition, width), -1);

function semiJoin(input: PlanNode, lifted: Lifted, join: 'semi' | 'anti', extra: readonly BoundExpression[]): PlanNode {
  const width = input.columns.length;
  const predicate = allOf([...extra, ...lifted.conditions.map((c) => overJoin(c, width))]);
  // The subquery's rows no longer have the outer row pushed above them.
  const right = shiftPlan(lifted.plan, -1);
  return { kind: 'nested-loop', join, left: input, right, isApply: false, columns: input.columns, ...(predicate ? { predicate } : {}) };
}

function existsJoin(input: PlanNode, plan: PlanNode, join: 'semi' | 'anti'): PlanNode | undefined {
  const lifted = lift(pushFilters(rowsOnly(plan)));
  return lifted && !readsOuterRow(lifted.plan) ? semiJoin(input, lifted, join, []) : undefined;
}

/** Whether anything in a lifted plan still reads the row just outside. */
function readsOuterRow(plan: PlanNode): boolean {
  let found = false;
  mapPlan(plan, (e, depth) => { if (e.kind === 'outer' && e.depth === depth + 1) found = true; return undefined; }, 0);
  return found;
}

function inJoin(input: PlanNode, e: Extract<BoundExpression, { kind: 'in-subquery' }>): PlanNode | undefined {
  if (e.isNegated || hasSubquery(e.operand)) return undefined;
  const lifted = liftKeepingColumn(pushFilters(e.plan));
  const first = lifted?.plan.columns[0];
  if (!lifted || !first || readsOuterRow(lifted.plan)) return undefined;
  const right = rowColumn(first, input.columns.length);
  return semiJoin(input, lifted, 'semi', [{ kind: 'compare', operator: '=', left: e.operand, right, operandType: e.operandType, type: BIT, isNullable: true }]);
}

/** Lifting for IN: the output column stays first, columns that conditions need follow it. */
function liftKeepingColumn(plan: PlanNode): Lifted | undefined {
  if (plan.kind !== 'project') return lift(plan);
  const below = lift(plan.input);
  if (!below || plan.expressions.some(readsOuter)) return undefined;
  if (below.conditions.length === 0) return { plan: { ...plan, input: below.plan }, conditions: [] };
  const { columns } = below.plan;
  const all = columns.map(rowColumn);
  const wide: PlanNode = { ...plan, input: below.plan, expressions: [...plan.expressions, ...all], columns: [...plan.columns, ...columns] };
  return { plan: wide, conditions: below.conditions.map((c) => mapOrdinals(c, (o) => o + plan.expressions.length)) };
}

function asJoin(input: PlanNode, conjunct: BoundExpression): PlanNode | undefined {
  switch (conjunct.kind) {
    case 'exists': return existsJoin(input, conjunct.plan, 'semi');
    case 'in-subquery': return inJoin(input, conjunct);
    case 'not': return conjunct.operand.kind === 'exists' ? existsJoin(input, conjunct.operand.plan, 'anti') : undefined;
    default: return undefined;
  }
}

/** The filter's subquery tests as joins where they can be; the rest stays a filter. */
export function joinSubqueries(input: PlanNode, conjuncts: readonly BoundExpression[]): PlanNode {
  const rest: BoundExpression[] = [];
  let plan = input;
  for (const conjunct of conjuncts) {
    const joined = asJoin(plan, conjunct);
    if (joined) plan = joined;
    else rest.push(conjunct);
  }
  return filtered(plan, rest);
}
