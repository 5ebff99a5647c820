// XML as a tree: the nodes of a document or fragment, their text as SQL Server prints it, and the text behind a node. Reading is xml-reader.ts's.
import { escapeAttribute, escapeContent } from './xml-text';

/** An attribute with the namespace its prefix stands for ('' for none). */
export interface XmlAttribute { readonly kind: 'attribute'; readonly name: string; readonly local: string; readonly uri: string; readonly value: string; readonly parent: XmlElement }
/** An element; `declarations` are its own xmlns attributes. */
export interface XmlElement {
  readonly kind: 'element';
  readonly name: string;
  readonly local: string;
  readonly uri: string;
  readonly attributes: XmlAttribute[];
  readonly declarations: {
    readonly prefix: string;
    readonly uri: string;
    /** Of the prologue of a query: declared where it is not in force already. */
    readonly isImplied?: true;
  }[];
  readonly children: XmlChild[];
  readonly parent: XmlParent;
}
/** Text, a comment or a processing instruction. */
export interface XmlLeaf { readonly kind: 'text' | 'comment' | 'instruction'; readonly text: string; readonly parent: XmlParent }
/** What stands above all: a document has one element, a fragment any number. */
export interface XmlRoot { readonly kind: 'root'; readonly children: XmlChild[] }
/** What may have children. */
export type XmlParent = XmlElement | XmlRoot;
/** What may be a child. */
export type XmlChild = XmlElement | XmlLeaf;
/** Any node. */
export type XmlNode = XmlRoot | XmlElement | XmlLeaf | XmlAttribute;

/** The children of a node; none for what has no children. */
export const childrenOf = (node: XmlNode): readonly XmlChild[] => ('children' in node ? node.children : []);

/** The text of a node and all below it. */
export function textOfNode(node: XmlNode): string {
  switch (node.kind) {
    case 'attribute': return node.value;
    case 'element': case 'root': return node.children.map((c) => (c.kind === 'comment' || c.kind === 'instruction' ? '' : textOfNode(c))).join('');
    default: return node.text;
  }
}

/** The node as text. `inherited` are namespaces in force around it that it must declare itself. */
export function printXml(node: XmlNode, inherited: XmlElement['declarations'] = []): string {
  switch (node.kind) {
    case 'root': return node.children.map((c) => printXml(c)).join('');
    case 'attribute': return node.value;
    case 'text': return escapeContent(node.text);
    case 'comment': return `<!--${node.text}-->`;
    case 'instruction': return `<?${node.text}?>`;
    case 'element': return printElement(node, inherited);
  }
}

function printElement(node: XmlElement, inherited: XmlElement['declarations']): string {
  const added = inherited.filter((i) => !node.declarations.some((d) => d.prefix === i.prefix));
  const namespaces = [...added, ...node.declarations].map((d) => ` xmlns${d.prefix === '' ? '' : `:${d.prefix}`}="${escapeAttribute(d.uri)}"`);
  const attributes = node.attributes.map((a) => ` ${a.name}="${escapeAttribute(a.value)}"`);
  const head = `${node.name}${namespaces.join('')}${attributes.join('')}`;
  return node.children.length === 0 ? `<${head}/>` : `<${head}>${node.children.map((c) => printXml(c)).join('')}</${node.name}>`;
}

/** A node cut out of its document: with the namespaces that were in force where it stood. */
export function printCutOut(node: XmlNode): string {
  if (node.kind !== 'element') return printXml(node);
  const inherited: { prefix: string; uri: string }[] = [];
  for (let above: XmlParent = node.parent; above.kind === 'element'; above = above.parent) {
    for (const d of above.declarations) if (!inherited.some((i) => i.prefix === d.prefix)) inherited.push(d);
  }
  return printXml(node, inherited.filter((i) => i.uri !== ''));
}
