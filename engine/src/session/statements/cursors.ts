// T-SQL cursors: DECLARE, OPEN, FETCH, CLOSE, DEALLOCATE. Which rows there are is settled at OPEN; cursors that are neither static nor read-only
// read each row again when it is fetched (see cursor-keys.ts).
import { Messages } from '../../errors/catalogue';
import { notSupported } from '../../errors/not-supported';
import { raise } from '../../errors/sql-error';
import type { SelectStatement } from '../../syntax/ast/query';
import type { CloseCursor, DeallocateCursor, DeclareCursor, FetchCursor, OpenCursor } from '../../syntax/ast/statement';
import { CommandCode } from '../../tds/session-port';
import { foldName } from '../../types/collation';
import { assignConverter } from '../../types/convert';
import { INT } from '../../types/sql-type';
import type { Row } from '../../types/value';
import { keyedQuery, withKeys, type KeyedQuery } from './cursor-keys';
import { evaluateAs } from '../evaluate';
import { StatementContext } from '../surroundings/execution';
import type { Frame, Variable } from '../frame';
import type { Run } from '../outcome';
import { selectFor } from './select-plan';
import { runStatement } from '../statement';
import type { SessionState } from '../state';

/** A declared cursor; `rows` while it is open (with keys behind their columns where there are any). `position` counts from 1, 0 is before the first row. */
export interface Cursor { readonly name: string; readonly query: SelectStatement; readonly frame: Frame; rows?: readonly Row[]; position: number;
  readonly wantsStatic: boolean; readonly isScrollable: boolean; readonly isFastForward: boolean; readonly isKeyset: boolean; readonly updateColumns?: readonly string[];
  /** How its rows are found again; undefined while closed and for read-only cursors. */
  keyed?: KeyedQuery;
  /** Read-only here, though perhaps not in SQL Server: its rows cannot be found again by keys. */
  hasNoKey?: boolean;
  /** The row as it was last fetched. */
  fetched?: Row;
}

type CursorStatement = DeclareCursor | OpenCursor | FetchCursor | CloseCursor | DeallocateCursor;

/** The others are refused: DYNAMIC would see rows that are added, SCROLL_LOCKS keeps locks. */
const ACCEPTED = new Set(['LOCAL', 'GLOBAL', 'FORWARD_ONLY', 'SCROLL', 'STATIC', 'KEYSET', 'OPTIMISTIC', 'FAST_FORWARD', 'READ_ONLY', 'INSENSITIVE', 'TYPE_WARNING', 'FOR READ ONLY']);

/** Options of cursors that cannot be written through; their rows are those of OPEN. */
const READ_ONLY = new Set(['STATIC', 'FAST_FORWARD', 'READ_ONLY', 'INSENSITIVE', 'FOR READ ONLY']);

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
  const refused = statement.options.find((o) => !ACCEPTED.has(o.toUpperCase()));
  if (refused) throw notSupported(`a ${refused} cursor`);
  const options = statement.options.map((o) => o.toUpperCase());
  const fixed = options.find((o) => READ_ONLY.has(o));
  if (fixed !== undefined && statement.forUpdate) throw raise(Messages.ConflictingCursorOptions, { first: fixed, second: 'FOR UPDATE' });
  const key = foldName(statement.name);
  const byDefault = state.instance.databases.get(frame.databaseId)?.header.options.cursorDefault === 'LOCAL';
  const isLocal = options.includes('LOCAL') || (byDefault && !options.includes('GLOBAL'));
  const updateColumns = statement.forUpdate?.map((c) => c.name);
  const cursor: Cursor = { name: statement.name, query: statement.query, frame: asDeclared(frame), position: 0, ...scrollingOf(options), wantsStatic: fixed !== undefined, isKeyset: options.includes('KEYSET') || options.includes('SCROLL'), ...(updateColumns ? { updateColumns } : {}) };
  const variable = statement.isVariable ? frame.variables.get(key) : undefined;
  if (variable?.kind === 'cursor') variable.cursor = cursor;
  else {
    const cursors = isLocal ? frame.cursors : state.cursors;
    if (cursors.has(key)) throw raise(Messages.CursorExists, { name: statement.name });
    cursors.set(key, cursor);
  }
}

/** FORWARD_ONLY is what a cursor is that names neither SCROLL nor a kind of its own. */
function scrollingOf(options: readonly string[]): Pick<Cursor, 'isScrollable' | 'isFastForward'> {
  const isFastForward = options.includes('FAST_FORWARD');
  const isScrollable = options.includes('SCROLL') || (!options.includes('FORWARD_ONLY') && !isFastForward && (options.includes('STATIC') || options.includes('KEYSET')));
  return { isScrollable, isFastForward };
}

/** The frame with its variables as they are now: a cursor's query keeps the values that they had when it was declared. */
function asDeclared(frame: Frame): Frame {
  const variables = [...frame.variables].map(([name, variable]): [string, Variable] => [name, variable.kind === 'scalar' ? { ...variable } : variable]);
  return { ...frame, variables: new Map(variables) };
}

function* openCursor(state: SessionState, frame: Frame, cursor: Cursor): Run<void> {
  if (cursor.rows) throw raise(Messages.CursorAlreadyOpen, {});
  cursor.rows = yield* runStatement(state, frame, () => {
    const keyed = cursor.wantsStatic ? undefined : keyedQuery(state, cursor.frame, cursor.query);
    cursor.hasNoKey = keyed === 'no-key';
    cursor.keyed = keyed === 'no-key' ? undefined : keyed;
    if (cursor.updateColumns && !keyed) throw raise(Messages.CursorForUpdateReadOnly, {});
    const iterator = selectFor(state, cursor.frame, cursor.keyed?.keyed ?? cursor.query).compiled.open(new StatementContext(state, cursor.frame));
    const rows: Row[] = [];
    for (let row = iterator.next(); row; row = iterator.next()) rows.push(row);
    return rows;
  });
  cursor.position = 0;
  state.cursorRows = cursor.isFastForward || (cursor.keyed && !cursor.isKeyset) ? -1 : cursor.rows.length;
}

function* fetch(state: SessionState, frame: Frame, statement: FetchCursor): Run<void> {
  const cursor = findCursor(state, frame, statement.name);
  if (!cursor.rows) throw raise(Messages.CursorNotOpen, {});
  requireDirection(state, cursor, statement.direction);
  const offset = statement.offset ? Number(yield* evaluateAs(state, frame, statement.offset, INT)) : 0;
  cursor.position = target(cursor, cursor.rows.length, statement.direction, offset);
  const row = yield* runStatement(state, frame, () => rowAtPosition(state, cursor, statement.direction));
  cursor.fetched = row;
  state.fetchStatus = row ? 0 : cursor.rows[cursor.position - 1] ? -2 : -1;
  state.rowCount = row ? 1n : 0n;
  const { compiled, resultColumns } = selectFor(state, cursor.frame, cursor.query);
  if (statement.into.length > 0) {
    if (statement.into.length !== compiled.columns.length) throw raise(Messages.FetchCountMismatch, {});
    if (row) statement.into.forEach((name, i) => assign(frame, name, row[i] ?? null, resultColumns[i]?.type ?? INT));
    state.sink.statementEnd({ command: CommandCode.none });
    return;
  }
  state.sink.columns(resultColumns);
  if (row) state.sink.row(row);
  state.sink.statementEnd({ command: CommandCode.select, rowCount: row ? 1 : 0 });
}

/** Raises 16911 for a direction other than NEXT of a forward-only cursor, 16925 for ABSOLUTE of a dynamic one. */
function requireDirection(state: SessionState, cursor: Cursor, direction: FetchCursor['direction']): void {
  if (cursor.isScrollable || direction === 'next') return;
  state.fetchStatus = -1;
  if (direction === 'absolute' && cursor.keyed && !cursor.isKeyset) throw raise(Messages.FetchDynamic, { direction: 'Absolute' });
  throw raise(Messages.FetchForwardOnly, { direction });
}

/** The row at the position as it is now. A keyset cursor has a hole where a row is gone; others step over it. */
function rowAtPosition(state: SessionState, cursor: Cursor, direction: FetchCursor['direction']): Row | undefined {
  const { rows = [], keyed } = cursor;
  const step = direction === 'prior' || direction === 'last' ? -1 : 1;
  for (let row = rows[cursor.position - 1]; row; row = rows[cursor.position - 1]) {
    if (!keyed) return row;
    const now = rereadRow(state, cursor, row, cursor.isKeyset ? 'member' : 'current');
    if (now || cursor.isKeyset) return now;
    cursor.position += step;
  }
  return undefined;
}

/** A row of an open cursor as it is now, without its keys; undefined if it is gone. */
export function rereadRow(state: SessionState, { keyed, frame }: Cursor, row: Row, query: 'current' | 'member'): Row | undefined {
  if (!keyed) return row;
  const inside = withKeys(frame, keyed, row);
  return selectFor(state, inside, keyed[query]).compiled.open(new StatementContext(state, inside)).next();
}

function assign(frame: Frame, name: string, value: Row[number], type: typeof INT): void {
  const variable = frame.variables.get(foldName(name));
  if (variable?.kind !== 'scalar') throw raise(Messages.MustDeclareVariable, { name });
  variable.value = assignConverter(type, variable.type)(value);
}

/** The new position; 0 is before the first row, length + 1 behind the last. */
function target(cursor: Cursor, length: number, direction: FetchCursor['direction'], offset: number): number {
  const wanted = {
    next: cursor.position + 1, prior: cursor.position - 1, first: 1, last: length, absolute: offset < 0 ? length + 1 + offset : offset, relative: cursor.position + offset,
  }[direction];
  return Math.max(0, Math.min(length + 1, wanted));
}

function close(cursor: Cursor): void {
  if (!cursor.rows) throw raise(Messages.CursorNotOpen, {});
  cursor.rows = undefined;
  cursor.keyed = undefined;
  cursor.fetched = undefined;
}

function deallocate(state: SessionState, frame: Frame, name: string): void {
  findCursor(state, frame, name);
  const key = foldName(name);
  const variable = frame.variables.get(key);
  if (variable?.kind === 'cursor') variable.cursor = undefined;
  else if (!frame.cursors.delete(key)) state.cursors.delete(key);
}

/** The cursor of that name or variable; raises 16916. */
export function findCursor(state: SessionState, frame: Frame, name: string): Cursor {
  const key = foldName(name);
  const variable = frame.variables.get(key);
  const cursor = variable?.kind === 'cursor' ? variable.cursor : frame.cursors.get(key) ?? state.cursors.get(key);
  if (!cursor) throw raise(Messages.CursorNotFound, { name });
  return cursor;
}
