// sp_cursoropen, sp_cursorprepare, sp_cursorexecute, sp_cursorprepexec, sp_cursorunprepare: a query becomes a cursor that its client knows by a handle.
import { Messages } from '../../../errors/catalogue';
import { NOT_SUPPORTED_NUMBER, notSupported } from '../../../errors/not-supported';
import { isSqlError, raise, withFollower } from '../../../errors/sql-error';
import type { SelectStatement } from '../../../syntax/ast/query';
import { CommandCode } from '../../../tds/session-port';
import type { ApiCursor, PreparedCursor } from '../../api-cursor';
import type { Frame } from '../../frame';
import type { Run } from '../../outcome';
import { newFrame } from '../../scope';
import { openCursor } from '../../statements/cursors/cursors';
import type { SessionState } from '../../state';
import { parseOptionsOf } from '../../surroundings/parse-options';
import { columnsOf, ended, failed, giveNumbers, numberAt } from './api-cursor-answer';
import { fetchInto, Fetch, sendBuffer } from './api-cursor-fetch';
import { Concurrency, effectiveOptions, guardOf, kindOf, Scroll, wantsOf } from './api-cursor-options';
import { bindArguments } from '../arguments';
import { declaredParameters } from '../describe/declared-parameters';
import { executeSql } from '../execute-sql';
import type { Argument } from '../match-arguments';

const FIRST_HANDLE = 180150003;
const HANDLE_STEP = 2;
const DEFAULT_ROWS = 20;
const CLOSED_BY_ITSELF = 16;

/** Where the arguments of an opening procedure stand. */
interface Places {
  readonly procedure: string;
  readonly cursor: number;
  readonly scrollOption: number;
  readonly concurrency: number;
  readonly rowCount: number;
  readonly values: number;
  readonly prepared?: number;
}
interface Query { readonly text: string; readonly declarations: string; readonly asked: { readonly scrollOption: number; readonly concurrency: number } }

const textAt = (args: readonly Argument[], at: number): string => String(args[at]?.value ?? '');

/** sp_cursoropen cursor OUTPUT, stmt, scrollopt, ccopt, rowcount [, declarations, values...]. */
export function* openByText(state: SessionState, frame: Frame, args: readonly Argument[]): Run<number> {
  const places = { procedure: 'sp_cursoropen', cursor: 0, scrollOption: 2, concurrency: 3, rowCount: 4, values: 6 };
  return yield* opened(state, frame, args, { places, query: { text: textAt(args, 1), declarations: textAt(args, 5), asked: askedIn(args, places) } });
}

/** sp_cursorprepexec prepared OUTPUT, cursor OUTPUT, declarations, stmt, scrollopt, ccopt, rowcount, values... */
export function* prepareAndOpen(state: SessionState, frame: Frame, args: readonly Argument[]): Run<number> {
  const places = { procedure: 'sp_cursorprepexec', prepared: 0, cursor: 1, scrollOption: 4, concurrency: 5, rowCount: 6, values: 7 };
  return yield* opened(state, frame, args, { places, query: { text: textAt(args, 3), declarations: textAt(args, 2), asked: askedIn(args, places) } });
}

/** sp_cursorexecute prepared, cursor OUTPUT, scrollopt, ccopt, rowcount, values... Raises 8179. */
export function* openPrepared(state: SessionState, frame: Frame, args: readonly Argument[]): Run<number> {
  const places = { procedure: 'sp_cursorexecute', cursor: 1, scrollOption: 2, concurrency: 3, rowCount: 4, values: 5 };
  const handle = numberAt(args, 0, 0);
  const prepared = state.preparedCursors.get(handle);
  if (!prepared) throw raise(Messages.UnknownHandle, { handle });
  const asked = { scrollOption: numberAt(args, 2, prepared.scrollOption), concurrency: numberAt(args, 3, prepared.concurrency) };
  return yield* opened(state, frame, args, { places, query: { ...prepared, asked } });
}

/** sp_cursorprepare prepared OUTPUT, declarations, stmt, options, scrollopt, ccopt. */
export function* prepareCursor(state: SessionState, frame: Frame, args: readonly Argument[]): Run<number> {
  const asked = { scrollOption: numberAt(args, 4, Scroll.keyset), concurrency: numberAt(args, 5, Concurrency.optimistic) };
  const handle = keep(state, { text: textAt(args, 2), declarations: textAt(args, 1), ...asked });
  state.sink.procedureBegin();
  return ended(state, frame, { procedure: 'sp_cursorprepare', status: 0, outputs: giveNumbers(args, new Map([[0, handle], [4, kindOf(asked.scrollOption)], [5, guardOf(asked.concurrency)]])) });
}

/** sp_cursorunprepare prepared. Raises 8179. */
export function* unprepareCursor(state: SessionState, frame: Frame, args: readonly Argument[]): Run<number> {
  const handle = numberAt(args, 0, 0);
  if (!state.preparedCursors.delete(handle)) throw raise(Messages.UnknownHandle, { handle });
  state.sink.procedureBegin();
  return ended(state, frame, { procedure: 'sp_cursorunprepare', status: 0 });
}

function keep(state: SessionState, prepared: PreparedCursor): number {
  const handle = state.nextHandle++;
  state.preparedCursors.set(handle, prepared);
  return handle;
}

const askedIn = (args: readonly Argument[], { scrollOption, concurrency }: Places): Query['asked'] => ({
  scrollOption: numberAt(args, scrollOption, Scroll.keyset),
  concurrency: numberAt(args, concurrency, Concurrency.optimistic),
});

function* opened(state: SessionState, frame: Frame, args: readonly Argument[], { places, query }: { readonly places: Places; readonly query: Query }): Run<number> {
  const { procedure } = places;
  const numbers = (of: {
    readonly handle: number;
    readonly scrollOption: number;
    readonly concurrency: number;
    readonly rows: number;
    readonly prepared?: number;
  }): Map<number, number> =>
    new Map([
      ...(places.prepared === undefined ? [] : [[places.prepared, of.prepared ?? 0] as const]),
      [places.cursor, of.handle],
      [places.scrollOption, of.scrollOption],
      [places.concurrency, of.concurrency],
      [places.rowCount, of.rows],
    ]);
  const select = selectIn(state, frame, query);
  if (!select) return yield* runDirectly(state, frame, args, { places, query });
  state.sink.procedureBegin();
  try {
    const api = yield* openSelect(state, frame, { select, query, values: args.slice(places.values) });
    const prepared = places.prepared === undefined ? {} : { prepared: keep(state, { ...query, ...query.asked }) };
    const { rows, status } = yield* firstRows(state, frame, api, { scrollOption: query.asked.scrollOption, count: numberAt(args, places.rowCount, DEFAULT_ROWS) });
    return ended(state, frame, { procedure, status, outputs: giveNumbers(args, numbers({ ...api, rows, ...prepared })) });
  } catch (error) {
    if (!isSqlError(error) || error.number === NOT_SUPPORTED_NUMBER) throw error;
    const { asked } = query;
    const outputs = giveNumbers(args, numbers({ handle: 0, scrollOption: kindOf(asked.scrollOption), concurrency: guardOf(asked.concurrency), rows: 0 }));
    return failed(state, frame, withFollower(error, raise(Messages.CursorNotDeclared, {})), { procedure, status: error.number, outputs });
  }
}

/** The query of a text that is one; undefined for any other text. */
function selectIn(state: SessionState, frame: Frame, { text }: Query): SelectStatement | undefined {
  const { statements } = state.texts.parse(text, parseOptionsOf(state, frame));
  const [only] = statements;
  if (statements.length !== 1 || only?.kind !== 'select') return undefined;
  return only.query.kind === 'query' && only.query.into ? undefined : only;
}

/** A text that is no cursor's is run as it stands, where the client allows that. Raises 16937; a procedure's rows are refused. */
function* runDirectly(state: SessionState, frame: Frame, args: readonly Argument[], { places, query }: { readonly places: Places; readonly query: Query }): Run<number> {
  const { statements } = state.texts.parse(query.text, parseOptionsOf(state, frame));
  if (statements.length === 1 && statements[0]?.kind === 'execute') throw notSupported('a server cursor over the rows of a procedure');
  if ((query.asked.concurrency & Concurrency.allowsDirect) === 0) throw raise(Messages.CursorOfStatement, {});
  if (places.prepared !== undefined) throw notSupported(`${places.procedure} of a text that is no cursor's`);
  state.sink.info({ number: 16954, state: 1, severity: 0, text: 'Executing SQL directly; no cursor.', procedure: places.procedure, line: 1 });
  const text = (value: string): Argument => ({ type: { name: 'nvarchar', length: 'max' }, value, isOutput: false, isDefault: false });
  return yield* executeSql(state, frame, [text(query.text), ...(query.declarations === '' ? [] : [text(query.declarations)]), ...args.slice(places.values)]);
}

function* openSelect(state: SessionState, caller: Frame, { select, query, values }: { readonly select: SelectStatement; readonly query: Query; readonly values: readonly Argument[] }): Run<ApiCursor> {
  const wants = wantsOf(query.asked.scrollOption, query.asked.concurrency);
  const frame = newFrame(state, caller, { kind: 'dynamic', procedureName: '', text: query.text });
  const parameters = declaredParameters(state, frame, query.declarations);
  bindArguments(state, frame, { name: '', writtenName: '', parameters, query: `(${query.declarations})${query.text}` }, values);
  state.interpreter.compile(state, frame, [select]);
  const cursor = { name: '', query: select, frame, wants };
  yield* openCursor(state, frame, cursor);
  const { opened: plan } = cursor as { opened?: ApiCursor['cursor']['opened'] };
  if (!plan) throw raise(Messages.CursorNotDeclared, {});
  const effective = effectiveOptions(query.asked, wants.isFastForward && plan.keyed ? 'dynamic' : plan.sensitivity);
  const handle = FIRST_HANDLE + HANDLE_STEP * state.openedApiCursors++;
  const isReadOnly = wants.isReadOnly || !plan.keyed;
  const api: ApiCursor = { handle, cursor: { ...cursor, opened: plan, wants: { ...wants, isReadOnly } }, ...effective, head: plan.walk, tail: plan.walk, buffer: [] };
  state.apiCursors.set(handle, api);
  return api;
}

/** What the client is sent when its cursor is open: the columns, and with AUTO_FETCH the first rows. The number is that of all rows, -1 where nobody knows. */
function* firstRows(
  state: SessionState,
  frame: Frame,
  api: ApiCursor,
  { scrollOption, count: asked }: { readonly scrollOption: number; readonly count: number },
): Run<{ readonly rows: number; readonly status: number }> {
  if ((scrollOption & Scroll.autoFetch) === 0) {
    state.sink.columns(columnsOf(api));
    state.sink.statementEnd({ command: CommandCode.select, rowCount: 0 });
    return { rows: api.head.kind === 'settled' && !api.cursor.wants.isFastForward ? api.head.rows.length : -1, status: 0 };
  }
  const count = asked > 0 ? asked : DEFAULT_ROWS;
  yield* fetchInto(state, frame, api, { kind: Fetch.next, at: 0, count });
  sendBuffer(state, api);
  const isOver = (scrollOption & Scroll.autoClose) !== 0 && api.buffer.length < count;
  if (isOver) state.apiCursors.delete(api.handle);
  return { rows: api.buffer.length, status: isOver ? CLOSED_BY_ITSELF : 0 };
}
