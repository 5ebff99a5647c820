// What a type derived from another has to obey: a restriction allows nothing that its base does not, an extension redefines nothing. Knows no documents.
import { Messages } from '../../errors/catalogue';
import type { Message } from '../../errors/sql-error';
import { raise } from '../../errors/sql-error';
import { admits, isDerived, keyOf, type AttributeUse, type ComplexType, type Particle, type Wildcard } from './components';
import { mayEnd } from './content';

type Leaf = Extract<Particle, { readonly kind: 'element' | 'any' }>;
type Group = Extract<Particle, { readonly children: readonly Particle[] }>;
type NamedMessage = Message<`${string}{name}${string}`>;

/** Raises 6979 to 6991 for content that the base does not have in that place, or not so often. */
export function requireRestrictedContent(name: string, content: Particle | undefined, base: ComplexType): void {
  if (base.isAny) return;
  const [derived, from] = [bare(content), bare(base.content)];
  if (derived && from) return requireWithin(name, derived, from);
  if (derived || !mayEnd(from)) throw refused(Messages.XsdRestrictedEmpty, name);
}

/** Raises 6967, 6971 to 6973 and 6994. */
export function requireRestrictedAttributes(name: string, own: readonly AttributeUse[], anyOwn: Wildcard | undefined, base: ComplexType): void {
  for (const use of own) {
    const before = base.attributes.find((other) => keyOf(other) === keyOf(use));
    const args = { name, attribute: keyOf(use) };
    if (!before && !(base.anyAttribute && admits(base.anyAttribute, use.uri))) throw raise(Messages.XsdAttributeNotInBase, args);
    if (before && !isDerived(use.type(), before.type())) throw raise(Messages.XsdAttributeTypeWider, args);
    if (before?.isRequired && !use.isRequired) throw raise(Messages.XsdAttributeNotRequired, args);
  }
  if (anyOwn && !(base.anyAttribute && isSubset(anyOwn, base.anyAttribute))) throw refused(Messages.XsdRestrictedAnyAttribute, name);
}

/** Raises 6976. */
export function requireNewAttributes(name: string, own: readonly AttributeUse[], base: ComplexType): void {
  const twice = own.find((use) => base.attributes.some((other) => keyOf(other) === keyOf(use)));
  if (twice) throw raise(Messages.XsdAttributeRedefined, { name, attribute: keyOf(twice) });
}

/** Both have text between their elements or none has; a restriction may do without. Raises 6967. */
export function requireSameMixture(name: string, derived: Pick<ComplexType, 'isMixed' | 'content'>, base: ComplexType, isRestriction: boolean): void {
  if (base.isAny) return;
  const isWrong = isRestriction ? derived.isMixed && !base.isMixed : derived.content !== undefined && base.content !== undefined && derived.isMixed !== base.isMixed;
  if (isWrong) throw refused(Messages.XsdMixtureDiffers, name);
}

const refused = (entry: NamedMessage, name: string): Error => raise(entry, { name });

/** What a group of one member that comes once holds; nothing where there is no member. */
function bare(particle: Particle | undefined): Particle | undefined {
  if (!particle || particle.max === 0) return undefined;
  if (!('children' in particle)) return particle;
  const children = particle.children.flatMap((child) => bare(child) ?? []);
  const [only] = children;
  if (!only) return undefined;
  return children.length === 1 && particle.min === 1 && particle.max === 1 ? only : { ...particle, children };
}

function requireWithin(name: string, derived: Particle, base: Particle): void {
  if (base.kind === 'any') return requireWithinWildcard(name, derived, base);
  if (derived.kind === 'any') throw refused(Messages.XsdRestrictedGroup, name);
  if (base.kind === 'element') return requireWithinElement(name, derived, base);
  if (derived.kind === 'element') return requireWithinGroup(name, { kind: base.kind, min: 1, max: 1, children: [derived] }, base);
  return requireWithinGroup(name, derived, base);
}

function requireRange(name: string, derived: Particle, base: Particle): void {
  if (derived.min < base.min || derived.max > base.max) throw refused(Messages.XsdRestrictedRange, name);
}

function requireWithinElement(name: string, derived: Particle, base: Extract<Leaf, { readonly kind: 'element' }>): void {
  if (derived.kind !== 'element') throw refused(Messages.XsdRestrictedGroup, name);
  const [own, other] = [derived.declaration, base.declaration];
  if (keyOf(own) !== keyOf(other) || !isDerived(own.type(), other.type())) throw refused(Messages.XsdRestrictedElement, name);
  requireRange(name, derived, base);
  if (own.isNillable && !other.isNillable) throw refused(Messages.XsdRestrictedNillable, name);
}

function requireWithinWildcard(name: string, derived: Particle, base: Extract<Leaf, { readonly kind: 'any' }>): void {
  for (const leaf of leavesOf(derived)) {
    if (leaf.kind === 'any' && !isSubset(leaf.wildcard, base.wildcard)) throw refused(Messages.XsdRestrictedWildcard, name);
    if (leaf.kind === 'element' && !admits(base.wildcard, leaf.declaration.uri)) throw refused(Messages.XsdRestrictedNamespace, name);
  }
  if (!('children' in derived)) return requireRange(name, derived, base);
  const { min, max } = totalOf(derived);
  if (min < base.min || max > base.max) throw refused(Messages.XsdRestrictedTotal, name);
}

const OTHER_GROUP: Readonly<Record<Group['kind'], NamedMessage>> = { all: Messages.XsdRestrictedAll, choice: Messages.XsdRestrictedChoice, sequence: Messages.XsdRestrictedSequence };

function requireWithinGroup(name: string, derived: Group, base: Group): void {
  const isMapped = derived.kind === 'sequence' && base.kind === 'choice';
  if (derived.kind !== base.kind && !(derived.kind === 'sequence' && base.kind !== 'sequence')) throw refused(OTHER_GROUP[base.kind], name);
  const times = isMapped ? derived.children.length : 1;
  requireRange(name, { ...derived, min: derived.min * times, max: derived.max * times }, base);
  if (isMapped || (derived.kind === 'sequence' && base.kind === 'all')) return requireUnordered(name, derived, base);
  requireOrdered(name, derived, base);
}

/** Each member has its counterpart in the order of the base; what is left out may be left out. */
function requireOrdered(name: string, derived: Group, base: Group): void {
  const left = [...base.children];
  const mayLeaveOut = (particle: Particle): boolean => base.kind === 'choice' || mayEnd(particle);
  for (const child of derived.children) {
    for (let other = left.shift(); ; other = left.shift()) {
      if (!other) throw refused(Messages.XsdRestrictedGroup, name);
      if (isCounterpart(child, other)) { requireWithin(name, child, other); break; }
      if (!mayLeaveOut(other)) throw refused(child.kind === 'element' && other.kind === 'element' ? Messages.XsdRestrictedElement : Messages.XsdRestrictedGroup, name);
    }
  }
  if (!left.every(mayLeaveOut)) throw refused(Messages.XsdRestrictedGroup, name);
}

function requireUnordered(name: string, derived: Group, base: Group): void {
  const left = [...base.children];
  for (const child of derived.children) {
    const at = left.findIndex((other) => isCounterpart(child, other));
    const other = left[at];
    if (!other) throw refused(Messages.XsdRestrictedGroup, name);
    requireWithin(name, child, other);
    if (base.kind === 'all') left.splice(at, 1);
  }
  if (base.kind === 'all' && !left.every(mayEnd)) throw refused(Messages.XsdRestrictedGroup, name);
}

/** Whether the one can be meant as a restriction of the other: it begins with something of it. */
function isCounterpart(derived: Particle, base: Particle): boolean {
  const [first] = leavesOf(derived);
  return leavesOf(base).some((leaf) => {
    if (first?.kind !== 'element') return leaf.kind === 'any';
    return leaf.kind === 'any' ? admits(leaf.wildcard, first.declaration.uri) : keyOf(leaf.declaration) === keyOf(first.declaration);
  });
}

const leavesOf = (particle: Particle): readonly Leaf[] => ('children' in particle ? particle.children.flatMap(leavesOf) : [particle]);

/** How many elements a particle can take. */
function totalOf(particle: Particle): { readonly min: number; readonly max: number } {
  if (!('children' in particle)) return particle;
  const totals = particle.children.map(totalOf);
  const sum = (of: (total: { readonly min: number; readonly max: number }) => number): number => totals.reduce((all, total) => all + of(total), 0);
  const isChoice = particle.kind === 'choice';
  const min = isChoice ? Math.min(...totals.map((total) => total.min)) : sum((total) => total.min);
  const max = isChoice ? Math.max(...totals.map((total) => total.max)) : sum((total) => total.max);
  return { min: min * particle.min, max: max === 0 ? 0 : max * particle.max };
}

const STRICTNESS = { skip: 0, lax: 1, strict: 2 } as const;

function isSubset(derived: Wildcard, base: Wildcard): boolean {
  if (STRICTNESS[derived.process] < STRICTNESS[base.process]) return false;
  if (base.namespaces === 'any') return true;
  if (typeof derived.namespaces !== 'string') return derived.namespaces.every((uri) => admits(base, uri));
  return derived.namespaces === 'other' && base.namespaces === 'other' && derived.not === base.not;
}
