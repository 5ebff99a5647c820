// One SELECT ... FROM ... WHERE ... GROUP BY ... HAVING, and its select list.
import { Messages } from '../../../errors/catalogue';
import type { Expression } from '../../ast/expression';
import type { AssignOperator, GroupBy, GroupingElement, QuerySpecification, SelectItem } from '../../ast/query';
import type { Identifier, Position } from '../../ast/common';
import type { Parser } from '../grammar';
import { acceptTop } from './hints';
import { isIdentifier, isVariable, parseIdentifier, parseNameOrString, parseObjectName, parseVariableName } from '../names';
import { parseFrom } from './table-source';
import { acceptWindows } from '../expressions/window';

const ASSIGNMENTS: ReadonlySet<string> = new Set(['=', '+=', '-=', '*=', '/=', '%=', '&=', '|=', '^=']);

/** SELECT up to HAVING. */
export function parseQuerySpecification(p: Parser): QuerySpecification {
  const { at } = p;
  p.expectWord('SELECT');
  const isDistinct = p.acceptWord('DISTINCT');
  if (!isDistinct) p.acceptWord('ALL');
  const top = acceptTop(p);
  const items = p.list(() => parseSelectItem(p));
  const into = p.acceptWord('INTO') ? parseObjectName(p) : undefined;
  if (into !== undefined && p.isWord('ON') && isIdentifier(p, 1)) throw p.refuse('SELECT INTO ... ON filegroup');
  const from = p.acceptWord('FROM') ? parseFrom(p) : [];
  const where = p.acceptWord('WHERE') ? p.condition() : undefined;
  const groupBy = p.acceptSequence('GROUP', 'BY') ? parseGroupBy(p) : undefined;
  const having = p.acceptWord('HAVING') ? p.condition() : undefined;
  const windows = acceptWindows(p);
  return { kind: 'query', isDistinct, top, items, into, from, where, groupBy, having, ...(windows ? { windows } : {}), at };
}

/** Whether an assignment operator stands `distance` ahead. */
export function isAssignment(p: Parser, distance: number): boolean {
  const token = p.peek(distance);
  return token.kind === 'symbol' && ASSIGNMENTS.has(token.upper);
}

/** Reads `=`, `+=` and so on. */
export function parseAssignment(p: Parser): AssignOperator {
  if (!isAssignment(p, 0)) throw p.unexpected();
  return p.advance().upper as AssignOperator;
}

/** One item of a select list or an OUTPUT clause. */
export function parseSelectItem(p: Parser): SelectItem {
  const { at } = p;
  const star = acceptStar(p, at);
  if (star !== undefined) return star;
  if (isVariable(p) && isAssignment(p, 1)) {
    const variable = parseVariableName(p);
    return { kind: 'assign', variable, operator: parseAssignment(p), expression: p.value(), at };
  }
  const isNamed = isIdentifier(p) || p.current.kind === 'string' || p.current.kind === 'national-string' || p.current.kind === 'double-quoted';
  if (isNamed && p.isSymbolAt(1, '=')) {
    const alias = parseNameOrString(p);
    p.advance();
    return { kind: 'expression', expression: p.value(), alias, at };
  }
  return { kind: 'expression', expression: p.value(), alias: acceptColumnAlias(p), at };
}

function acceptColumnAlias(p: Parser): Identifier | undefined {
  if (p.acceptWord('AS')) return parseNameOrString(p);
  const { kind } = p.current;
  const isQuoted = kind === 'string' || kind === 'national-string' || kind === 'double-quoted';
  return isQuoted || (isIdentifier(p) && !p.isSymbolAt(1, ':')) ? parseNameOrString(p) : undefined;
}

function acceptStar(p: Parser, at: Position): SelectItem | undefined {
  let distance = 0;
  for (;;) {
    if (isIdentifier(p, distance) && p.isSymbolAt(distance + 1, '.')) distance += 2;
    else if (p.isSymbolAt(distance, '.')) distance++;
    else break;
  }
  if (!p.isSymbolAt(distance, '*')) return undefined;
  const qualifier: string[] = [];
  while (!p.isSymbol('*')) {
    qualifier.push(p.isSymbol('.') ? '' : parseIdentifier(p).name);
    p.expectSymbol('.');
  }
  p.advance();
  return { kind: 'star', qualifier, at };
}

function parseGroupBy(p: Parser): GroupBy {
  const isAll = p.acceptWord('ALL');
  const sets = p.list(() => parseGroupingElement(p));
  for (const kind of ['rollup', 'cube'] as const) {
    if (p.acceptSequence('WITH', kind.toUpperCase())) {
      if (sets.some((set) => set.kind === 'rollup' || set.kind === 'cube' || (set.kind === 'grouping-sets' && set.sets.some((inner) => inner.length > 0)))) throw p.error(Messages.WithCubeOfGroupingSets, {});
      const items = sets.map((set) => (set.kind === 'expression' ? [set.expression] : []));
      return { sets: [{ kind, items }], isAll };
    }
  }
  return { sets, isAll };
}

function parseGroupingElement(p: Parser): GroupingElement {
  if (p.isSymbolAt(1, '(') && p.isWord('ROLLUP', 'CUBE')) {
    const kind = p.advance().upper === 'ROLLUP' ? 'rollup' : 'cube';
    return { kind, items: p.parenthesizedList(() => parseComposite(p)) };
  }
  if (p.acceptSequence('GROUPING', 'SETS')) return { kind: 'grouping-sets', sets: p.parenthesizedList(() => parseGroupingSet(p)) };
  if (p.isSymbol('(') && p.isSymbolAt(1, ')')) return { kind: 'grouping-sets', sets: [parseGroupingSet(p)] };
  return { kind: 'expression', expression: p.value() };
}

function parseGroupingSet(p: Parser): GroupingElement[] {
  if (p.isWord('ROLLUP', 'CUBE', 'GROUPING')) return [p.nest(() => parseGroupingElement(p))];
  return parseComposite(p).map((expression) => ({ kind: 'expression', expression }));
}

/** `a`, `(a, b)` or `()`; `(a + b) * c` is one expression, which shows only behind the parenthesis. */
function parseComposite(p: Parser): Expression[] {
  if (!p.isSymbol('(')) return [p.value()];
  const mark = p.mark();
  p.advance();
  const items = p.isSymbol(')') ? [] : p.list(() => p.value());
  p.expectSymbol(')');
  if (items.length === 0 || p.isSymbol(',') || p.isSymbol(')')) return items;
  p.reset(mark);
  return [p.value()];
}
