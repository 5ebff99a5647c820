// A collection's texts to the components that they declare. Every reference is followed before a collection is made, so that what is missing is said then.
import { Messages } from '../../errors/catalogue';
import { raise } from '../../errors/sql-error';
import { notSupported } from '../../errors/not-supported';
import type { XmlElement } from '../xml/xml-document';
import {
  ANY_TYPE, keyOf, simpleOf, XSD, type AttributeUse, type ComplexType, type ElementDeclaration, type Named, type Particle, type SchemaSet, type SimpleType, type Wildcard, type XsdType,
} from './components';
import { locationOf } from './location';
import { requireConsistent, requireOneWay } from './content-rules';
import { requireNewAttributes, requireRestrictedAttributes, requireRestrictedContent, requireSameMixture } from './restriction-rules';
import { builtIn, facetsOf, namesIn, partNamed, type BuiltIns } from './read-simple';
import { attributeOf, declare, nameOf, partsOf, referenceOf, undefinedName, type Declared, type SchemaHead, type Written } from './schema-source';

const GROUPS: readonly string[] = ['sequence', 'choice', 'all', 'group'];
const MAXIMUM_COUNT = 2 ** 31 - 1;
const MAXIMUM_TWICE = 'two model groups below one another';

/** The attributes of a type, as far as they are read. */
interface Attributes { readonly uses: readonly AttributeUse[]; readonly any?: Wildcard }

class SchemaReader {
  readonly #builtIns: BuiltIns = new Map();
  readonly #types = new Map<string, XsdType>();
  readonly #elements = new Map<string, ElementDeclaration>();
  readonly #attributes = new Map<string, AttributeUse>();
  readonly #open = new Set<string>();
  /** What has been referred to and not looked up yet. */
  readonly #pending: (() => unknown)[] = [];
  constructor(private readonly declared: Declared) {}

  read(): SchemaSet {
    for (const key of this.declared.type.keys()) this.#typeOfKey(key);
    for (const key of this.declared.element.keys()) this.#elementOfKey(key);
    for (const key of this.declared.attribute.keys()) this.#attributeOfKey(key);
    for (const [key, written] of this.declared.group) requireOneWay(key, this.#groupContent(written));
    for (let next = this.#pending.pop(); next; next = this.#pending.pop()) next();
    return { namespaces: this.declared.namespaces, elements: this.#elements, attributes: this.#attributes, types: this.#types, builtIns: this.#builtIns };
  }

  #later<T>(get: () => T): () => T {
    let known: { readonly value: T } | undefined;
    const once = (): T => (known ??= { value: get() }).value;
    this.#pending.push(once);
    return once;
  }

  /** A type by its name, built in or declared; raises 2307 and 2308. */
  #typeNamed(node: XmlElement, written: string): XsdType {
    const name = referenceOf(node, written);
    if (name.uri === XSD) return name.local === 'anyType' ? ANY_TYPE : builtIn(this.#builtIns, name.local);
    const type = this.#typeOfKey(keyOf(name));
    if (!type) throw undefinedName(name);
    return type;
  }

  #typeOfKey(key: string): XsdType | undefined {
    const known = this.#types.get(key);
    const written = this.declared.type.get(key);
    if (known || !written) return known;
    if (this.#open.has(key)) throw raise(Messages.XsdTypeRecursive, { name: key });
    this.#open.add(key);
    const type = this.#type(written.node, written.head, { uri: written.head.target, local: nameOf(written.node) });
    this.#open.delete(key);
    this.#types.set(key, type);
    return type;
  }

  #type(node: XmlElement, head: SchemaHead, name: Named): XsdType {
    return node.local === 'simpleType' ? this.#simpleType(node, head, name) : this.#complexType(node, head, name);
  }

  #simpleNamed(node: XmlElement, written: string): SimpleType {
    const type = this.#typeNamed(node, written);
    if (type.kind !== 'simple') throw raise(Messages.XsdBaseNotSimple, { base: written, element: node.local });
    return type;
  }

  #simpleType(node: XmlElement, head: SchemaHead, name: Named): SimpleType {
    const [form] = partsOf(node);
    const inner = (holder: XmlElement): SimpleType | undefined => {
      const part = partNamed(holder, 'simpleType');
      return part && this.#simpleType(part, head, { uri: '', local: '' });
    };
    if (form?.local === 'restriction') {
      const written = attributeOf(form, 'base');
      const base = written === undefined ? inner(form) : this.#simpleNamed(form, written);
      if (!base) throw raise(Messages.XsdAttributeMissing, { attribute: 'base', element: 'restriction' });
      if (base.variety.kind === 'union') throw notSupported('the restriction of a union in an XML schema');
      return { kind: 'simple', ...name, base, variety: base.variety, facets: facetsOf(partsOf(form).filter((part) => part.local !== 'simpleType'), base) };
    }
    if (form?.local === 'list') {
      const written = attributeOf(form, 'itemType');
      const item = written === undefined ? inner(form) : this.#simpleNamed(form, written);
      if (!item) throw raise(Messages.XsdAttributeMissing, { attribute: 'itemType', element: 'list' });
      return { kind: 'simple', ...name, base: builtIn(this.#builtIns, 'anySimpleType'), variety: { kind: 'list', item }, facets: {} };
    }
    if (form?.local !== 'union') throw raise(Messages.XsdElementPlace, { name: form?.name ?? node.name, location: locationOf(form ?? node) });
    const members = [
      ...namesIn(form, 'memberTypes').map((written) => this.#simpleNamed(form, written)),
      ...partsOf(form).map((part) => this.#simpleType(part, head, { uri: '', local: '' })),
    ];
    return { kind: 'simple', ...name, base: builtIn(this.#builtIns, 'anySimpleType'), variety: { kind: 'union', members }, facets: {} };
  }

  #complexType(node: XmlElement, head: SchemaHead, name: Named): ComplexType {
    const type = this.#unchecked(node, head, name);
    requireOneWay(shownName(name), type.content);
    this.#later(() => requireConsistent(shownName(name), type.content));
    return type;
  }

  #unchecked(node: XmlElement, head: SchemaHead, name: Named): ComplexType {
    const common = { kind: 'complex', ...name, isAbstract: isTrue(node, 'abstract') } as const;
    const simple = partNamed(node, 'simpleContent');
    if (simple) return this.#simpleContent(simple, head, common);
    const complex = partNamed(node, 'complexContent');
    const isMixed = isTrue(node, 'mixed') || (complex !== undefined && isTrue(complex, 'mixed'));
    if (complex) return this.#derivedContent(complex, head, { ...common, isMixed });
    const { uses, any } = this.#attributesIn(node, head);
    return { ...common, isMixed, base: ANY_TYPE, ...this.#contentIn(node, head), attributes: uses, ...(any ? { anyAttribute: any } : {}) };
  }

  #simpleContent(node: XmlElement, head: SchemaHead, common: Pick<ComplexType, 'kind' | 'uri' | 'local' | 'isAbstract'>): ComplexType {
    const form = partNamed(node, 'extension', 'restriction') ?? node;
    const base = this.#typeNamed(form, attributeOf(form, 'base') ?? '');
    const baseSimple = simpleOf(base);
    if (!baseSimple) throw raise(Messages.XsdBaseNotSimple, { base: attributeOf(form, 'base') ?? '', element: form.local });
    const { uses, any } = joined(base, this.#attributesIn(form, head));
    const facets = form.local === 'restriction' ? partsOf(form).filter((part) => !['attribute', 'attributeGroup', 'anyAttribute', 'simpleType'].includes(part.local)) : [];
    const simple: SimpleType = facets.length === 0 ? baseSimple : { kind: 'simple', uri: '', local: '', base: baseSimple, variety: baseSimple.variety, facets: facetsOf(facets, baseSimple) };
    return { ...common, base, isMixed: false, simple, attributes: uses, ...(any ? { anyAttribute: any } : {}) };
  }

  #derivedContent(node: XmlElement, head: SchemaHead, common: Pick<ComplexType, 'kind' | 'uri' | 'local' | 'isAbstract' | 'isMixed'>): ComplexType {
    const form = partNamed(node, 'extension', 'restriction') ?? node;
    const base = this.#typeNamed(form, attributeOf(form, 'base') ?? '');
    const name = shownName(common);
    if (base.kind === 'simple' || base.simple) throw raise(Messages.XsdBaseNotComplex, { name });
    const isRestriction = form.local === 'restriction';
    const ownAttributes = this.#attributesIn(form, head);
    const { uses, any } = joined(base, ownAttributes, isRestriction);
    const own = this.#contentIn(form, head).content;
    requireSameMixture(name, { isMixed: common.isMixed, content: own }, base, isRestriction);
    this.#later(() => {
      if (!isRestriction) return requireNewAttributes(name, ownAttributes.uses, base);
      requireRestrictedContent(name, own, base);
      requireRestrictedAttributes(name, ownAttributes.uses, ownAttributes.any, base);
    });
    const isExtension = !isRestriction && !base.isAny;
    const parts = [isExtension ? base.content : undefined, own].filter((part) => part !== undefined);
    const content: Particle | undefined = parts.length <= 1 ? parts[0] : { kind: 'sequence', min: 1, max: 1, children: parts };
    return { ...common, isMixed: common.isMixed || (isExtension && base.isMixed), base, ...(content ? { content } : {}), attributes: uses, ...(any ? { anyAttribute: any } : {}) };
  }

  #contentIn(node: XmlElement, head: SchemaHead): { readonly content?: Particle } {
    const groups = partsOf(node).filter((part) => GROUPS.includes(part.local));
    if (groups.length > 1) throw notSupported(`${MAXIMUM_TWICE} in a type of an XML schema`);
    const [group] = groups;
    return group ? { content: this.#particle(group, head) } : {};
  }

  #particle(node: XmlElement, head: SchemaHead): Particle {
    const counts = occurrencesOf(node);
    switch (node.local) {
      case 'element': return { kind: 'element', ...counts, declaration: this.#localElement(node, head) };
      case 'any': return { kind: 'any', ...counts, wildcard: wildcardOf(node, head) };
      case 'group': {
        const name = referenceOf(node, attributeOf(node, 'ref') ?? '');
        const written = this.declared.group.get(keyOf(name));
        if (!written) throw undefinedName(name);
        return { ...this.#groupContent(written), ...counts };
      }
      case 'sequence': case 'choice': case 'all':
        return { kind: node.local, ...counts, children: partsOf(node).map((part) => this.#particle(part, head)) };
      default: throw raise(Messages.XsdElementPlace, { name: node.name, location: locationOf(node) });
    }
  }

  #groupContent({ node, head }: Written): Particle {
    const key = `group ${keyOf({ uri: head.target, local: nameOf(node) })}`;
    if (this.#open.has(key)) throw raise(Messages.XsdGroupRecursive, { name: keyOf({ uri: head.target, local: nameOf(node) }) });
    this.#open.add(key);
    const [part] = partsOf(node);
    if (!part) throw raise(Messages.XsdElementPlace, { name: node.name, location: locationOf(node) });
    const content = this.#particle(part, head);
    this.#open.delete(key);
    return content;
  }

  #localElement(node: XmlElement, head: SchemaHead): ElementDeclaration {
    const ref = attributeOf(node, 'ref');
    if (ref === undefined) {
      const isQualified = (attributeOf(node, 'form') ?? (head.qualifiesElements ? 'qualified' : '')) === 'qualified';
      return this.#element(node, head, isQualified ? head.target : '');
    }
    const name = referenceOf(node, ref);
    const found = this.#elementOfKey(keyOf(name));
    if (!found) throw undefinedName(name);
    return found;
  }

  #elementOfKey(key: string): ElementDeclaration | undefined {
    return madeOnce(this.#elements, this.declared.element, key, ({ node, head }) => this.#element(node, head, head.target));
  }

  #element(node: XmlElement, head: SchemaHead, uri: string): ElementDeclaration {
    if (isTrue(node, 'abstract')) throw notSupported('abstract elements in an XML schema');
    const written = attributeOf(node, 'type');
    const inner = partNamed(node, 'simpleType', 'complexType');
    const type = this.#later(() => (written !== undefined ? this.#typeNamed(node, written) : inner ? this.#type(inner, head, { uri: '', local: '' }) : ANY_TYPE));
    return { uri, local: nameOf(node), type, isNillable: isTrue(node, 'nillable') };
  }

  #attributesIn(node: XmlElement, head: SchemaHead): Attributes {
    const uses: AttributeUse[] = [];
    let any: Wildcard | undefined;
    for (const part of partsOf(node)) {
      if (part.local === 'anyAttribute') any = wildcardOf(part, head);
      if (part.local === 'attribute') uses.push(this.#localAttribute(part, head));
      if (part.local !== 'attributeGroup') continue;
      const name = referenceOf(part, attributeOf(part, 'ref') ?? '');
      const written = this.declared.attributeGroup.get(keyOf(name));
      if (!written) throw undefinedName(name);
      const group = this.#attributesIn(written.node, written.head);
      uses.push(...group.uses);
      any ??= group.any;
    }
    const twice = uses.find((use, i) => uses.findIndex((other) => keyOf(other) === keyOf(use)) !== i);
    if (twice) throw raise(Messages.XsdAttributeTwice, { name: twice.local });
    return { uses, ...(any ? { any } : {}) };
  }

  #localAttribute(node: XmlElement, head: SchemaHead): AttributeUse {
    const use = attributeOf(node, 'use');
    if (use === 'prohibited') throw notSupported('use="prohibited" in an XML schema');
    const isRequired = use === 'required';
    const ref = attributeOf(node, 'ref');
    if (ref === undefined) {
      const isQualified = (attributeOf(node, 'form') ?? (head.qualifiesAttributes ? 'qualified' : '')) === 'qualified';
      return { ...this.#attribute(node, head, isQualified ? head.target : ''), isRequired };
    }
    const name = referenceOf(node, ref);
    const found = this.#attributeOfKey(keyOf(name));
    if (!found) throw undefinedName(name);
    return { ...found, isRequired };
  }

  #attributeOfKey(key: string): AttributeUse | undefined {
    return madeOnce(this.#attributes, this.declared.attribute, key, ({ node, head }) => this.#attribute(node, head, head.target));
  }

  #attribute(node: XmlElement, head: SchemaHead, uri: string): AttributeUse {
    const written = attributeOf(node, 'type');
    const inner = partNamed(node, 'simpleType');
    const type = this.#later(() => (written !== undefined ? this.#simpleNamed(node, written) : inner ? this.#simpleType(inner, head, { uri: '', local: '' }) : builtIn(this.#builtIns, 'anySimpleType')));
    return { uri, local: nameOf(node), type, isRequired: false };
  }
}

/** The component of a key: made of its text when it is first asked for; undefined where no text declares it. */
function madeOnce<T>(made: Map<string, T>, declared: ReadonlyMap<string, Written>, key: string, make: (written: Written) => T): T | undefined {
  const before = made.get(key);
  const written = declared.get(key);
  if (before || !written) return before;
  const component = make(written);
  made.set(key, component);
  return component;
}

/** How messages name a type. */
const shownName = (name: Named): string => (name.local === '' ? '#anonymous' : keyOf(name));

const isTrue = (node: XmlElement, name: string): boolean => ['true', '1'].includes(attributeOf(node, name) ?? '');

function occurrencesOf(node: XmlElement): { readonly min: number; readonly max: number } {
  const min = Number(attributeOf(node, 'minOccurs') ?? '1');
  const written = attributeOf(node, 'maxOccurs') ?? '1';
  const max = written === 'unbounded' ? Infinity : Number(written);
  if (Math.max(min, Number.isFinite(max) ? max : 0) > MAXIMUM_COUNT) throw notSupported(`minOccurs and maxOccurs over ${MAXIMUM_COUNT} in an XML schema`);
  if (Number.isNaN(min) || Number.isNaN(max) || min > max) throw raise(Messages.XsdOccurrences, { location: locationOf(node) });
  return { min, max };
}

function wildcardOf(node: XmlElement, { target }: SchemaHead): Wildcard {
  const process = attributeOf(node, 'processContents') ?? 'strict';
  const written = namesIn(node, 'namespace');
  if (attributeOf(node, 'namespace') === '') throw notSupported(`an empty namespace of <${node.local}> in an XML schema (write ##local)`);
  const [first = '##any'] = written;
  const namespaces = first === '##any' ? 'any' : first === '##other' ? 'other' : written.map((name) => (name === '##targetNamespace' ? target : name === '##local' ? '' : name));
  return { namespaces, not: target, process: process === 'lax' || process === 'skip' ? process : 'strict' };
}

/** A derived type's attributes: its base's, and its own in the place of those of the same name. */
function joined(base: XsdType, own: Attributes, isRestriction = false): Attributes {
  if (base.kind === 'simple' || base.isAny) return own;
  const uses = [...base.attributes.filter((use) => !own.uses.some((other) => keyOf(other) === keyOf(use))), ...own.uses];
  const any = own.any ?? (isRestriction ? undefined : base.anyAttribute);
  return { uses, ...(any ? { any } : {}) };
}

const known = new WeakMap<readonly string[], SchemaSet>();

/** What the texts of a collection declare; read once for a list of texts. Raises 2297 to 2382, 6310, 9336, and refuses by name what is not followed. */
export function schemaSetOf(sources: readonly string[]): SchemaSet {
  const before = known.get(sources);
  if (before) return before;
  const set = new SchemaReader(declare(sources)).read();
  known.set(sources, set);
  return set;
}
