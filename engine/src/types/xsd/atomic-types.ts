// The names of XML Schema's atomic types that XQuery computes with: what each is computed as, and what it is derived from. Knows no values.
import { ownEntry } from '../own-entry';

/** What atomic types are computed as. */
export type Family = 'untyped' | 'string' | 'boolean' | 'decimal' | 'float' | 'double' | 'dateTime' | 'date' | 'time' | 'binary';

const FAMILIES: Readonly<Record<string, Family>> = {
  'xdt:untypedAtomic': 'untyped',
  'xdt:anyAtomicType': 'untyped',
  'xs:boolean': 'boolean',
  'xs:float': 'float',
  'xs:double': 'double',
  'xs:dateTime': 'dateTime',
  'xs:date': 'date',
  'xs:time': 'time',
  'xs:hexBinary': 'binary',
  'xs:base64Binary': 'binary',
  'xs:string': 'string',
  'xs:normalizedString': 'string',
  'xs:token': 'string',
  'xs:language': 'string',
  'xs:NMTOKEN': 'string',
  'xs:Name': 'string',
  'xs:NCName': 'string',
  'xs:anyURI': 'string',
  'xs:decimal': 'decimal',
  'xs:integer': 'decimal',
  'xs:nonPositiveInteger': 'decimal',
  'xs:negativeInteger': 'decimal',
  'xs:long': 'decimal',
  'xs:int': 'decimal',
  'xs:short': 'decimal',
  'xs:byte': 'decimal',
  'xs:nonNegativeInteger': 'decimal',
  'xs:unsignedLong': 'decimal',
  'xs:unsignedInt': 'decimal',
  'xs:unsignedShort': 'decimal',
  'xs:unsignedByte': 'decimal',
  'xs:positiveInteger': 'decimal',
};

/** Each derived type's base. */
const BASES: Readonly<Record<string, string>> = {
  'xs:normalizedString': 'xs:string',
  'xs:token': 'xs:normalizedString',
  'xs:language': 'xs:token',
  'xs:NMTOKEN': 'xs:token',
  'xs:Name': 'xs:token',
  'xs:NCName': 'xs:Name',
  'xs:integer': 'xs:decimal',
  'xs:nonPositiveInteger': 'xs:integer',
  'xs:negativeInteger': 'xs:nonPositiveInteger',
  'xs:long': 'xs:integer',
  'xs:int': 'xs:long',
  'xs:short': 'xs:int',
  'xs:byte': 'xs:short',
  'xs:nonNegativeInteger': 'xs:integer',
  'xs:unsignedLong': 'xs:nonNegativeInteger',
  'xs:unsignedInt': 'xs:unsignedLong',
  'xs:unsignedShort': 'xs:unsignedInt',
  'xs:unsignedByte': 'xs:unsignedShort',
  'xs:positiveInteger': 'xs:nonNegativeInteger',
};

/** True for a name of a type that values may have. */
export const isAtomicName = (name: string): boolean => Object.hasOwn(FAMILIES, name) && name !== 'xdt:anyAtomicType';
/** The family that an atomic type computes in. */
export const familyOf = (name: string): Family => ownEntry(FAMILIES, name) ?? 'string';
/** The type that an atomic type is derived from, if that is an atomic type too. */
export const baseOf = (name: string): string | undefined => ownEntry(BASES, name);
/** True if the first type is the second or derived from it. */
export function derivesFrom(name: string, ancestor: string): boolean {
  for (let at: string | undefined = name; at !== undefined; at = baseOf(at)) if (at === ancestor) return true;
  return ancestor === 'xdt:anyAtomicType';
}
