// A document as sp_xml_preparedocument keeps it for OPENXML: its tree, the prefixes of its patterns, and the numbers of its nodes.
import { childrenOf, type XmlAttribute, type XmlElement, type XmlNode, type XmlRoot } from '../types/xml/xml-document';
import { readXml } from '../types/xml/xml-reader';

/** A namespace declaration, which the edge table shows as an attribute. */
export type XmlDeclaration = XmlElement['declarations'][number];
/** What has a number: a node, a declaration, or the text of an attribute (by the attribute's key in `texts`). */
export interface PreparedXml {
  readonly root: XmlRoot;
  readonly namespaces: ReadonlyMap<string, string>;
  readonly ids: ReadonlyMap<object, number>;
  /** The numbers of the texts of attributes and declarations. */
  readonly textIds: ReadonlyMap<object, number>;
}

/** Reads a document; `namespaces` is an element that declares prefixes. Raises what the text is refused for. */
export function prepareXml(text: string, namespaces: string): PreparedXml {
  const root = readXml(text);
  const declared = readXml(namespaces).children.flatMap((child) => (child.kind === 'element' ? child.declarations : []));
  return { root, namespaces: new Map(declared.filter((d) => d.prefix !== '').map(({ prefix, uri }) => [prefix, uri])), ...numbered(root) };
}

type Numbered = XmlNode | XmlDeclaration;

// The document element is 0 and takes a number all the same; a text right behind its own parent changes places with what comes next; texts of attributes come last.
function numbered(root: XmlRoot): Pick<PreparedXml, 'ids' | 'textIds'> {
  const order = [...inOrder(root)];
  for (let i = 1; i + 1 < order.length; i++) {
    const [node, before, next] = [order[i], order[i - 1], order[i + 1]];
    if (!node || !next || !('kind' in node) || node.kind !== 'text' || node.parent !== before) continue;
    order[i] = next;
    order[i + 1] = node;
    i++;
  }
  const ids = new Map<object, number>(order.map((node, i) => [node, i + 1]));
  const top = root.children.find((child) => child.kind === 'element');
  if (top) ids.set(top, 0);
  const holders = order.filter((node) => !('kind' in node) || node.kind === 'attribute');
  return { ids, textIds: new Map<object, number>(holders.map((holder, i) => [holder, order.length + 1 + i])) };
}

function* inOrder(node: XmlNode): Generator<Numbered> {
  if (node.kind !== 'root') yield node;
  if (node.kind === 'element') yield* attributesOf(node);
  for (const child of childrenOf(node)) yield* inOrder(child);
}

/** Declarations and attributes of an element, as the edge table has them. */
export const attributesOf = (node: XmlElement): readonly (XmlDeclaration | XmlAttribute)[] => [...node.declarations, ...node.attributes];
