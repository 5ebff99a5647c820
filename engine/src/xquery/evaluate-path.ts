// Steps and predicates of XQuery over a tree. Results are in document order, each node once.
import { childrenOf, type XmlNode } from '../types/xml/xml-document';
import { doubleOf } from '../types/xsd/atomic';
import type { NodeTest, Predicate, Step, XQueryExpression } from './expression';
import { atomize, inDocumentOrder, isNode, isTrue, type Evaluate, type Focus, type Items } from './items';

/** The nodes that a path leads to. */
export function walk({ from, steps }: Extract<XQueryExpression, { kind: 'path' }>, focus: Focus, evaluate: Evaluate): Items {
  let items = evaluate(from, focus);
  // A step from nodes of which none stands in another, in order, gives nodes in order.
  let isPlain = from.kind === 'root' || from.kind === 'context' || items.length < 2;
  for (const step of steps) {
    const nodes: XmlNode[] = [];
    for (const item of items) if (isNode(item)) for (const found of filterItems(stepFrom(item, step), step.predicates, focus, evaluate)) nodes.push(found as XmlNode);
    isPlain = isPlain && (step.axis === 'child' || step.axis === 'attribute' || step.axis === 'self' || items.length < 2);
    items = isPlain ? nodes : inDocumentOrder(nodes);
    if (step.axis === 'descendant' || step.axis === 'descendant-or-self') isPlain = false;
  }
  return items;
}

/** The items that all predicates leave. */
export function filterItems(items: Items, predicates: readonly Predicate[], focus: Focus, evaluate: Evaluate): Items {
  return predicates.reduce<Items>((kept, { condition, isPosition }) => kept.filter((item, i) => {
    const result = evaluate(condition, { ...focus, item, position: i + 1, size: kept.length });
    if (!isPosition) return isTrue(result);
    const [number] = result;
    return number !== undefined && doubleOf(atomize(number)) === i + 1;
  }), items);
}

function stepFrom(node: XmlNode, { axis, test }: Step): readonly XmlNode[] {
  switch (axis) {
    case 'self': return matches(node, test) ? [node] : [];
    case 'parent': return node.kind === 'root' || !matches(node.parent, test) ? [] : [node.parent];
    case 'attribute': return node.kind === 'element' ? node.attributes.filter((a) => matches(a, test)) : [];
    case 'child': return childrenOf(node).filter((c) => matches(c, test));
    case 'descendant-or-self': return [...below(node)].filter((d) => matches(d, test));
    case 'descendant': return [...below(node)].slice(1).filter((d) => matches(d, test));
  }
}

function* below(node: XmlNode): Generator<XmlNode> {
  yield node;
  for (const child of childrenOf(node)) yield* below(child);
}

function matches(node: XmlNode, test: NodeTest): boolean {
  switch (test.kind) {
    case 'node': return true;
    case 'text': return node.kind === 'text';
    case 'comment': return node.kind === 'comment';
    case 'processing-instruction': return node.kind === 'instruction' && (test.target === undefined || /^[^\s]*/.exec(node.text)?.[0] === test.target);
    case 'name': return (node.kind === 'element' || node.kind === 'attribute') && (test.local === undefined || node.local === test.local) && (test.uri === undefined || node.uri === test.uri);
  }
}
