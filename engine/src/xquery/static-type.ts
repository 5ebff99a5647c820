// Static types of XQuery expressions as SQL Server infers them: what kind of items, and how many. Knows no values and no syntax.
import type { NodeKind, TypedPlace } from '../types/xsd/typed-place';

/** How many items: exactly one (''), at most one, at least one, any number. */
export type Occurrence = '' | '?' | '+' | '*';

/** The type of an expression; `text` of a node type is how messages print it. */
export type StaticType =
  | { readonly kind: 'empty' }
  | { readonly kind: 'atomic'; readonly name: string; readonly occurrence: Occurrence }
  | { readonly kind: 'node'; readonly node: NodeKind; readonly text: string; readonly occurrence: Occurrence; /** Made by the query, not found in the document. */ readonly isConstructed?: true; /** In typed xml: what the schemas say. */ readonly schema?: TypedPlace };

/** The empty sequence. */
export const EMPTY: StaticType = { kind: 'empty' };
/** Values of an atomic type. */
export const atomic = (name: string, occurrence: Occurrence = ''): StaticType => ({ kind: 'atomic', name, occurrence });
/** Nodes of a kind, as messages print them. */
export const nodes = (node: NodeKind, text: string, occurrence: Occurrence = ''): StaticType => ({ kind: 'node', node, text, occurrence });
/** The document that a method is called on. */
export const DOCUMENT: StaticType = nodes('document', 'document { (element(*,xdt:untyped) ? & text ? & comment ? & processing-instruction ?) * }');
/** Any node, where no more is known. */
export const ANY_NODE: StaticType = nodes('node', '(element(*,xdt:untyped) | comment | processing-instruction | text)');

/** The type as messages print it. */
export function typeText(type: StaticType): string {
  if (type.kind === 'empty') return 'empty';
  const text = type.kind === 'atomic' ? type.name : type.text;
  return type.occurrence === '' ? text : `${text} ${type.occurrence}`;
}

/** How many items the type has; none counts as at most one. */
export const occurrenceOf = (type: StaticType): Occurrence => (type.kind === 'empty' ? '?' : type.occurrence);
/** True where no more than one item can come. */
export const isSingleton = (type: StaticType): boolean => type.kind === 'empty' || type.occurrence === '' || type.occurrence === '?';
/** The type with another number of items. */
export const occurring = (type: StaticType, occurrence: Occurrence): StaticType => (type.kind === 'empty' ? type : { ...type, occurrence });

const isOptional = (occurrence: Occurrence): boolean => occurrence === '?' || occurrence === '*';
const isMany = (occurrence: Occurrence): boolean => occurrence === '+' || occurrence === '*';
const occurrence = (optional: boolean, many: boolean): Occurrence => (many ? (optional ? '*' : '+') : optional ? '?' : '');

/** For each item of the one, as many as the other. */
export const multiply = (left: Occurrence, right: Occurrence): Occurrence => occurrence(isOptional(left) || isOptional(right), isMany(left) || isMany(right));

/** Values in place of nodes. */
export const atomized = (type: StaticType): StaticType => (type.kind === 'node' ? atomic('xdt:untypedAtomic', type.occurrence) : type);

/** Both, one behind the other; undefined where nodes would stand beside values. */
export function concatenated(left: StaticType, right: StaticType): StaticType | undefined {
  if (left.kind === 'empty') return right;
  if (right.kind === 'empty') return left;
  return joined(left, right, occurrence(isOptional(left.occurrence) && isOptional(right.occurrence), true));
}

/** One or the other; undefined where nodes would stand beside values. */
export function alternative(left: StaticType, right: StaticType): StaticType | undefined {
  if (left.kind === 'empty' || right.kind === 'empty') {
    const other = left.kind === 'empty' ? right : left;
    return other.kind === 'empty' ? other : occurring(other, multiply(other.occurrence, '?'));
  }
  return joined(left, right, occurrence(isOptional(left.occurrence) || isOptional(right.occurrence), isMany(left.occurrence) || isMany(right.occurrence)));
}

type NonEmpty = Exclude<StaticType, { kind: 'empty' }>;

function joined(left: NonEmpty, right: NonEmpty, count: Occurrence): StaticType | undefined {
  if (left.kind === 'atomic') return right.kind === 'atomic' ? atomic(left.name === right.name ? left.name : 'xdt:anyAtomicType', count) : undefined;
  if (right.kind === 'atomic') return undefined;
  const isConstructed = left.isConstructed ?? right.isConstructed;
  const made = { ...(isConstructed ? { isConstructed } : {}), ...(left.schema ?? right.schema ? { schema: left.text === right.text && left.schema ? left.schema : ({ kind: 'mixed' } as const) } : {}) };
  if (left.text === right.text) return { ...left, occurrence: count, ...made };
  return { kind: 'node', node: left.node === right.node ? left.node : 'node', text: `(${left.text} | ${right.text})`, occurrence: count, ...made };
}
