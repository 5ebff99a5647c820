// sp_MSforeachtable and sp_MSforeachdb: commands run once for each user table or database, its name in the place of a question mark.
import { capturedRows } from '../captured-rows';
import type { Frame } from '../frame';
import type { Run } from '../outcome';
import { inScope, newFrame } from '../scope';
import type { SessionState } from '../state';

/** The arguments of either procedure, by name without its @, lower case. */
export type ForEachArguments = ReadonlyMap<string, string>;

const TABLES = `SELECT N'[' + REPLACE(SCHEMA_NAME(syso.schema_id), N']', N']]') + N'].[' + REPLACE(o.name, N']', N']]') + N']'
FROM sys.sysobjects AS o JOIN sys.all_objects AS syso ON o.id = syso.object_id WHERE OBJECTPROPERTY(o.id, N'IsUserTable') = 1 `;
const DATABASES = "SELECT d.name FROM master.sys.databases AS d WHERE d.state_desc = N'ONLINE' ";

/** Runs the commands for each table of the current database; @whereand joins the search, with `o` as sysobjects and `syso` as sys.all_objects. */
export function* forEachTable(state: SessionState, caller: Frame, args: ForEachArguments): Run<number> {
  return yield* forEach(state, caller, args, `${TABLES}${args.get('whereand') ?? ''} ORDER BY o.id`);
}

/** Runs the commands for each database that is online; names come without brackets. */
export function* forEachDatabase(state: SessionState, caller: Frame, args: ForEachArguments): Run<number> {
  return yield* forEach(state, caller, args, `${DATABASES}ORDER BY d.database_id`);
}

function* forEach(state: SessionState, caller: Frame, args: ForEachArguments, listing: string): Run<number> {
  state.sink.procedureBegin();
  const names = (yield* capturedRows(state, run(state, caller, listing))).map((row) => String(row[0]));
  yield* runIfGiven(state, caller, args.get('precommand'));
  const mark = args.get('replacechar') ?? '?';
  for (const name of names) {
    for (const command of ['command1', 'command2', 'command3']) yield* runIfGiven(state, caller, args.get(command)?.replaceAll(mark, () => name));
  }
  yield* runIfGiven(state, caller, args.get('postcommand'));
  state.sink.procedureEnd({ returnStatus: 0 });
  return 0;
}

function* runIfGiven(state: SessionState, caller: Frame, text: string | undefined): Run<void> {
  if (text === undefined || text === '') return;
  state.sink.procedureBegin();
  yield* run(state, caller, text);
  state.sink.procedureEnd({ returnStatus: 0 });
}

function* run(state: SessionState, caller: Frame, text: string): Run<void> {
  const frame = newFrame(state, caller, { kind: 'dynamic', procedureName: '', text });
  // The procedures were made with QUOTED_IDENTIFIER OFF: "?" is a string in their commands, and writes under indexed views and filtered indexes are 1934.
  frame.settings.quotedIdentifier = false;
  yield* inScope(state, frame, state.interpreter.runText(state, frame, text));
}
