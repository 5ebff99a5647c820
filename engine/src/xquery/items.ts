// Sequences of XQuery at run time: items, their text and value, and document order. Knows no expressions.
import { childrenOf, textOfNode, type XmlNode } from '../types/xml/xml-document';
import { textOfAtomic, textValue, type Atomic } from '../types/xsd/atomic';
import type { XQueryExpression } from './expression';

/** A node or a value. */
export type Item = XmlNode | Atomic;
/** What an expression gives. */
export type Items = readonly Item[];
/** Where an expression is evaluated; `externals` are the values of sql:variable and sql:column. */
export interface Focus { readonly item: Item; readonly position: number; readonly size: number; readonly variables: ReadonlyMap<number, Items>; readonly externals: readonly Items[] }
/** Evaluates an expression: what the parts of the evaluator hand one another. */
export type Evaluate = (expression: XQueryExpression, focus: Focus) => Items;

/** True for a node. */
export const isNode = (item: Item): item is XmlNode => item.kind !== 'atomic';
/** The text of an item. */
export const textOfItem = (item: Item): string => (isNode(item) ? textOfNode(item) : textOfAtomic(item));
/** The value of an item: of a node, its text without a type. */
export const atomize = (item: Item): Atomic => (isNode(item) ? textValue(textOfNode(item), 'xdt:untypedAtomic') : item);

/** Whether a condition holds: true, or any node. */
export function isTrue(items: Items): boolean {
  const [first] = items;
  return first !== undefined && (isNode(first) || first.value === true);
}

/** The top of the tree that a node stands in. */
export function rootOf(node: XmlNode): XmlNode {
  let at = node;
  while (at.kind !== 'root') at = at.parent;
  return at;
}

/** Each node's number in the order of the documents that the nodes stand in. */
export function orderOf(nodes: readonly XmlNode[]): ReadonlyMap<XmlNode, number> {
  const order = new Map<XmlNode, number>();
  for (const root of new Set(nodes.map(rootOf))) number(root, order);
  return order;
}

function number(node: XmlNode, order: Map<XmlNode, number>): void {
  order.set(node, order.size);
  if (node.kind === 'element') for (const attribute of node.attributes) order.set(attribute, order.size);
  for (const child of childrenOf(node)) number(child, order);
}

/** The nodes in the order of the document, each once. */
export function inDocumentOrder(nodes: readonly XmlNode[]): readonly XmlNode[] {
  const each = [...new Set(nodes)];
  if (each.length < 2) return each;
  const order = orderOf(each);
  return each.sort((a, b) => (order.get(a) ?? 0) - (order.get(b) ?? 0));
}
