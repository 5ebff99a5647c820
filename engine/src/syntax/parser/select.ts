// SELECT statements: WITH, set operations, ORDER BY, OFFSET, OPTION. One query specification is query-specification.ts's.
import type { CommonTableExpression, QueryExpression, SelectStatement, SetOperation } from '../ast/query';
import { acceptForClause } from './for-clause';
import { Messages } from '../../errors/catalogue';
import type { Parser } from './grammar';
import { acceptQueryOptions } from './hints';
import { acceptIdentifierList, parseIdentifier } from './names';
import { parseQuerySpecification } from './query-specification';
import { parseOrderBy } from './window';

/** `WITH a AS (...), b (x) AS (...)` if it stands here. */
export function acceptCommonTableExpressions(p: Parser): CommonTableExpression[] {
  if (!p.acceptWord('WITH')) return [];
  if (p.isWord('XMLNAMESPACES')) throw p.refuse('WITH XMLNAMESPACES');
  if (p.isWord('CHANGE_TRACKING_CONTEXT')) throw p.refuse('WITH CHANGE_TRACKING_CONTEXT');
  return p.list(() => {
    const name = parseIdentifier(p);
    const columns = acceptIdentifierList(p);
    p.expectWord('AS');
    return { name, columns, query: p.parenthesizedQuery() };
  });
}

/** A SELECT with WITH in front and OPTION behind. */
export function parseSelectStatement(p: Parser): SelectStatement {
  return parseSelectRest(p, acceptCommonTableExpressions(p));
}

/** A SELECT whose WITH has been read, with OPTION behind. */
export function parseSelectRest(p: Parser, ctes: readonly CommonTableExpression[]): SelectStatement {
  const select = parseQuery(p, ctes);
  const options = acceptQueryOptions(p);
  if (options.length === 0) return select;
  // FOR may stand behind OPTION as well.
  return { ...select, options, forClause: select.forClause ?? acceptForClause(p) };
}

/** A query expression with ORDER BY, OFFSET and FOR: what a subquery holds. */
export function parseQuery(p: Parser, ctes: readonly CommonTableExpression[]): SelectStatement {
  const { at } = p;
  const query = parseUnion(p);
  const orderBy = p.isWord('ORDER') ? parseOrderBy(p) : [];
  if (orderBy.length > 0) requireNoLoneFetch(p);
  const paging = orderBy.length > 0 && p.acceptWord('OFFSET') ? parsePaging(p) : {};
  return { kind: 'select', with: ctes, query, orderBy, ...paging, forClause: acceptForClause(p), options: [], at };
}

/** FETCH NEXT 5 ROWS ONLY stands behind OFFSET only; FETCH NEXT FROM is a statement of its own. */
function requireNoLoneFetch(p: Parser): void {
  if (p.isWord('FETCH') && p.isWordAt(1, 'NEXT', 'FIRST') && !p.isWordAt(2, 'FROM')) throw p.error(Messages.FetchOption, { option: p.peek(1).text }, p.peek(1).at);
}

function parsePaging(p: Parser): Pick<SelectStatement, 'offset' | 'fetch'> {
  const offset = p.value();
  p.expectOneOf('ROW', 'ROWS');
  if (!p.acceptSequence('FETCH', 'NEXT') && !p.acceptSequence('FETCH', 'FIRST')) return { offset };
  const fetch = p.value();
  p.expectOneOf('ROW', 'ROWS');
  p.expectWord('ONLY');
  return { offset, fetch };
}

function parseUnion(p: Parser): QueryExpression {
  const { at } = p;
  let left = parseIntersect(p);
  while (p.isWord('UNION', 'EXCEPT')) {
    const isUnion = p.advance().upper === 'UNION';
    const operator: SetOperation['operator'] = !isUnion ? 'except' : p.acceptWord('ALL') ? 'union-all' : 'union';
    left = { kind: 'set-operation', operator, left, right: parseIntersect(p), at };
  }
  return left;
}

function parseIntersect(p: Parser): QueryExpression {
  const { at } = p;
  let left = parseQueryOperand(p);
  while (p.acceptWord('INTERSECT')) left = { kind: 'set-operation', operator: 'intersect', left, right: parseQueryOperand(p), at };
  return left;
}

function parseQueryOperand(p: Parser): QueryExpression {
  if (!p.isSymbol('(')) return parseQuerySpecification(p);
  p.advance();
  const query = p.nest(() => parseUnion(p));
  p.expectSymbol(')');
  return query;
}
