// What @@CURSOR_ROWS tells: the rows of the cursor that was opened last.
import type { Cursor } from './frame';

/** That cursor, and how many rows it had when it was opened: -1 for one that is read as its fetches go. */
export interface CursorRows { readonly cursor: Cursor; readonly rows: number }

/** A cursor is closed, or gone: if it was the last, no rows are told of. */
export function forgetRowsOf(state: { openedLast: CursorRows | undefined }, cursor: Cursor): void {
  if (state.openedLast?.cursor === cursor) state.openedLast = undefined;
}
