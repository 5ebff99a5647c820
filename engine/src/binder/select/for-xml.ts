// FOR XML over a bound query: where each column goes, and what SQL Server refuses of names and types. EXPLICIT is for-xml-explicit.ts's.
import { raise } from '../../errors/sql-error';
import { Messages } from '../../errors/catalogue';
import { notSupported } from '../../errors/not-supported';
import type { ForXml } from '../../syntax/ast/query';
import type { AutoLevel, OutputColumn, PlanNode, XmlPlacement } from '../../plan/node';
import { isBinary, isClrType } from '../../types/sql-type';
import { autoLevels, type ForInput } from './auto-levels';
import { bindForXmlExplicit } from './for-xml-explicit';
import { encodeXmlName, requireIdentifier, requireXmlName, xmlColumn } from './xml-names';

const XSI_URI = 'http://www.w3.org/2001/XMLSchema-instance';

/** The query's rows as one XML text. */
export function bindForXml(clause: ForXml, input: ForInput): PlanNode {
  const { node, columns } = input;
  const { mode, root, isType, xsinil } = clause;
  const namespaces = clause.namespaces ?? [];
  const prefixes = new Set(namespaces.map(({ prefix }) => prefix));
  if (mode === 'explicit' && namespaces.length > 0) throw raise(Messages.XmlNamesOfExplicit, {});
  if (xsinil && prefixes.has('xsi')) throw raise(Messages.XmlPrefixXsi, {});
  requireBinary(clause, columns);
  if (mode === 'explicit') return bindForXmlExplicit(clause, input);
  const levels = mode === 'auto' ? levelsOf(input) : [];
  const element = clause.element ?? levels[0]?.name ?? 'row';
  if (clause.element !== undefined && element !== '') requireXmlName(element, { kind: 'row', whole: element, prefixes });
  if (root !== undefined) requireRoot(root, prefixes);
  const declarations = [...(xsinil ? [{ prefix: 'xsi', uri: XSI_URI }] : []), ...[...namespaces].reverse().filter(({ prefix }) => prefix !== 'xml').map(({ prefix, uri }) => ({ prefix, uri }))];
  if (mode !== 'path' && !clause.elements) requireOnceEach(columns, levels);
  return {
    kind: 'for-xml', input: node, element, ...(root === undefined ? {} : { root }), declarations, isType, xsinil, isXml: columns.map((c) => c.type.name === 'xml'),
    placements: mode === 'path' ? pathPlacements(clause, columns, prefixes) : plainPlacements(clause, columns), ...(levels.length > 1 ? { levels } : {}), columns: [xmlColumn(isType)],
  };
}

/** Raises 6810: an element has an attribute of a name once. AUTO has an element for each table. */
function requireOnceEach(columns: readonly OutputColumn[], levels: readonly AutoLevel[]): void {
  const groups = levels.length > 1 ? levels.map(({ ordinals }) => ordinals) : [columns.map((_, ordinal) => ordinal)];
  for (const group of groups) {
    const seen = new Set<string>();
    for (const ordinal of group) {
      const column = columns[ordinal];
      if (!column || column.type.name === 'xml') continue;
      if (seen.has(column.name)) throw raise(Messages.ForXmlAttributeTwice, { name: column.name });
      seen.add(column.name);
    }
  }
}

function levelsOf(input: ForInput): readonly AutoLevel[] {
  if (input.scope && input.scope.tables.length === 0) throw raise(Messages.ForXmlNoTable, {});
  return autoLevels(input, 'FOR XML AUTO').map((level) => ({ ...level, name: encodeXmlName(level.name) }));
}

function requireRoot(root: string, prefixes: ReadonlySet<string>): void {
  if (root === '') throw raise(Messages.ForXmlEmptyRoot, {});
  requireXmlName(root, { kind: 'ROOT', whole: root, prefixes });
}

/** PATH always writes base64, the others where BINARY BASE64 is said. */
function requireBinary({ mode, binaryBase64 }: ForXml, columns: readonly OutputColumn[]): void {
  const clr = columns.find((c) => isClrType(c.type));
  if (clr) throw notSupported(`FOR XML of ${clr.type.name}`);
  const binary = mode === 'path' || binaryBase64 ? undefined : columns.find((c) => isBinary(c.type) && c.type.name !== 'timestamp');
  if (!binary) return;
  if (mode === 'auto') throw notSupported('FOR XML AUTO of binary columns without BINARY BASE64 (dbobject references)');
  throw raise(Messages.ForXmlBinary, { name: binary.name });
}

/** RAW and AUTO: attributes, or elements with ELEMENTS; xml is always an element. */
function plainPlacements({ elements, element }: ForXml, columns: readonly OutputColumn[]): readonly XmlPlacement[] {
  if (columns.some((c) => c.name === '' && c.type.name !== 'xml')) throw raise(Messages.ForXmlUnnamed, {});
  if (element === '' && !elements) throw raise(Messages.ForXmlNoRowTag, {});
  return columns.map(({ name, type }) => {
    const encoded = encodeXmlName(name);
    if (name === '') return { elements: [], leaf: 'node', shared: 0 };
    return elements || type.name === 'xml' ? { elements: [encoded], leaf: 'text', shared: 0 } : { elements: [], leaf: { attribute: encoded }, shared: 0 };
  });
}

function pathPlacements({ element }: ForXml, columns: readonly OutputColumn[], prefixes: ReadonlySet<string>): readonly XmlPlacement[] {
  let open: readonly string[] = [];
  let hasContent: boolean[] = [false];
  let attributes: Set<string>[] = [new Set()];
  return columns.map((column) => {
    const { name } = column;
    const segments = name.split('/');
    const leaf = leafOf(column, segments.at(-1) ?? '', prefixes);
    const elements = leaf === 'element' ? segments : segments.slice(0, -1);
    for (const step of elements) requireXmlName(step, { kind: 'column', whole: name, prefixes });
    let shared = 0;
    while (shared < elements.length && elements[shared] === open[shared]) shared++;
    if (shared < elements.length) hasContent[shared] = true;
    const opened = elements.length - shared;
    hasContent = [...hasContent.slice(0, shared + 1), ...elements.slice(shared).map((_, i) => i < opened - 1)];
    attributes = [...attributes.slice(0, shared + 1), ...elements.slice(shared).map(() => new Set<string>())];
    open = elements;
    if (typeof leaf === 'object' && 'attribute' in leaf) {
      if (element === '' && elements.length === 0) throw raise(Messages.ForXmlNoRowTag, {});
      if (hasContent[elements.length]) throw raise(Messages.ForXmlAttributeLate, { name });
      const own = attributes[elements.length];
      if (own?.has(leaf.attribute)) throw raise(Messages.ForXmlAttributeTwice, { name });
      own?.add(leaf.attribute);
    } else hasContent[elements.length] = true;
    return { elements, leaf: leaf === 'element' ? 'text' : leaf, shared };
  });
}

/** What the last step of a column's path makes of its value; an element by default. */
function leafOf(column: OutputColumn, last: string, prefixes: ReadonlySet<string>): XmlPlacement['leaf'] | 'element' {
  const { name, type } = column;
  const isXml = type.name === 'xml';
  if (name === '' || last === '*' || last === 'node()') return 'node';
  if (last.startsWith('@')) {
    if (last === '@') requireIdentifier('@', 'Column', name);
    requireXmlName(last.slice(1), { kind: 'column', whole: name, prefixes });
    if (isXml) throw raise(Messages.ForXmlAttributeType, { name });
    return { attribute: last.slice(1) };
  }
  const instruction = /^processing-instruction\((.*)\)$/.exec(last);
  const isFunction = last === 'text()' || last === 'data()' || last === 'comment()' || instruction !== null;
  if (!isFunction) return 'element';
  if (instruction) requireInstruction(name, instruction[1] ?? '');
  if (isXml) throw raise(Messages.ForXmlLastStepType, { name });
  return instruction ? { instruction: instruction[1] ?? '' } : last === 'text()' ? 'text' : last === 'data()' ? 'data' : 'comment';
}

function requireInstruction(name: string, target: string): void {
  if (target === '') throw raise(Messages.ForXmlInstruction, { name });
  if (target === 'xml') throw raise(Messages.ForXmlInstructionTarget, {});
  requireIdentifier(target, '', name);
}
