// sp_cursor, sp_cursoroption, sp_cursorclose: rows of the fetch buffer are written, a cursor gets a name, a cursor ends.
import { Messages } from '../../../errors/catalogue';
import { notSupported } from '../../../errors/not-supported';
import { isSqlError, raise } from '../../../errors/sql-error';
import type { TableSource } from '../../../syntax/ast/query';
import { foldName } from '../../../types/text/collation';
import type { ApiCursor } from '../../api-cursor';
import type { Frame } from '../../frame';
import type { Run } from '../../outcome';
import { inScope, newFrame } from '../../scope';
import { rereadRow, standsOn } from '../../statements/cursors/cursor-walk';
import type { SessionState } from '../../state';
import { cursorOf, ended, failed, giveNumbers, numberAt } from './api-cursor-answer';
import { fetchInto, Fetch, standOn } from './api-cursor-fetch';
import type { Argument } from '../match-arguments';

const Operation = { update: 0x1, delete: 0x2, insert: 0x4, refresh: 0x8, lock: 0x10, setPosition: 0x20, absolute: 0x40 } as const;
const Option = { textPointers: 1, name: 2, textData: 3, scrollOption: 4, concurrency: 5, rowCount: 6 } as const;
const NAME = 'current row of the buffer';

/** sp_cursor cursor, optype, rownum, table, values... Raises 16909, 16930, 16931 and what the write raises. */
export function* changeRow(state: SessionState, frame: Frame, args: readonly Argument[]): Run<number> {
  const procedure = 'sp_cursor';
  state.sink.procedureBegin();
  try {
    const api = cursorOf(state, args, procedure);
    const operation = numberAt(args, 1, 0);
    if ((operation & Operation.absolute) !== 0) throw notSupported('sp_cursor by the number of a row in the keyset');
    if ((operation & Operation.lock) !== 0) throw notSupported('sp_cursor that locks a row');
    if ((operation & Operation.refresh) !== 0) yield* fetchInto(state, frame, api, { kind: Fetch.refresh, at: 0, count: 0 });
    for (const at of rowsOf(api, operation, numberAt(args, 2, 0))) {
      standOn(api, at);
      yield* write(state, frame, { api, operation, args });
    }
    if ((operation & Operation.setPosition) === 0) standOn(api, 0);
    return ended(state, frame, { procedure, status: 0 });
  } catch (error) {
    if (!isSqlError(error)) throw error;
    return failed(state, frame, error, { procedure, status: error.number });
  }
}

/** The rows meant, by their places in the buffer: one, or with 0 all. An insert has none. */
function rowsOf({ buffer }: ApiCursor, operation: number, number: number): readonly number[] {
  if ((operation & Operation.insert) !== 0) return [0];
  if (buffer.length === 0) throw raise(Messages.CursorNoRow, {});
  if (number === 0) return buffer.map((_, at) => at);
  if (number > 0 && number <= buffer.length) return [number - 1];
  if ((operation & (Operation.update | Operation.delete)) !== 0) throw raise(Messages.CursorRowNotBuffered, {});
  return [0];
}

interface Writing { readonly api: ApiCursor; readonly operation: number; readonly args: readonly Argument[] }

function* write(state: SessionState, frame: Frame, { api, operation, args }: Writing): Run<void> {
  const kind = operation & (Operation.update | Operation.delete | Operation.insert);
  if (kind === 0) return;
  const values = args.slice(4);
  if (values.some((value) => value.name === undefined)) throw notSupported('sp_cursor with the text of a SET or VALUES clause');
  const inner = newFrame(state, frame, { kind: 'dynamic', procedureName: '', text: '' });
  values.forEach(({ type, value }, i) => inner.variables.set(`@p${i}`, { kind: 'scalar', type, value }));
  inner.cursors.set(foldName(NAME), api.cursor);
  takeAsSeen(state, api);
  const columns = values.map(({ name = '' }) => quoted(name.slice(1)));
  const table = tableOf(api, args[3]);
  const text =
    kind === Operation.insert
      ? `INSERT ${table} (${columns.join(', ')}) VALUES (${values.map((_, i) => `@p${i}`).join(', ')})`
      : kind === Operation.delete
        ? `DELETE FROM ${table} WHERE CURRENT OF ${quoted(NAME)}`
        : `UPDATE ${table} SET ${columns.map((column, i) => `${column} = @p${i}`).join(', ')} WHERE CURRENT OF ${quoted(NAME)}`;
  yield* inScope(state, inner, state.interpreter.runText(state, inner, text));
}

/** A client that writes through its buffer overwrites what others have changed meanwhile. */
function takeAsSeen(state: SessionState, { cursor }: ApiCursor): void {
  const { opened } = cursor;
  const row = opened && standsOn(opened.walk);
  if (row && opened.keyed) opened.fetched = rereadRow(state, cursor, opened.keyed, row) ?? opened.fetched;
}

const quoted = (name: string): string => `[${name.replaceAll(']', ']]')}]`;

/** The table that is named, else the first of the query. */
function tableOf({ cursor }: ApiCursor, named: Argument | undefined): string {
  if (named?.value !== undefined && named.value !== null && named.value !== '') return String(named.value);
  const from = cursor.query.query.kind === 'query' ? cursor.query.query.from : [];
  const first = from.map(leftmost).find((source) => source?.kind === 'table');
  if (first?.kind !== 'table') throw raise(Messages.CursorReadOnly, {});
  return first.name.parts.map(quoted).join('.');
}

const leftmost = (source: TableSource): TableSource | undefined => (source.kind === 'join' ? leftmost(source.left) : source);

/** sp_cursoroption cursor, code, value. */
export function* setOption(state: SessionState, frame: Frame, args: readonly Argument[]): Run<number> {
  const procedure = 'sp_cursoroption';
  state.sink.procedureBegin();
  try {
    const api = cursorOf(state, args, procedure);
    const code = numberAt(args, 1, 0);
    if (code === Option.textPointers) throw notSupported('text pointers (sp_cursoroption with 1)');
    if (code === Option.name) state.cursors.set(foldName(String(args[2]?.value ?? '')), api.cursor);
    const shown: Readonly<Record<number, number>> = {
      [Option.scrollOption]: api.scrollOption,
      [Option.concurrency]: api.concurrency,
      [Option.rowCount]: api.head.kind === 'settled' ? api.head.rows.length : -1,
    };
    const value = shown[code];
    return ended(state, frame, { procedure, status: 0, outputs: value === undefined ? [] : giveNumbers(args, new Map([[2, value]])) });
  } catch (error) {
    if (!isSqlError(error)) throw error;
    return failed(state, frame, error, { procedure, status: 1 });
  }
}

/** sp_cursorclose cursor. Raises 16909. */
export function* closeCursor(state: SessionState, frame: Frame, args: readonly Argument[]): Run<number> {
  const procedure = 'sp_cursorclose';
  state.sink.procedureBegin();
  try {
    const { handle, cursor } = cursorOf(state, args, procedure);
    state.apiCursors.delete(handle);
    for (const [name, named] of state.cursors) if (named === cursor) state.cursors.delete(name);
    return ended(state, frame, { procedure, status: 0 });
  } catch (error) {
    if (!isSqlError(error)) throw error;
    return failed(state, frame, error, { procedure, status: 1 });
  }
}
