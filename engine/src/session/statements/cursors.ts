// T-SQL cursors: DECLARE, OPEN, FETCH, CLOSE, DEALLOCATE. A dynamic cursor asks for each row when it is fetched, a keyset one keeps the keys of its
// rows, a static one the rows.
import { Messages } from '../../errors/catalogue';
import { notSupported } from '../../errors/not-supported';
import { isSqlError, raise } from '../../errors/sql-error';
import type { CloseCursor, DeallocateCursor, DeclareCursor, FetchCursor, OpenCursor, SetVariable } from '../../syntax/ast/statement';
import { CommandCode } from '../../tds/session-port';
import { foldName } from '../../types/collation';
import { assignConverter } from '../../types/convert';
import { INT } from '../../types/sql-type';
import type { Row } from '../../types/value';
import { keyedQuery, withKeys } from './cursor-keys';
import { cursorWants } from './cursor-options';
import { cursorShape } from './cursor-shape';
import { firstRow, moveSettled, rowsOf, settle, standsOn, stepLive } from './cursor-walk';
import { emptyRow } from './empty-row';
import { evaluateAs } from '../evaluate';
import type { KeyedQuery, OpenedCursor } from '../cursor';
import type { Cursor, CursorVariable, Frame, Variable } from '../frame';
import type { Run } from '../outcome';
import { selectFor } from './select-plan';
import { runStatement } from '../statement';
import type { SessionState } from '../state';

type CursorStatement = DeclareCursor | OpenCursor | FetchCursor | CloseCursor | DeallocateCursor;

/** Runs one cursor statement. Raises 16915, 16916, 16917, 16924. */
export function* runCursorStatement(state: SessionState, frame: Frame, statement: CursorStatement): Run<void> {
  switch (statement.kind) {
    case 'declare-cursor': declareCursor(state, frame, statement); break;
    case 'open-cursor': yield* openCursor(state, frame, findCursor(state, frame, statement.name)); break;
    case 'fetch': yield* fetch(state, frame, statement); return;
    case 'close-cursor': close(findCursor(state, frame, statement.name)); state.cursorRows = 0; break;
    case 'deallocate-cursor': deallocate(state, frame, statement.name); state.cursorRows = 0; break;
  }
  state.sink.statementEnd({ command: CommandCode.none });
}

function declareCursor(state: SessionState, frame: Frame, statement: DeclareCursor): void {
  const wants = cursorWants(statement);
  const options = statement.options.map((o) => o.toUpperCase());
  const key = foldName(statement.name);
  // A function's cursor lives no longer than the function.
  const byDefault = frame.kind === 'function' || state.instance.databases.get(frame.databaseId)?.header.options.cursorDefault === 'LOCAL';
  const isLocal = options.includes('LOCAL') || (byDefault && !options.includes('GLOBAL'));
  const updateColumns = statement.forUpdate?.map((c) => c.name);
  const cursor: Cursor = { name: statement.name, query: statement.query, frame: asDeclared(frame), wants, ...(updateColumns ? { updateColumns } : {}) };
  if (wants.warnsOfType && !wants.isFastForward && planOf(state, cursor).sensitivity !== wants.sensitivity) {
    state.sink.info({ number: 16956, state: 1, severity: 0, text: 'The created cursor is not of the requested type.', procedure: frame.procedureName, line: statement.at.line });
  }
  const variable = statement.isVariable ? frame.variables.get(key) : undefined;
  if (variable?.kind === 'cursor') variable.cursor = cursor;
  else {
    const cursors = isLocal ? frame.cursors : state.cursors;
    if (cursors.has(key)) throw raise(Messages.CursorExists, { name: statement.name });
    cursors.set(key, cursor);
  }
}

/** The frame with its variables as they are now: a cursor's query keeps the values that they had when it was declared. */
function asDeclared(frame: Frame): Frame {
  const variables = [...frame.variables].map(([name, variable]): [string, Variable] => [name, variable.kind === 'scalar' ? { ...variable } : variable]);
  return { ...frame, variables: new Map(variables) };
}

/** The kind that a cursor really is, and how its rows are found again. */
function planOf(state: SessionState, { frame, query, wants }: Cursor): Pick<OpenedCursor, 'sensitivity' | 'keyed' | 'isOpaque'> {
  const copied = { sensitivity: 'static', isOpaque: false } as const;
  if (wants.sensitivity === 'static') return copied;
  const shape = cursorShape(state, frame, query);
  if (shape.kind === 'fixed') return copied;
  if (shape.kind === 'opaque') return { sensitivity: wants.sensitivity, isOpaque: true };
  const isSettled = shape.isLimited || shape.isSorted;
  if (isSettled && wants.isFastForward) return copied;
  const sensitivity = isSettled ? 'keyset' : wants.sensitivity;
  if (sensitivity === 'keyset' && !shape.hasLocators) return copied;
  return { sensitivity, isOpaque: false, keyed: keyedQuery(state, frame, query, shape) };
}

/** OPEN: which rows it has is settled, or how they are found. Raises 16905 and 16957. */
export function* openCursor(state: SessionState, frame: Frame, cursor: Cursor): Run<void> {
  if (cursor.opened) throw raise(Messages.CursorAlreadyOpen, {});
  const { wants } = cursor;
  cursor.opened = yield* runStatement(state, frame, (): OpenedCursor => {
    const plan = planOf(state, cursor);
    const { keyed } = plan;
    if (cursor.updateColumns && !keyed && !plan.isOpaque) throw raise(Messages.CursorForUpdateReadOnly, {});
    if (wants.locksRows && !keyed) throw notSupported('SCROLL_LOCKS over this kind of query');
    if (keyed && plan.sensitivity === 'dynamic') return { ...plan, walk: { kind: 'live', keyed, isForwardOnly: !wants.isScrollable, place: 'before', given: new Set() } };
    return { ...plan, walk: { kind: 'settled', rows: rowsOf(state, cursor.frame, keyed?.keyed ?? cursor.query), position: 0 } };
  });
  const { walk, sensitivity } = cursor.opened;
  state.cursorRows = walk.kind === 'live' || wants.isFastForward || sensitivity === 'dynamic' ? -1 : walk.rows.length;
}

function* fetch(state: SessionState, frame: Frame, statement: FetchCursor): Run<void> {
  const cursor = findCursor(state, frame, statement.name);
  const { opened } = cursor;
  if (!opened) throw raise(Messages.CursorNotOpen, {});
  requireDirection(state, cursor, opened, statement.direction);
  const offset = statement.offset ? Number(yield* evaluateAs(state, frame, statement.offset, INT)) : 0;
  const row = yield* runFetch(state, frame, cursor, { opened, direction: statement.direction, offset });
  const isHole = !row && standsOn(opened.walk) !== undefined;
  opened.fetched = row;
  state.fetchStatus = row ? 0 : isHole ? -2 : -1;
  state.rowCount = row ? 1n : 0n;
  const { compiled, resultColumns } = selectFor(state, cursor.frame, cursor.query);
  const shown = row ?? (isHole ? emptyRow(resultColumns) : undefined);
  if (statement.into.length > 0) {
    if (statement.into.length !== compiled.columns.length) throw raise(Messages.FetchCountMismatch, {});
    if (shown) statement.into.forEach((name, i) => assign(frame, name, shown[i] ?? null, resultColumns[i]?.type ?? INT));
    state.sink.statementEnd({ command: CommandCode.none });
    return;
  }
  state.sink.columns(resultColumns);
  if (shown) state.sink.row(shown.slice(0, resultColumns.length));
  state.sink.statementEnd({ command: CommandCode.select, rowCount: shown ? 1 : 0 });
}

interface Fetching { readonly opened: OpenedCursor; readonly direction: FetchCursor['direction']; readonly offset: number }

/** Goes there and gives the row as it is now; a fetch that fails leaves -1. */
function* runFetch(state: SessionState, frame: Frame, cursor: Cursor, { opened, direction, offset }: Fetching): Run<Row | undefined> {
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

/** A row of an open cursor as it is now, without its keys; undefined if it is gone. */
export function rereadRow(state: SessionState, { frame }: Cursor, keyed: KeyedQuery, row: Row): Row | undefined {
  const inside = withKeys(frame, keyed, row);
  return firstRow(state, inside, keyed.member);
}

function assign(frame: Frame, name: string, value: Row[number], type: typeof INT): void {
  const variable = frame.variables.get(foldName(name));
  if (variable?.kind !== 'scalar') throw raise(Messages.MustDeclareVariable, { name });
  variable.value = assignConverter(type, variable.type, frame.settings.dateSetting)(value);
}

function close(cursor: Cursor): void {
  if (!cursor.opened) throw raise(Messages.CursorNotOpen, {});
  cursor.opened = undefined;
}

function deallocate(state: SessionState, frame: Frame, name: string): void {
  findCursor(state, frame, name);
  const key = foldName(name);
  const variable = frame.variables.get(key);
  if (variable?.kind === 'cursor') variable.cursor = undefined;
  else if (!frame.cursors.delete(key)) state.cursors.delete(key);
}

/** `SET @c = @other` and `SET @c = name`: both stand for one cursor from now on. */
export function shareCursor(state: SessionState, frame: Frame, variable: CursorVariable, { value, operator }: SetVariable): void {
  const name = value.kind === 'variable' ? value.name : value.kind === 'column' && value.parts.length === 1 ? value.parts[0] : undefined;
  if (name === undefined || operator !== '=') throw notSupported('SET of a cursor variable to anything but a cursor');
  const other = frame.variables.get(foldName(name));
  if (value.kind === 'variable' && other?.kind !== 'cursor') throw raise(other ? Messages.CursorVariableExpected : Messages.MustDeclareVariable, { name });
  variable.cursor = other?.kind === 'cursor' ? other.cursor : findCursor(state, frame, name);
}

/** The cursor of that name or variable; raises 16916, for a variable without a cursor 16950, for one of another type 16948. */
export function findCursor(state: SessionState, frame: Frame, name: string): Cursor {
  const key = foldName(name);
  const variable = frame.variables.get(key);
  if (variable && variable.kind !== 'cursor') throw raise(Messages.CursorVariableExpected, { name });
  const cursor = variable?.kind === 'cursor' ? variable.cursor : frame.cursors.get(key) ?? state.cursors.get(key);
  if (!cursor) throw variable?.kind === 'cursor' ? raise(Messages.CursorVariableEmpty, { name }) : raise(Messages.CursorNotFound, { name });
  return cursor;
}
