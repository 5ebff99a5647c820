// SELECT statements: WITH, set operations, ORDER BY, OFFSET, OPTION. One query specification is query-specification.ts's.
import type { CommonTableExpression, QueryExpression, QueryTail, SelectStatement, SetOperation } from '../../ast/query';
import { acceptForClause } from './for-clause';
import { Messages } from '../../../errors/catalogue';
import type { Parser, QueryPlace } from '../grammar';
import { acceptQueryOptions } from './hints';
import { acceptIdentifierList, parseIdentifier } from '../names';
import { parseQuerySpecification } from './query-specification';
import { parseOrderBy } from '../expressions/window';
import { acceptXmlNamespaces } from './xml-namespaces';

/** `WITH a AS (...), b (x) AS (...)` if it stands here; XMLNAMESPACES in front of them is put in force in the parser. */
export function acceptCommonTableExpressions(p: Parser): CommonTableExpression[] {
  if (!p.acceptWord('WITH')) return [];
  const namespaces = acceptXmlNamespaces(p);
  if (namespaces) {
    p.xmlNamespaces = namespaces;
    if (!p.acceptSymbol(',')) return [];
  }
  return p.list(() => parseCommonTableExpression(p));
}

/** `a (x) AS (...)` */
export function parseCommonTableExpression(p: Parser): CommonTableExpression {
  const name = parseIdentifier(p);
  const columns = acceptIdentifierList(p);
  p.expectWord('AS');
  return { name, columns, query: p.parenthesizedQuery() };
}

/** A SELECT with WITH in front and OPTION behind. */
export function parseSelectStatement(p: Parser, place: QueryPlace = 'statement'): SelectStatement {
  return withOwnNamespaces(p, () => parseSelectRest(p, acceptCommonTableExpressions(p), place));
}

/** Reads a statement: the namespaces that its WITH puts in force end with it. */
export function withOwnNamespaces<T>(p: Parser, read: () => T): T {
  const before = p.xmlNamespaces;
  const result = read();
  p.xmlNamespaces = before;
  return result;
}

/** A SELECT whose WITH has been read, with OPTION behind. */
export function parseSelectRest(p: Parser, ctes: readonly CommonTableExpression[], place: QueryPlace = 'statement'): SelectStatement {
  const select = parseQuery(p, ctes, place);
  // A view or an inline function has no hints of its own.
  if (place === 'nested') return select;
  const options = acceptQueryOptions(p);
  if (options.length === 0) return select;
  // FOR may stand behind OPTION as well.
  return { ...select, options, forClause: select.forClause ?? acceptForClause(p) };
}

/** A query expression with ORDER BY, OFFSET and FOR. */
export function parseQuery(p: Parser, ctes: readonly CommonTableExpression[], place: QueryPlace): SelectStatement {
  const { at } = p;
  const union = parseUnion(p, place);
  const { tail, ...alone } = union.kind === 'query' ? union : { ...union, tail: undefined };
  return { kind: 'select', with: ctes, query: alone, ...(tail ?? parseTail(p)), forClause: acceptForClause(p), options: [], at };
}

/** ORDER BY and OFFSET, if they stand here. */
function parseTail(p: Parser): QueryTail {
  if (!p.isWord('ORDER')) return { orderBy: [] };
  const orderBy = parseOrderBy(p);
  requireNoLoneFetch(p);
  return { orderBy, ...(p.acceptWord('OFFSET') ? parsePaging(p) : {}) };
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

function parseUnion(p: Parser, place: QueryPlace): QueryExpression {
  const { at } = p;
  let left = parseIntersect(p, place);
  while (p.isWord('UNION', 'EXCEPT')) {
    const { upper } = p.advance();
    const isUnion = upper === 'UNION';
    if (!isUnion) refuseAll(p, upper);
    const operator: SetOperation['operator'] = !isUnion ? 'except' : p.acceptWord('ALL') ? 'union-all' : 'union';
    left = { kind: 'set-operation', operator, left, right: parseIntersect(p, place), at };
  }
  return left;
}

function parseIntersect(p: Parser, place: QueryPlace): QueryExpression {
  const { at } = p;
  let left = parseQueryOperand(p, place);
  while (p.acceptWord('INTERSECT')) {
    refuseAll(p, 'INTERSECT');
    left = { kind: 'set-operation', operator: 'intersect', left, right: parseQueryOperand(p, place), at };
  }
  return left;
}

function refuseAll(p: Parser, operator: string): void {
  if (p.isWord('ALL')) throw p.error(Messages.AllOfSetOperator, { operator });
}

function parseQueryOperand(p: Parser, place: QueryPlace): QueryExpression {
  if (!p.isSymbol('(')) {
    const specification = parseQuerySpecification(p);
    return place === 'nested' && p.isWord('ORDER') ? { ...specification, tail: parseTail(p) } : specification;
  }
  p.advance();
  const query = p.nest(() => parseUnion(p, place));
  p.expectSymbol(')');
  return query;
}
