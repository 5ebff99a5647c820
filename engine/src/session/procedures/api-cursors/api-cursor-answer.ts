// What the procedures of server cursors have in common: their arguments by position, their OUTPUT values, how they fail, the row status of their rows.
import { Messages } from '../../../errors/catalogue';
import { raise, type SqlError } from '../../../errors/sql-error';
import type { OutputValue, ResultColumn } from '../../../tds/session-port';
import { INT } from '../../../types/sql-type';
import type { ApiCursor } from '../../api-cursor';
import type { Frame } from '../../frame';
import type { SessionState } from '../../state';
import { ROW_STATUS } from '../../statements/cursors/row-status';
import { isFromClient } from '../execute-sql';
import { convertArgument, type Argument } from '../match-arguments';

/** The number of an argument, `otherwise` where it is not given or NULL. */
export const numberAt = (args: readonly Argument[], at: number, otherwise: number): number => {
  const argument = args[at];
  const value = argument && !argument.isDefault ? convertArgument(argument, INT) : null;
  return value === null ? otherwise : Number(value);
};

/** Gives whole numbers to the OUTPUT arguments at these places, and tells a client of them. */
export function giveNumbers(args: readonly Argument[], values: ReadonlyMap<number, number>): OutputValue[] {
  return [...values].flatMap(([ordinal, value]) => {
    const argument = args[ordinal];
    if (!argument?.isOutput) return [];
    argument.assign?.(INT, value);
    return [{ name: argument.name ?? '', ordinal, type: INT, value }];
  });
}

/** How a call ends. */
export interface Ending { readonly procedure: string; readonly status: number; readonly outputs?: readonly OutputValue[] }

/** Ends a call with an error: a client gets its status too; in a text the error is raised. */
export function failed(state: SessionState, frame: Frame, error: SqlError, { procedure, status, outputs = [] }: Ending): number {
  for (const one of [...error.preceding, error]) if (one.procedure === '') Object.assign(one, { procedure, line: 1, hasOwnLine: true });
  if (!isFromClient(frame)) throw error;
  state.lastError = error.number;
  state.sink.error(error);
  return ended(state, frame, { procedure, status, outputs }, true);
}

/** Ends a call. */
export function ended(state: SessionState, frame: Frame, { status, outputs = [] }: Ending, hasError = false): number {
  state.sink.procedureEnd({ returnStatus: status, outputs: isFromClient(frame) ? outputs : [], ...(hasError ? { hasError } : {}) });
  return status;
}

/** The cursor of a handle. Raises 16909. */
export function cursorOf(state: SessionState, args: readonly Argument[], procedure: string): ApiCursor {
  const handle = numberAt(args, 0, 0);
  const found = state.apiCursors.get(handle);
  if (!found) throw raise(Messages.CursorHandleInvalid, { procedure, handle: (handle >>> 0).toString(16) });
  return found;
}

/** The columns of a cursor's rows as a client sees them. */
export const columnsOf = ({ cursor }: ApiCursor): readonly ResultColumn[] => [...(cursor.opened?.columns ?? []), ROW_STATUS];
