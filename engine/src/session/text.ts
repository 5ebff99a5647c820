// Runs T-SQL text in a frame: parsed once per text, compiled as a whole, then run statement by statement.
import type { ParameterDefinition } from '../syntax/ast/ddl';
import { parseBatch, parseParameterDeclarations } from '../syntax/parse';
import type { Batch } from '../syntax/ast/statement';
import { compileBatch } from './compile-batch';
import type { Frame } from './frame';
import { runStatements } from './interpreter';
import type { Run } from './outcome';
import type { SessionState } from './state';

const MAX_TEXTS = 1000;
const MAX_CACHED_LENGTH = 20000;

/** Parsed texts, the least recently used ones forgotten first. */
export class TextCache {
  readonly #texts = new Map<string, Batch>();
  readonly #declarations = new Map<string, readonly ParameterDefinition[]>();

  /** The tree of a text; throws the parser's SqlError. */
  parse(text: string, quotedIdentifier: boolean): Batch {
    if (text.length > MAX_CACHED_LENGTH) return parseBatch(text, { quotedIdentifier });
    return recall(this.#texts, `${quotedIdentifier ? 'q' : 'n'}${text}`, () => parseBatch(text, { quotedIdentifier }));
  }

  /** The parameters that a text such as `@a int, @b nvarchar(10) OUTPUT` declares; throws the parser's SqlError. */
  parseDeclarations(text: string): readonly ParameterDefinition[] {
    return text.length > MAX_CACHED_LENGTH ? parseParameterDeclarations(text) : recall(this.#declarations, text, () => parseParameterDeclarations(text));
  }
}

function recall<T>(known: Map<string, T>, key: string, make: () => T): T {
  const value = known.get(key) ?? make();
  known.delete(key);
  known.set(key, value);
  if (known.size > MAX_TEXTS) for (const oldest of known.keys()) { known.delete(oldest); break; }
  return value;
}

/** Parses, compiles and runs; the last SET PARSEONLY of a batch decides whether any of it is. */
export function* runText(state: SessionState, frame: Frame, text: string): Run<void> {
  const batch = state.texts.parse(text, frame.settings.quotedIdentifier);
  for (const statement of batch.statements) {
    if (statement.kind === 'set-option' && statement.name === 'PARSEONLY') frame.settings.parseOnly = statement.value === 'ON';
  }
  if (frame.settings.parseOnly) return;
  compileBatch(state, frame, batch.statements);
  yield* runStatements(state, frame, batch.statements);
}
