// The methods of the xml type, and nodes() as rows. Queries are parsed by the binder and run by xquery/; here values become items and items values.
import { EngineBug } from '../../errors/engine-bug';
import { Messages } from '../../errors/catalogue';
import { notSupported } from '../../errors/not-supported';
import { raise } from '../../errors/sql-error';
import type { TableFunctionNode } from '../../plan/node';
import { isValueArgument, type XmlCall, type XmlMethodExpression } from '../../plan/expression';
import { converter } from '../../types/conversion/convert';
import { nvarchar, XML, type SqlType } from '../../types/sql-type';
import type { Row, Value, Variant } from '../../types/value';
import { printCutOut, printXml, type XmlNode } from '../../types/xml/xml-document';
import { readXml } from '../../types/xml/xml-reader';
import { changeXml } from '../../xquery/change';
import { evaluateXQuery } from '../../xquery/evaluate';
import { isNode, textOfItem, type Focus, type Items } from '../../xquery/items';
import { atomicReader } from '../../xquery/sql-types';
import type { Compiler, Evaluate } from '../compiled';

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
  const target = compiler.expression(expression.target);
  const externals = expression.externals.map((e) => ({ evaluate: compiler.expression(e), read: externalReader(e.type) }));
  const run = compileCall(expression);
  return (row, context) => {
    const xml = target(row, context);
    if (xml === null && expression.call.method !== 'modify') return null;
    return run(xml, externals.map(({ evaluate, read }) => read(evaluate(row, context))));
  };
}

function externalReader(type: SqlType): (value: Value) => Items {
  if (type.name === 'xml') return (value) => (value === null ? [] : [readXml(value as string)]);
  const read = atomicReader(type);
  return (value) => (value === null ? [] : [read(value)]);
}

type Run = (xml: Value, externals: readonly Items[]) => Value;

function compileCall({ call, type }: XmlMethodExpression): Run {
  if (call.method === 'modify') return compileModify(call);
  const { query, method } = call;
  const nodeOf = nodeFinder();
  const result = resultOf(method, type);
  return (xml, externals) => result(evaluateXQuery(query.expression, focusOn(nodeOf(xml), externals)));
}

const focusOn = (item: XmlNode, externals: readonly Items[]): Focus => ({ item, position: 1, size: 1, variables: new Map(), externals });

function compileModify({ dml, name }: Extract<XmlCall, { method: 'modify' }>): Run {
  return (xml, externals) => {
    if (xml === null) throw raise(Messages.XmlMutatorOnNull, { method: 'modify', name });
    const root = readXml(xml as string);
    changeXml(root, dml.change, externals);
    return printXml(root);
  };
}

function resultOf(method: 'value' | 'query' | 'exist', type: SqlType): (items: Items) => Value {
  if (method === 'exist') return (items) => (items.length > 0 ? 1 : 0);
  if (method === 'query') return printItems;
  const convert = converter(nvarchar('max'), type);
  return ([item]) => (item === undefined ? null : convert(textOfItem(item)));
}

const ESCAPES: Readonly<Record<string, string>> = { '<': '&lt;', '>': '&gt;', '&': '&amp;' };

function printItems(items: Items): string {
  let text = '';
  let isAfterValue = false;
  for (const item of items) {
    const isValue = !isNode(item);
    if (!isValue && item.kind === 'attribute') throw raise(Messages.XmlAttributeOutside, {});
    text += isValue ? `${isAfterValue ? ' ' : ''}${textOfItem(item).replace(/[<>&]/g, (c) => ESCAPES[c] ?? c)}` : printCutOut(item);
    isAfterValue = isValue;
  }
  return text;
}

/** Compiles x.nodes('path'): one row a node. */
export function compileNodes(node: TableFunctionNode): (args: readonly Value[]) => Iterable<Row> {
  const { xmlNodes, args: [, ...bound] } = node;
  if (!xmlNodes) throw new EngineBug('nodes() without its query');
  const readers = bound.map((arg) => (isValueArgument(arg) ? externalReader(arg.type) : () => []));
  const nodeOf = nodeFinder();
  return ([xml = null, ...values]) => {
    if (xml === null) return [];
    const items = evaluateXQuery(xmlNodes.expression, focusOn(nodeOf(xml), readers.map((read, i) => read(values[i] ?? null))));
    return items.map((item): Row => {
      if (!isNode(item)) throw notSupported('nodes() of values that are no nodes');
      const reference: NodeReference = { kind: 'variant', type: XML, value: '', node: item };
      return [reference];
    });
  };
}
