// The rows MERGE works on: its source, marked as present, joined with its target.
import type { MergeClause } from '../../syntax/ast/statement';
import type { NestedLoopJoin, WindowCall } from '../../plan/node';
import { INT } from '../../types/sql-type';
import { constant } from '../expression/conversion';
import { asNullable, type BoundSource } from '../from/source';
import { columnAt } from '../select/order-by';

/** The source's rows with a 1 behind them: NULL there means no source row. */
export function withPresence({ node, tables }: BoundSource): BoundSource {
  const expressions = [...node.columns.map((_, i) => columnAt(node.columns, i)), constant(1, INT)];
  return { node: { kind: 'project', input: node, expressions, columns: [...node.columns, { name: '', type: INT, isNullable: false }] }, tables };
}

/** The rows of a view with their numbers behind them, which stand for row ids. */
export function withRowNumbers({ node, tables }: BoundSource): BoundSource {
  const number: WindowCall = { name: 'ROW_NUMBER', args: [], partitionBy: [], orderBy: [], ignoreNulls: false, type: INT };
  return { node: { kind: 'window', input: node, calls: [number], columns: [...node.columns, { name: '', type: INT, isNullable: false }] }, tables };
}

/** The join that gives every clause its rows. */
export function joinKind(clauses: readonly MergeClause[]): NestedLoopJoin['join'] {
  const inserts = clauses.some((c) => c.when === 'not-matched');
  const bySource = clauses.some((c) => c.when === 'not-matched-by-source');
  if (inserts) return bySource ? 'full' : 'left';
  return bySource ? 'right' : 'inner';
}

/** The two sides joined, without their condition. */
export function joinSides(join: NestedLoopJoin['join'], source: BoundSource, bound: BoundSource): NestedLoopJoin {
  const [isLeftMissing, isRightMissing] = [join === 'right' || join === 'full', join === 'left' || join === 'full'];
  const left = isLeftMissing ? source.node.columns.map(asNullable) : source.node.columns;
  const right = isRightMissing ? bound.node.columns.map(asNullable) : bound.node.columns;
  return { kind: 'nested-loop', join, left: source.node, right: bound.node, isApply: false, columns: [...left, ...right] };
}
