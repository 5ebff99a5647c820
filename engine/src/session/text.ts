// Runs T-SQL text in a frame: parsed once per text, compiled as a whole, then run statement by statement.
import { parseBatch } from '../syntax/parse';
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

  /** The tree of a text; throws the parser's SqlError. */
  parse(text: string, quotedIdentifier: boolean): Batch {
    if (text.length > MAX_CACHED_LENGTH) return parseBatch(text, { quotedIdentifier });
    const key = `${quotedIdentifier ? 'q' : 'n'}${text}`;
    const batch = this.#texts.get(key) ?? parseBatch(text, { quotedIdentifier });
    this.#texts.delete(key);
    this.#texts.set(key, batch);
    if (this.#texts.size > MAX_TEXTS) for (const oldest of this.#texts.keys()) { this.#texts.delete(oldest); break; }
    return batch;
  }
}

/** Parses, compiles and runs. Under SET NOEXEC or PARSEONLY only SET statements run. */
export function* runText(state: SessionState, frame: Frame, text: string): Run<void> {
  const batch = state.texts.parse(text, frame.settings.quotedIdentifier);
  if (frame.settings.noExec || frame.settings.parseOnly) {
    yield* runStatements(state, frame, batch.statements.filter((s) => s.kind === 'set-option'));
    return;
  }
  compileBatch(state, frame, batch.statements);
  yield* runStatements(state, frame, batch.statements);
}
