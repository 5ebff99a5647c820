// The undeclared parameters of a batch with their types, found without running it. What of a batch does not compile ends the search.
import { Messages } from '../../../errors/catalogue';
import { notSupported } from '../../../errors/not-supported';
import { isSqlError, raise } from '../../../errors/sql-error';
import { parseBatch } from '../../../syntax/parse';
import { foldName } from '../../../types/text/collation';
import { compileBatch } from '../../compile-batch';
import type { Frame } from '../../frame';
import { newFrame } from '../../scope';
import type { SessionState } from '../../state';
import { parseOptionsOf } from '../../surroundings/parse-options';
import { declareParameters } from './declared-parameters';
import { notDeduced } from './deduced-types';
import type { UndeclaredParameter } from './parameter-columns';
import { deduceInStatements } from './statement-parameters';
import { undeclaredNames } from './undeclared-names';

/** In the order of the text. Raises 11501 behind the error of a batch that does not compile, 11508 for a parameter that is used twice. */
export function undeclaredParameters(state: SessionState, caller: Frame, text: string, declarations: string): readonly UndeclaredParameter[] {
  const frame = newFrame(state, caller, { kind: 'dynamic', procedureName: '', text });
  // Not the kept tree of the text: its plans would be those of NULLs.
  const statements = analyzed(() => {
    declareParameters(state, frame, declarations);
    return parseBatch(text, parseOptionsOf(state, frame)).statements;
  });
  const names = undeclaredNames(frame, statements);
  for (const name of names) frame.variables.set(foldName(name), { kind: 'undeclared' });
  analyzed(() => compileBatch(state, frame, statements), names.length > 0);
  const found = deduceInStatements(state, frame, statements);
  return names.map((name) => {
    const deduction = found.get(foldName(name));
    if (!deduction) throw notDeduced(name);
    return { name, ...deduction };
  });
}

const SYNTAX = 15;
/** Names that are not there or not clear: errors whatever a parameter is. */
const NAME_ERRORS: ReadonlySet<number> = new Set([207, 208, 209, 229, 230, 2812, 4104, 4121]);

function analyzed<T>(work: () => T, hasParameters = false): T {
  try {
    return work();
  } catch (error) {
    if (!isSqlError(error)) throw error;
    if (hasParameters && error.severity !== SYNTAX && !NAME_ERRORS.has(error.number)) throw notSupported(`describing the parameters of a batch in which a NULL in their place raises error ${error.number}`);
    const last = raise(Messages.BatchNotAnalyzed, {});
    last.preceding = [...error.preceding, error];
    throw last;
  }
}
