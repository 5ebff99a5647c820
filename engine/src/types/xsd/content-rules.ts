// What a content model has to obey before a collection is made of it: every element in it belongs to one particle, found without looking ahead.
// Knows no documents and no derivation.
import { Messages } from '../../errors/catalogue';
import { raise } from '../../errors/sql-error';
import { notSupported } from '../../errors/not-supported';
import { admits, keyOf, type ElementDeclaration, type Particle, type Wildcard } from './components';
import { declarationsIn } from './content';

type Leaf = Extract<Particle, { readonly kind: 'element' | 'any' }>;

/** A place of a content model at which an element can be, and the places that can follow. What may be repeated to a bound has a place for each time. */
interface Place { readonly leaf: Leaf; readonly next: Set<Place> }

/** A part of a content model as its places: where it begins and ends. */
interface Part { readonly first: readonly Place[]; readonly last: readonly Place[]; readonly isEmptiable: boolean }

const NOTHING: Part = { first: [], last: [], isEmptiable: true };
/** More copies than two of what is required, and of what is optional, show nothing that two do not. */
const COPIES = 2;
const MAXIMUM_PLACES = 5000;

/** Raises 6916 for what could belong to several particles, 6928 for what one particle could take in several ways, 6958 for misplaced groups `all`. */
export function requireOneWay(name: string, content: Particle | undefined): void {
  if (!content) return;
  requireAllPlaces(name, content);
  const places: Place[] = [];
  requireApart(name, partOf(content, places).first);
  for (const { next } of places) requireApart(name, [...next]);
}

/** Raises 6992 for elements of one name that differ in what they are. */
export function requireConsistent(name: string, content: Particle | undefined): void {
  const known = new Map<string, ElementDeclaration>();
  for (const { declaration } of declarationsIn(content, () => true)) {
    const other = known.get(keyOf(declaration)) ?? declaration;
    if (other.type() !== declaration.type() || other.isNillable !== declaration.isNillable) throw raise(Messages.XsdElementsDiffer, { type: name, name: keyOf(declaration) });
    known.set(keyOf(declaration), other);
  }
}

function requireApart(name: string, places: readonly Place[]): void {
  places.forEach(({ leaf }, i) => {
    for (const other of places.slice(i + 1)) {
      if (other.leaf === leaf) throw raise(Messages.XsdManyWays, { name });
      if (overlap(leaf, other.leaf)) throw raise(Messages.XsdAmbiguous, { name });
    }
  });
}

function overlap(left: Leaf, right: Leaf): boolean {
  if (left.kind === 'any') return right.kind === 'any' ? share(left.wildcard, right.wildcard) : admits(left.wildcard, right.declaration.uri);
  return right.kind === 'any' ? admits(right.wildcard, left.declaration.uri) : keyOf(left.declaration) === keyOf(right.declaration);
}

function share(left: Wildcard, right: Wildcard): boolean {
  if (typeof left.namespaces !== 'string') return left.namespaces.some((uri) => admits(right, uri));
  return typeof right.namespaces === 'string' || right.namespaces.some((uri) => admits(left, uri));
}

function partOf(particle: Particle, places: Place[]): Part {
  const { min, max } = particle;
  const once = (): Part => partOfOne(particle, places);
  if (places.length > MAXIMUM_PLACES) throw notSupported('so large a content model in an XML schema');
  if (max === Infinity) {
    let repeated = looped(once());
    for (let copy = 1; copy < Math.min(min, COPIES); copy++) repeated = chained(once(), repeated);
    return min === 0 ? optional(repeated) : repeated;
  }
  // x{2,4} is x x (x (x)?)?
  let part = NOTHING;
  for (let copy = Math.min(max - min, COPIES); copy > 0; copy--) part = optional(chained(once(), part));
  for (let copy = Math.min(min, COPIES); copy > 0; copy--) part = chained(once(), part);
  return part;
}

function partOfOne(particle: Particle, places: Place[]): Part {
  if (particle.kind === 'element' || particle.kind === 'any') {
    const place: Place = { leaf: particle, next: new Set() };
    places.push(place);
    return { first: [place], last: [place], isEmptiable: false };
  }
  const parts = particle.children.map((child) => partOf(child, places));
  if (particle.kind === 'sequence') return parts.reduceRight((rest, part) => chained(part, rest), NOTHING);
  const any = { first: parts.flatMap(({ first }) => first), last: parts.flatMap(({ last }) => last) };
  if (particle.kind === 'choice') return { ...any, isEmptiable: parts.length === 0 || parts.some(({ isEmptiable }) => isEmptiable) };
  return looped({ ...any, isEmptiable: parts.every(({ isEmptiable }) => isEmptiable) });
}

function connect(from: readonly Place[], to: readonly Place[]): void {
  for (const { next } of from) for (const place of to) next.add(place);
}

const optional = (part: Part): Part => ({ ...part, isEmptiable: true });

function looped(part: Part): Part {
  connect(part.last, part.first);
  return part;
}

function chained(left: Part, right: Part): Part {
  connect(left.last, right.first);
  return {
    first: left.isEmptiable ? [...left.first, ...right.first] : left.first,
    last: right.isEmptiable ? [...left.last, ...right.last] : right.last,
    isEmptiable: left.isEmptiable && right.isEmptiable,
  };
}

/** A group `all` stands alone: it is the whole content, and holds elements that come once at most. */
function requireAllPlaces(name: string, particle: Particle, isInside = false): void {
  if (particle.kind === 'element' || particle.kind === 'any') return;
  if (particle.kind === 'all') {
    if (isInside || particle.max !== 1 || particle.children.some(({ kind, max }) => kind !== 'element' || max > 1)) throw raise(Messages.XsdAllMisplaced, { name });
    if (particle.min !== 1) throw notSupported('minOccurs="0" of a group all in an XML schema');
  }
  if (particle.kind === 'choice' && particle.children.length === 0 && particle.min > 0) throw notSupported('a choice without children in an XML schema');
  for (const child of particle.children) requireAllPlaces(name, child, true);
}
