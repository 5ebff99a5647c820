// System procedures whose body is a text over the system views: their arguments become variables, the text runs in the database of the call.
// Knows no particular procedure.
import { isBoundTo } from '../../../ddl/objects/object-users';
import { Messages } from '../../../errors/catalogue';
import { notSupported } from '../../../errors/not-supported';
import { raise, type SqlError } from '../../../errors/sql-error';
import { foldName } from '../../../types/text/collation';
import { INT, type SqlType } from '../../../types/sql-type';
import type { Row, Value } from '../../../types/value';
import { capturedRows } from '../../captured-rows';
import type { Frame } from '../../frame';
import type { Run } from '../../outcome';
import { inScope, newFrame } from '../../scope';
import type { SessionState } from '../../state';
import { setServerOption } from '../server-options';
import { givenValues, type Argument, type TypedParameter } from '../match-arguments';

/** A parameter of such a procedure. */
export interface TextParameter extends TypedParameter { /** Its value where none is given: NULL if nothing is said. */ readonly default?: Value }

/** A parameter that must be given. */
export const required = (name: string, type: SqlType): TextParameter => ({ name, type, isRequired: true });
/** One that need not be. */
export const optional = (name: string, type: SqlType, value: Value = null): TextParameter => ({ name, type, isRequired: false, default: value });

/** What a body may do: run texts that see the parameters as variables, look at rows, say messages. */
export interface TextCall {
  readonly procedure: string;
  readonly databaseName: string;
  /** The value of a parameter. */
  argument(name: string): Value;
  /** Sets a variable that later texts see, an int. */
  declare(name: string, value: number): void;
  /** Runs a text; what it selects goes to the client. */
  run(text: string): Run<void>;
  /** The rows that a text selects; nothing goes to the client. */
  rows(text: string): Run<readonly Row[]>;
  /** The views that are bound to the schema and name the object, by id. */
  boundViews(objectId: number): readonly number[];
  /** Sets an option of the server. */
  configure(id: number, value: number): void;
  /** Sends an error and goes on. */
  fail(error: SqlError): void;
  /** Sends an informational message. */
  say(number: number, text: string): void;
}

/** A system procedure whose body is text. `showsCounts` false: its result sets carry no row counts. */
export interface TextProcedure {
  readonly parameters: readonly TextParameter[];
  /** Variables that its texts ask for and no caller gives. */
  readonly hidden?: readonly TextParameter[];
  readonly showsCounts: boolean;
  body(call: TextCall): Run<number>;
}

const NAME_OF_CURRENT = 'SELECT DB_NAME()';

/** Calls one, in the caller's database. Raises what the arguments raise. */
export function* runTextProcedure(
  state: SessionState,
  caller: Frame,
  called: { readonly name: string; readonly procedure: TextProcedure },
  args: readonly Argument[],
): Run<number> {
  const { name, procedure } = called;
  const values = argumentValues(name, procedure.parameters, args);
  for (const { name: variable, type, default: value = null } of procedure.hidden ?? []) values.set(variable, { type, value });
  const outer = (text: string, isSilent: boolean): Frame => {
    const frame = newFrame(state, caller, { kind: 'procedure', procedureName: name, text });
    Object.assign(frame.settings, { quotedIdentifier: true, ansiNulls: true, noCount: isSilent || caller.settings.noCount, noExec: false, parseOnly: false });
    for (const [variable, { type, value }] of values) frame.variables.set(foldName(variable), { kind: 'scalar', type, value });
    return frame;
  };
  const run = function* (text: string, isSilent = !procedure.showsCounts): Run<void> {
    const frame = outer(text, isSilent);
    yield* inScope(state, frame, state.interpreter.runText(state, frame, text));
  };
  const rows = (text: string): Run<readonly Row[]> => capturedRows(state, run(text, false));
  state.sink.procedureBegin();
  const databaseName = String((yield* rows(NAME_OF_CURRENT))[0]?.[0] ?? '');
  const returnStatus = yield* procedure.body({
    procedure: name,
    databaseName,
    run,
    rows,
    argument: (parameter) => values.get(parameter)?.value ?? null,
    declare: (variable, value) => {
      values.set(variable, { type: INT, value });
    },
    boundViews: (objectId) => boundViews(state, caller.databaseId, objectId),
    configure: (id, value) => {
      setServerOption(state, id, value);
    },
    fail: (error) => {
      state.sink.error(Object.assign(error, { line: 1, procedure: name }));
    },
    say: (number, text) => {
      state.sink.info({ number, text, state: 1, severity: 0, procedure: name, line: 1 });
    },
  });
  state.sink.procedureEnd({ returnStatus });
  return returnStatus;
}

function boundViews(state: SessionState, databaseId: number, objectId: number): readonly number[] {
  const objects = [...state.instance.databases.get(databaseId)?.catalog.objects() ?? []];
  return objects.filter((object) => object.kind === 'view' && isBoundTo(object, { objectId })).map((view) => view.objectId);
}

interface Typed { readonly type: SqlType; readonly value: Value }

function argumentValues(procedure: string, parameters: readonly TextParameter[], args: readonly Argument[]): Map<string, Typed> {
  const given = givenValues(procedure, parameters, args);
  return new Map(parameters.map(({ name, type, default: value }) => [name, { type, value: given.has(name) ? (given.get(name) ?? null) : (value ?? null) }]));
}

/** Raises 15250 where a qualifier names another database than that of the call. */
export function requireCurrentDatabase(call: TextCall, qualifier: Value): void {
  if (qualifier !== null && qualifier !== '' && foldName(String(qualifier)) !== foldName(call.databaseName)) throw raise(Messages.NotTheCurrentDatabase, {});
}

/** Refuses by name when the text selects a row, whose first column completes the name. */
export function* refuseWhere(call: TextCall, text: string): Run<void> {
  const [row] = yield* call.rows(text);
  if (row) throw notSupported(`${call.procedure} of ${String(row[0])}`);
}
