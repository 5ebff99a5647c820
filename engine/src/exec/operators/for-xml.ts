// FOR XML PATH, RAW and AUTO: all rows of the input as one XML text.
import type { AutoLevel, ForXmlNode, OutputColumn } from '../../plan/node';
import type { Row, Value } from '../../types/value';
import { iterate, type CompiledQuery, type Compiler, type RowIterator } from '../compiled';
import { LevelForest, type LevelNode } from './auto-levels';
import { plainWriter } from './json-value';

/** Where a column's value goes: under elements, as text, as an attribute, or as one of a list of values. */
interface Placement { readonly elements: readonly string[]; readonly leaf: 'text' | 'data' | { readonly attribute: string }; /** How many elements it shares with the column before. */ readonly shared: number }
interface Element { readonly name: string; readonly attributes: string[]; readonly children: (Element | string)[] }

const XSI = ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"';

/** Compiles FOR XML; no rows give no text. */
export function compileForXml(node: ForXmlNode, compiler: Compiler): CompiledQuery {
  const source = compiler.query(node.input);
  const { levels } = node;
  if (levels) return compileLevels(node, levels, source);
  const elementOf = compileRow(node, node.input.columns);
  const namespace = node.xsinil && node.root === undefined ? XSI : '';
  const writeRow = (row: Row): string => print(elementOf(row), node.element, namespace);
  return {
    columns: node.columns,
    open: context => {
      let result: RowIterator | undefined;
      const run = (): RowIterator => {
        const parts: string[] = [];
        const rows = source.open(context);
        for (let row = rows.next(); row !== undefined; row = rows.next()) parts.push(writeRow(row));
        return iterate(parts.length === 0 ? [] : [[wrap(parts.join(''), node)]]);
      };
      return { next: () => (result ??= run()).next() };
    },
  };
}

interface LevelElement { readonly element: Element; readonly text: string }

function compileLevels(node: ForXmlNode, levels: readonly AutoLevel[], source: CompiledQuery): CompiledQuery {
  const parts = levels.map(({ name, ordinals }) => {
    const pick = <T>(list: readonly T[]): T[] => ordinals.map(i => list[i] as T);
    return { pick, elementOf: compileRow({ ...node, element: name, names: pick(node.names), isXml: pick(node.isXml) }, pick(node.input.columns)) };
  });
  const write = (row: Row, level: number): LevelElement => {
    const part = parts[level];
    const element = part?.elementOf(part.pick(row)) ?? { name: '', attributes: [], children: [] };
    return { element, text: render(element) };
  };
  const namespace = node.xsinil && node.root === undefined ? XSI : '';
  const nest = ({ own, children }: LevelNode<LevelElement>): Element => ({ ...own.element, children: [...own.element.children, ...children.map(nest)] });
  return {
    columns: node.columns,
    open: context => {
      let result: RowIterator | undefined;
      const run = (): RowIterator => {
        const forest = new LevelForest<LevelElement>(levels.length, write, (a, b) => a.text === b.text);
        const rows = source.open(context);
        for (let row = rows.next(); row !== undefined; row = rows.next()) forest.add(row);
        return iterate(forest.roots.length === 0 ? [] : [[wrap(forest.roots.map(root => render(nest(root), namespace)).join(''), node)]]);
      };
      return { next: () => (result ??= run()).next() };
    },
  };
}

function wrap(body: string, { root, xsinil }: ForXmlNode): string {
  return root === undefined ? body : `<${xmlName(root)}${xsinil ? XSI : ''}>${body}</${xmlName(root)}>`;
}

const print = (top: Element, element: string, namespace: string): string => (element === '' ? top.children.map(child => render(child)).join('') : render(top, namespace));

function compileRow(node: Pick<ForXmlNode, 'names' | 'isXml' | 'mode' | 'element' | 'elements' | 'xsinil'>, columns: readonly OutputColumn[]): (row: Row) => Element {
  const placements = placementsOf(node);
  const writers = columns.map((column, i) => (node.isXml[i] ? (value: Value) => value as string : plainWriter(column.type)));
  return row => {
    const top: Element = { name: node.element, attributes: [], children: [] };
    let open: Element[] = [];
    let isList = false;
    placements.forEach((placement, ordinal) => {
      const value = row[ordinal] as Value;
      if (value === null && !(node.xsinil && placement.leaf === 'text' && placement.elements.length > 0)) { open = open.slice(0, placement.shared); return; }
      open = descend(top, open.slice(0, placement.shared), placement.elements);
      const target = open.at(-1) ?? top;
      if (value === null) { target.attributes.push('xsi:nil="true"'); return; }
      const raw = (writers[ordinal] as (value: Value) => string)(value);
      put(target, placement, { raw, isXml: node.isXml[ordinal] ?? false, followsData: isList });
      isList = placement.leaf === 'data';
    });
    return top;
  };
}

function placementsOf(node: Pick<ForXmlNode, 'names' | 'mode' | 'elements'>): Placement[] {
  let before: readonly string[] = [];
  return node.names.map(name => {
    const segments = node.mode === 'path' ? name.split('/') : [node.elements || name === '' ? name : `@${name}`];
    const last = segments.at(-1) ?? '';
    const isText = last === '' || last === '*' || last === 'text()' || last === 'node()' || last === 'data()';
    const isLeafName = isText || last.startsWith('@');
    const elements = isLeafName ? segments.slice(0, -1) : segments;
    let shared = 0;
    while (node.mode === 'path' && shared < elements.length && elements[shared] === before[shared]) shared++;
    before = elements;
    return { elements, leaf: last.startsWith('@') ? { attribute: last.slice(1) } : last === 'data()' ? 'data' : 'text', shared };
  });
}

function descend(top: Element, open: Element[], elements: readonly string[]): Element[] {
  const path = [...open];
  for (const name of elements.slice(path.length)) {
    const element: Element = { name, attributes: [], children: [] };
    (path.at(-1) ?? top).children.push(element);
    path.push(element);
  }
  return path;
}

function put(target: Element, { leaf }: Placement, { raw, isXml, followsData }: { readonly raw: string; readonly isXml: boolean; readonly followsData: boolean }): void {
  if (typeof leaf === 'object') target.attributes.push(`${xmlName(leaf.attribute)}="${escapeAttribute(raw)}"`);
  else target.children.push((leaf === 'data' && followsData ? ' ' : '') + (isXml ? raw : escapeText(raw)));
}

function render(node: Element | string, namespace: unknown = ''): string {
  if (typeof node === 'string') return node;
  const name = xmlName(node.name);
  const space = typeof namespace === 'string' ? namespace : '';
  const start = `<${name}${space}${node.attributes.map(attribute => ` ${attribute}`).join('')}`;
  return node.children.length === 0 ? `${start}/>` : `${start}>${node.children.map(child => render(child)).join('')}</${name}>`;
}

const escapeText = (text: string): string => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/\r/g, '&#x0D;');
const escapeAttribute = (text: string): string => escapeText(text).replace(/"/g, '&quot;').replace(/\n/g, '&#x0A;').replace(/\t/g, '&#x09;');
// Characters that no XML name may hold are written as SQL Server writes them.
const xmlName = (name: string): string => name.replace(/[^\w.\-:\u0080-\uffff]/g, character => `_x${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`);
