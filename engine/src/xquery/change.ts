// XML DML over a tree, which it changes in place: insert, delete, replace value of.
import { Messages } from '../errors/catalogue';
import { raise } from '../errors/sql-error';
import type { XmlAttribute, XmlNode, XmlRoot } from '../types/xml/xml-document';
import { addAttribute, copiesUnder, declareFor, toNodes } from './construct';
import { evaluateXQuery } from './evaluate';
import type { XmlChange } from './expression';
import { isNode, textOfItem, type Focus, type Items } from './items';

/** Changes the tree of a document. */
export function changeXml(root: XmlRoot, change: XmlChange, externals: readonly Items[]): void {
  const focus: Focus = { item: root, position: 1, size: 1, variables: new Map(), externals };
  switch (change.kind) {
    case 'insert': insert(change, focus); return;
    case 'delete': for (const node of evaluateXQuery(change.target, focus)) if (isNode(node)) remove(node); return;
    case 'replace': replace(change, focus); return;
  }
}

function insert({ content, place, target }: Extract<XmlChange, { kind: 'insert' }>, focus: Focus): void {
  const [at] = evaluateXQuery(target, focus);
  if (!at || !isNode(at)) return;
  const nodes = toNodes(evaluateXQuery(content, focus));
  const attributes = nodes.filter((node): node is XmlAttribute => node.kind === 'attribute');
  if (attributes.length > 0) insertAttributes(at, attributes);
  const others = nodes.filter((node) => node.kind !== 'attribute');
  if (others.length === 0) return;
  if (place === 'first' || place === 'last') {
    if (at.kind !== 'element' && at.kind !== 'root') throw raise(Messages.XQueryInsertInto, { method: 'modify()', type: at.kind });
    at.children.splice(place === 'first' ? 0 : at.children.length, 0, ...others.flatMap((node) => copiesUnder(node, at)));
    return;
  }
  if (at.kind === 'root' || at.kind === 'attribute') throw raise(Messages.XQueryInsertBeside, { method: 'modify()', type: at.kind });
  const { parent } = at;
  parent.children.splice(parent.children.indexOf(at) + (place === 'after' ? 1 : 0), 0, ...others.flatMap((node) => copiesUnder(node, parent)));
}

// The i-th new attribute comes behind the i-th old one: SQL Server numbers the old ones 1, 3, 5 and the new ones 2, 4, 6.
function insertAttributes(at: XmlNode, attributes: readonly XmlAttribute[]): void {
  if (at.kind !== 'element') throw raise(Messages.XmlAttributeOutside, {});
  const declared = at.declarations.length;
  const old = [...at.attributes];
  for (const attribute of attributes) {
    declareFor(at, attribute);
    addAttribute(at, attribute);
  }
  const added = at.attributes.slice(old.length);
  const ranked = [...old.map((attribute, i) => ({ attribute, rank: 2 * (declared + i) + 1 })), ...added.map((attribute, i) => ({ attribute, rank: 2 * (i + 1) }))];
  at.attributes.splice(0, at.attributes.length, ...ranked.sort((a, b) => a.rank - b.rank).map(({ attribute }) => attribute));
}

function remove(node: XmlNode): void {
  if (node.kind === 'root') return;
  const siblings: unknown[] = node.kind === 'attribute' ? node.parent.attributes : node.parent.children;
  const index = siblings.indexOf(node);
  if (index >= 0) siblings.splice(index, 1);
}

function replace({ target, value, isEmpty }: Extract<XmlChange, { kind: 'replace' }>, focus: Focus): void {
  const [at] = evaluateXQuery(target, focus);
  if (!at || !isNode(at)) return;
  const items = evaluateXQuery(value, focus);
  if (items.length === 0) {
    if (at.kind !== 'text') throw raise(Messages.XmlReplaceNotNillable, {});
    if (!isEmpty) throw raise(Messages.XmlReplaceEmpty, {});
  }
  const text = items.map(textOfItem).join(' ');
  if (at.kind === 'element') at.children.splice(0, at.children.length, ...(text === '' ? [] : [{ kind: 'text' as const, text, parent: at }]));
  else if (at.kind === 'attribute') put(at.parent.attributes, at, { ...at, value: text });
  else if (at.kind === 'text') {
    if (text === '') remove(at);
    else put(at.parent.children, at, { ...at, text });
  } else if (at.kind === 'instruction') put(at.parent.children, at, { ...at, text: `${/^\S*/.exec(at.text)?.[0] ?? ''} ${text}` });
  else if (at.kind === 'comment') put(at.parent.children, at, { ...at, text });
}

function put<T>(list: T[], old: T, made: T): void {
  list[list.indexOf(old)] = made;
}

