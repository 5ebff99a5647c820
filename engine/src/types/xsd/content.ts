// Which elements may follow one another: what is left of a content model behind an element, what may come next, and how often a name can come. Knows no document.
import { admits, keyOf, type ElementDeclaration, type Named, type Particle, type Wildcard } from './components';

/** What an element was taken as, and what may come behind it. */
export interface Step { readonly taken: ElementDeclaration | Wildcard; readonly rest: Particle | undefined }

const isEmptiable = (particle: Particle): boolean => particle.min === 0 || isEmptiableOnce(particle);

function isEmptiableOnce(particle: Particle): boolean {
  switch (particle.kind) {
    case 'element': case 'any': return false;
    case 'choice': return particle.children.length === 0 || particle.children.some(isEmptiable);
    default: return particle.children.every(isEmptiable);
  }
}

/** Whether the content may end here. */
export const mayEnd = (particle: Particle | undefined): boolean => !particle || isEmptiable(particle);

const sequence = (parts: readonly (Particle | undefined)[]): Particle | undefined => {
  const children = parts.filter((part) => part !== undefined);
  return children.length <= 1 ? children[0] : { kind: 'sequence', min: 1, max: 1, children };
};

/** Takes one element; undefined where none of that name may come. */
export function take(particle: Particle | undefined, name: Named): Step | undefined {
  if (!particle || particle.max === 0) return undefined;
  const once = takeOnce(particle, name);
  if (!once) return undefined;
  const again: Particle | undefined = particle.max > 1 ? { ...particle, min: Math.max(0, particle.min - 1), max: particle.max - 1 } : undefined;
  return { taken: once.taken, rest: sequence([once.rest, again]) };
}

function takeOnce(particle: Particle, name: Named): Step | undefined {
  switch (particle.kind) {
    case 'element': return keyOf(particle.declaration) === keyOf(name) ? { taken: particle.declaration, rest: undefined } : undefined;
    case 'any': return admits(particle.wildcard, name.uri) ? { taken: particle.wildcard, rest: undefined } : undefined;
    case 'sequence':
      for (const [i, child] of particle.children.entries()) {
        const step = take(child, name);
        if (step) return { taken: step.taken, rest: sequence([step.rest, ...particle.children.slice(i + 1)]) };
        if (!isEmptiable(child)) return undefined;
      }
      return undefined;
    case 'choice':
      for (const child of particle.children) {
        const step = take(child, name);
        if (step) return step;
      }
      return undefined;
    case 'all':
      for (const [i, child] of particle.children.entries()) {
        const step = take(child, name);
        if (step) return { taken: step.taken, rest: { ...particle, min: 1, max: 1, children: particle.children.filter((_, at) => at !== i) } };
      }
      return undefined;
  }
}

/** What may come next, as messages name it. */
export function expected(particle: Particle | undefined): readonly string[] {
  if (!particle || particle.max === 0) return [];
  switch (particle.kind) {
    case 'element': return [keyOf(particle.declaration)];
    case 'any': return wildcardNames(particle.wildcard);
    case 'sequence': {
      const names: string[] = [];
      for (const child of particle.children) {
        names.push(...expected(child));
        if (!isEmptiable(child)) break;
      }
      return names;
    }
    default: return particle.children.flatMap(expected);
  }
}

function wildcardNames({ namespaces }: Wildcard): readonly string[] {
  if (namespaces === 'any') return ['*'];
  return namespaces === 'other' ? ['{##other}*'] : namespaces.map((uri) => (uri === '' ? '*' : `{${uri}}*`));
}

/** How often a declaration can come in the content of one element. */
export interface Frequency { readonly min: number; readonly max: number }

/** The declarations of a content model that match, each with how often it can come. */
export function declarationsIn(particle: Particle | undefined, matches: (declaration: ElementDeclaration) => boolean): readonly (Frequency & { readonly declaration: ElementDeclaration })[] {
  if (!particle) return [];
  if (particle.kind === 'any') return [];
  if (particle.kind === 'element') return matches(particle.declaration) ? [{ declaration: particle.declaration, min: particle.min, max: particle.max }] : [];
  const inner = particle.children.flatMap((child) => declarationsIn(child, matches));
  const isOptional = particle.kind === 'choice' && particle.children.length > 1;
  return inner.map(({ declaration, min, max }) => ({ declaration, min: isOptional ? 0 : min * particle.min, max: max * particle.max }));
}

/** Whether elements that no declaration names may stand in the content. */
export const hasWildcard = (particle: Particle | undefined): boolean => particle !== undefined && (particle.kind === 'any' || ('children' in particle && particle.children.some(hasWildcard)));
