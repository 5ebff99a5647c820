// Sequences and operators of XQuery: comma, and/or, comparisons, arithmetic, cast as, instance of. What they stand between is parse-path.ts's.
import type { Arithmetic, Comparison } from '../types/xsd/atomic';
import { Messages } from '../errors/catalogue';
import type { SequenceType, XQueryExpression } from './expression';
import { acceptFlowExpression } from './parse-flwor';
import { castTo } from './parse-cast';
import { parsePath } from './parse-path';
import { splitName, type XQueryParser } from './parser';
import { valuesOf } from './typed-path';
import { familyOf, isAtomicName } from '../types/xsd/atomic-types';
import { atomic, atomized, concatenated, EMPTY, occurrenceOf, multiply, typeText, type StaticType } from './static-type';
import { ownEntry } from '../types/own-entry';

const GENERAL: readonly string[] = ['=', '!=', '<', '<=', '>', '>='];
const VALUE: Readonly<Record<string, Comparison>> = { eq: '=', ne: '!=', lt: '<', le: '<=', gt: '>', ge: '>=' };
const CONDITION = atomic('xs:boolean');

/** Expressions with commas between them; raises 2210 for values beside nodes. */
export function parseSequence(p: XQueryParser): XQueryExpression {
  const first = p.single();
  if (!p.isSymbol(',')) return first;
  const items = [first];
  while (p.acceptSymbol(',')) items.push(p.single());
  const type = items.reduce<StaticType>((before, item) => concatenated(before, item.type) ?? heterogeneous(p, before, item.type), EMPTY);
  return { kind: 'sequence', items, type };
}

/** Throws 2210, values first. */
function heterogeneous(p: XQueryParser, left: StaticType, right: StaticType): never {
  const [a, b] = left.kind === 'atomic' ? [left, right] : [right, left];
  throw p.fail(Messages.XQueryHeterogeneous, { left: typeText(a), right: typeText(b) });
}

/** One expression without commas. */
export function parseSingle(p: XQueryParser): XQueryExpression {
  return acceptFlowExpression(p) ?? parseLogical(p, 'or');
}

function parseLogical(p: XQueryParser, operator: 'and' | 'or'): XQueryExpression {
  const operand = (): XQueryExpression => (operator === 'or' ? parseLogical(p, 'and') : parseComparison(p));
  let left = operand();
  for (let count = 1; p.isWord(operator); count++) {
    p.requireShort(count);
    p.requireCondition(left);
    p.advance();
    const right = operand();
    p.requireCondition(right);
    left = { kind: 'logical', operator, left, right, type: CONDITION };
  }
  return left;
}

function parseComparison(p: XQueryParser): XQueryExpression {
  const left = parseAdditive(p);
  const { kind, text } = p.token;
  if (kind === 'symbol' && GENERAL.includes(text)) return compare(p, left, { operator: text as Comparison, isValue: false });
  if (kind === 'name' && ownEntry(VALUE, text)) return compare(p, left, { operator: ownEntry(VALUE, text) ?? '=', isValue: true });
  if ((kind === 'name' && text === 'is') || (kind === 'symbol' && (text === '<<' || text === '>>'))) return compareNodes(p, left, text as 'is');
  if (kind === 'name' && text === 'to') throw p.unsupported('to');
  return left;
}

function compare(p: XQueryParser, first: XQueryExpression, { operator, isValue }: { readonly operator: Comparison; readonly isValue: boolean }): XQueryExpression {
  const word = p.advance().text;
  const [left, right] = [valuesOf(p, first), valuesOf(p, parseAdditive(p))];
  const [a, b] = [atomized(left.type), atomized(right.type)];
  if (isValue) for (const type of [a, b]) p.requireSingleton(word, type);
  if (!areComparable(a, b)) throw p.fail(Messages.XQueryOperands, { operator: word, left: typeText(a), right: typeText(b) });
  const isOptional = isValue && multiply(occurrenceOf(a), occurrenceOf(b)) !== '';
  return { kind: 'compare', operator, isValue, left, right, type: atomic('xs:boolean', isOptional ? '?' : '') };
}

const NUMBERS: readonly string[] = ['decimal', 'float', 'double'];

/** Whether values of the types compare: one is untyped, or both are of one family. */
function areComparable(a: StaticType, b: StaticType): boolean {
  if (a.kind !== 'atomic' || b.kind !== 'atomic') return true;
  const [left, right] = [familyOf(a.name), familyOf(b.name)];
  return left === 'untyped' || right === 'untyped' || left === right || (NUMBERS.includes(left) && NUMBERS.includes(right));
}

function compareNodes(p: XQueryParser, left: XQueryExpression, operator: 'is' | '<<' | '>>'): XQueryExpression {
  p.advance();
  const right = parseAdditive(p);
  for (const { type } of [left, right]) p.requireSingleton(operator, type);
  if (left.type.kind !== 'node' || right.type.kind !== 'node') throw p.fail(Messages.XQueryOperands, { operator, left: typeText(left.type), right: typeText(right.type) });
  return { kind: 'node-compare', operator, left, right, type: atomic('xs:boolean', multiply(left.type.occurrence, right.type.occurrence)) };
}

function parseAdditive(p: XQueryParser): XQueryExpression {
  let left = parseMultiplicative(p);
  for (let count = 1; p.isSymbol('+') || p.isSymbol('-'); count++) {
    p.requireShort(count);
    const operator = p.advance().text as Arithmetic;
    left = arithmetic(p, operator, left, parseMultiplicative(p));
  }
  return left;
}

function parseMultiplicative(p: XQueryParser): XQueryExpression {
  let left = parseUnion(p);
  for (let count = 1; ; count++) {
    if (p.isWord('idiv')) throw p.unsupported('idiv');
    if (!p.isSymbol('*') && !p.isWord('div', 'mod')) return left;
    p.requireShort(count);
    const operator = p.advance().text as Arithmetic;
    left = arithmetic(p, operator, left, parseUnion(p));
  }
}

function arithmetic(p: XQueryParser, operator: Arithmetic, ...operands: readonly [XQueryExpression, XQueryExpression]): XQueryExpression {
  const [left, right] = [valuesOf(p, operands[0]), valuesOf(p, operands[1])];
  const types = [left, right].map((operand) => numericType(p, operator, operand));
  const [a, b] = types;
  const count = multiply(occurrenceOf(a ?? EMPTY), occurrenceOf(b ?? EMPTY));
  return { kind: 'arithmetic', operator, left, right, type: atomic(resultName(operator, a, b), operator === 'div' || operator === 'mod' ? multiply(count, '?') : count) };
}

/** The operand as a number's type; raises 2389 and 9308. */
function numericType(p: XQueryParser, operator: string, { type }: XQueryExpression): StaticType {
  const value = atomized(type);
  p.requireSingleton(operator, value);
  const family = value.kind === 'atomic' ? familyOf(value.name) : 'untyped';
  if (family !== 'untyped' && !NUMBERS.includes(family)) throw p.fail(Messages.XQueryArithmeticOperand, { operator, type: typeText(value) });
  return value;
}

function resultName(operator: Arithmetic, a: StaticType | undefined, b: StaticType | undefined): string {
  const families = [a, b].map((type) => (type?.kind === 'atomic' ? familyOf(type.name) : 'untyped'));
  if (families.includes('untyped') || families.includes('double')) return 'xs:double';
  if (families.includes('float')) return 'xs:float';
  const isWhole = [a, b].every((type) => type?.kind === 'atomic' && type.name !== 'xs:decimal');
  return isWhole && operator !== 'div' ? 'xs:integer' : 'xs:decimal';
}

function parseUnion(p: XQueryParser): XQueryExpression {
  const left = parseInstanceOf(p);
  if (p.isSymbol('|')) throw p.unsupported('union');
  if (p.isWord('union', 'intersect', 'except')) throw p.unsupported(p.token.text);
  return left;
}

function parseInstanceOf(p: XQueryParser): XQueryExpression {
  const operand = parseCast(p);
  if (p.isWord('treat')) throw p.unsupported('treat as');
  if (!p.isWord('instance') || p.next.text !== 'of') return operand;
  p.advance();
  p.advance();
  p.requireSingleton('instance of', operand.type);
  return { kind: 'instance-of', operand, of: parseSequenceType(p), type: CONDITION };
}

const KINDS: readonly string[] = ['item', 'node', 'element', 'attribute', 'text', 'comment', 'processing-instruction', 'empty'];

function parseSequenceType(p: XQueryParser): SequenceType {
  const { kind, text } = p.token;
  if (kind !== 'name') throw p.unexpected();
  p.advance();
  if (!p.isSymbol('(')) {
    const name = typeName(p, text);
    return { item: 'atomic', name, isOptional: acceptOccurrence(p) };
  }
  if (text === 'document-node') throw p.unsupported('document-node()');
  if (!KINDS.includes(text)) throw p.unexpected();
  p.expectSymbol('(');
  const named = (text === 'element' || text === 'attribute') && p.token.kind === 'name' ? splitName(p.advance().text) : undefined;
  p.expectSymbol(')');
  const place = named ? { local: named.local, uri: text === 'attribute' && named.prefix === '' ? '' : p.resolve(named.prefix) } : {};
  return { item: text as SequenceType['item'], ...place, isOptional: acceptOccurrence(p) };
}

function acceptOccurrence(p: XQueryParser): boolean {
  if (p.isSymbol('*') || p.isSymbol('+')) throw p.unsupported(`instance of ... ${p.token.text}`);
  return p.acceptSymbol('?');
}

/** A type's name with its usual prefix; raises 2232. */
function typeName(p: XQueryParser, written: string): string {
  const { prefix, local } = splitName(written);
  const uri = p.resolve(prefix);
  const usual = uri.endsWith('XMLSchema') ? `xs:${local}` : uri.endsWith('xpath-datatypes') ? `xdt:${local}` : written;
  if (!isAtomicName(usual) && usual !== 'xdt:anyAtomicType') throw p.fail(Messages.XQueryUnknownType, { name: written });
  return usual;
}

function parseCast(p: XQueryParser): XQueryExpression {
  const operand = parseUnary(p);
  if (p.isWord('castable') && p.next.text === 'as') throw p.unsupported('castable as');
  if (!p.isWord('cast') || p.next.text !== 'as') return operand;
  p.advance();
  p.advance();
  if (p.token.kind !== 'name') throw p.unexpected();
  const to = typeName(p, p.advance().text);
  if (!p.acceptSymbol('?')) throw p.fail(Messages.XQueryCastOptional, {});
  return castTo(p, operand, to, atomic(to, '?'));
}

function parseUnary(p: XQueryParser): XQueryExpression {
  if (p.acceptSymbol('+')) return signed(p, '+', p.nest(() => parseUnary(p)));
  if (!p.acceptSymbol('-')) return parsePath(p);
  return signed(p, '-', p.nest(() => parseUnary(p)));
}

function signed(p: XQueryParser, sign: '+' | '-', written: XQueryExpression): XQueryExpression {
  const operand = valuesOf(p, written);
  const type = numericType(p, sign, operand);
  const name = type.kind === 'atomic' && familyOf(type.name) !== 'untyped' ? type.name : 'xs:double';
  const negated: XQueryExpression = { kind: 'negate', operand, type: atomic(name, occurrenceOf(type)) };
  return sign === '-' ? negated : { kind: 'negate', operand: negated, type: negated.type };
}
