// What is refused when a statement's turn comes, before anything of it is done. Knows no statement that runs.
import { notSupported } from '../errors/not-supported';
import type { Statement } from '../syntax/ast/statement';
import { refuseOnAzure } from './azure-statements';
import type { Frame } from './frame';
import type { SessionState } from './state';

/** Refuses a statement of which the parser knew no more than what it is called, and what the server's edition does not run. */
export function refuseStatement(state: SessionState, frame: Frame, statement: Statement): void {
  if (statement.kind === 'unsupported') throw notSupported(statement.feature);
  if (state.instance.isAzure) refuseOnAzure(state, frame, statement);
}
