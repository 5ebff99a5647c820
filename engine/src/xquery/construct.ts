// Nodes that a query makes: constructors evaluated, and copies of nodes put under new parents with the namespaces that they need there.
import { Messages } from '../errors/catalogue';
import { raise } from '../errors/sql-error';
import type { XmlChild, XmlElement, XmlNode, XmlParent, XmlRoot } from '../types/xml/xml-document';
import type { ConstructedName, Content, XQueryExpression } from './expression';
import { isNode, textOfItem, type Evaluate, type Focus, type Items } from './items';

type Constructor = Extract<XQueryExpression, { kind: 'element' | 'attribute' | 'text' | 'leaf' }>;

const emptyRoot = (): XmlRoot => ({ kind: 'root', children: [] });
const written = ({ prefix, local }: ConstructedName): string => (prefix === '' ? local : `${prefix}:${local}`);

/** The node that a constructor makes, in a tree of its own. */
export function construct(expression: Constructor, focus: Focus, evaluate: Evaluate): Items {
  const root = emptyRoot();
  switch (expression.kind) {
    case 'leaf': root.children.push({ kind: expression.leaf, text: expression.text, parent: root }); return root.children;
    case 'text': {
      const text = expression.content ? evaluate(expression.content, focus).map(textOfItem).join(' ') : '';
      if (text !== '') root.children.push({ kind: 'text', text, parent: root });
      return root.children;
    }
    case 'attribute': {
      const value = expression.content ? evaluate(expression.content, focus).map(textOfItem).join(' ') : '';
      const holder = newElement({ prefix: '', local: '', uri: '' }, root);
      addAttribute(holder, { ...expression.name, name: written(expression.name), value });
      return holder.attributes;
    }
    case 'element': {
      const element = newElement(expression.name, root);
      element.declarations.push(...expression.declarations);
      root.children.push(element);
      for (const { name, value } of expression.attributes)
        addAttribute(element, { ...name, name: written(name), value: value.kind === 'text' ? value.text : evaluate(value.expression, focus).map(textOfItem).join(' ') });
      for (const part of expression.content) addContent(element, part, focus, evaluate);
      return root.children;
    }
  }
}

function newElement(name: ConstructedName, parent: XmlParent): XmlElement {
  return { kind: 'element', name: written(name), local: name.local, uri: name.uri, attributes: [], declarations: [], children: [], parent };
}

/** Adds an attribute; raises 6308 for a name that is there. */
export function addAttribute(element: XmlElement, { name, local, uri, value }: { readonly name: string; readonly local: string; readonly uri: string; readonly value: string }): void {
  if (element.attributes.some((a) => a.local === local && a.uri === uri)) throw raise(Messages.XmlAttributeTwice, { name: local });
  element.attributes.push({ kind: 'attribute', name, local, uri, value, parent: element });
}

function addContent(element: XmlElement, part: Content, focus: Focus, evaluate: Evaluate): void {
  if (part.kind === 'text') {
    element.children.push({ kind: 'text', text: part.text, parent: element });
    return;
  }
  for (const node of toNodes(evaluate(part.expression, focus))) {
    if (node.kind !== 'attribute') element.children.push(...copiesUnder(node, element));
    else {
      if (element.children.length > 0) throw raise(Messages.XmlAttributeOutside, {});
      declareFor(element, node);
      addAttribute(element, node);
    }
  }
}

/** Items as nodes: values that follow each other are one text with blanks between. */
export function toNodes(items: Items): readonly XmlNode[] {
  const nodes: XmlNode[] = [];
  let text: string[] = [];
  const flush = (): void => {
    const joined = text.join(' ');
    if (joined !== '') nodes.push({ kind: 'text', text: joined, parent: emptyRoot() });
    text = [];
  };
  for (const item of items) {
    if (!isNode(item)) {
      text.push(textOfItem(item));
      continue;
    }
    flush();
    nodes.push(item);
  }
  flush();
  return nodes;
}

type Declarations = XmlElement['declarations'];

/** The namespaces in force at a node, the nearest first. */
function inForce(node: XmlParent): Declarations {
  const all: Declarations = [];
  for (let at = node; at.kind === 'element'; at = at.parent) for (const d of at.declarations) if (!all.some((a) => a.prefix === d.prefix)) all.push(d);
  return all;
}

/** Declares what an attribute's prefix stands for, unless it is in force. */
export function declareFor(element: XmlElement, attribute: Extract<XmlNode, { kind: 'attribute' }>): void {
  const colon = attribute.name.indexOf(':');
  if (colon < 0 || attribute.name.startsWith('xml:')) return;
  const prefix = attribute.name.slice(0, colon);
  if (inForce(element).find((d) => d.prefix === prefix)?.uri !== attribute.uri) element.declarations.push({ prefix, uri: attribute.uri, isImplied: true });
}

/** Copies of a node (of a document, of its children) for a new parent, which does not yet hold them. */
export function copiesUnder(node: XmlNode, parent: XmlParent): XmlChild[] {
  if (node.kind === 'root') return node.children.flatMap((child) => copiesUnder(child, parent));
  if (node.kind === 'attribute') return [];
  if (node.kind !== 'element') return [{ ...node, parent }];
  const around = inForce(parent);
  const inherited = inForce(node.parent).filter((d) => d.uri !== '' && !node.declarations.some((own) => own.prefix === d.prefix)).map((d) => ({ ...d, isImplied: true as const }));
  const wanted = [...node.declarations, ...inherited].filter((d) => !(d.isImplied === true && around.find((a) => a.prefix === d.prefix)?.uri === d.uri));
  const isBare = node.uri === '' && !node.name.includes(':') && (around.find((a) => a.prefix === '')?.uri ?? '') !== '' && !wanted.some((d) => d.prefix === '');
  return [copyElement(node, parent, isBare ? [{ prefix: '', uri: '', isImplied: true }, ...wanted] : wanted)];
}

function copyElement(node: XmlElement, parent: XmlParent, declarations: Declarations): XmlElement {
  const copy: XmlElement = { ...node, attributes: [], declarations: [...declarations], children: [], parent };
  for (const attribute of node.attributes) copy.attributes.push({ ...attribute, parent: copy });
  for (const child of node.children) copy.children.push(child.kind === 'element' ? copyElement(child, copy, nested(child, copy)) : { ...child, parent: copy });
  return copy;
}

/** What a nested copy declares: its own, without what came from a prologue and is in force here. */
function nested(child: XmlElement, parent: XmlElement): Declarations {
  if (!child.declarations.some((d) => d.isImplied)) return child.declarations;
  const around = inForce(parent);
  return child.declarations.filter((d) => !(d.isImplied === true && around.find((a) => a.prefix === d.prefix)?.uri === d.uri));
}
