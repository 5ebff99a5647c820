// What the recursive member of a common table expression may not hold, however deep in it. Knows trees only; binds nothing.
import { raise } from '../../errors/sql-error';
import { Messages } from '../../errors/catalogue';
import type { QueryExpression } from '../../syntax/ast/query';
import type { NameRules } from '../../types/text/collation';
import { isAggregate } from '../expression/aggregates';

type Forbidden = 'distinct' | 'top' | 'outer-join' | 'aggregate';
interface Seen { readonly forbidden: Set<Forbidden>; references: number; inSubqueries: number }

interface AnyNode {
  readonly kind?: unknown; readonly name?: { readonly parts?: readonly string[] }; readonly join?: unknown; readonly over?: unknown;
  readonly isDistinct?: unknown; readonly top?: unknown; readonly offset?: unknown; readonly groupBy?: unknown; readonly having?: unknown;
}

const OUTER_JOINS: ReadonlySet<unknown> = new Set(['left', 'right', 'full', 'outer-apply']);
const SUBQUERIES: ReadonlySet<unknown> = new Set(['subquery', 'exists', 'in-subquery', 'quantified']);

function noteQuery(node: AnyNode, { forbidden }: Seen): void {
  if (node.kind === 'query' && node.isDistinct === true) forbidden.add('distinct');
  if ((node.kind === 'query' && node.top !== undefined) || (node.kind === 'select' && node.offset !== undefined)) forbidden.add('top');
  if (node.kind === 'query' && (node.groupBy !== undefined || node.having !== undefined)) forbidden.add('aggregate');
  if (node.kind === 'join' && OUTER_JOINS.has(node.join)) forbidden.add('outer-join');
}

function walk(tree: unknown, isMember: (name: string) => boolean, seen: Seen, isInSubquery: boolean): void {
  if (Array.isArray(tree)) return tree.forEach((item) => { walk(item, isMember, seen, isInSubquery); });
  if (typeof tree !== 'object' || tree === null) return;
  const node = tree as AnyNode;
  noteQuery(node, seen);
  const only = node.name?.parts?.length === 1 ? node.name.parts[0] ?? '' : '';
  if (node.kind === 'call' && node.over === undefined && isAggregate(only.toUpperCase())) seen.forbidden.add('aggregate');
  if (node.kind === 'table' && isMember(only)) {
    seen.references++;
    if (isInSubquery) seen.inSubqueries++;
  }
  for (const value of Object.values(tree)) walk(value, isMember, seen, isInSubquery || SUBQUERIES.has(node.kind));
}

/** Raises 253, 460, 461, 462, 465 or 467 for a recursive member of the CTE `name` that holds what none may. */
export function requireRecursiveMember(member: QueryExpression, name: string, names: NameRules): void {
  const seen: Seen = { forbidden: new Set(), references: 0, inSubqueries: 0 };
  walk(member, (other) => names.isSame(other, name), seen, false);
  if (seen.references > 1) throw raise(Messages.RecursiveTwice, { name });
  if (seen.inSubqueries > 0) throw raise(Messages.RecursiveInSubquery, {});
  if (seen.forbidden.has('distinct')) throw raise(Messages.RecursiveDistinct, { name });
  if (seen.forbidden.has('top')) throw raise(Messages.RecursiveTop, { name });
  if (seen.forbidden.has('outer-join')) throw raise(Messages.RecursiveOuterJoin, { name });
  if (seen.forbidden.has('aggregate')) throw raise(Messages.RecursiveAggregate, { name });
}
