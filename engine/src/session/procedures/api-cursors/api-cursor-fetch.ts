// sp_cursorfetch: moves the fetch buffer of a server cursor and sends what is in it.
import { Messages } from '../../../errors/catalogue';
import { isSqlError, raise } from '../../../errors/sql-error';
import type { FetchCursor } from '../../../syntax/ast/statement';
import { CommandCode } from '../../../tds/session-port';
import type { Row } from '../../../types/value';
import type { ApiCursor, BufferedRow } from '../../api-cursor';
import type { SettledWalk, Walk } from '../../cursor';
import type { Frame } from '../../frame';
import type { Run } from '../../outcome';
import { moveSettled, rereadRow, settle, standsOn, stepLive } from '../../statements/cursors/cursor-walk';
import { RowStatus } from '../../statements/cursors/row-status';
import { emptyRow } from '../../statements/empty-row';
import { runStatement } from '../../statement';
import type { SessionState } from '../../state';
import { columnsOf, cursorOf, ended, failed, giveNumbers, numberAt } from './api-cursor-answer';
import type { Argument } from '../match-arguments';

/** The kinds of a fetch (Learn: sp_cursorfetch). */
export const Fetch = { first: 0x1, next: 0x2, previous: 0x4, last: 0x8, absolute: 0x10, relative: 0x20, refresh: 0x80, info: 0x100, previousOnly: 0x200, skipsTimestamps: 0x400 } as const;
const NAMES: Readonly<Record<number, string>> = {
  [Fetch.first]: 'FIRST',
  [Fetch.previous]: 'PREV',
  [Fetch.last]: 'LAST',
  [Fetch.absolute]: 'ABSOLUTE',
  [Fetch.relative]: 'RELATIVE',
  [Fetch.previousOnly]: 'PREV_NOADJUST',
};
const DEFAULT_ROWS = 20;
const AT_BEGINNING = 2;

/** What is asked of a fetch: its kind, where, and how many rows. */
export interface Wanted { readonly kind: number; readonly at: number; readonly count: number }
interface Block { readonly rows: readonly BufferedRow[]; readonly end: Walk; readonly status: number }
type Direction = FetchCursor['direction'];
interface Move { readonly direction: Direction; readonly offset?: number }

/** sp_cursorfetch cursor, fetchtype, rownum, nrows. */
export function* fetchBuffer(state: SessionState, frame: Frame, args: readonly Argument[]): Run<number> {
  const procedure = 'sp_cursorfetch';
  state.sink.procedureBegin();
  try {
    const api = cursorOf(state, args, procedure);
    const wanted = { kind: numberAt(args, 1, Fetch.next) & ~Fetch.skipsTimestamps, at: numberAt(args, 2, 0), count: numberAt(args, 3, DEFAULT_ROWS) };
    if (wanted.kind === Fetch.info) return ended(state, frame, { procedure, status: 0, outputs: giveNumbers(args, placeOf(api)) });
    const status = yield* fetchInto(state, frame, api, wanted);
    sendBuffer(state, api);
    return ended(state, frame, { procedure, status });
  } catch (error) {
    if (!isSqlError(error)) throw error;
    return failed(state, frame, error, { procedure, status: 1 });
  }
}

/** Moves the buffer and leaves the rows in it. The status is 2 where a fetch backward came to the beginning. Raises 16902, 16911 and 16925. */
export function* fetchInto(state: SessionState, frame: Frame, api: ApiCursor, wanted: Wanted): Run<number> {
  requireKind(api, wanted);
  const block = yield* runStatement(state, frame, () => blockOf(state, api, wanted));
  api.buffer = block.rows;
  api.head = block.rows[0]?.walk ?? block.end;
  api.tail = block.rows.at(-1)?.walk ?? block.end;
  standOn(api, 0);
  state.rowCount = BigInt(block.rows.length);
  return block.status;
}

/** Makes a row of the buffer the one that WHERE CURRENT OF means. */
export function standOn({ cursor, buffer, head }: ApiCursor, at: number): void {
  if (cursor.opened) cursor.opened = { ...cursor.opened, walk: buffer[at]?.walk ?? head, fetched: buffer[at]?.row };
}

/** Sends the rows of the buffer with their status. */
export function sendBuffer(state: SessionState, api: ApiCursor): void {
  const columns = columnsOf(api);
  const width = columns.length - 1;
  state.sink.columns(columns);
  for (const { row } of api.buffer) state.sink.row(row ? [...row.slice(0, width), RowStatus.succeeded] : [...emptyRow(columns.slice(0, width)), RowStatus.missing]);
  state.sink.statementEnd({ command: CommandCode.select, rowCount: api.buffer.length });
}

function requireKind({ cursor, head }: ApiCursor, { kind, count }: Wanted): void {
  if (kind === Fetch.next || kind === Fetch.refresh) {
    if (count <= 0 && kind === Fetch.next) throw raise(Messages.CursorParameterInvalid, { procedure: 'sp_cursorfetch', parameter: 'nrows' });
    return;
  }
  const name = NAMES[kind];
  if (name === undefined) throw raise(Messages.CursorParameterInvalid, { procedure: 'sp_cursorfetch', parameter: 'fetchtype' });
  if (!cursor.wants.isScrollable) throw raise(Messages.CursorFetchForwardOnly, { direction: name });
  if (kind === Fetch.absolute && head.kind === 'live') throw raise(Messages.FetchDynamic, { direction: name });
  if (count < 0 || (count === 0 && kind !== Fetch.first && kind !== Fetch.last)) throw raise(Messages.CursorParameterInvalid, { procedure: 'sp_cursorfetch', parameter: 'nrows' });
}

function blockOf(state: SessionState, api: ApiCursor, wanted: Wanted): Block {
  if (wanted.kind === Fetch.refresh) return { rows: api.buffer.map(({ walk }) => ({ walk, row: rowNow(state, api, walk) })), end: api.head, status: 0 };
  return api.head.kind === 'settled' ? settledBlock(state, api, api.head, wanted) : liveBlock(state, api, wanted);
}

/** Of rows that were settled: a range of their numbers. */
function settledBlock(state: SessionState, api: ApiCursor, head: SettledWalk, { kind, at, count }: Wanted): Block {
  const { length } = head.rows;
  const tail = api.tail.kind === 'settled' ? api.tail.position : head.position;
  const starts: Readonly<Record<number, number>> = {
    [Fetch.first]: 1, [Fetch.next]: tail + 1, [Fetch.last]: Math.max(1, length - count + 1), [Fetch.absolute]: at < 0 ? Math.max(1, length + 1 + at) : at, [Fetch.relative]: head.position + at,
    [Fetch.previous]: head.position - count, [Fetch.previousOnly]: head.position - count,
  };
  const start = starts[kind] ?? 1;
  const isBackward = kind === Fetch.previous || kind === Fetch.previousOnly;
  if (isBackward && start < 1 && head.position > 1) return range(state, api, head, { start: 1, count: kind === Fetch.previous ? count : head.position - 1, status: AT_BEGINNING });
  if (count === 0) return { rows: [], end: { ...head, position: kind === Fetch.first ? 0 : length + 1 }, status: 0 };
  return range(state, api, head, { start, count, status: 0 });
}

function range(state: SessionState, api: ApiCursor, head: SettledWalk, { start, count, status }: { readonly start: number; readonly count: number; readonly status: number }): Block {
  const { length } = head.rows;
  if (start < 1 || start > length) return { rows: [], end: { ...head, position: start < 1 ? 0 : length + 1 }, status };
  const walks = Array.from({ length: Math.min(count, length - start + 1) }, (_, i): SettledWalk => ({ ...head, position: start + i }));
  return { rows: walks.map((walk) => ({ walk, row: rowNow(state, api, walk) })), end: head, status };
}

/** Of rows as they are: step by step. */
function liveBlock(state: SessionState, api: ApiCursor, { kind, at, count }: Wanted): Block {
  const [next, prior]: readonly [Move, Move] = [{ direction: 'next' }, { direction: 'prior' }];
  switch (kind) {
    case Fetch.first: return steps(state, api, { from: api.head, first: { direction: 'first' }, then: next, count });
    case Fetch.last: return backward(steps(state, api, { from: api.head, first: { direction: 'last' }, then: prior, count }));
    case Fetch.relative: return steps(state, api, { from: api.head, first: { direction: 'relative', offset: at }, then: next, count });
    case Fetch.previous: case Fetch.previousOnly: {
      const block = backward(steps(state, api, { from: api.head, first: prior, then: prior, count }));
      if (block.rows.length === 0 || block.rows.length === count) return block;
      return kind === Fetch.previousOnly ? { ...block, status: AT_BEGINNING } : { ...steps(state, api, { from: api.head, first: { direction: 'first' }, then: next, count }), status: AT_BEGINNING };
    }
    default: return steps(state, api, { from: api.tail, first: next, then: next, count });
  }
}

const backward = (block: Block): Block => ({ ...block, rows: [...block.rows].reverse() });

interface Steps { readonly from: Walk; readonly first: Move; readonly then: Move; readonly count: number }

function steps(state: SessionState, api: ApiCursor, { from, first, then, count }: Steps): Block {
  const rows: BufferedRow[] = [];
  let walk = from;
  for (let i = 0; i < Math.max(1, count); i++) {
    walk = moved(state, api, walk, i === 0 ? first : then);
    if (standsOn(walk) === undefined) break;
    if (count > 0) rows.push({ walk, row: standsOn(walk) });
  }
  if (count > 0) return { rows, end: walk, status: 0 };
  return { rows, end: walk.kind === 'live' ? { ...walk, place: first.direction === 'first' ? 'before' : 'after', row: undefined } : walk, status: 0 };
}

function moved(state: SessionState, { cursor }: ApiCursor, walk: Walk, { direction, offset = 0 }: Move): Walk {
  if (walk.kind === 'settled') {
    const copy = { ...walk };
    moveSettled(copy, direction, offset);
    return copy;
  }
  const copy = { ...walk, given: new Set(walk.given) };
  settle(copy, stepLive(state, cursor.frame, copy, { direction, offset }));
  return copy;
}

function rowNow(state: SessionState, { cursor }: ApiCursor, walk: Walk): Row | undefined {
  const row = standsOn(walk);
  const keyed = cursor.opened?.keyed;
  return row && keyed ? rereadRow(state, cursor, keyed, row) : row;
}

/** INFO: the number of the row it stands on, and of all. */
function placeOf({ head }: ApiCursor): ReadonlyMap<number, number> {
  if (head.kind === 'live') return new Map([[2, { before: 0, on: 1, after: -1 }[head.place]], [3, -1]]);
  return new Map([[2, head.position > head.rows.length ? -1 : head.position], [3, head.rows.length]]);
}
