// Common table expressions: bound again at each reference; recursive ones into an anchor and a part that reads the rows so far.
import { raise } from '../../errors/sql-error';
import { Messages } from '../../errors/catalogue';
import { visitTree } from '../../syntax/visit-tree';
import type { FunctionCall } from '../../syntax/ast/expression';
import type { CommonTableExpression, QueryExpression, SelectStatement } from '../../syntax/ast/query';
import type { OutputColumn, PlanNode } from '../../plan/node';
import type { NameRules } from '../../types/text/collation';
import type { SqlType } from '../../types/sql-type';
import type { BoundQuery, CteEntry, Environment } from '../environment';
import { isAggregate } from '../expression/aggregates';
import { derivedColumns } from '../from/source';
import { opaque, type Scope } from '../scope';
import { requireRecursiveMember } from './recursive-member';

/** The environment with a statement's CTEs in force; each sees those before it and itself. Raises 239. */
export function withCtes(env: Environment, list: readonly CommonTableExpression[]): Environment {
  const seen = new Set<string>();
  return list.reduce<Environment>((before, definition) => {
    const name = env.context.names.keyOf(definition.name.name);
    if (seen.has(name)) throw raise(Messages.CteTwice, { name: definition.name.name });
    seen.add(name);
    return { ...before, ctes: [...before.ctes, { name: definition.name.name, definition, env: before }] };
  }, env);
}

/**
 * Raises 422 for CTEs that nothing names, before a SELECT of nothing but values. SQL Server finds fault with no other: any further clause,
 * subquery or aggregate makes it content.
 */
export function requireCteRead({ with: ctes, query, orderBy, offset, forClause }: SelectStatement): void {
  if (ctes.length === 0 || query.kind !== 'query' || orderBy.length > 0 || offset || forClause) return;
  const { from, where, groupBy, having, top, isDistinct, into, items } = query;
  if (from.length > 0 || where || groupBy || having || top || isDistinct || into) return;
  let isMore = false;
  visitTree(items, (kind, node) => { isMore ||= kind === 'select' || (kind === 'call' && (node.over !== undefined || isAggregate(lastPart(node)))); });
  if (!isMore) throw raise(Messages.CteUnused, {});
}

const lastPart = (call: Readonly<Record<string, unknown>>): string => (call as unknown as FunctionCall).name.parts.at(-1)?.toUpperCase() ?? '';

/** Whether a tree names the table anywhere in it. */
function mentions(tree: unknown, name: string, names: NameRules): boolean {
  if (Array.isArray(tree)) return tree.some((item) => mentions(item, name, names));
  if (typeof tree !== 'object' || tree === null) return false;
  const node = tree as { readonly kind?: unknown; readonly name?: { readonly parts?: readonly string[] } };
  if (node.kind === 'table' && node.name?.parts?.length === 1 && names.isSame(node.name.parts[0] ?? '', name)) return true;
  return Object.values(tree).some((value) => mentions(value, name, names));
}

/** The rows of a CTE where it is named. */
export function bindCteReference(entry: CteEntry, at: Environment, outer: Scope | undefined, target?: { readonly names: readonly string[] }): BoundQuery {
  if (entry.reference) {
    const { cteId, columns } = entry.reference;
    return { node: { kind: 'cte-reference', cteId, columns }, columns };
  }
  const { definition } = entry;
  const env = { ...entry.env, inheritedHints: { ...entry.env.inheritedHints, ...at.inheritedHints }, maxRecursion: at.maxRecursion };
  if (mentions(definition.query, entry.name, env.context.names)) return bindRecursive(entry, env, opaque(outer));
  const bound = env.services.bindQuery({
    statement: definition.query,
    env,
    outer: opaque(outer),
    use: 'derived',
    carry: target !== undefined,
    ...(target ? { written: { name: entry.name, names: target.names, ...(definition.columns.length > 0 ? { columns: definition.columns.map((c) => c.name) } : {}) } } : {}),
  });
  return { ...bound, columns: named(definition, bound.columns, env.context.names) };
}

const named = ({ name, columns: given }: CommonTableExpression, columns: readonly OutputColumn[], rules: NameRules): readonly OutputColumn[] =>
  derivedColumns({ name: name.name, columns: given }, columns, rules);

function branches(query: QueryExpression): readonly QueryExpression[] {
  return query.kind === 'set-operation' && query.operator === 'union-all' ? [...branches(query.left), ...branches(query.right)] : [query];
}

const unionOf = (statement: SelectStatement, parts: readonly QueryExpression[]): SelectStatement => {
  const [first, ...rest] = parts;
  if (!first) throw raise(Messages.RecursiveWithoutAnchor, { name: '' });
  return { ...statement, query: rest.reduce<QueryExpression>((left, right) => ({ kind: 'set-operation', operator: 'union-all', left, right, at: right.at }), first) };
};

const sameType = (a: SqlType, b: SqlType): boolean => a.name === b.name && a.length === b.length && a.precision === b.precision && a.scale === b.scale;

function bindRecursive(entry: CteEntry, env: Environment, outer: Scope | undefined): BoundQuery {
  const { definition, name } = entry;
  const { names } = env.context;
  const statement = definition.query;
  if (statement.query.kind !== 'set-operation' || statement.query.operator !== 'union-all') throw raise(Messages.RecursiveWithoutUnion, { name });
  const parts = branches(statement.query);
  const anchors = parts.filter((p) => !mentions(p, name, names));
  const members = parts.filter((p) => mentions(p, name, names));
  if (anchors.length === 0 || members.length === 0) throw raise(Messages.RecursiveWithoutAnchor, { name });
  if (parts.slice(anchors.length).some((p) => !members.includes(p))) throw raise(Messages.AnchorAfterRecursion, { name });
  for (const member of members) requireRecursiveMember(member, name, names);
  const anchor = env.services.bindQuery({ statement: unionOf(statement, anchors), env, outer, use: 'derived' });
  const columns = named(definition, anchor.columns, names).map((c): OutputColumn => ({ name: c.name, type: c.type, isNullable: true }));
  const cteId = env.services.nextCteId();
  const inside = { ...env, ctes: [...env.ctes, { ...entry, reference: { cteId, columns } }] };
  const recursive = env.services.bindQuery({ statement: unionOf(statement, members), env: inside, outer, use: 'derived' });
  if (recursive.columns.length !== columns.length) throw raise(Messages.SetOperandCountMismatch, {});
  recursive.columns.forEach((c, i) => {
    const column = columns[i];
    if (column && !sameType(c.type, column.type)) throw raise(Messages.RecursiveTypeMismatch, { column: column.name, query: name });
  });
  const node: PlanNode = { kind: 'recursive-cte', cteId, anchor: anchor.node, recursive: recursive.node, maxRecursion: env.maxRecursion, columns };
  return { node, columns };
}
