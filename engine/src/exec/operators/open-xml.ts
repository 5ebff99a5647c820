// OPENXML: a row for each node that a pattern finds in a prepared document; columns by patterns of their own, or the edge table.
import { notSupported } from '../../errors/not-supported';
import { isSqlError } from '../../errors/sql-error';
import type { TableFunctionNode } from '../../plan/node';
import { converter } from '../../types/conversion/convert';
import { nvarchar, type SqlType } from '../../types/sql-type';
import type { Row, Value } from '../../types/value';
import { childrenOf, printCutOut, textOfNode, type XmlAttribute, type XmlNode } from '../../types/xml/xml-document';
import { evaluateXQuery } from '../../xquery/evaluate';
import type { XQueryExpression } from '../../xquery/expression';
import { isNode } from '../../xquery/items';
import { parseXQuery } from '../../xquery/parse-query';
import { ANY_NODE, DOCUMENT } from '../../xquery/static-type';
import type { ExecutionContext } from '../context';
import { attributesOf, type PreparedXml, type XmlDeclaration } from '../prepared-xml';

type Find = (node: XmlNode) => readonly XmlNode[];

/** Compiles OPENXML: its arguments are the handle, the pattern and the flags. */
export function compileOpenXml(node: TableFunctionNode): (args: readonly Value[], context: ExecutionContext) => Iterable<Row> {
  return ([handle = null, pattern = null, flags = null], context) => {
    const document = context.preparedXml(Number(handle ?? 0));
    const found = finder(String(pattern ?? ''), document)(document.root);
    const { openXml } = node;
    if (!openXml) return found.flatMap((at) => [...edgesOf(at, document)]);
    const readers = openXml.columns.map((column, i) => columnReader({ ...column, type: node.columns[i]?.type ?? nvarchar('max') }, Number(flags ?? 0), document));
    return found.map((at): Row => readers.map((read) => read(at)));
  };
}

/** The nodes that a pattern finds from a node. Patterns are read as XQuery, whose paths are those of XPath; what is no XQuery is refused. */
function finder(pattern: string, { namespaces }: PreparedXml): Find {
  const expression = parsePattern(pattern, namespaces);
  return (item) => evaluateXQuery(expression, { item, position: 1, size: 1, variables: new Map(), externals: [] }).filter(isNode);
}

function parsePattern(pattern: string, namespaces: ReadonlyMap<string, string>): XQueryExpression {
  const refuse = (): Error => notSupported(`the pattern '${pattern}' of OPENXML`);
  try {
    const { expression } = parseXQuery({ text: pattern, method: 'nodes()', namespaces, context: ANY_NODE, document: DOCUMENT, typeOf: () => { throw refuse(); } }, 'nodes');
    return expression;
  } catch (error) {
    throw isSqlError(error) ? refuse() : error;
  }
}

interface Column { readonly name: string; readonly path?: string; readonly type: SqlType }

function columnReader({ name, path, type }: Column, flags: number, document: PreparedXml): (node: XmlNode) => Value {
  const convert = converter(nvarchar('max'), type);
  const text = (value: string | undefined): Value => (value === undefined ? null : convert(value));
  if (path?.startsWith('@mp:')) return (node) => text(metaproperty(path.slice(4), node, flags, document));
  const find = path === undefined ? byName(name, flags) : finder(path, document);
  if (type.name === 'xml') return (node) => text(find(node).map((n) => printCutOut(n)).join('') || undefined);
  return (node) => {
    const [first] = find(node);
    return text(first && textOfNode(first));
  };
}

/** Without a pattern: an attribute of the column's name (1), a child element (2), or the one and then the other (3). */
function byName(name: string, flags: number): Find {
  const mapping = flags & 3;
  return (node) => {
    if (node.kind !== 'element') return [];
    const attribute = mapping === 2 ? undefined : node.attributes.find((a) => a.name === name);
    if (attribute) return [attribute];
    return mapping < 2 ? [] : node.children.filter((child) => child.kind === 'element' && child.name === name);
  };
}

const prefixOf = (name: string): string | undefined => (name.includes(':') ? name.slice(0, name.indexOf(':')) : undefined);

function metaproperty(property: string, node: XmlNode, flags: number, document: PreparedXml): string | undefined {
  const parent = node.kind === 'root' || node.parent.kind === 'root' ? undefined : node.parent;
  const number = (of: object | undefined): string | undefined => (of === undefined ? undefined : document.ids.get(of)?.toString());
  switch (property) {
    case 'id': return number(node);
    case 'parentid': return number(parent);
    case 'prev': return number(previousOf(node));
    case 'localname': return localName(node);
    case 'prefix': return 'name' in node ? prefixOf(node.name) : undefined;
    case 'namespaceuri': return 'uri' in node && node.uri !== '' ? node.uri : undefined;
    case 'parentlocalname': return parent && localName(parent);
    case 'parentprefix': return parent && prefixOf(parent.name);
    case 'parentnamespaceuri': return parent && parent.uri !== '' ? parent.uri : undefined;
    case 'xmltext':
      if ((flags & 8) !== 0) throw notSupported('OPENXML with flag 8 and @mp:xmltext');
      return printCutOut(node);
    default: throw notSupported(`the metaproperty @mp:${property} of OPENXML`);
  }
}

function localName(node: XmlNode): string | undefined {
  switch (node.kind) {
    case 'element': case 'attribute': return node.local;
    case 'text': return '#text';
    case 'comment': return '#comment';
    case 'instruction': return /^\S*/.exec(node.text)?.[0];
    case 'root': return undefined;
  }
}

function previousOf(node: XmlNode): XmlNode | undefined {
  if (node.kind === 'root' || node.kind === 'attribute') return undefined;
  return node.parent.children[node.parent.children.indexOf(node) - 1];
}

const KINDS: Readonly<Record<string, number>> = { element: 1, attribute: 2, text: 3, instruction: 7, comment: 8 };

/** The rows of a node and all below it: id, parentid, nodetype, localname, prefix, namespaceuri, datatype, prev, text. */
function* edgesOf(node: XmlNode, document: PreparedXml): Generator<Row> {
  const id = (of: object | undefined): Value => (of === undefined || !document.ids.has(of) ? null : BigInt(document.ids.get(of) ?? 0));
  if (node.kind === 'attribute') {
    yield* attributeEdges(node, id(node.parent), document);
    return;
  }
  if (node.kind !== 'root') {
    const text = node.kind === 'element' ? null : node.kind === 'instruction' ? node.text.replace(/^\S*\s*/, '') : node.text;
    yield [
      id(node),
      id(node.parent),
      KINDS[node.kind] ?? 0,
      localName(node) ?? null,
      node.kind === 'element' ? prefixOf(node.name) ?? null : null,
      node.kind === 'element' && node.uri !== '' ? node.uri : null,
      null,
      id(previousOf(node)),
      text,
    ];
  }
  if (node.kind === 'element') for (const attribute of attributesOf(node)) yield* attributeEdges(attribute, id(node), document);
  for (const child of childrenOf(node)) yield* edgesOf(child, document);
}

function* attributeEdges(attribute: XmlAttribute | XmlDeclaration, parent: Value, { ids, textIds }: PreparedXml): Generator<Row> {
  const own = BigInt(ids.get(attribute) ?? 0);
  const isDeclaration = !('kind' in attribute);
  const local = isDeclaration ? attribute.prefix === '' ? 'xmlns' : attribute.prefix : attribute.local;
  const prefix = isDeclaration ? 'xmlns' : prefixOf(attribute.name) ?? null;
  yield [own, parent, 2, local, prefix, isDeclaration || attribute.uri === '' ? null : attribute.uri, null, null, null];
  yield [BigInt(textIds.get(attribute) ?? 0), own, 3, '#text', null, null, null, null, isDeclaration ? attribute.uri : attribute.value];
}
