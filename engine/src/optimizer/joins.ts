// How two inputs are joined: by seeking the right side for each left row where an index allows, by hashing equal keys, or in a plain loop.
import type { BoundExpression } from '../plan/expression';
import type { HashJoin, NestedLoopJoin, OutputColumn, PlanNode, Scan } from '../plan/node';
import { hasSubquery, insideApply, mapOrdinals, readsRecursion, shiftPlan, walkExpression } from '../plan/rewrite';
import { BIT } from '../types/sql-type';
import { givesOneRow } from './access';
import { allOf, conjunctsOf, keyPair, type KeyPair } from './conjuncts';
import { inWrittenOrder } from './join-order';
import { inAnyOrderBelow, inLikelyOrder } from './likely-order';
import { pushFilters } from './push-filters';

/** Finishes a part of the plan: chooses accesses and joins below. */
export type Finish = (plan: PlanNode) => PlanNode;

/** True for inputs of few rows by their shape. */
function isSmall(plan: PlanNode): boolean {
  switch (plan.kind) {
    case 'one-row': case 'empty': case 'values': case 'top': case 'cte-reference': case 'table-function': return true;
    case 'scan': return plan.table.kind !== 'base' || plan.access.equals !== undefined;
    case 'filter': case 'project': case 'sort': case 'distinct': case 'offset': return isSmall(plan.input);
    case 'aggregate': return plan.isScalar || isSmall(plan.input);
    case 'nested-loop': return plan.join === 'semi' || plan.join === 'anti' ? isSmall(plan.left) : isSmall(plan.left) && isSmall(plan.right);
    case 'union-all': return plan.inputs.every(isSmall);
    default: return false;
  }
}

/** The one scan under projections and filters. */
function soleScan(plan: PlanNode): Scan | undefined {
  if (plan.kind === 'scan') return plan;
  return plan.kind === 'filter' || plan.kind === 'project' ? soleScan(plan.input) : undefined;
}

type Quality = 'unique' | 'prefix' | 'none';
interface Applied { readonly right: PlanNode; readonly quality: Quality }

function readsLeft(value: BoundExpression): boolean {
  let found = false;
  walkExpression(value, (e, depth) => { if (e.kind === 'outer' && e.depth === depth + 1) found = true; });
  return found;
}

/** The right side with the join's condition moved into it, and how well an index serves it. */
function applied(right: PlanNode, conditions: readonly BoundExpression[], width: number, finish: Finish): Applied {
  if (!soleScan(right)) return { right, quality: 'none' };
  const inner = finish(pushFilters(shiftPlan(right, 1), conditions.map((c) => insideApply(c, width))));
  const scan = soleScan(inner);
  if (!scan || scan.access.equals?.some(readsLeft) !== true) return { right: inner, quality: 'none' };
  return { right: inner, quality: givesOneRow(scan) ? 'unique' : 'prefix' };
}

const asApply = (join: NestedLoopJoin, left: PlanNode, right: PlanNode): PlanNode => ({ ...join, left, right, isApply: true, predicate: undefined });

/** An inner join with its sides exchanged; a projection puts the columns back. */
function exchanged(join: NestedLoopJoin, left: PlanNode, right: PlanNode): PlanNode {
  const [leftWidth, rightWidth] = [join.left.columns.length, join.right.columns.length];
  const columns = [...join.columns.slice(leftWidth), ...join.columns.slice(0, leftWidth)];
  const loop: PlanNode = { kind: 'nested-loop', join: join.join === 'right' ? 'left' : join.join, left: right, right: left, isApply: true, columns };
  return inWrittenOrder(loop, join.columns, join.columns.map((_, i) => (i < leftWidth ? i + rightWidth : i - leftWidth)));
}

function hashJoin(join: NestedLoopJoin, inputs: { readonly left: PlanNode; readonly right: PlanNode }, conditions: readonly BoundExpression[]): PlanNode {
  const width = join.left.columns.length;
  const pairs = conditions.flatMap((c) => { const pair = keyPair(c, width); return pair ? [{ c, pair }] : []; });
  if (pairs.length === 0 || join.join === 'cross') return { ...join, ...inputs, predicate: allOf(conditions) };
  const keys = pairs.map((p): KeyPair => p.pair);
  const residual = allOf(conditions.filter((c) => !pairs.some((p) => p.c === c)));
  const rightKeys = keys.map((k) => k.right);
  const exact = keys.filter((k) => k.right.type.collation === k.type.collation).map((k) => k.right);
  const right = join.join === 'right' || join.join === 'full' ? inputs.right : inAnyOrderBelow(inputs.right, exact);
  const node: HashJoin = {
    kind: 'hash-join', join: join.join, left: inputs.left, right, leftKeys: keys.map((k) => k.left), rightKeys, keyTypes: keys.map((k) => k.type),
    ...(residual ? { residual } : {}), columns: join.columns,
  };
  return node;
}

/** A semi join over few keys: each distinct one looks up the left side by an index. */
function seekKeys(join: NestedLoopJoin, conditions: readonly BoundExpression[], finish: Finish): PlanNode | undefined {
  const width = join.left.columns.length;
  const pairs = conditions.flatMap((c) => keyPair(c, width) ?? []);
  if (pairs.length !== conditions.length || pairs.some((p) => p.right.type.collation !== p.type.collation)) return undefined;
  const right = finish(join.right);
  if (!isSmall(right)) return undefined;
  const columns = pairs.map((p): OutputColumn => ({ name: '', type: p.right.type, isNullable: true }));
  const keys = inLikelyOrder({ kind: 'distinct', columns, input: { kind: 'project', input: right, expressions: pairs.map((p) => p.right), columns } });
  const equalities = pairs.map((p, i): BoundExpression => ({
    kind: 'compare', operator: '=', left: { kind: 'column', ordinal: i, name: '', type: p.right.type, isNullable: true }, right: mapOrdinals(p.left, (o) => o + pairs.length),
    operandType: p.type, type: BIT, isNullable: true,
  }));
  const seek = applied(join.left, equalities, pairs.length, finish);
  if (seek.quality === 'none') return undefined;
  const loop: PlanNode = { kind: 'nested-loop', join: 'inner', isApply: true, left: keys, right: seek.right, columns: [...columns, ...join.left.columns] };
  return inWrittenOrder(loop, join.left.columns, join.left.columns.map((_, i) => i + pairs.length));
}

/** An inner join whose right side alone reads the recursion under way, with its sides exchanged: what does not change is hashed once. */
function recursionFirst(join: NestedLoopJoin, conditions: readonly BoundExpression[]): PlanNode | undefined {
  if (join.join !== 'inner' || conditions.some(hasSubquery) || !readsRecursion(join.right) || readsRecursion(join.left)) return undefined;
  const [leftWidth, rightWidth] = [join.left.columns.length, join.right.columns.length];
  const columns = [...join.right.columns, ...join.left.columns];
  const moved = conditions.map((c) => mapOrdinals(c, (o) => (o < leftWidth ? o + rightWidth : o - leftWidth)));
  const loop: PlanNode = { ...join, left: join.right, right: join.left, predicate: allOf(moved), columns };
  return inWrittenOrder(loop, join.columns, join.columns.map((_, i) => (i < leftWidth ? i + rightWidth : i - leftWidth)));
}

/** Chooses how a join runs; its inputs have their filters but no accesses yet. */
export function chooseJoin(join: NestedLoopJoin, finish: Finish): PlanNode {
  if (join.isApply) return { ...join, left: finish(join.left), right: finish(join.right) };
  const conditions = conjunctsOf(join.predicate);
  const recursing = recursionFirst(join, conditions);
  if (recursing) return finish(recursing);
  const left = finish(join.left);
  const plain = (): PlanNode => hashJoin(join, { left, right: finish(join.right) }, conditions);
  if (conditions.length === 0 || conditions.some(hasSubquery)) return { ...join, left, right: finish(join.right) };
  if (join.join === 'full' || join.join === 'cross') return plain();
  const width = join.left.columns.length;
  const rightWidth = join.right.columns.length;
  const swapped = conditions.map((c) => mapOrdinals(c, (o) => (o < width ? o + rightWidth : o - width)));
  const isOneSided = join.join === 'right';
  const seekRight: Applied = isOneSided ? { right: join.right, quality: 'none' } : applied(join.right, conditions, width, finish);
  if (join.join === 'semi') return seekKeys(join, conditions, finish) ?? (isWorthIt(seekRight, left, 'semi') ? asApply(join, left, seekRight.right) : plain());
  if (join.join !== 'inner' && !isOneSided) return isWorthIt(seekRight, left, join.join) ? asApply(join, left, seekRight.right) : plain();
  const right = finish(join.right);
  if (seekRight.quality === 'unique' && (isSmall(left) || !isSmall(right))) return asApply(join, left, seekRight.right);
  const seekLeft = applied(join.left, swapped, rightWidth, finish);
  if (isWorthIt(seekLeft, right, 'inner')) return exchanged(join, seekLeft.right, right);
  if (isWorthIt(seekRight, left, 'inner')) return asApply(join, left, seekRight.right);
  return plain();
}

/** Seeking pays for a unique key, for few left rows, and where one match is enough. */
function isWorthIt({ quality }: Applied, outer: PlanNode, join: NestedLoopJoin['join']): boolean {
  return quality === 'unique' || (quality === 'prefix' && (isSmall(outer) || join === 'semi' || join === 'anti'));
}
