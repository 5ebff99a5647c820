// A set of names that are the same or not as the rules of a database have it.
import type { NameRules } from '../types/text/collation';

/** Names as they are written; each is found under every way of writing it that the rules take for the same. */
export class NameSet {
  readonly #keys: ReadonlySet<string>;

  constructor(readonly rules: NameRules, names: Iterable<string> = []) {
    this.#keys = new Set(Array.from(names, rules.keyOf));
  }

  has(name: string): boolean { return this.#keys.has(this.rules.keyOf(name)); }

  /** These names and more. */
  with(names: readonly string[]): NameSet { return names.length === 0 ? this : new NameSet(this.rules, [...this.#keys, ...names]); }
}
