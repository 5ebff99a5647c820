// What a collection of XML schemas declares, as plain data: elements, attributes and types by name, and what their content may be. Knows no text and no values.

/** The namespace of XML Schema itself. */
export const XSD = 'http://www.w3.org/2001/XMLSchema';

/** What narrows the values of a simple type. Bounds and enumerated values are texts of the type's canonical form. */
export interface Facets {
  readonly length?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly totalDigits?: number;
  readonly fractionDigits?: number;
  readonly minInclusive?: string;
  readonly maxInclusive?: string;
  readonly minExclusive?: string;
  readonly maxExclusive?: string;
  readonly enumeration?: readonly string[];
  /** A value has to match one of them. */
  readonly patterns?: readonly RegExp[];
  readonly whiteSpace?: 'preserve' | 'replace' | 'collapse';
}

/** A name with its namespace; '' for none. A type written in place has no name. */
export interface Named { readonly uri: string; readonly local: string }

/** A simple type: one value, a list of values, or a value of one of several types. `base` is undefined for what is built in. */
export interface SimpleType extends Named {
  readonly kind: 'simple';
  readonly base?: SimpleType;
  readonly variety: { readonly kind: 'atomic'; readonly builtIn: string } | { readonly kind: 'list'; readonly item: SimpleType } | { readonly kind: 'union'; readonly members: readonly SimpleType[] };
  readonly facets: Facets;
}

/** The elements or attributes of some namespaces; `'##other'` are those of any namespace but `not`. */
export interface Wildcard { readonly namespaces: 'any' | 'other' | readonly string[]; readonly not: string; readonly process: 'strict' | 'lax' | 'skip' }

/** What may come how many times in the content of an element. */
export type Particle = { readonly min: number; readonly max: number } & (
  | { readonly kind: 'element'; readonly declaration: ElementDeclaration }
  | { readonly kind: 'any'; readonly wildcard: Wildcard }
  | { readonly kind: 'sequence' | 'choice' | 'all'; readonly children: readonly Particle[] }
);

/** An attribute that an element may have, or has to have. */
export interface AttributeUse extends Named { readonly type: () => SimpleType; readonly isRequired: boolean }

/** A type with attributes or elements. `simple` is the type of its text where it has no elements; `isAny` marks xs:anyType. */
export interface ComplexType extends Named {
  readonly kind: 'complex';
  readonly base?: XsdType;
  readonly isMixed: boolean;
  readonly isAbstract: boolean;
  readonly simple?: SimpleType;
  readonly content?: Particle;
  readonly attributes: readonly AttributeUse[];
  readonly anyAttribute?: Wildcard;
  readonly isAny?: true;
}

export type XsdType = SimpleType | ComplexType;

/** An element; its type is asked for when it is used, since it may hold the element itself. */
export interface ElementDeclaration extends Named { readonly type: () => XsdType; readonly isNillable: boolean }

/** Everything that a collection declares, by `{uri}local`. */
export interface SchemaSet {
  /** Namespaces in the order in which they came. */
  readonly namespaces: readonly string[];
  readonly elements: ReadonlyMap<string, ElementDeclaration>;
  readonly attributes: ReadonlyMap<string, AttributeUse>;
  readonly types: ReadonlyMap<string, XsdType>;
  /** The built-in types by local name, as far as they were asked for. */
  readonly builtIns: Map<string, SimpleType>;
}

/** `{uri}local`, or `local` alone without a namespace: how messages name components. */
export const keyOf = ({ uri, local }: Named): string => (uri === '' ? local : `{${uri}}${local}`);

/** The type of any content. */
export const ANY_TYPE: ComplexType = {
  kind: 'complex',
  uri: XSD,
  local: 'anyType',
  isMixed: true,
  isAbstract: false,
  content: { kind: 'any', min: 0, max: Infinity, wildcard: { namespaces: 'any', not: '', process: 'lax' } },
  attributes: [],
  anyAttribute: { namespaces: 'any', not: '', process: 'lax' },
  isAny: true,
};

/** The simple type of a type's text, where it has one. */
export const simpleOf = (type: XsdType): SimpleType | undefined => (type.kind === 'simple' ? type : type.simple);

/** Whether a wildcard takes names of the namespace. */
export function admits({ namespaces, not }: Wildcard, uri: string): boolean {
  if (namespaces === 'any') return true;
  return namespaces === 'other' ? uri !== not && uri !== '' : namespaces.includes(uri);
}

/** Whether the type is the other or derived from it. */
export function isDerived(type: XsdType, from: XsdType): boolean {
  if (from.kind === 'complex' && from.isAny) return true;
  for (let at: XsdType | undefined = type; at; at = at.base) {
    if (at === from) return true;
    if (from.kind === 'simple' && from.variety.kind === 'union' && from.variety.members.some((member) => member === at)) return true;
  }
  return false;
}
