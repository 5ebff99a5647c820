// T-SQL cursors: DECLARE, OPEN, FETCH, CLOSE, DEALLOCATE. Rows are taken at OPEN (STATIC, which is also what an INSENSITIVE one sees).
import { Messages } from '../errors/catalogue';
import { notSupported } from '../errors/not-supported';
import { raise } from '../errors/sql-error';
import type { SelectStatement } from '../syntax/ast/query';
import type { CloseCursor, DeallocateCursor, DeclareCursor, FetchCursor, OpenCursor } from '../syntax/ast/statement';
import { CommandCode } from '../tds/session-port';
import { foldName } from '../types/collation';
import { assignConverter } from '../types/convert';
import { INT } from '../types/sql-type';
import type { Row } from '../types/value';
import { evaluateAs } from './evaluate';
import { StatementContext } from './execution';
import type { Frame } from './frame';
import type { Run } from './outcome';
import { selectFor } from './query-statement';
import { runStatement } from './statement';
import type { SessionState } from './state';

/** A declared cursor; `rows` while it is open. `position` counts from 1, 0 is before the first row. */
export interface Cursor { readonly name: string; readonly query: SelectStatement; readonly frame: Frame; rows?: readonly Row[]; position: number }

type CursorStatement = DeclareCursor | OpenCursor | FetchCursor | CloseCursor | DeallocateCursor;

/** Options whose cursors give the same rows as a static one would as long as nothing else changes the tables; the others are refused. */
const ACCEPTED = new Set(['LOCAL', 'GLOBAL', 'FORWARD_ONLY', 'SCROLL', 'STATIC', 'FAST_FORWARD', 'READ_ONLY', 'INSENSITIVE', 'TYPE_WARNING', 'FOR READ ONLY']);

/** Runs one cursor statement. Raises 16915, 16916, 16917, 16924. */
export function* runCursorStatement(state: SessionState, frame: Frame, statement: CursorStatement): Run<void> {
  switch (statement.kind) {
    case 'declare-cursor': declareCursor(state, frame, statement); break;
    case 'open-cursor': yield* openCursor(state, frame, find(state, frame, statement.name)); break;
    case 'fetch': yield* fetch(state, frame, statement); return;
    case 'close-cursor': close(find(state, frame, statement.name)); break;
    case 'deallocate-cursor': deallocate(state, frame, statement.name); break;
  }
  state.sink.statementEnd({ command: CommandCode.none });
}

function declareCursor(state: SessionState, frame: Frame, statement: DeclareCursor): void {
  const refused = statement.options.find((o) => !ACCEPTED.has(o.toUpperCase()));
  if (refused) throw notSupported(`a ${refused} cursor`);
  if (statement.forUpdate) throw notSupported('a cursor FOR UPDATE');
  const key = foldName(statement.name);
  const cursor: Cursor = { name: statement.name, query: statement.query, frame, position: 0 };
  const variable = statement.isVariable ? frame.variables.get(key) : undefined;
  if (variable?.kind === 'cursor') variable.cursor = cursor;
  else {
    if (state.cursors.has(key)) throw raise(Messages.CursorExists, { name: statement.name });
    state.cursors.set(key, cursor);
  }
}

function* openCursor(state: SessionState, frame: Frame, cursor: Cursor): Run<void> {
  if (cursor.rows) throw raise(Messages.CursorAlreadyOpen, {});
  cursor.rows = yield* runStatement(state, frame, () => {
    const iterator = selectFor(state, cursor.frame, cursor.query).compiled.open(new StatementContext(state, cursor.frame));
    const rows: Row[] = [];
    for (let row = iterator.next(); row; row = iterator.next()) rows.push(row);
    return rows;
  });
  cursor.position = 0;
  state.cursorRows = cursor.rows.length;
}

function* fetch(state: SessionState, frame: Frame, statement: FetchCursor): Run<void> {
  const cursor = find(state, frame, statement.name);
  if (!cursor.rows) throw raise(Messages.CursorNotOpen, {});
  const offset = statement.offset ? Number(yield* evaluateAs(state, frame, statement.offset, INT)) : 0;
  cursor.position = target(cursor, cursor.rows.length, statement.direction, offset);
  const row = cursor.rows[cursor.position - 1];
  state.fetchStatus = row ? 0 : -1;
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
}

function deallocate(state: SessionState, frame: Frame, name: string): void {
  find(state, frame, name);
  const key = foldName(name);
  const variable = frame.variables.get(key);
  if (variable?.kind === 'cursor') variable.cursor = undefined;
  else state.cursors.delete(key);
}

function find(state: SessionState, frame: Frame, name: string): Cursor {
  const key = foldName(name);
  const variable = frame.variables.get(key);
  const cursor = variable?.kind === 'cursor' ? variable.cursor : state.cursors.get(key);
  if (!cursor) throw raise(Messages.CursorNotFound, { name });
  return cursor;
}
