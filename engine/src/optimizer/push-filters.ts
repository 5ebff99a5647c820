// Moves conditions down to where the rows come from: into scans, so that they are decided under the row's lock.
import { columnAtDepth, type BoundExpression } from '../plan/expression';
import { mayFailForRow } from '../plan/fallible';
import type { AggregateNode, FilterNode, NestedLoopJoin, PlanNode, ProjectNode } from '../plan/node';
import { columnsOf, hasSubquery, insideApply, mapColumns, mapNode, shiftOuter } from '../plan/rewrite';
import { inWrittenOrder, reorderJoins } from './join-order';
import { allOf, conjunctsOf, filtered, isSteady, overRight, sideOf } from './conjuncts';
import { isSameForEquals } from './equal-values';
import { impliedBy } from './implied';

type Conditions = readonly BoundExpression[];

const same = (e: BoundExpression): BoundExpression => e;

/** The plan with `conditions` (over its output row) applied as far down as they may go. */
export function pushFilters(plan: PlanNode, conditions: Conditions = []): PlanNode {
  switch (plan.kind) {
    case 'filter': return plan.isGuard && hasSubquery(plan.predicate) ? pushPastGuard(plan, conditions) : pushFilters(plan.input, [...conjunctsOf(plan.predicate), ...conditions]);
    case 'scan': case 'virtual-scan': {
      const simple = conditions.filter((c) => !hasSubquery(c));
      const predicate = allOf([...conjunctsOf(plan.predicate), ...simple]);
      return filtered(predicate ? { ...plan, predicate } : plan, conditions.filter((c) => !simple.includes(c)));
    }
    case 'project': return pushThroughProject(plan, conditions);
    case 'nested-loop': return pushIntoJoin(plan, conditions);
    case 'sort': case 'distinct': return { ...plan, input: pushFilters(plan.input, conditions) };
    case 'union-all': return { ...plan, inputs: plan.inputs.map((i) => pushFilters(i, conditions)) };
    case 'aggregate': return pushThroughAggregate(plan, conditions);
    default: return filtered(mapNode(plan, same, (input) => pushFilters(input)), conditions);
  }
}

/** A guard that asks other tables is decided above the scan: what might fail for a row that it hides stays above it. */
function pushPastGuard(plan: FilterNode, conditions: Conditions): PlanNode {
  const { moved, kept } = split(conditions, (c) => (hasSubquery(c) || mayFailForRow(c) ? undefined : c));
  return filtered({ ...plan, input: pushFilters(plan.input, moved) }, kept);
}

/** The condition over the projection's input; undefined where it would have to compute something anew or take it into a subquery. */
function beneath(condition: BoundExpression, expressions: readonly BoundExpression[]): BoundExpression | undefined {
  const needsColumns = hasSubquery(condition);
  for (const ordinal of columnsOf(condition)) {
    const e = expressions[ordinal];
    if (!e || (e.kind !== 'column' && (needsColumns || hasSubquery(e) || !isSteady(e)))) return undefined;
  }
  return mapColumns(condition, (ordinal, depth) => {
    const e = expressions[ordinal];
    return e?.kind === 'column' ? columnAtDepth(e, e.ordinal, depth) : e;
  });
}

function split(conditions: Conditions, move: (c: BoundExpression) => BoundExpression | undefined): { readonly moved: Conditions; readonly kept: Conditions } {
  const results = conditions.map((c) => ({ c, below: move(c) }));
  return { moved: results.flatMap(({ below }) => (below ? [below] : [])), kept: results.flatMap(({ c, below }) => (below ? [] : [c])) };
}

function pushThroughProject(plan: ProjectNode, conditions: Conditions): PlanNode {
  const { moved, kept } = split(conditions, (c) => beneath(c, plan.expressions));
  return filtered({ ...plan, input: pushFilters(plan.input, moved) }, kept);
}

function pushThroughAggregate(plan: AggregateNode, conditions: Conditions): PlanNode {
  const canPush = plan.keys.length > 0 && !plan.sets;
  const { moved, kept } = split(conditions, (c) => {
    const ordinals = [...columnsOf(c)];
    const isOfGroups = canPush && ordinals.length > 0 && ordinals.every((o) => o < plan.keys.length);
    return isOfGroups && isSameForEquals(c) ? beneath(c, plan.keys) : undefined;
  });
  return filtered({ ...plan, input: pushFilters(plan.input, moved) }, kept);
}

/** True when a NULL in the column makes the condition other than TRUE. */
function rejectsNull(condition: BoundExpression, isMissing: (ordinal: number) => boolean): boolean {
  const reads = (e: BoundExpression): boolean => (e.kind === 'column' ? isMissing(e.ordinal) : (e.kind === 'convert' || e.kind === 'collate') && reads(e.operand));
  switch (condition.kind) {
    case 'compare': return reads(condition.left) || reads(condition.right);
    case 'like': case 'in-list': return !condition.isNegated && reads(condition.operand);
    case 'is-null': return condition.isNegated && reads(condition.operand);
    default: return false;
  }
}

/** An outer join whose missing rows a condition throws away is an inner one. */
function strengthened(plan: NestedLoopJoin, conditions: Conditions): NestedLoopJoin {
  const width = plan.left.columns.length;
  if (plan.join === 'left' && conditions.some((c) => rejectsNull(c, (o) => o >= width))) return { ...plan, join: 'inner' };
  if (plan.join === 'right' && conditions.some((c) => rejectsNull(c, (o) => o < width))) return { ...plan, join: 'inner' };
  return plan;
}

function pushIntoJoin(given: NestedLoopJoin, conditions: Conditions): PlanNode {
  const plan = strengthened(given, conditions);
  switch (plan.join) {
    case 'inner': case 'cross': return plan.isApply ? pushIntoApply(plan, conditions) : pushIntoInner(plan, conditions);
    case 'left': case 'semi': case 'anti': return pushIntoLeft(plan, conditions);
    case 'right': return pushIntoRight(plan, conditions);
    case 'full': return filtered({ ...plan, left: pushFilters(plan.left), right: pushFilters(plan.right) }, conditions);
  }
}

function pushIntoInner(plan: NestedLoopJoin, conditions: Conditions): PlanNode {
  const reordered = reorderJoins(plan, conditions);
  if (reordered) return inWrittenOrder(pushFilters(reordered.join, reordered.conditions), plan.columns, reordered.positions);
  const width = plan.left.columns.length;
  const given = [...conjunctsOf(plan.predicate), ...conditions];
  const all = [...given, ...impliedBy(given)];
  const on = (side: string): Conditions => all.filter((c) => sideOf(c, width) === side);
  const predicate = allOf(on('both').filter((c) => !hasSubquery(c)));
  const join: PlanNode = {
    ...plan, join: predicate ? 'inner' : 'cross', left: pushFilters(plan.left, [...on('none'), ...on('left')]),
    right: pushFilters(plan.right, on('right').map((c) => overRight(c, width))), predicate,
  };
  return filtered(join, on('both').filter((c) => hasSubquery(c)));
}

function pushIntoApply(plan: NestedLoopJoin, conditions: Conditions): PlanNode {
  const width = plan.left.columns.length;
  const all = [...conjunctsOf(plan.predicate), ...conditions];
  const isLeft = (c: BoundExpression): boolean => sideOf(c, width) === 'left' || sideOf(c, width) === 'none';
  const right = all.filter((c) => !isLeft(c)).map((c) => insideApply(c, width));
  return { ...plan, left: pushFilters(plan.left, all.filter(isLeft)), right: pushFilters(plan.right, right), predicate: undefined };
}

/** Left, semi and anti joins: conditions on the left row go left; of the join's own condition, what reads the right side alone goes right. */
function pushIntoLeft(plan: NestedLoopJoin, conditions: Conditions): PlanNode {
  const width = plan.left.columns.length;
  const isLeft = (c: BoundExpression): boolean => plan.join !== 'left' || sideOf(c, width) === 'left' || sideOf(c, width) === 'none';
  const own = conjunctsOf(plan.predicate);
  const right = own.filter((c) => sideOf(c, width) === 'right');
  const implied = plan.isApply ? [] : impliedBy([...own, ...conditions.filter(isLeft)]).filter((c) => sideOf(c, width) === 'right');
  const below = [...right, ...implied].map((c) => (plan.isApply ? shiftOuter(overRight(c, width), 1) : overRight(c, width)));
  const join = { ...plan, left: pushFilters(plan.left, conditions.filter(isLeft)), right: pushFilters(plan.right, below), predicate: allOf(own.filter((c) => !right.includes(c))) };
  return filtered(join, conditions.filter((c) => !isLeft(c)));
}

function pushIntoRight(plan: NestedLoopJoin, conditions: Conditions): PlanNode {
  const width = plan.left.columns.length;
  const isRight = (c: BoundExpression): boolean => sideOf(c, width) === 'right';
  const own = conjunctsOf(plan.predicate);
  const left = own.filter((c) => sideOf(c, width) === 'left');
  const join = {
    ...plan, left: pushFilters(plan.left, left), right: pushFilters(plan.right, conditions.filter(isRight).map((c) => overRight(c, width))),
    predicate: allOf(own.filter((c) => !left.includes(c))),
  };
  return filtered(join, conditions.filter((c) => !isRight(c)));
}
