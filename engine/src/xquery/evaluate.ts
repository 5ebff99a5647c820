// Runs parsed XQuery over a tree: one switch over the kinds of expressions. Functions, paths and constructors have files of their own.
import { compareAtomic, compute, doubleOf, doubleValue, booleanValue, holds, decimalValue, type Atomic } from '../types/xsd/atomic';
import { castAtomic, castText } from '../types/xsd/cast';
import { textOfNode, type XmlNode } from '../types/xml/xml-document';
import { construct } from './construct';
import { callFunction } from './evaluate-call';
import { filterItems, walk } from './evaluate-path';
import type { Binding, SequenceType, XQueryExpression } from './expression';
import { atomize, isNode, isTrue, orderOf, rootOf, type Focus, type Item, type Items } from './items';
import { derivesFrom } from '../types/xsd/atomic-types';

type Kind<K extends XQueryExpression['kind']> = Extract<XQueryExpression, { kind: K }>;

/** The sequence that an expression gives. */
export function evaluateXQuery(expression: XQueryExpression, focus: Focus): Items {
  switch (expression.kind) {
    case 'literal': return [expression.item];
    case 'context': return [focus.item];
    case 'root': return isNode(focus.item) ? [rootOf(focus.item)] : [];
    case 'external': return focus.externals[expression.ordinal] ?? [];
    case 'variable': return focus.variables.get(expression.slot) ?? [];
    case 'sequence': return expression.items.flatMap((item) => evaluateXQuery(item, focus));
    case 'path': return walk(expression, focus, evaluateXQuery);
    case 'filter': return filterItems(evaluateXQuery(expression.operand, focus), expression.predicates, focus, evaluateXQuery);
    case 'if': return evaluateXQuery(isTrue(evaluateXQuery(expression.condition, focus)) ? expression.then : expression.otherwise, focus);
    case 'flwor': return runFlwor(expression, focus);
    case 'call': return callFunction(expression.name, expression.args, focus, evaluateXQuery);
    case 'element': case 'attribute': case 'text': case 'leaf': return construct(expression, focus, evaluateXQuery);
    default: return evaluateOperator(expression, focus);
  }
}

type Operator = Kind<'typed-value' | 'compare' | 'node-compare' | 'logical' | 'arithmetic' | 'negate' | 'quantified' | 'cast' | 'instance-of'>;

function evaluateOperator(expression: Operator, focus: Focus): Items {
  switch (expression.kind) {
    case 'typed-value': return evaluateXQuery(expression.operand, focus).flatMap((item) => (isNode(item) ? typedValue(item, expression.to) : [item]));
    case 'compare': return compare(expression, focus);
    case 'node-compare': return compareNodes(expression, focus);
    case 'logical': {
      const left = isTrue(evaluateXQuery(expression.left, focus));
      const isDecided = expression.operator === 'and' ? !left : left;
      return [booleanValue(isDecided ? left : isTrue(evaluateXQuery(expression.right, focus)))];
    }
    case 'arithmetic': {
      const [left, right] = [single(expression.left, focus), single(expression.right, focus)];
      const result = left && right ? compute(expression.operator, left, right) : undefined;
      return result ? [result] : [];
    }
    case 'negate': return negate(single(expression.operand, focus));
    case 'quantified': return [booleanValue(isQuantified(expression, focus, 0))];
    case 'cast': {
      const operand = single(expression.operand, focus);
      const cast = operand ? castAtomic(operand, expression.to) : undefined;
      return cast ? [cast] : [];
    }
    case 'instance-of': return [booleanValue(isInstance(evaluateXQuery(expression.operand, focus), expression.of))];
  }
}

const XSI = 'http://www.w3.org/2001/XMLSchema-instance';

/** The value of a node of typed xml: it has been validated. An element that is nil has none. */
function typedValue(node: XmlNode, to: string): Items {
  if (node.kind === 'element' && node.attributes.some(({ uri, local, value }) => uri === XSI && local === 'nil' && (value === 'true' || value === '1'))) return [];
  const value = castText(textOfNode(node), to);
  return value ? [value] : [];
}

function single(expression: XQueryExpression, focus: Focus): Atomic | undefined {
  const [item] = evaluateXQuery(expression, focus);
  return item ? atomize(item) : undefined;
}

function negate(operand: Atomic | undefined): Items {
  if (!operand) return [];
  if (typeof operand.value === 'bigint') return [decimalValue(-operand.value, operand.type)];
  const value = doubleOf(operand);
  return value === undefined ? [] : [doubleValue(-value, operand.type === 'xs:float' ? 'xs:float' : 'xs:double')];
}

// Any pair that holds will do; text that is no number compares with no number.
function compare({ operator, isValue, left, right }: Kind<'compare'>, focus: Focus): Items {
  const a = evaluateXQuery(left, focus).map(atomize);
  const b = evaluateXQuery(right, focus).map(atomize);
  if (isValue && (a.length === 0 || b.length === 0)) return [];
  return [booleanValue(a.some((l) => b.some((r) => {
    const order = compareAtomic(l, r);
    return order !== undefined && holds(operator, order);
  })))];
}

function compareNodes({ operator, left, right }: Kind<'node-compare'>, focus: Focus): Items {
  const [[a], [b]] = [evaluateXQuery(left, focus), evaluateXQuery(right, focus)];
  if (!a || !b || !isNode(a) || !isNode(b)) return [];
  if (operator === 'is') return [booleanValue(a === b)];
  const order = orderOf([a, b]);
  const isBefore = (order.get(a) ?? 0) < (order.get(b) ?? 0);
  return [booleanValue(a !== b && (operator === '<<') === isBefore)];
}

function bind(focus: Focus, slot: number, items: Items): Focus {
  return { ...focus, variables: new Map(focus.variables).set(slot, items) };
}

function* tuples(bindings: readonly Binding[], focus: Focus, at = 0): Generator<Focus> {
  const binding = bindings[at];
  if (!binding) {
    yield focus;
    return;
  }
  const items = evaluateXQuery(binding.source, focus);
  if (binding.kind === 'let') yield* tuples(bindings, bind(focus, binding.slot, items), at + 1);
  else for (const item of items) yield* tuples(bindings, bind(focus, binding.slot, [item]), at + 1);
}

function runFlwor({ bindings, where, orderBy, result }: Kind<'flwor'>, focus: Focus): Items {
  const kept = [...tuples(bindings, focus)].filter((tuple) => !where || isTrue(evaluateXQuery(where, tuple)));
  if (orderBy.length === 0) return kept.flatMap((tuple) => evaluateXQuery(result, tuple));
  const keyed = kept.map((tuple) => ({ tuple, keys: orderBy.map(({ key }) => single(key, tuple)) }));
  keyed.sort((a, b) => {
    for (let i = 0; i < orderBy.length; i++) {
      const order = compareKeys(a.keys[i], b.keys[i]);
      if (order !== 0) return orderBy[i]?.isDescending ? -order : order;
    }
    return 0;
  });
  return keyed.flatMap(({ tuple }) => evaluateXQuery(result, tuple));
}

// The empty sequence comes before all else.
function compareKeys(left: Atomic | undefined, right: Atomic | undefined): number {
  if (!left || !right) return left ? 1 : right ? -1 : 0;
  return compareAtomic(left, right) ?? 0;
}

function isQuantified(expression: Kind<'quantified'>, focus: Focus, at: number): boolean {
  const binding = expression.bindings[at];
  if (!binding) return isTrue(evaluateXQuery(expression.condition, focus));
  const test = (item: Item): boolean => isQuantified(expression, bind(focus, binding.slot, [item]), at + 1);
  const items = evaluateXQuery(binding.source, focus);
  return expression.quantifier === 'some' ? items.some(test) : items.every(test);
}

const KINDS: Readonly<Record<string, string>> = { text: 'text', comment: 'comment', 'processing-instruction': 'instruction', element: 'element', attribute: 'attribute' };

function isInstance([item]: Items, of: SequenceType): boolean {
  if (item === undefined) return of.isOptional || of.item === 'empty';
  switch (of.item) {
    case 'item': return true;
    case 'empty': return false;
    case 'node': return isNode(item);
    case 'atomic': return !isNode(item) && derivesFrom(item.type, of.name ?? '');
    default: {
      const hasName = of.local === undefined || ('local' in item && item.local === of.local && item.uri === of.uri);
      return item.kind === KINDS[of.item] && hasName;
    }
  }
}
