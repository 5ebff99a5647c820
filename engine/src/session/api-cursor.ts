// What a session keeps of the cursors that its client opened by RPC. Plain data: the files of engine/src/session/procedures that begin with api-cursor run them.
import type { Row } from '../types/value';
import type { Walk } from './cursor';
import type { Cursor } from './frame';

/** A row of the fetch buffer: where the cursor stands for it, and the row as it is, undefined for a hole in a keyset. */
export interface BufferedRow { readonly walk: Walk; readonly row: Row | undefined }

/** A server cursor of the API. Its fetch buffer lies between `head` and `tail`; both are the place where it stands while the buffer is empty. */
export interface ApiCursor {
  readonly handle: number; readonly cursor: Cursor; readonly scrollOption: number; readonly concurrency: number;
  head: Walk; tail: Walk; buffer: readonly BufferedRow[];
}

/** What sp_cursorprepare has made: a query that is opened as often as it is executed. */
export interface PreparedCursor { readonly text: string; readonly declarations: string; readonly scrollOption: number; readonly concurrency: number }
