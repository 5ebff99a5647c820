// What CURSOR_STATUS tells of a cursor. Changes nothing.
import { foldName } from '../../../types/text/collation';
import type { Cursor, Frame } from '../../frame';
import type { SessionState } from '../../state';

const NO_CURSOR = -3;
const NOT_SET = -2;
const CLOSED = -1;

/** CURSOR_STATUS(scope, name): 1 open with rows, 0 open without, -1 closed, -2 a variable without a cursor, -3 no such cursor. */
export function cursorStatus(state: SessionState, frame: Frame, scope: string, name: string): number {
  const key = foldName(name);
  if (foldName(scope) === 'variable') {
    const variable = frame.variables.get(key);
    if (variable?.kind !== 'cursor') return NO_CURSOR;
    return variable.cursor ? statusOf(variable.cursor) : NOT_SET;
  }
  const cursor = (foldName(scope) === 'local' ? frame.cursors : state.cursors).get(key);
  return cursor ? statusOf(cursor) : NO_CURSOR;
}

function statusOf({ opened, wants }: Cursor): number {
  if (!opened) return CLOSED;
  return wants.isFastForward || opened.walk.kind === 'live' || opened.walk.rows.length > 0 ? 1 : 0;
}
