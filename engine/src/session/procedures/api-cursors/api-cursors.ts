// The procedures of server cursors by name, for RPC and for EXEC. Knows nothing of what they do.
import type { Frame } from '../../frame';
import type { Run } from '../../outcome';
import type { SessionState } from '../../state';
import { fetchBuffer } from './api-cursor-fetch';
import { openByText, openPrepared, prepareAndOpen, prepareCursor, unprepareCursor } from './api-cursor-open';
import { changeRow, closeCursor, setOption } from './api-cursor-write';
import type { Argument } from '../match-arguments';

/** By lower-case name. */
export const API_CURSOR_PROCEDURES: Readonly<Record<string, (state: SessionState, frame: Frame, args: readonly Argument[]) => Run<number>>> = {
  sp_cursor: changeRow, sp_cursoropen: openByText, sp_cursorprepare: prepareCursor, sp_cursorexecute: openPrepared, sp_cursorprepexec: prepareAndOpen, sp_cursorunprepare: unprepareCursor,
  sp_cursorfetch: fetchBuffer, sp_cursoroption: setOption, sp_cursorclose: closeCursor,
};
