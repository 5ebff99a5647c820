// The texts of a collection as trees: its schema elements, what they declare by name, and the names that they write. What components are made of it is read-schema.ts's.
import { Messages } from '../../errors/catalogue';
import { raise } from '../../errors/sql-error';
import { notSupported } from '../../errors/not-supported';
import type { XmlElement } from '../xml/xml-document';
import { readXml } from '../xml/xml-reader';
import { keyOf, XSD, type Named } from './components';
import { locationOf, nameAt } from './location';

/** What stands around a component in its schema element. */
export interface SchemaHead { readonly target: string; readonly qualifiesElements: boolean; readonly qualifiesAttributes: boolean }
/** A component as written. */
export interface Written { readonly node: XmlElement; readonly head: SchemaHead; readonly source: number }
/** What the texts declare, by kind and name. */
export interface Declared {
  readonly namespaces: readonly string[];
  readonly element: ReadonlyMap<string, Written>;
  readonly attribute: ReadonlyMap<string, Written>;
  readonly type: ReadonlyMap<string, Written>;
  readonly group: ReadonlyMap<string, Written>;
  readonly attributeGroup: ReadonlyMap<string, Written>;
}

const KINDS: Readonly<Record<string, 'element' | 'attribute' | 'type' | 'group' | 'attributeGroup'>> = {
  element: 'element', attribute: 'attribute', simpleType: 'type', complexType: 'type', group: 'group', attributeGroup: 'attributeGroup',
};
/** What SQL Server has no place for. */
const UNSUPPORTED: readonly string[] = ['include', 'redefine', 'key', 'keyref', 'unique', 'notation'];
/** Attributes that the engine follows, or that say nothing about values. */
const FOLLOWED: ReadonlySet<string> = new Set(
  `id name ref type base itemType memberTypes value use form minOccurs maxOccurs mixed abstract nillable namespace processContents targetNamespace elementFormDefault attributeFormDefault version schemaLocation source fixed`.split(' '),
);

/** The value of an attribute without a namespace. */
export const attributeOf = (node: XmlElement, name: string): string | undefined => node.attributes.find((a) => a.uri === '' && a.local === name)?.value.trim();

/** The elements of XML Schema below a node, annotations left out; refuses what is not followed. */
export function partsOf(node: XmlElement): readonly XmlElement[] {
  const parts = node.children.filter((child): child is XmlElement => child.kind === 'element' && !(child.uri === XSD && child.local === 'annotation'));
  for (const part of parts) {
    if (part.uri !== XSD) throw raise(Messages.XsdElementPlace, { name: part.name, location: locationOf(part) });
    if (UNSUPPORTED.includes(part.local)) throw raise(Messages.XsdUnsupported, { syntax: part.local });
    requireFollowed(part);
  }
  return parts;
}

function requireFollowed(node: XmlElement): void {
  for (const { uri, local } of node.attributes) if (uri === '' && !FOLLOWED.has(local)) throw notSupported(`the attribute ${local} of <${node.local}> in an XML schema`);
  const isFacet = node.attributes.some((a) => a.local === 'value');
  if (attributeOf(node, 'fixed') !== undefined && !isFacet) throw notSupported(`the attribute fixed of <${node.local}> in an XML schema`);
}

/** The name that a component is given; raises 2299. */
export function nameOf(node: XmlElement): string {
  const name = attributeOf(node, 'name');
  if (name === undefined) throw raise(Messages.XsdAttributeMissing, { attribute: 'name', element: node.local });
  return name;
}

/** The name that a text refers to; raises 2307 for a prefix that is not declared. */
export function referenceOf(node: XmlElement, written: string): Named {
  const name = nameAt(node, written);
  if (!name) throw raise(Messages.XsdUndefined, { name: written });
  return name;
}

/** The error of a reference to what is not there. */
export const undefinedName = ({ uri, local }: Named): Error => raise(Messages.XsdUndefinedInNamespace, { name: local, namespace: uri });

/** Reads the texts of a collection, the first of which made it. Raises 2378, 2302 and, where a later text declares anew what an earlier one has, 6310. */
export function declare(sources: readonly string[]): Declared {
  const namespaces = new Set<string>();
  const maps = { element: new Map<string, Written>(), attribute: new Map<string, Written>(), type: new Map<string, Written>(), group: new Map<string, Written>(), attributeGroup: new Map<string, Written>() };
  for (const [source, text] of sources.entries()) {
    const roots = readXml(text).children.filter((child) => child.kind === 'element' || child.kind === 'text');
    for (const root of roots) {
      if (root.kind !== 'element' || root.uri !== XSD || root.local !== 'schema') throw raise(Messages.XsdDocumentExpected, {});
      requireFollowed(root);
      const head = headOf(root);
      namespaces.add(head.target);
      for (const node of partsOf(root)) if (node.local !== 'import') add(maps, { node, head, source });
    }
  }
  return { namespaces: [...namespaces], ...maps };
}

function headOf(root: XmlElement): SchemaHead {
  return {
    target: attributeOf(root, 'targetNamespace') ?? '',
    qualifiesElements: attributeOf(root, 'elementFormDefault') === 'qualified',
    qualifiesAttributes: attributeOf(root, 'attributeFormDefault') === 'qualified',
  };
}

function add(maps: Readonly<Record<'element' | 'attribute' | 'type' | 'group' | 'attributeGroup', Map<string, Written>>>, written: Written): void {
  const { node, head, source } = written;
  const kind = KINDS[node.local];
  if (!kind) throw raise(Messages.XsdElementPlace, { name: node.name, location: locationOf(node) });
  const local = nameOf(node);
  const key = keyOf({ uri: head.target, local });
  const before = maps[kind].get(key);
  if (before && before.source !== source) throw raise(Messages.XsdAlterExisting, { namespace: head.target, name: local, kind: kind === 'attributeGroup' ? 'ATTRIBUTE GROUP' : kind.toUpperCase() });
  if (before) throw raise(Messages.XsdDefinedTwice, { name: local });
  maps[kind].set(key, written);
}
