// T-SQL cursors: DECLARE, OPEN, CLOSE, DEALLOCATE. A dynamic cursor asks for each row when it is fetched, a keyset one keeps the keys of its
// rows, a static one the rows.
import { Messages } from '../../../errors/catalogue';
import { notSupported } from '../../../errors/not-supported';
import { raise } from '../../../errors/sql-error';
import type { CloseCursor, CursorName, DeallocateCursor, DeclareCursor, OpenCursor, SetVariable } from '../../../syntax/ast/statement';
import { foldName } from '../../../types/text/collation';
import { requireNoColumnstore } from './cursor-columnstore';
import { keyedQuery } from './cursor-keys';
import { cursorWants } from './cursor-options';
import { cursorShape } from './cursor-shape';
import { rowsOf } from './cursor-walk';
import type { OpenedCursor } from '../../cursor';
import { forgetRowsOf } from '../../cursor-rows';
import { endStatement } from '../../completion';
import type { Cursor, CursorVariable, Frame, Variable } from '../../frame';
import type { Run } from '../../outcome';
import { selectFor } from '../select-plan';
import { runStatement } from '../../statement';
import type { SessionState } from '../../state';

type CursorStatement = DeclareCursor | OpenCursor | CloseCursor | DeallocateCursor;

/** Runs one cursor statement but FETCH. Raises 16915, 16916, 16917. */
export function* runCursorStatement(state: SessionState, frame: Frame, statement: CursorStatement): Run<void> {
  switch (statement.kind) {
    case 'declare-cursor': yield* runStatement(state, frame, () => declareCursor(state, frame, statement)); break;
    case 'open-cursor': yield* openCursor(state, frame, cursorMeant(state, frame, statement)); break;
    case 'close-cursor': close(state, cursorMeant(state, frame, statement)); break;
    case 'deallocate-cursor': deallocate(state, frame, statement); break;
  }
  endStatement(state, frame, ENDS[statement.kind]);
}

const ENDS = { 'declare-cursor': 'select', 'open-cursor': 'openCursor', 'close-cursor': 'closeCursor', 'deallocate-cursor': 'deallocateCursor' } as const;

function declareCursor(state: SessionState, frame: Frame, statement: DeclareCursor): void {
  const wants = cursorWants(statement);
  requireNoColumnstore(state, frame, statement.query);
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
    const columns = selectFor(state, cursor.frame, cursor.query).resultColumns;
    if (cursor.updateColumns && !keyed && !plan.isOpaque) throw raise(Messages.CursorForUpdateReadOnly, {});
    if (wants.locksRows && !keyed) throw notSupported('SCROLL_LOCKS over this kind of query');
    if (keyed && plan.sensitivity === 'dynamic') return { ...plan, columns, walk: { kind: 'live', keyed, isForwardOnly: !wants.isScrollable, place: 'before', given: new Set() } };
    return { ...plan, columns, walk: { kind: 'settled', rows: rowsOf(state, cursor.frame, keyed?.keyed ?? cursor.query), position: 0 } };
  });
  const { walk, sensitivity } = cursor.opened;
  state.openedLast = { cursor, rows: walk.kind === 'live' || wants.isFastForward || sensitivity === 'dynamic' ? -1 : walk.rows.length };
}

function close(state: SessionState, cursor: Cursor): void {
  if (!cursor.opened) throw raise(Messages.CursorNotOpen, {});
  cursor.opened = undefined;
  forgetRowsOf(state, cursor);
}

function deallocate(state: SessionState, frame: Frame, named: CursorName): void {
  forgetRowsOf(state, cursorMeant(state, frame, named));
  const key = foldName(named.name);
  const variable = frame.variables.get(key);
  if (named.isGlobal) state.cursors.delete(key);
  else if (variable?.kind === 'cursor') variable.cursor = undefined;
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

/** The cursor that a statement names; raises 16916 and what findCursor raises. */
export function cursorMeant(state: SessionState, frame: Frame, { name, isGlobal }: CursorName): Cursor {
  if (!isGlobal) return findCursor(state, frame, name);
  const cursor = state.cursors.get(foldName(name));
  if (!cursor) throw raise(Messages.CursorNotFound, { name });
  return cursor;
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
