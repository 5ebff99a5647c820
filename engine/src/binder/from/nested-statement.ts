// A DML statement whose OUTPUT rows are a source: where it may stand, and what may stand beside it. What it does itself is bound like any statement.
import { Messages } from '../../errors/catalogue';
import { raise } from '../../errors/sql-error';
import type { DmlTable, QuerySpecification, QueryTail, TableSource } from '../../syntax/ast/query';
import type { BoundExpression } from '../../plan/expression';
import { hasSubquery } from '../../plan/rewrite';
import type { SourceContext } from './source';

const isNested = (source: TableSource | undefined): source is DmlTable => source?.kind === 'dml-table';

/** The statement that a SELECT takes all its rows from. */
export const nestedSource = ({ from }: QuerySpecification): DmlTable | undefined => (from.length === 1 && isNested(from[0]) ? from[0] : undefined);

/** Whether one of the sources, or one that is joined in them, is a statement. */
export const hasNested = (sources: readonly TableSource[]): boolean => sources.some((s) => isNested(s) || (s.kind === 'join' && hasNested([s.left, s.right])));

/** Raises 10727 for a statement among sources that are joined. */
export function refuseNestedInJoin(sources: readonly TableSource[]): void {
  if (sources.length > 1 && sources.some(isNested)) throw raise(Messages.NestedInJoin, {});
}

/** Raises for a statement in a place that takes none (10729, 10731), and for what no nested statement has (10716, 10718, 10720). */
export function requireNested({ statement }: DmlTable, at: SourceContext): void {
  if (at.env.isNested) throw raise(Messages.NestedTwice, {});
  if (at.takesStatement !== true) throw raise(Messages.NestedElsewhere, {});
  if (statement.outputs.length === 0) throw raise(Messages.NestedDmlNeedsOutput, {});
  if (statement.outputs.some((output) => output.into)) throw raise(Messages.NestedOutputInto, {});
  if (statement.options.length > 0) throw raise(Messages.NestedHints, {});
}

/** Raises 10717 and 10722 for clauses beside a statement. */
export function requirePlainBeside(spec: QuerySpecification, { orderBy, offset }: QueryTail): void {
  if (spec.isDistinct) throw raise(Messages.NestedBesideDistinct, {});
  const clause = spec.top || offset ? 'TOP or OFFSET' : spec.groupBy ? 'GROUP BY' : spec.having ? 'HAVING' : orderBy.length > 0 ? 'ORDER BY' : undefined;
  if (clause !== undefined) throw raise(Messages.NestedBesideClause, { clause });
}

/** Raises 5322 and 5323 for aggregates and subqueries beside a statement. */
export function requireNoReadsBeside(selected: readonly BoundExpression[], where: BoundExpression | undefined, hasAggregates: boolean): void {
  if (hasAggregates) throw raise(Messages.NestedBesideAggregate, { clause: 'SELECT' });
  if (selected.some(hasSubquery)) throw raise(Messages.NestedBesideSubquery, { clause: 'SELECT' });
  if (where && hasSubquery(where)) throw raise(Messages.NestedBesideSubquery, { clause: 'WHERE' });
}
