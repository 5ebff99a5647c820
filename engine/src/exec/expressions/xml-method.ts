// The methods value, query and exist of the xml type, and nodes() as rows. Paths are xml-path.ts's, their evaluation xml-evaluate.ts's.
import { notSupported } from '../../errors/not-supported';
import type { TableFunctionNode } from '../../plan/node';
import type { XmlMethodExpression } from '../../plan/expression';
import { converter } from '../../types/convert';
import { nvarchar, XML, type SqlType } from '../../types/sql-type';
import type { Row, Value, Variant } from '../../types/value';
import { printCutOut, type XmlNode } from '../../types/xml-document';
import { parseXmlQuery } from '../../types/xml-path';
import { readXml } from '../../types/xml-reader';
import type { Compiler, Evaluate } from '../compiled';
import { evaluateXml, textOfItem, type XmlFocus, type XmlItem } from '../functions/xml-evaluate';

/** What a row of nodes() holds: a place in its document, which only the methods of xml can read. */
interface NodeReference extends Variant { readonly node: XmlNode }

const isReference = (value: Value): value is NodeReference => typeof value === 'object' && value !== null && 'node' in value;

/** Finds the node behind a value: a place in a document, or the document that the text is. */
function nodeFinder(): (value: Value) => XmlNode {
  let last: { readonly text: string; readonly root: XmlNode } | undefined;
  return (value) => {
    if (isReference(value)) return value.node;
    const text = value as string;
    if (last?.text !== text) last = { text, root: readXml(text) };
    return last.root;
  };
}

/** Compiles a method of the xml type. */
export function compileXmlMethod(expression: XmlMethodExpression, compiler: Compiler): Evaluate {
  const { expression: query } = parseXmlQuery(expression.path);
  const target = compiler.expression(expression.target);
  const externals = expression.externals.map((e) => ({ evaluate: compiler.expression(e), read: externalReader(e.type) }));
  const nodeOf = nodeFinder();
  const result = resultOf(expression);
  return (row, context) => {
    const xml = target(row, context);
    if (xml === null) return null;
    const focus: XmlFocus = { item: nodeOf(xml), position: 1, size: 1, externals: externals.map(({ evaluate, read }) => read(evaluate(row, context))) };
    return result(evaluateXml(query, focus));
  };
}

function externalReader(type: SqlType): (value: Value) => string | number | undefined {
  const toText = converter(type, nvarchar('max'));
  return (value) => {
    if (value === null) return undefined;
    if (typeof value === 'number' && ['tinyint', 'smallint', 'int', 'float', 'real'].includes(type.name)) return value;
    const text = toText(value) as string;
    return typeof value === 'bigint' ? Number(text) : text;
  };
}

function resultOf(expression: XmlMethodExpression): (items: readonly XmlItem[]) => Value {
  if (expression.method === 'exist') return (items) => (items.length > 0 ? 1 : 0);
  if (expression.method === 'query') return printItems;
  const convert = converter(nvarchar('max'), expression.type);
  return ([item]) => (item === undefined ? null : convert(textOfItem(item)));
}

function printItems(items: readonly XmlItem[]): string {
  let text = '';
  let isAfterPlain = false;
  for (const item of items) {
    const isPlain = typeof item !== 'object';
    if (!isPlain && item.kind === 'attribute') throw notSupported('query() of an attribute');
    text += isPlain ? `${isAfterPlain ? ' ' : ''}${textOfItem(item).replace(/[<>&]/g, (c) => ({ '<': '&lt;', '>': '&gt;' })[c] ?? '&amp;')}` : printCutOut(item);
    isAfterPlain = isPlain;
  }
  return text;
}

/** Compiles x.nodes('path'): one row a node. */
export function compileNodes(node: TableFunctionNode): (args: readonly Value[]) => Iterable<Row> {
  const [, path] = node.args;
  if (path === undefined || path === 'default' || path.kind !== 'constant') throw notSupported('nodes() with a path that is no literal');
  const { expression, externals } = parseXmlQuery(path.value as string);
  if (externals.length > 0) throw notSupported('sql:variable() and sql:column() in nodes()');
  const nodeOf = nodeFinder();
  return ([xml = null]) => {
    if (xml === null) return [];
    const items = evaluateXml(expression, { item: nodeOf(xml), position: 1, size: 1, externals: [] });
    return items.map((item): Row => {
      if (typeof item !== 'object') throw notSupported('nodes() of values that are no nodes');
      const reference: NodeReference = { kind: 'variant', type: XML, value: '', node: item };
      return [reference];
    });
  };
}
