// A whole SELECT: CTEs, the query expression, FOR, options; as a subquery or as a statement.
import { raise } from '../../errors/sql-error';
import { Messages } from '../../errors/catalogue';
import { notSupported } from '../../errors/not-supported';
import type { QueryExpression, QuerySpecification, SelectStatement, SetOperation } from '../../syntax/ast/query';
import { hasSubquery } from '../../plan/rewrite';
import type { OutputColumn } from '../../plan/node';
import type { SelectPlan } from '../../plan/statement';
import { wholeRange } from '../../types/number/whole-range';
import type { BoundQuery, Environment, QueryRequest } from '../environment';
import { maxRecursionOf } from '../from/hints';
import { withCtes } from './cte';
import type { ForInput } from './auto-levels';
import { bindForJson } from './for-clause';
import { bindForXml } from './for-xml';
import { identityItem, numberedStatement, seedOf, type IdentityItem } from './identity-function';
import { notUpdatable } from './not-updatable';
import { bindSetOperation } from './set-operation';
import { bindSpecification, type BoundSpecification } from './specification';

interface BoundSelect extends ForInput { readonly carried?: BoundQuery['carried']; readonly specification?: BoundSpecification; readonly toldOrder?: readonly number[] }

const hasTop = (query: QueryExpression): boolean => query.kind === 'query' && query.top !== undefined;

function requireOrderAllowed({ statement, use }: QueryRequest): void {
  const isNested = use === 'derived' || use === 'subquery' || use === 'exists';
  if (!isNested || statement.orderBy.length === 0 || statement.offset || statement.forClause || hasTop(statement.query)) return;
  throw raise(Messages.OrderByInDerived, {});
}

/** Rows that a statement takes for itself are no text. */
function requireForAllowed({ statement: { forClause, query }, use }: QueryRequest): void {
  if (forClause && query.kind === 'set-operation' && use !== 'statement' && use !== 'insert') throw raise(Messages.ForOnSetOperation, {});
  const statement = use === 'insert' ? 'INSERT' : use === 'statement' && intoOf(query) ? 'SELECT INTO' : undefined;
  if (!forClause || statement === undefined) return;
  throw raise(forClause.kind === 'for-json' ? Messages.ForJsonNotAllowed : Messages.ForXmlNotAllowed, { statement });
}

function bindStatement(request: QueryRequest): BoundSelect {
  const { statement, outer, carry = false, written } = request;
  const { kind: _kind, at: _at, with: ctes, query, orderBy, offset, fetch, forClause, options, ...unread } = statement;
  requireNothing(unread);
  requireOrderAllowed(request);
  requireForAllowed(request);
  const env = withCtes({ ...request.env, maxRecursion: maxRecursionOf(options, request.env) }, ctes);
  // The only SELECT of a UNION that is left, as of a recursive query's anchors, has its own.
  const tail = query.kind === 'query' && query.tail ? query.tail : { orderBy, offset, fetch };
  if (query.kind === 'set-operation') {
    if (carry) throw writtenUnion(query, written);
    return withFor(bindSetOperation(query, { env, outer, tail }), request);
  }
  const specification = bindSpecification(query, { env, outer, tail, carry, ...(written ? { written } : {}), isInserted: request.use === 'insert' });
  if (request.use === 'statement') requireCtesUsed(statement, specification);
  if (forClause && specification.assignments) throw raise(Messages.ForXmlNotAllowed, { statement: 'ASSIGNMENT' }, 3);
  return withFor({ ...specification, specification }, request);
}

/** A WITH before a SELECT that is nothing but a list of values, without any clause, raises 422; before any other its expressions may go unread. */
function requireCtesUsed({ with: ctes, query, orderBy, offset, forClause, options }: SelectStatement, { selected, isGrouped }: BoundSpecification): void {
  if (ctes.length === 0 || query.kind !== 'query' || isGrouped) return;
  const { from, where, having, top, isDistinct, into } = query;
  const clauses = [...from, where, having, top, into, ...orderBy, offset, forClause, ...options].filter((clause) => clause !== undefined);
  if (clauses.length > 0 || isDistinct || selected.some(({ expression }) => hasSubquery(expression))) return;
  throw raise(Messages.CteUnused, {});
}

/** UNION ALL of a view is what SQL Server writes through if each table has a partitioning column. */
const writtenUnion = ({ operator }: SetOperation, written: QueryRequest['written']): Error =>
  (operator === 'union-all' && !written?.isDerivedTable ? notSupported('writes through a view of UNION ALL (partitioned views)') : notUpdatable('union', written));

/** The column of FOR has its name before the client only. */
function withFor(bound: BoundSelect, { statement: { forClause: clause }, use }: QueryRequest): BoundSelect {
  if (!clause) return bound;
  const text = clause.kind === 'for-json' ? bindForJson(clause, bound) : bindForXml(clause, bound);
  const columns = text.columns.map((column): OutputColumn => ({ ...column, ...(use === 'statement' ? {} : { name: '' }), madeBy: 'rows' }));
  return { node: { ...text, columns }, columns };
}

const requireNothing = (unread: Record<string, never>): void => {
  const [name] = Object.keys(unread);
  if (name !== undefined) throw notSupported(`the clause ${name}`);
};

/** A query inside another statement. */
export function bindQuery(request: QueryRequest): BoundQuery {
  const { node, columns, carried, specification } = bindStatement(request);
  if (specification?.assignments) throw raise(request.use === 'insert' ? Messages.AssignmentInInsert : Messages.AssignmentInSubquery, {});
  if (intoOf(request.statement.query)) throw raise(Messages.SyntaxNearKeyword, { keyword: 'INTO' });
  return { node, columns, carried };
}

const firstOf = (query: QueryExpression): QuerySpecification => (query.kind === 'query' ? query : firstOf(query.left));
const intoOf = (query: QueryExpression): QuerySpecification['into'] => firstOf(query).into;

/** Only the first query of a UNION may have INTO. */
const hasLaterInto = (query: QueryExpression): boolean => query.kind !== 'query' && (hasLaterInto(query.left) || hasInto(query.right));
const hasInto = (query: QueryExpression): boolean => (query.kind === 'query' ? query.into !== undefined : hasInto(query.left) || hasInto(query.right));

/** A SELECT statement's plan. */
export function bindSelectStatement(statement: SelectStatement, env: Environment): SelectPlan {
  const query = firstOf(statement.query);
  const { into } = query;
  const identity = identityItem(query);
  if (identity && statement.query.kind !== 'query') throw raise(Messages.IdentityInSetOperation, {});
  const bound = bindStatement({ statement: identity ? numberedStatement(statement, query, identity, env.context.names) : statement, env, use: 'statement' });
  if (hasLaterInto(statement.query)) throw raise(Messages.IntoNotFirst, {});
  const assignments = bound.specification?.assignments;
  if (assignments && into) throw raise(Messages.AssignmentInInto, {});
  if (assignments) return { kind: 'select', node: bound.node, assignments };
  if (into) return { kind: 'select', node: bound.node, into: bindInto(into.parts, bound, identity && identityOf(query, identity)) };
  return { kind: 'select', node: bound.node, ...(bound.toldOrder ? { order: bound.toldOrder } : {}) };
}

type IntoColumns = NonNullable<SelectPlan['into']>['columns'];

interface NewIdentity { readonly name: string; readonly seed: bigint; readonly increment: bigint }

function identityOf({ items }: QuerySpecification, { call, index }: IdentityItem): NewIdentity {
  const item = items[index];
  const [seed, increment] = seedOf(call);
  return { name: item?.kind === 'expression' ? item.alias?.name ?? '' : '', seed: BigInt(seed), increment: BigInt(increment) };
}

function bindInto(parts: readonly string[], bound: BoundSelect, added: NewIdentity | undefined): NonNullable<SelectPlan['into']> {
  const { specification } = bound;
  if (bound.columns.some((c) => c.name === '')) throw raise(Messages.MissingName, {}, 5);
  const [table, second] = specification?.scope.tables ?? [];
  // A join and a second mention both cost it the property.
  const keepsIdentity = table?.definition !== undefined && !second && specification?.isGrouped === false && bound.columns.filter((c) => c.isIdentity).length === 1;
  const columns: IntoColumns = bound.columns.map(({ isIdentity, isComputed: _computed, isHidden: _hidden, ...column }, i) => {
    if (column.name === added?.name) {
      if (!wholeRange(column.type)) throw raise(Messages.IdentityType, { column: column.name });
      return { ...column, isIdentity: true, identity: { seed: added.seed, increment: added.increment, isNew: true } };
    }
    const item = specification?.items[i]?.expression;
    const source = keepsIdentity && isIdentity && item?.kind === 'column' ? table.definition?.columns[item.ordinal] : undefined;
    if (source?.identity && added) throw raise(Messages.InheritedIdentityInto, { table: parts.at(-1) ?? '', column: column.name });
    return source?.identity ? { ...column, isIdentity: true, identity: source.identity } : column;
  });
  return { parts, columns };
}
