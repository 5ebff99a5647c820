// The DONE of a statement: whether it is sent and what it counts. Knows no token.
import { CommandCode } from '../tds/session-port';
import type { Frame } from './frame';
import type { SessionState } from './state';

/** What has ended. */
export type Ended = keyof typeof CommandCode;

/** Ends a statement; `rowCount` where it counts rows. Under NOCOUNT only a batch tells of its statements' ends, and counts nothing; a function tells of none. */
export function endStatement(state: SessionState, frame: Frame, ended: Ended, rowCount?: number): void {
  if (frame.kind === 'function') return;
  const command = CommandCode[ended];
  if (!frame.settings.noCount) state.sink.statementEnd(rowCount === undefined ? { command } : { command, rowCount });
  else if (frame.kind === 'batch') state.sink.statementEnd({ command });
}
