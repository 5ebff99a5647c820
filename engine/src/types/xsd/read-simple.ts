// Simple types as schemas write them: restrictions with facets, lists, unions, and the built-in types.
import { Messages } from '../../errors/catalogue';
import { raise } from '../../errors/sql-error';
import { notSupported } from '../../errors/not-supported';
import type { XmlElement } from '../xml/xml-document';
import { baseOf, isAtomicName } from './atomic-types';
import { XSD, type Facets, type SimpleType } from './components';
import { locationOf } from './location';
import { attributeOf, partsOf, undefinedName } from './schema-source';
import { canonical } from './simple-value';

const OTHER_BUILT_IN: readonly string[] = ['anySimpleType', 'duration', 'gYear', 'gYearMonth', 'gMonth', 'gMonthDay', 'gDay'];
const REFUSED: readonly string[] = ['QName', 'NOTATION', 'ID', 'IDREF', 'IDREFS', 'ENTITY', 'ENTITIES', 'NMTOKENS'];

/** The built-in types that a collection has asked for, each one once: types are compared by what they are. */
export type BuiltIns = Map<string, SimpleType>;

/** A built-in simple type; raises 2308 for a name that XML Schema has not. */
export function builtIn(known: BuiltIns, local: string): SimpleType {
  const type = builtInIfAny(known, local);
  if (!type) throw undefinedName({ uri: XSD, local });
  return type;
}

/** A built-in simple type, or nothing for a name that XML Schema has not. */
export function builtInIfAny(known: BuiltIns, local: string): SimpleType | undefined {
  const before = known.get(local);
  if (before) return before;
  if (REFUSED.includes(local)) throw notSupported(`the type xs:${local} in an XML schema`);
  if (!isAtomicName(`xs:${local}`) && !OTHER_BUILT_IN.includes(local)) return undefined;
  const base = local === 'anySimpleType' ? undefined : builtIn(known, baseOf(`xs:${local}`)?.slice('xs:'.length) ?? 'anySimpleType');
  const type: SimpleType = { kind: 'simple', uri: XSD, local, variety: { kind: 'atomic', builtIn: local }, facets: {}, ...(base ? { base } : {}) };
  known.set(local, type);
  return type;
}

const NUMBERS = ['length', 'minLength', 'maxLength', 'totalDigits', 'fractionDigits'] as const;
const BOUNDS = ['minInclusive', 'maxInclusive', 'minExclusive', 'maxExclusive'] as const;
const WHITE_SPACE = ['preserve', 'replace', 'collapse'] as const;

/** The facets among the parts of a restriction of `base`; raises 2299 and 6926's kin for values that the base has not. */
export function facetsOf(parts: readonly XmlElement[], base: SimpleType): Facets {
  const facets: { -readonly [K in keyof Facets]: Facets[K] } = {};
  const enumeration: string[] = [];
  const patterns: RegExp[] = [];
  for (const part of parts) {
    const value = part.attributes.find((a) => a.local === 'value' && a.uri === '')?.value;
    if (value === undefined) throw raise(Messages.XsdAttributeMissing, { attribute: 'value', element: part.local });
    const number = NUMBERS.find((name) => name === part.local);
    const bound = BOUNDS.find((name) => name === part.local);
    if (number) facets[number] = wholeNumber(part, value);
    else if (bound) facets[bound] = ofBase(base, value);
    else if (part.local === 'enumeration') enumeration.push(ofBase(base, value));
    else if (part.local === 'pattern') patterns.push(patternOf(value));
    else if (part.local === 'whiteSpace') facets.whiteSpace = WHITE_SPACE.find((kind) => kind === value) ?? 'collapse';
    else throw raise(Messages.XsdElementPlace, { name: part.name, location: locationOf(part) });
  }
  return { ...facets, ...(enumeration.length > 0 ? { enumeration } : {}), ...(patterns.length > 0 ? { patterns } : {}) };
}

function wholeNumber(part: XmlElement, value: string): number {
  if (!/^\d+$/.test(value.trim())) throw notSupported(`the value '${value}' of the facet ${part.local} in an XML schema`);
  return Number(value);
}

function ofBase(base: SimpleType, value: string): string {
  const known = canonical(base, value);
  if (known === undefined) throw notSupported(`a facet with the value '${value}', which its base type does not have, in an XML schema`);
  return known;
}

/** A pattern of XML Schema: it matches whole values, and ^ and $ are characters in it. */
function patternOf(written: string): RegExp {
  if (/-\[|\\p\{Is/i.test(written)) throw notSupported(`the pattern '${written}' in an XML schema`);
  const text = written.replace(/\\i/g, '[\\p{L}_:]').replace(/\\c/g, '[\\p{L}\\p{N}._:\\-]').replace(/\\.|\[[^\]]*\]|[\^$]/g, (part) => (part === '^' || part === '$' ? `\\${part}` : part));
  try {
    return new RegExp(`^(?:${text})$`, 'u');
  } catch {
    throw notSupported(`the pattern '${written}' in an XML schema`);
  }
}

/** The one part of a kind that stands below a node, if there is one. */
export const partNamed = (node: XmlElement, ...names: readonly string[]): XmlElement | undefined => partsOf(node).find((part) => names.includes(part.local));

/** The names in an attribute such as memberTypes. */
export const namesIn = (node: XmlElement, attribute: string): readonly string[] => (attributeOf(node, attribute) ?? '').split(/\s+/).filter((name) => name !== '');
