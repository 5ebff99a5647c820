// FOR XML PATH, RAW and AUTO: all rows of the input as one XML text. Names and places are the binder's.
import { Messages } from '../../errors/catalogue';
import { raise } from '../../errors/sql-error';
import type { AutoLevel, ForXmlNode, OutputColumn, XmlPlacement } from '../../plan/node';
import type { Row, Value } from '../../types/value';
import { escapeContent } from '../../types/xml/xml-text';
import { iterate, type CompiledQuery, type Compiler, type RowIterator } from '../compiled';
import { LevelForest, type LevelNode } from './auto-levels';
import { plainWriter } from './json-value';
import { asOneText } from './one-text';
import { attributeText, declarationText, emptyElement, forbiddenCharacter, renderElement, type TagStyle, type WrittenElement } from './xml-writer';

/** Compiles FOR XML; no rows give no text. */
export function compileForXml(node: ForXmlNode, compiler: Compiler): CompiledQuery {
  const source = compiler.query(node.input);
  const declared = declarationText(node.declarations);
  const write = node.levels ? compileLevels(node, node.levels, declared) : compileRows(node, declared);
  return asOneText(source, { columns: node.columns, write: (rows) => oneText(write(rows), node, declared), isValue: node.isType });
}

/** The one row of the text; of no rows none, or NULL with TYPE. */
export function oneText(body: string | undefined, { root, isType }: Pick<ForXmlNode, 'root' | 'isType'>, declared: string): RowIterator {
  if (body === undefined) return iterate(isType ? [[null]] : []);
  return iterate([[root === undefined ? body : renderElement({ name: root, attributes: [], children: [body] }, { declared, shortens: isType })]]);
}

/** How the elements of a row are written: under a root, that declares their prefixes. */
export const tagStyle = ({ root, isType }: Pick<ForXmlNode, 'root' | 'isType'>, declared: string): TagStyle => ({ declared: root === undefined ? declared : '', shortens: isType });

type WriteRows = (rows: RowIterator) => string | undefined;

function compileRows(node: ForXmlNode, declared: string): WriteRows {
  const elementOf = compileRow(node, node.input.columns, node.element);
  const style = tagStyle(node, declared);
  const print = (top: WrittenElement): string => (node.element === '' ? top.children.map(child => renderElement(child, style)).join('') : renderElement(top, style));
  return rows => {
    const parts: string[] = [];
    for (let row = rows.next(); row !== undefined; row = rows.next()) parts.push(print(elementOf(row)));
    return parts.length === 0 ? undefined : parts.join('');
  };
}

interface LevelElement { readonly element: WrittenElement; readonly text: string }

function compileLevels(node: ForXmlNode, levels: readonly AutoLevel[], declared: string): WriteRows {
  const parts = levels.map(({ name, ordinals }) => {
    const pick = <T>(list: readonly T[]): T[] => ordinals.map(i => list[i] as T);
    const own = { ...node, placements: pick(node.placements), isXml: pick(node.isXml) };
    // Values of xml cannot be compared: each row opens the element anew.
    return { pick, elementOf: compileRow(own, pick(node.input.columns), name), isNever: own.isXml.includes(true) };
  });
  const style = tagStyle(node, declared);
  const write = (row: Row, level: number): LevelElement & { readonly isNever: boolean } => {
    const part = parts[level];
    const element = part?.elementOf(part.pick(row)) ?? emptyElement('');
    return { element, text: renderElement(element, style), isNever: part?.isNever ?? false };
  };
  const nest = ({ own, children }: LevelNode<LevelElement>): WrittenElement => ({ ...own.element, children: [...own.element.children, ...children.map(nest)] });
  return rows => {
    const forest = new LevelForest<ReturnType<typeof write>>(levels.length, write, (a, b) => !a.isNever && a.text === b.text);
    for (let row = rows.next(); row !== undefined; row = rows.next()) forest.add(row);
    return forest.roots.length === 0 ? undefined : forest.roots.map(root => renderElement(nest(root), style)).join('');
  };
}

type RowPlan = Pick<ForXmlNode, 'placements' | 'isXml' | 'xsinil'>;

function compileRow({ placements, isXml, xsinil }: RowPlan, columns: readonly OutputColumn[], name: string): (row: Row) => WrittenElement {
  const writers = columns.map((column, i) => (isXml[i] ? (value: Value) => value as string : plainWriter(column.type)));
  const nilled = placements.map(({ elements, leaf }) => xsinil && elements.length > 0 && (leaf === 'text' || leaf === 'node' || leaf === 'data'));
  return row => {
    const top = emptyElement(name);
    let open: WrittenElement[] = [];
    let isList = false;
    placements.forEach((placement, i) => {
      const value = row[i] ?? null;
      if (value === null && !nilled[i]) { open = open.slice(0, placement.shared); return; }
      open = descend(top, open.slice(0, placement.shared), placement.elements);
      const target = open.at(-1) ?? top;
      if (value === null) { target.attributes.push('xsi:nil="true"'); return; }
      put(target, placement, { raw: (writers[i] as (value: Value) => string)(value), isXml: isXml[i] ?? false, followsData: isList });
      isList = placement.leaf === 'data';
    });
    return top;
  };
}

function descend(top: WrittenElement, open: WrittenElement[], elements: readonly string[]): WrittenElement[] {
  const path = [...open];
  for (const name of elements.slice(path.length)) {
    const element = emptyElement(name);
    (path.at(-1) ?? top).children.push(element);
    path.push(element);
  }
  return path;
}

interface Written { readonly raw: string; readonly isXml: boolean; readonly followsData: boolean }

function put(target: WrittenElement, { leaf, elements }: XmlPlacement, { raw, isXml, followsData }: Written): void {
  const wrong = isXml ? undefined : forbiddenCharacter(raw);
  const isAttribute = typeof leaf === 'object' && 'attribute' in leaf;
  if (wrong !== undefined)
    throw raise(Messages.ForXmlCharacter, {
      name: isAttribute ? leaf.attribute : (elements.at(-1) ?? 'NoName'),
      code: wrong.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0'),
    });
  if (isAttribute) target.attributes.push(attributeText(leaf.attribute, raw));
  else if (typeof leaf === 'object') target.children.push(`<?${leaf.instruction} ${raw}?>`);
  else if (leaf === 'comment') target.children.push(commentOf(raw));
  else target.children.push((leaf === 'data' && followsData ? ' ' : '') + (isXml ? raw : escapeContent(raw)));
}

function commentOf(text: string): string {
  if (text.includes('--')) throw raise(Messages.ForXmlCommentDashes, {});
  if (text.endsWith('-')) throw raise(Messages.ForXmlCommentDashes, {}, 3);
  return `<!--${text}-->`;
}
