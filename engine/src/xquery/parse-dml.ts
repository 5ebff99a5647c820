// XML DML: insert, delete and replace value of, with SQL Server's static checks in its order.
import { Messages } from '../errors/catalogue';
import { notSupported } from '../errors/not-supported';
import type { XmlChange, XQueryExpression } from './expression';
import type { XQueryParser } from './parser';
import { derivesFrom } from '../types/xsd/atomic-types';
import { isSingleton, occurring, typeText, type StaticType } from './static-type';
import { replacedType, valuesOf } from './typed-path';

/** The statement that is the text of modify(); undefined where another expression stands. */
export function acceptChange(p: XQueryParser): XmlChange | undefined {
  if (p.isWord('insert')) return parseInsert(p);
  if (p.isWord('delete')) return parseDelete(p);
  return p.isWord('replace') ? parseReplace(p) : undefined;
}

const nodeKind = (type: StaticType): string => (type.kind === 'node' ? type.node : '');
const isMade = ({ type }: XQueryExpression): boolean => type.kind === 'node' && type.isConstructed === true;

function parseInsert(p: XQueryParser): XmlChange {
  p.advance();
  p.takesXml = p.isWord('sql:variable', 'sql:column');
  const content = p.single();
  p.takesXml = false;
  const { place, isExplicit } = parsePlace(p);
  const target = parseLast(p);
  const isBeside = place === 'before' || place === 'after';
  if (!isSingleton(target.type)) throw p.fail(Messages.XQueryInsertTarget, { type: typeText(target.type) });
  if (content.type.kind === 'atomic' || nodeKind(content.type) === 'document') throw p.fail(Messages.XQueryInsertValue, { type: typeText(content.type) });
  if (isMade(target)) throw p.fail(Messages.XQueryConstructedTarget, { statement: 'insert' });
  if (isBeside && nodeKind(content.type) === 'attribute') throw p.fail(Messages.XQueryAttributePosition, { type: typeText(content.type) });
  requireInsertTarget(p, target.type, isBeside);
  return { kind: 'insert', content, place: isExplicit ? place : 'last', target };
}

/** What ends the statement: that it does is looked at before any type. */
function parseLast(p: XQueryParser): XQueryExpression {
  const last = p.single();
  requireEnd(p);
  return last;
}

function requireEnd(p: XQueryParser): void {
  if (p.token.kind !== 'end') throw p.unexpected();
}

function parsePlace(p: XQueryParser): { readonly place: 'first' | 'last' | 'before' | 'after'; readonly isExplicit: boolean } {
  if (p.acceptWord('before')) return { place: 'before', isExplicit: true };
  if (p.acceptWord('after')) return { place: 'after', isExplicit: true };
  if (p.acceptWord('into')) return { place: 'last', isExplicit: false };
  if (!p.acceptWord('as')) throw p.fail(Messages.XQueryInsertWhere, { token: p.near() });
  if (!p.isWord('first', 'last')) throw p.fail(Messages.XQueryFirstOrLast, {});
  const place = p.advance().text as 'first' | 'last';
  p.expectWord('into');
  return { place, isExplicit: true };
}

function requireInsertTarget(p: XQueryParser, type: StaticType, isBeside: boolean): void {
  const kind = nodeKind(type);
  if (isBeside) {
    if (kind === 'attribute' || kind === 'document' || type.kind === 'atomic') throw p.fail(Messages.XQueryInsertBeside, { type: typeText(type) });
  } else if (type.kind === 'atomic' || ['attribute', 'text', 'comment', 'processing-instruction'].includes(kind)) throw p.fail(Messages.XQueryInsertInto, { type: typeText(type) });
}

function parseDelete(p: XQueryParser): XmlChange {
  p.advance();
  const target = p.sequence();
  requireEnd(p);
  if (target.type.kind === 'atomic' || nodeKind(target.type) === 'document') throw p.fail(Messages.XQueryDeleteValue, { type: typeText(target.type) });
  if (isMade(target)) throw p.fail(Messages.XQueryConstructedTarget, { statement: 'delete' });
  return { kind: 'delete', target };
}

function parseReplace(p: XQueryParser): XmlChange {
  p.advance();
  if (!p.acceptWord('value')) throw p.expected('value');
  if (!p.acceptWord('of')) throw p.expected('of');
  const target = p.single();
  if (!p.acceptWord('with')) throw p.fail(Messages.XQueryExpected, { text: 'with' });
  const written = parseLast(p);
  const { type } = target;
  const expected = replacedType(type);
  const value = expected === undefined ? written : valuesOf(p, written);
  if (!isSingleton(type)) throw p.fail(Messages.XQueryReplaceTarget, { type: typeText(type) });
  if (isMade(target)) throw p.fail(Messages.XQueryConstructedTarget, { statement: 'replace' });
  if (expected !== undefined) requireSubtype(p, value, expected);
  else if (type.kind !== 'empty' && !['attribute', 'text', 'comment', 'processing-instruction'].includes(nodeKind(type))) throw p.fail(Messages.XQueryReplaceContent, { type: typeText(type) });
  if (isMade(value)) throw p.fail(Messages.XQueryReplaceWithXml, {});
  return { kind: 'replace', target, value, isEmpty: value.kind === 'sequence' && value.items.length === 0 };
}

/** Raises 2247 for a value that a node of typed xml does not take; refuses to take its value away. */
function requireSubtype(p: XQueryParser, { type }: XQueryExpression, expected: string): void {
  if (type.kind === 'empty') throw notSupported('replace value of ... with () over typed xml');
  if (type.kind !== 'atomic' || !derivesFrom(type.name, expected) || !isSingleton(type)) throw p.fail(Messages.XQueryValueNotSubtype, { from: typeText(type.kind === 'atomic' && type.occurrence === '?' ? occurring(type, '') : type), to: expected });
}
