// Validates a document against the schemas of a collection, and puts its values into canonical form, as SQL Server keeps typed xml. Changes the tree that it is given.
import { Messages } from '../../errors/catalogue';
import { raise } from '../../errors/sql-error';
import type { XmlAttribute, XmlChild, XmlElement, XmlRoot } from '../xml/xml-document';
import { textOfNode } from '../xml/xml-document';
import { admits, ANY_TYPE, isDerived, keyOf, simpleOf, XSD, type ComplexType, type ElementDeclaration, type Particle, type SchemaSet, type SimpleType, type Wildcard, type XsdType } from './components';
import { declarationsIn, expected, mayEnd, take } from './content';
import { locationOf, nameAt } from './location';
import { builtInIfAny } from './read-simple';
import { canonical } from './simple-value';

const XSI = 'http://www.w3.org/2001/XMLSchema-instance';

/** Raises 6901 to 6965 for what the schemas do not allow. */
export function validateXml(root: XmlRoot, set: SchemaSet, isDocument: boolean): void {
  const elements = root.children.filter((child): child is XmlElement => child.kind === 'element');
  if (isDocument && (elements.length !== 1 || root.children.some((child) => child.kind === 'text'))) throw raise(Messages.XmlNotDocument, {});
  for (const element of elements) validateGlobal(element, set);
}

function validateGlobal(element: XmlElement, set: SchemaSet): void {
  const declaration = set.elements.get(keyOf(element));
  if (!declaration) throw raise(Messages.XmlElementUndeclared, { name: keyOf(element), location: locationOf(element) });
  validateElement(element, declaration, set);
}

function xsiAttribute(element: XmlElement, local: string): string | undefined {
  return element.attributes.find((attribute) => attribute.uri === XSI && attribute.local === local)?.value.trim();
}

function validateElement(element: XmlElement, declaration: ElementDeclaration, set: SchemaSet): void {
  const type = typeOf(element, declaration.type(), set);
  if (type.kind === 'complex' && type.isAbstract) throw raise(Messages.XmlAbstractType, { name: keyOf(element), location: locationOf(element) });
  validateAttributes(element, type, set);
  if (['true', '1'].includes(xsiAttribute(element, 'nil') ?? '')) return validateNil(element, declaration);
  const simple = simpleOf(type);
  if (simple) return validateText(element, simple);
  validateContent(element, type as ComplexType, set);
}

/** The declared type, or the one that xsi:type names, which is derived from it. */
function typeOf(element: XmlElement, declared: XsdType, set: SchemaSet): XsdType {
  const written = xsiAttribute(element, 'type');
  if (written === undefined) return declared;
  const name = nameAt(element, written);
  if (!name) throw raise(Messages.XmlTypeName, { name: written });
  const found = name.uri === XSD ? builtInNamed(name.local, set) : set.types.get(keyOf(name));
  if (!found) throw raise(Messages.XmlTypeUndefined, { name: keyOf(name), location: locationOf(element) });
  if (!isDerived(found, declared)) throw raise(Messages.XmlTypeCast, { name: keyOf(element), from: keyOf(declared), to: keyOf(found), location: locationOf(element) });
  return found;
}

const builtInNamed = (local: string, set: SchemaSet): XsdType | undefined => (local === 'anyType' ? ANY_TYPE : builtInIfAny(set.builtIns, local));

function validateNil(element: XmlElement, { isNillable }: ElementDeclaration): void {
  const place = { name: keyOf(element), location: locationOf(element) };
  if (!isNillable) throw raise(Messages.XmlNotNillable, place);
  if (element.children.some((child) => child.kind === 'element' || child.kind === 'text')) throw raise(Messages.XmlNilWithContent, place);
}

function validateAttributes(element: XmlElement, type: XsdType, set: SchemaSet): void {
  const uses = type.kind === 'complex' ? type.attributes : [];
  const any = type.kind === 'complex' ? type.anyAttribute : undefined;
  for (const [i, attribute] of element.attributes.entries()) {
    if (attribute.uri === XSI) continue;
    const use = uses.find((one) => keyOf(one) === keyOf(attribute)) ?? admitted(attribute, any, set);
    if (!use) throw raise(Messages.XmlAttributeNotPermitted, { name: keyOf(attribute), location: attributeLocation(element, attribute) });
    if (use !== 'as it is') element.attributes[i] = { ...attribute, value: valueOf(use.type(), attribute.value, () => attributeLocation(element, attribute)) };
  }
  const missing = uses.find((use) => use.isRequired && !element.attributes.some((attribute) => keyOf(attribute) === keyOf(use)));
  if (missing) throw raise(Messages.XmlAttributeRequired, { name: keyOf(missing), location: locationOf(element) });
}

const attributeLocation = (element: XmlElement, { local }: XmlAttribute): string => `${locationOf(element)}/@*:${local}`;

/** What a wildcard makes of an attribute: its declaration, where it has to have one or has one. */
function admitted(attribute: XmlAttribute, any: Wildcard | undefined, set: SchemaSet): { readonly type: () => SimpleType } | 'as it is' | undefined {
  if (!any || !admits(any, attribute.uri)) return undefined;
  const declared = any.process === 'skip' ? undefined : set.attributes.get(keyOf(attribute));
  return declared ?? (any.process === 'strict' ? undefined : 'as it is');
}

function valueOf(type: SimpleType, raw: string, location: () => string): string {
  const value = canonical(type, raw);
  if (value === undefined) throw raise(Messages.XmlSimpleValue, { value: raw, location: location() });
  return value;
}

function validateText(element: XmlElement, type: SimpleType): void {
  const inside = element.children.find((child) => child.kind === 'element');
  if (inside?.kind === 'element') throw raise(Messages.XmlElementInText, { name: keyOf(inside), location: locationOf(inside) });
  const value = valueOf(type, textOfNode(element), () => locationOf(element));
  const others: XmlChild[] = element.children.filter((child) => child.kind !== 'text');
  element.children.splice(0, element.children.length, ...(value === '' ? [] : [{ kind: 'text' as const, text: value, parent: element }]), ...others);
}

function validateContent(element: XmlElement, type: ComplexType, set: SchemaSet): void {
  if (!type.isMixed && element.children.some((child) => child.kind === 'text')) throw raise(Messages.XmlTextNotAllowed, { location: locationOf(element) });
  let left: Particle | undefined = type.content;
  for (const child of element.children) {
    if (child.kind !== 'element') continue;
    const step = take(left, child);
    if (!step) throw unexpected(child, type, left);
    left = step.rest;
    if ('process' in step.taken) validateAdmitted(child, step.taken, set);
    else validateElement(child, step.taken, set);
  }
  if (!mayEnd(left)) throw raise(Messages.XmlContentMissing, { expected: quoted(expected(left)), location: locationOf(element) });
}

/** What a wildcard lets in is validated by its own declaration; lax ones only where there is one. */
function validateAdmitted(element: XmlElement, { process }: Wildcard, set: SchemaSet): void {
  if (process === 'strict' || (process === 'lax' && set.elements.has(keyOf(element)))) return validateGlobal(element, set);
  if (process === 'lax') validateContent(element, ANY_TYPE, set);
}

const quoted = (names: readonly string[]): string => names.map((name) => `'${name}'`).join(',');

function unexpected(child: XmlElement, type: ComplexType, left: Particle | undefined): Error {
  const [name, location] = [keyOf(child), locationOf(child)];
  const isTwice = type.content?.kind === 'all' && declarationsIn(type.content, (declaration) => keyOf(declaration) === name).length > 0;
  if (isTwice) return raise(Messages.XmlTwiceInAll, { name, location });
  const names = expected(left);
  return names.length === 0 ? raise(Messages.XmlUnexpectedElements, { name, location }) : raise(Messages.XmlContentOther, { expected: quoted(names), found: name, location });
}
