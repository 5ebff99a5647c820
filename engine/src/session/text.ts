// Runs T-SQL text in a frame: parsed once per text, compiled as a whole, then run statement by statement; and bodies of modules, compiled when they were made.
import { requireAlone } from './azure-statements';
import { compileBatch } from './compile-batch';
import { whenFree } from './evaluate';
import type { Statement } from '../syntax/ast/statement';
import type { Frame } from './frame';
import { runStatements } from './interpreter';
import type { Run, Signal } from './outcome';
import { tellSmallFloats } from './small-floats';
import type { SessionState } from './state';
import { parseOptionsOf } from './surroundings/parse-options';
import { declareUnreached } from './statements/declare-statement';

/** Parses, compiles and runs; the last SET PARSEONLY of a batch decides whether any of it is. */
export function* runText(state: SessionState, frame: Frame, text: string): Run<void> {
  const batch = state.texts.parse(text, parseOptionsOf(state, frame));
  for (const statement of batch.statements) {
    if (statement.kind === 'set-option' && statement.name === 'PARSEONLY') frame.settings.parseOnly = statement.value === 'ON';
  }
  if (frame.settings.parseOnly) return;
  if (state.instance.isAzure) requireAlone(batch.statements);
  tellSmallFloats(state, frame, text, batch.statements);
  yield* whenFree(state, frame, () => compileBatch(state, frame, batch.statements));
  yield* runStatements(state, frame, batch.statements);
}

/** Runs a module's body. */
export function* runBody(state: SessionState, frame: Frame, body: readonly Statement[]): Run<Signal> {
  yield* whenFree(state, frame, () => declareUnreached(state, frame, body));
  return yield* runStatements(state, frame, body);
}
