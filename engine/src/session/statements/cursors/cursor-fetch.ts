// FETCH of a T-SQL cursor: where it goes, the row as it is now, the variables it is put into.
import { Messages } from '../../../errors/catalogue';
import { notSupported } from '../../../errors/not-supported';
import { isSqlError, raise } from '../../../errors/sql-error';
import type { FetchCursor } from '../../../syntax/ast/statement';
import { CommandCode } from '../../../tds/session-port';
import { foldName } from '../../../types/text/collation';
import { INT } from '../../../types/sql-type';
import type { Row } from '../../../types/value';
import type { OpenedCursor } from '../../cursor';
import { assignmentIn, evaluateAs } from '../../evaluate';
import { endStatement } from '../../completion';
import type { Cursor, Frame } from '../../frame';
import type { Run } from '../../outcome';
import { runStatement } from '../../statement';
import type { SessionState } from '../../state';
import { withKeys } from './cursor-keys';
import { firstRow, moveSettled, rereadRow, settle, standsOn, stepLive } from './cursor-walk';
import { cursorMeant } from './cursors';
import { ROW_STATUS, RowStatus } from './row-status';
import { emptyRow } from '../empty-row';

/** The state of 16917. */
const STATE_OF_FETCH = 2;

/** Runs FETCH. Raises 16916, 16917, 16924, 16943. */
export function* runFetch(state: SessionState, frame: Frame, statement: FetchCursor): Run<void> {
  const cursor = cursorMeant(state, frame, statement);
  const { opened } = cursor;
  if (!opened) {
    state.fetchStatus = -1;
    throw raise(Messages.CursorNotOpen, {}, STATE_OF_FETCH);
  }
  requireDirection(state, cursor, opened, statement.direction);
  const offset = statement.offset ? Number(yield* evaluateAs(state, frame, statement.offset, INT)) : 0;
  const row = yield* goThere(state, frame, cursor, { opened, direction: statement.direction, offset });
  const isHole = !row && standsOn(opened.walk) !== undefined;
  opened.fetched = row;
  state.fetchStatus = row ? 0 : isHole ? -2 : -1;
  state.rowCount = row ? 1n : 0n;
  const { columns } = opened;
  const shown = row ?? (isHole ? emptyRow(columns) : undefined);
  if (statement.into.length > 0) {
    if (statement.into.length !== columns.length) throw raise(Messages.FetchCountMismatch, {});
    if (shown) statement.into.forEach((name, i) => assign(frame, name, shown[i] ?? null, columns[i]?.type ?? INT));
    endStatement(state, frame, 'select');
    return;
  }
  state.sink.columns([...columns, ROW_STATUS]);
  if (shown) state.sink.row([...shown.slice(0, columns.length), row ? RowStatus.succeeded : RowStatus.missing]);
  state.sink.statementEnd({ command: CommandCode.select, rowCount: shown ? 1 : 0 });
}

interface Fetching { readonly opened: OpenedCursor; readonly direction: FetchCursor['direction']; readonly offset: number }

/** Goes there and gives the row as it is now; a fetch that fails leaves -1. */
function* goThere(state: SessionState, frame: Frame, cursor: Cursor, { opened, direction, offset }: Fetching): Run<Row | undefined> {
  const { walk } = opened;
  try {
    if (walk.kind === 'settled') {
      moveSettled(walk, direction, offset);
      return yield* runStatement(state, frame, () => rowAtPosition(state, cursor, opened));
    }
    const step = yield* runStatement(state, frame, () => {
      const found = stepLive(state, cursor.frame, walk, { direction, offset });
      if (found.row) lockRow(state, cursor, opened, found.row);
      return found;
    });
    settle(walk, step);
    return step.row;
  } catch (error) {
    if (isSqlError(error)) state.fetchStatus = -1;
    throw error;
  }
}

/** Raises 16925 for ABSOLUTE of a dynamic cursor, 16911 for a direction other than NEXT of a forward-only one. */
function requireDirection(state: SessionState, { wants }: Cursor, { sensitivity }: OpenedCursor, direction: FetchCursor['direction']): void {
  const isRefused = direction !== 'next' && (!wants.isScrollable || (direction === 'absolute' && sensitivity === 'dynamic'));
  if (!isRefused) return;
  state.fetchStatus = -1;
  if (direction === 'absolute' && sensitivity === 'dynamic' && !wants.isFastForward) throw raise(Messages.FetchDynamic, { direction: 'Absolute' });
  throw raise(Messages.FetchForwardOnly, { direction });
}

/** The row at the position of a settled walk as it is now: a keyset cursor has a hole where a row is gone. */
function rowAtPosition(state: SessionState, cursor: Cursor, opened: OpenedCursor): Row | undefined {
  const row = standsOn(opened.walk);
  if (!row || !opened.keyed) return row;
  const now = rereadRow(state, cursor, opened.keyed, row);
  if (now) lockRow(state, cursor, opened, row);
  return now;
}

/** SCROLL_LOCKS: the row stays locked to the end of the transaction. Outside of one SQL Server would hold the lock to the next fetch. */
function lockRow(state: SessionState, cursor: Cursor, { keyed }: OpenedCursor, row: Row): void {
  if (!cursor.wants.locksRows || !keyed) return;
  if (state.transactionCount === 0) throw notSupported('FETCH from a cursor with SCROLL_LOCKS outside a transaction');
  const inside = withKeys(cursor.frame, keyed, row);
  firstRow(state, inside, keyed.locked);
}

function assign(frame: Frame, name: string, value: Row[number], type: typeof INT): void {
  const variable = frame.variables.get(foldName(name));
  if (variable?.kind !== 'scalar') throw raise(Messages.MustDeclareVariable, { name });
  variable.value = assignmentIn(frame, type, variable.type)(value);
}
