// FLWOR, quantified and conditional expressions of XQuery.
import { Messages } from '../errors/catalogue';
import type { Binding, XQueryExpression } from './expression';
import type { XQueryParser } from './parser';
import { valuesOf } from './typed-path';
import { alternative, atomic, atomized, multiply, occurrenceOf, occurring, typeText, type Occurrence, type StaticType } from './static-type';

/** `for`, `let`, `some`, `every` or `if` with what belongs to it, if one stands here. */
export function acceptFlowExpression(p: XQueryParser): XQueryExpression | undefined {
  const { kind } = p.next;
  if (p.isWord('for', 'let') && kind === 'variable') return scoped(p, () => parseFlwor(p));
  if (p.isWord('some', 'every') && kind === 'variable') return scoped(p, () => parseQuantified(p));
  if (p.isWord('if') && p.next.text === '(') return parseIf(p);
  if (p.isWord('typeswitch') && p.next.text === '(') throw p.unsupported('typeswitch');
  return undefined;
}

function scoped(p: XQueryParser, read: () => XQueryExpression): XQueryExpression {
  const { variables } = p;
  const result = read();
  p.variables = variables;
  return result;
}

interface Bound { readonly binding: Binding; readonly count: Occurrence }

function parseFlwor(p: XQueryParser): XQueryExpression {
  const bound: Bound[] = [];
  while (p.isWord('for', 'let') && p.next.kind === 'variable') {
    const kind = p.advance().text as 'for' | 'let';
    do bound.push(parseBinding(p, kind)); while (p.acceptSymbol(','));
  }
  if (!p.isWord('where', 'stable', 'order', 'return')) throw p.fail(Messages.XQueryFlworClause, { token: p.near() });
  const where = p.acceptWord('where') ? p.single() : undefined;
  if (where) p.requireCondition(where);
  const orderBy = acceptOrderBy(p);
  p.expectWord('return');
  const result = p.single();
  const count = bound.reduce<Occurrence>((before, { count: next }) => multiply(before, next), where ? '?' : '');
  return { kind: 'flwor', bindings: bound.map(({ binding }) => binding), ...(where ? { where } : {}), orderBy, result, type: occurring(result.type, multiply(count, occurrenceOf(result.type))) };
}

function parseBinding(p: XQueryParser, kind: 'for' | 'let'): Bound {
  if (p.token.kind !== 'variable') throw p.unexpected();
  const name = p.advance().text;
  if (p.isWord('at', 'as')) throw p.unsupported(p.token.text);
  const isThere = kind === 'for' ? p.acceptWord('in') : p.acceptSymbol(':=');
  if (!isThere) throw p.fail(Messages.XQueryExpected, { text: kind === 'for' ? 'in' : ':=' });
  const source = p.single();
  requireFound(p, kind, source.type);
  return { binding: { kind, slot: p.declare(name, kind === 'for' ? occurring(source.type, '') : source.type), source }, count: kind === 'for' ? occurrenceOf(source.type) : '' };
}

function requireFound(p: XQueryParser, kind: 'for' | 'let', type: StaticType): void {
  if (type.kind === 'node' && type.isConstructed) throw p.fail(Messages.XQueryConstructed, { what: `'${kind}'` });
}

function acceptOrderBy(p: XQueryParser): { readonly key: XQueryExpression; readonly isDescending: boolean }[] {
  const isStable = p.acceptWord('stable');
  if (!p.acceptWord('order')) {
    if (isStable) throw p.expected('order');
    return [];
  }
  p.expectWord('by');
  const items: { readonly key: XQueryExpression; readonly isDescending: boolean }[] = [];
  do {
    const key = valuesOf(p, p.single());
    p.requireSingleton('order by', atomized(key.type));
    const isDescending = p.acceptWord('descending');
    if (!isDescending) p.acceptWord('ascending');
    if (p.isWord('empty')) throw p.unsupported(`empty ${p.next.text}`);
    if (p.isWord('collation')) throw p.unsupported('collation');
    items.push({ key, isDescending });
  } while (p.acceptSymbol(','));
  return items;
}

function parseQuantified(p: XQueryParser): XQueryExpression {
  const quantifier = p.advance().text as 'some' | 'every';
  const bindings: Binding[] = [];
  do {
    if (p.token.kind !== 'variable') throw p.unexpected();
    const name = p.advance().text;
    if (p.isWord('as')) throw p.unsupported('as');
    p.expectWord('in');
    const source = p.single();
    requireFound(p, 'for', source.type);
    bindings.push({ kind: 'for', slot: p.declare(name, occurring(source.type, '')), source });
  } while (p.acceptSymbol(','));
  p.expectWord('satisfies');
  const condition = p.single();
  p.requireCondition(condition);
  return { kind: 'quantified', quantifier, bindings, condition, type: atomic('xs:boolean') };
}

function parseIf(p: XQueryParser): XQueryExpression {
  p.advance();
  p.expectSymbol('(');
  const condition = p.sequence();
  p.requireCondition(condition);
  p.expectSymbol(')');
  p.expectWord('then');
  const then = p.single();
  p.expectWord('else');
  const otherwise = p.single();
  const type = alternative(then.type, otherwise.type);
  if (!type) {
    const [left, right] = then.type.kind === 'atomic' ? [then.type, otherwise.type] : [otherwise.type, then.type];
    throw p.fail(Messages.XQueryHeterogeneous, { left: typeText(left), right: typeText(right) });
  }
  return { kind: 'if', condition, then, otherwise, type };
}
