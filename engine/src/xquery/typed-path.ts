// Steps and values of typed xml: what the schemas say of the nodes that a step leads to, and of the values of nodes. Paths without schemas are parse-path.ts's.
import { Messages } from '../errors/catalogue';
import { notSupported } from '../errors/not-supported';
import { isAtomicName } from '../types/xsd/atomic-types';
import { keyOf, simpleOf, XSD, type SimpleType, type XsdType } from '../types/xsd/components';
import { declarationsIn, hasWildcard } from '../types/xsd/content';
import type { Axis, NodeTest, XQueryExpression } from './expression';
import type { XQueryParser } from './parser';
import type { TypedPlace } from '../types/xsd/typed-place';
import { atomic, isSingleton, multiply, nodes, occurring, typeText, type Occurrence, type StaticType } from './static-type';

type Node = Extract<StaticType, { kind: 'node' }>;
/** A step as written. */
interface Head { readonly axis: Axis; readonly test: NodeTest; readonly text: string }

const placed = (type: Node, schema: TypedPlace): StaticType => ({ ...type, schema });

/** The document that a method of typed xml is called on. */
export const typedDocument = (schema: Extract<TypedPlace, { kind: 'document' }>): StaticType => placed(nodes('document', 'document') as Node, schema);

/** What a step leads to from one node of typed xml; raises 2219, 2260, 2261 and 9312, and refuses what the schemas alone do not say. */
export function typedStep(p: XQueryParser, from: Node, place: TypedPlace, head: Head): StaticType {
  const { axis, test, text } = head;
  if (axis === 'self' && test.kind === 'node') return occurring(from, '');
  if (test.kind === 'text' && axis === 'child') throw textStep(p, from, place);
  if (test.kind !== 'name' || test.local === undefined || test.uri === undefined) throw notSupported(`the step ${axis}::${text} over typed xml`);
  const name = { uri: test.uri, local: test.local };
  if (axis === 'child' && place.kind === 'document') return rootStep(p, place, name, text);
  if (axis === 'child' && place.kind === 'element') return childStep(p, from, place, { name, text });
  if (axis === 'attribute' && place.kind === 'element') return attributeStep(p, from, place, { name, text });
  throw notSupported(`the step ${axis}::${text} over typed xml`);
}

function textStep(p: XQueryParser, from: Node, place: TypedPlace): Error {
  const type = place.kind === 'element' ? place.declaration.type() : undefined;
  const isRefused = type !== undefined && (simpleOf(type) !== undefined || (type.kind === 'complex' && type.isAny === true));
  return isRefused ? p.fail(Messages.XQueryTextOfTyped, { step: 'text()', type: typeText(from) }) : notSupported('the step text() over typed xml with elements');
}

type Called = { readonly name: { readonly uri: string; readonly local: string }; readonly text: string };

function rootStep(p: XQueryParser, place: Extract<TypedPlace, { kind: 'document' }>, name: Called['name'], text: string): StaticType {
  const declaration = place.set.elements.get(keyOf(name));
  if (!declaration) throw p.fail(Messages.XQueryElementUnknown, { name: text });
  const count: Occurrence = !place.isDocument ? '*' : place.set.elements.size === 1 ? '' : '?';
  return placed(nodes('element', `element(${text},${typeName(declaration.type())})`, count) as Node, { kind: 'element', declaration, set: place.set });
}

function childStep(p: XQueryParser, from: Node, place: Extract<TypedPlace, { kind: 'element' }>, { name, text }: Called): StaticType {
  const type = place.declaration.type();
  const content = type.kind === 'complex' ? type.content : undefined;
  if (hasWildcard(content)) throw notSupported('steps into typed xml that takes any element');
  const found = declarationsIn(content, (declaration) => keyOf(declaration) === keyOf(name));
  const [first] = found;
  if (!first) throw p.fail(Messages.XQueryNoElement, { name: text, type: typeText(from) });
  if (found.some(({ declaration }) => declaration.type() !== first.declaration.type())) throw notSupported(`the step ${text}, which leads to several types, over typed xml`);
  const [min, max] = [found.reduce((sum, one) => sum + one.min, 0), found.reduce((sum, one) => sum + one.max, 0)];
  const count: Occurrence = max > 1 ? (min > 0 ? '+' : '*') : min > 0 ? '' : '?';
  return placed(nodes('element', `element(${text},${typeName(first.declaration.type())})`, count) as Node, { kind: 'element', declaration: first.declaration, set: place.set });
}

function attributeStep(p: XQueryParser, from: Node, place: Extract<TypedPlace, { kind: 'element' }>, { name, text }: Called): StaticType {
  const type = place.declaration.type();
  const use = type.kind === 'complex' ? type.attributes.find((one) => keyOf(one) === keyOf(name)) : undefined;
  if (!use && type.kind === 'complex' && type.anyAttribute) throw notSupported('steps to the attributes of typed xml that takes any attribute');
  if (!use) throw p.fail(Messages.XQueryNoAttribute, { name: text, type: typeText(from) });
  return placed(nodes('attribute', `attribute(${text},${typeName(use.type())})`, use.isRequired ? '' : '?') as Node, { kind: 'attribute', type: use.type(), set: place.set });
}

const typeName = (type: XsdType): string => (type.uri === XSD ? `xs:${type.local}` : type.local === '' ? '#anonymous' : type.local);

/** The type in which values of a simple type are computed; refuses those that XQuery here does not compute with. */
function atomicNameOf(type: SimpleType): string {
  const name = type.variety.kind === 'atomic' ? `xs:${type.variety.builtIn}` : '';
  if (!isAtomicName(name)) throw notSupported(`values of the type ${typeName(type)} in XQuery over typed xml`);
  return name;
}

/** The simple type of the values of nodes of typed xml. Raises 9314 for elements that have elements. */
function simpleTypeOf(p: XQueryParser, type: Node, place: TypedPlace): SimpleType {
  if (place.kind === 'mixed') throw notSupported('sequences of nodes of several types of typed xml');
  const simple = place.kind === 'attribute' ? place.type : place.kind === 'element' ? simpleOf(place.declaration.type()) : undefined;
  if (simple) return simple;
  throw p.fail(Messages.XQueryComplexValue, { found: place.kind === 'element' ? typeName(place.declaration.type()) : 'document', type: typeText(type) });
}

/** The values of an expression: those of nodes of typed xml have the type that the schemas give them. All else is left as it is. */
export function valuesOf(p: XQueryParser, expression: XQueryExpression): XQueryExpression {
  const { type } = expression;
  if (type.kind !== 'node' || !type.schema) return expression;
  const to = atomicNameOf(simpleTypeOf(p, type, type.schema));
  const isNillable = type.schema.kind === 'element' && type.schema.declaration.isNillable;
  return { kind: 'typed-value', operand: expression, to, type: atomic(to, multiply(type.occurrence, isNillable ? '?' : '')) };
}

/** The type that a new value of a node has to have; undefined for nodes that have no simple content. */
export function replacedType(type: StaticType): string | undefined {
  if (type.kind !== 'node' || !type.schema || !isSingleton(type)) return undefined;
  const { schema } = type;
  const simple = schema.kind === 'attribute' ? schema.type : schema.kind === 'element' ? simpleOf(schema.declaration.type()) : undefined;
  return simple && atomicNameOf(simple);
}
