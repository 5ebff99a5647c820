// The order of inner joins: tables that a condition connects follow each other, so that tables listed in any order do not multiply first.
import { rowColumn, type BoundExpression } from '../plan/expression';
import type { NestedLoopJoin, OutputColumn, PlanNode } from '../plan/node';
import { columnsOf, hasSubquery, mapOrdinals, shiftColumns } from '../plan/rewrite';
import { conjunctsOf } from './conjuncts';

/** A chain of inner joins: its inputs from left to right, and every condition over the row of all of them. */
interface Chain { readonly inputs: readonly PlanNode[]; readonly conditions: readonly BoundExpression[] }

/** The chain in another order, with its conditions; `positions` tells where each column of the written order stands. */
export interface Reordered { readonly join: PlanNode; readonly conditions: readonly BoundExpression[]; readonly positions: readonly number[] }

const isInner = (plan: PlanNode): plan is NestedLoopJoin => plan.kind === 'nested-loop' && !plan.isApply && (plan.join === 'inner' || plan.join === 'cross');

function chainOf(plan: PlanNode): Chain {
  if (!isInner(plan)) return { inputs: [plan], conditions: [] };
  const [left, right] = [chainOf(plan.left), chainOf(plan.right)];
  const shifted = right.conditions.map((c) => shiftColumns(c, plan.left.columns.length));
  return { inputs: [...left.inputs, ...right.inputs], conditions: [...left.conditions, ...shifted, ...conjunctsOf(plan.predicate)] };
}

/** Which inputs each condition reads: it connects the last of them that is placed with the others. */
interface Link { readonly inputs: ReadonlySet<number>; readonly isEquality: boolean }

function linksOf({ inputs, conditions }: Chain): Link[] {
  const owner = inputs.flatMap((input, index) => input.columns.map(() => index));
  return conditions.filter((c) => !hasSubquery(c)).map((c) => ({
    inputs: new Set([...columnsOf(c)].map((ordinal) => owner[ordinal] ?? 0)), isEquality: c.kind === 'compare' && c.operator === '=',
  })).filter((link) => link.inputs.size > 1);
}

/** The first input, then each time the first one that is connected with those before it, by an equality if there is one; failing that, the next as written. */
function connectedOrder(count: number, links: readonly Link[]): number[] {
  const placed = new Set<number>([0]);
  const waiting = Array.from({ length: count - 1 }, (_, index) => index + 1);
  const connects = (input: number, link: Link): boolean => link.inputs.has(input) && [...link.inputs].every((other) => other === input || placed.has(other));
  while (waiting.length > 0) {
    const next = waiting.find((input) => links.some((link) => link.isEquality && connects(input, link))) ?? waiting.find((input) => links.some((link) => connects(input, link))) ?? waiting[0] ?? 0;
    placed.add(next);
    waiting.splice(waiting.indexOf(next), 1);
  }
  return [...placed];
}

/** A chain of three or more inputs in a connected order; undefined where it is written in one. `above`: further conditions over its row. */
export function reorderJoins(plan: NestedLoopJoin, above: readonly BoundExpression[]): Reordered | undefined {
  const chain = chainOf(plan);
  const { inputs } = chain;
  if (inputs.length < 3) return undefined;
  const conditions = [...chain.conditions, ...above];
  const order = connectedOrder(inputs.length, linksOf({ inputs, conditions }));
  if (order.every((input, position) => input === position)) return undefined;
  const positions = positionsIn(order, inputs);
  const ordered = order.flatMap((index) => inputs[index] ?? []);
  const join = ordered
    .slice(1)
    .reduce<PlanNode>((left, right) => ({ kind: 'nested-loop', join: 'cross', left, right, isApply: false, columns: [...left.columns, ...right.columns] }), ordered[0] ?? plan);
  return { join, conditions: conditions.map((c) => mapOrdinals(c, (ordinal) => positions[ordinal] ?? ordinal)), positions };
}

function positionsIn(order: readonly number[], inputs: readonly PlanNode[]): number[] {
  const starts: number[] = [];
  let start = 0;
  for (const index of order) {
    starts[index] = start;
    start += inputs[index]?.columns.length ?? 0;
  }
  return inputs.flatMap((input, index) => input.columns.map((_, i) => (starts[index] ?? 0) + i));
}

/** A row's columns taken from the row of another: `positions` tells where each one stands there. */
export function inWrittenOrder(input: PlanNode, columns: readonly OutputColumn[], positions: readonly number[]): PlanNode {
  const expressions = columns.map((column, i) => rowColumn(column, positions[i] ?? i));
  return { kind: 'project', input, expressions, columns };
}
