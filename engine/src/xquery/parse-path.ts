// Paths of XQuery: steps, predicates, and the operands that a path may start from. Calls and constructors have files of their own.
import { Messages } from '../errors/catalogue';
import { notSupported } from '../errors/not-supported';
import { castText } from '../types/xsd/cast';
import { decimalValue, doubleValue, parseDecimal, textValue, type Atomic } from '../types/xsd/atomic';
import type { Axis, NodeTest, Predicate, Step, XQueryExpression } from './expression';
import { parseCall } from './parse-call';
import { acceptComputedConstructor, parseDirectConstructor } from './parse-constructor';
import { splitName, type XQueryParser } from './parser';
import { typedStep } from './typed-path';
import { familyOf } from '../types/xsd/atomic-types';
import { ANY_NODE, atomic, EMPTY, isSingleton, multiply, nodes, occurrenceOf, occurring, typeText, type Occurrence, type StaticType } from './static-type';

const AXES: readonly string[] = ['child', 'attribute', 'self', 'parent', 'descendant', 'descendant-or-self'];
const OTHER_AXES: readonly string[] = ['following-sibling', 'preceding-sibling', 'ancestor', 'ancestor-or-self', 'following', 'preceding'];
const NODE_TESTS: readonly string[] = ['text', 'node', 'comment', 'processing-instruction'];
const DESCENDANTS: Step = { axis: 'descendant-or-self', test: { kind: 'node' }, predicates: [] };

/** A path under construction: what has been read, and the type of what it leads to. */
interface Walk { readonly steps: Step[]; type: StaticType }

/** A path, or the operand that stands in its place. */
export function parsePath(p: XQueryParser): XQueryExpression {
  if (p.isSymbol('/') || p.isSymbol('//')) return parseFromRoot(p);
  const first = parseFirst(p);
  return p.isSymbol('/') || p.isSymbol('//') ? parseSteps(p, first) : first;
}

function parseFromRoot(p: XQueryParser): XQueryExpression {
  const root: XQueryExpression = { kind: 'root', type: p.source.document };
  if (p.isSymbol('//')) return parseSteps(p, root);
  const { next } = p;
  const isStepBehind = next.kind === 'name' || (next.kind === 'symbol' && ['@', '*', '.', '..'].includes(next.text));
  if (isStepBehind) return parseSteps(p, root);
  p.advance();
  return root;
}

function parseFirst(p: XQueryParser): XQueryExpression {
  const primary = acceptPrimary(p);
  if (primary) {
    const predicates: Predicate[] = [];
    const type = parsePredicates(p, primary.type, predicates);
    return predicates.length > 0 ? { kind: 'filter', operand: primary, predicates, type } : primary;
  }
  const walk: Walk = { steps: [], type: p.context };
  parseStep(p, walk);
  return { kind: 'path', from: { kind: 'context', type: p.context }, steps: walk.steps, type: walk.type };
}

/** The steps behind an operand. */
function parseSteps(p: XQueryParser, from: XQueryExpression): XQueryExpression {
  const isJoined = from.kind === 'path';
  const walk: Walk = { steps: isJoined ? [...from.steps] : [], type: from.type };
  while (p.isSymbol('/') || p.isSymbol('//')) {
    if (walk.type.kind === 'atomic') throw p.fail(Messages.XQueryNodeRequired, { name: '/' });
    if (p.advance().text === '//') {
      if (walk.type.kind === 'node' && walk.type.schema) throw notSupported('the step // over typed xml');
      walk.steps.push(DESCENDANTS);
      walk.type = occurring(ANY_NODE, '*');
    }
    parseStep(p, walk);
  }
  return { kind: 'path', from: isJoined ? from.from : from, steps: walk.steps, type: walk.type };
}

function parseStep(p: XQueryParser, walk: Walk): void {
  const { axis, test, text } = parseAxisAndTest(p);
  const reached = stepType(p, walk.type, { axis, test, text });
  const predicates: Predicate[] = [];
  const narrowed = parsePredicates(p, reached, predicates);
  walk.steps.push({ axis, test, predicates });
  walk.type = narrowed.kind === 'empty' ? narrowed : occurring(narrowed, multiply(occurrenceOf(walk.type), narrowed.occurrence));
}

/** A step's axis and test; `text` is the name as written. */
interface StepHead { readonly axis: Axis; readonly test: NodeTest; readonly text: string }

function parseAxisAndTest(p: XQueryParser): StepHead {
  if (p.acceptSymbol('..')) return { axis: 'parent', test: { kind: 'node' }, text: '..' };
  if (p.acceptSymbol('.')) return { axis: 'self', test: { kind: 'node' }, text: '.' };
  if (p.acceptSymbol('@')) return parseTest(p, 'attribute');
  const { token, next } = p;
  if (token.kind === 'name' && next.text === '::') {
    if (OTHER_AXES.includes(token.text)) throw p.unsupported(token.text);
    if (next.start !== token.end) throw p.unexpected();
    if (!AXES.includes(token.text)) throw p.fail(Messages.XQueryAxis, { axis: token.text });
    p.advance();
    p.advance();
    return parseTest(p, token.text as Axis);
  }
  return parseTest(p, 'child');
}

function parseTest(p: XQueryParser, axis: Axis): StepHead {
  const { token } = p;
  if (p.acceptSymbol('*')) {
    if (p.token.text !== ':' || p.token.start !== token.end) return { axis, test: { kind: 'name' }, text: '*' };
    p.advance();
    if (p.token.kind !== 'name') throw p.unexpected();
    const local = p.advance().text;
    return { axis, test: { kind: 'name', local }, text: `*:${local}` };
  }
  if (token.kind !== 'name') throw token.kind === 'end' ? p.fail(Messages.XQueryStep, { token: '<eof>' }) : p.unexpected();
  if (p.next.text === '(' && p.next.kind === 'symbol') return parseKindTest(p, axis, token.text);
  p.advance();
  if (p.token.text === ':' && p.token.start === token.end && p.next.text === '*') {
    p.advance();
    p.advance();
    return { axis, test: { kind: 'name', uri: p.resolve(token.text) }, text: `${token.text}:*` };
  }
  const { prefix, local } = splitName(token.text);
  return { axis, test: { kind: 'name', local, uri: axis === 'attribute' && prefix === '' ? '' : p.resolve(prefix) }, text: token.text };
}

function parseKindTest(p: XQueryParser, axis: Axis, kind: string): StepHead {
  if (!NODE_TESTS.includes(kind)) throw p.unsupported('/function()');
  p.advance();
  p.expectSymbol('(');
  if (kind === 'processing-instruction' && (p.token.kind === 'name' || p.token.kind === 'string')) {
    const target = p.advance().text;
    p.expectSymbol(')');
    return { axis, test: { kind: 'processing-instruction', target }, text: kind };
  }
  p.expectSymbol(')');
  return { axis, test: { kind: kind as 'text' }, text: kind };
}

/** What one step leads to from one node. Raises what SQL Server knows to be empty. */
function stepType(p: XQueryParser, from: StaticType, { axis, test, text }: StepHead): StaticType {
  if (from.kind === 'atomic') throw p.fail(Messages.XQueryNodeRequired, { name: text });
  if (from.kind === 'node' && from.schema) return typedStep(p, from, from.schema, { axis, test, text });
  const isDocument = from.kind === 'node' && from.node === 'document';
  switch (axis) {
    case 'self': return selfType(p, from, { axis, test, text });
    case 'parent':
      if (isDocument) throw p.fail(Messages.XQueryParentOfDocument, {});
      return test.kind === 'node' ? nodes('node', ANY_NODE.kind === 'node' ? ANY_NODE.text : '', '?') : testType(test, text, '?');
    case 'attribute':
      if (isDocument) throw p.fail(Messages.XQueryTopLevel, { kind: 'attribute' });
      return test.kind === 'name' ? nodes('attribute', `attribute(${text},xdt:untypedAtomic)`, text.includes('*') ? '*' : '?') : nodes('attribute', 'attribute(*,xdt:untypedAtomic)', '*');
    default: return testType(test, text, '*');
  }
}

function selfType(p: XQueryParser, from: StaticType, { test, text }: StepHead): StaticType {
  if (test.kind === 'node') return from.kind === 'empty' ? from : occurring(from, '');
  const isOther =
    from.kind === 'node' &&
    from.node === 'element' &&
    test.kind === 'name' &&
    /^element\([\w.-]+,/.test(from.text) &&
    !text.includes('*') &&
    !text.includes(':') &&
    from.text !== `element(${text},xdt:untyped)`;
  if (isOther) throw p.fail(Messages.XQueryNoElement, { name: text, type: typeText(from) });
  return testType(test, text, '?');
}

function testType(test: NodeTest, text: string, count: Occurrence): StaticType {
  if (test.kind === 'name') return nodes('element', `element(${text},xdt:untyped)`, count);
  return test.kind === 'node' ? occurring(ANY_NODE, count) : nodes(test.kind, test.kind, count);
}

/** Reads predicates into the list; gives the type that they leave. Raises 2203. */
function parsePredicates(p: XQueryParser, operand: StaticType, list: Predicate[]): StaticType {
  let type = operand;
  while (p.isSymbol('[')) {
    p.advance();
    const before = p.context;
    p.context = type.kind === 'empty' ? type : occurring(type, '');
    p.predicateDepth += 1;
    const condition = p.single();
    p.predicateDepth -= 1;
    p.context = before;
    p.expectSymbol(']');
    const isPosition = isNumber(condition.type);
    if (!isPosition && !isTruth(condition.type)) throw p.fail(Messages.XQueryPredicateType, { type: typeText(condition.type) });
    list.push({ condition, isPosition });
    type = narrowed(type, condition, isPosition);
  }
  return type;
}

const isNumber = (type: StaticType): boolean => type.kind === 'atomic' && isSingleton(type) && ['decimal', 'float', 'double'].includes(familyOf(type.name));
const isTruth = (type: StaticType): boolean => type.kind !== 'atomic' || (familyOf(type.name) === 'boolean' && isSingleton(type));

/** Only a written number or last() makes one item of many. */
function narrowed(type: StaticType, condition: XQueryExpression, isPosition: boolean): StaticType {
  const isOne = isPosition && (condition.kind === 'literal' || (condition.kind === 'call' && condition.name === 'last'));
  return occurring(type, isOne ? '?' : multiply(occurrenceOf(type), '?'));
}

function acceptPrimary(p: XQueryParser): XQueryExpression | undefined {
  const { kind, text } = p.token;
  if (kind === 'string') return { kind: 'literal', item: textValue(p.advance().text), type: atomic('xs:string') };
  if (kind === 'number') return numberLiteral(p.advance().text);
  if (kind === 'variable') return parseVariable(p);
  if (p.acceptSymbol('(')) return parseParenthesized(p);
  if (p.isSymbol('<')) return parseDirectConstructor(p);
  if (kind === 'end') throw p.unexpected();
  if (kind !== 'name') return undefined;
  const constructor = acceptComputedConstructor(p);
  if (constructor) return constructor;
  if ((text === 'validate' || text === 'ordered' || text === 'unordered') && p.next.text === '{') throw p.unsupported(text);
  return p.next.text === '(' && p.next.kind === 'symbol' && !NODE_TESTS.includes(text) ? parseCall(p) : undefined;
}

function numberLiteral(text: string): XQueryExpression {
  const isDouble = /[eE]/.test(text);
  const item: Atomic = isDouble ? doubleValue(Number(text)) : /^\d+$/.test(text) ? castText(text, 'xs:integer') ?? doubleValue(Number(text)) : decimalValue(parseDecimal(text) ?? 0n);
  return { kind: 'literal', item, type: atomic(item.type) };
}

function parseVariable(p: XQueryParser): XQueryExpression {
  const name = p.advance().text;
  const found = p.variables.get(name);
  if (!found) throw p.fail(Messages.XQueryUnknownVariable, { name });
  return { kind: 'variable', slot: found.slot, type: found.type };
}

function parseParenthesized(p: XQueryParser): XQueryExpression {
  if (p.acceptSymbol(')')) return { kind: 'sequence', items: [], type: EMPTY };
  const inner = p.sequence();
  p.expectSymbol(')');
  // A path in parentheses is a whole: predicates behind them choose among all its nodes.
  return inner.kind === 'path' ? { kind: 'sequence', items: [inner], type: inner.type } : inner;
}
