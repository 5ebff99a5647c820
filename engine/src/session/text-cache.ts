// The trees of texts, kept by text. Knows no session.
import type { ParameterDefinition } from '../syntax/ast/ddl';
import { parseBatch, parseParameterDeclarations, type ParseOptions } from '../syntax/parse';
import type { Batch } from '../syntax/ast/statement';

const MAX_TEXTS = 1000;
const MAX_CACHED_LENGTH = 20000;
/** A tree and its plans take some fifty bytes for each character of their text. */
const MAX_CHARACTERS = 300_000;

/** What was made of the texts used last: so many of them, and so many characters in all. */
class Recall<T> {
  readonly #known = new Map<string, T>();
  #characters = 0;

  get(key: string, make: () => T): T {
    const known = this.#known.get(key);
    const value = known ?? make();
    if (known === undefined) this.#characters += key.length;
    else this.#known.delete(key);
    this.#known.set(key, value);
    if (known === undefined) this.#forget();
    return value;
  }

  #forget(): void {
    for (const oldest of this.#known.keys()) {
      if (this.#known.size <= MAX_TEXTS && this.#characters <= MAX_CHARACTERS) return;
      this.#known.delete(oldest);
      this.#characters -= oldest.length;
    }
  }
}

/** Parsed texts, the least recently used ones forgotten first. */
export class TextCache {
  readonly #texts = new Recall<Batch>();
  readonly #declarations = new Recall<readonly ParameterDefinition[]>();

  /** The tree of a text of one server, whose version is the same for all of them; throws the parser's SqlError. */
  parse(text: string, options: ParseOptions): Batch {
    if (text.length > MAX_CACHED_LENGTH) return parseBatch(text, options);
    const { quotedIdentifier, dialect } = options;
    return this.#texts.get(`${quotedIdentifier ? 'q' : 'n'}${dialect?.compatibilityLevel ?? ''} ${text}`, () => parseBatch(text, options));
  }

  /** The parameters that a text such as `@a int, @b nvarchar(10) OUTPUT` declares; throws the parser's SqlError. */
  parseDeclarations(text: string): readonly ParameterDefinition[] {
    return text.length > MAX_CACHED_LENGTH ? parseParameterDeclarations(text) : this.#declarations.get(text, () => parseParameterDeclarations(text));
  }
}
