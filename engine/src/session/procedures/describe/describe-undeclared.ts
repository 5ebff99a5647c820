// sp_describe_undeclared_parameters: a row for each parameter that a batch uses and nobody has declared, with the type that it should have.
import { CommandCode } from '../../../tds/session-port';
import { nvarchar } from '../../../types/sql-type';
import type { Frame } from '../../frame';
import type { Run } from '../../outcome';
import { runStatement } from '../../statement';
import type { SessionState } from '../../state';
import { namedArguments, valueOf, type Argument } from '../match-arguments';
import { PARAMETER_COLUMNS, parameterRow } from './parameter-columns';
import { undeclaredParameters } from './undeclared-parameters';

/** Sends the rows. */
export function* describeUndeclared(state: SessionState, frame: Frame, args: readonly Argument[]): Run<number> {
  const given = namedArguments('sp_describe_undeclared_parameters', ['@tsql', '@params'], args, 1);
  const [text, declarations] = ['@tsql', '@params'].map((name) => String(valueOf(given, name, nvarchar('max')) ?? '')) as [string, string];
  state.sink.procedureBegin();
  yield* runStatement(state, frame, () => {
    const parameters = undeclaredParameters(state, frame, text, declarations);
    const database = state.instance.databases.get(frame.databaseId);
    state.sink.columns(PARAMETER_COLUMNS);
    if (database) parameters.forEach((parameter, i) => state.sink.row(parameterRow(parameter, i + 1, database)));
    state.sink.statementEnd({ command: CommandCode.select, rowCount: parameters.length });
  });
  state.sink.procedureEnd({ returnStatus: 0 });
  return 0;
}
