// sp_describe_first_result_set: a row for each column that a batch would give first.
import { notSupported } from '../../../errors/not-supported';
import { CommandCode } from '../../../tds/session-port';
import { nvarchar, TINYINT } from '../../../types/sql-type';
import type { Frame } from '../../frame';
import type { Run } from '../../outcome';
import { runStatement } from '../../statement';
import type { SessionState } from '../../state';
import { DESCRIBED_COLUMNS, describedRow } from './described-columns';
import { namedArguments, valueOf, type Argument } from '../match-arguments';

/** Sends the rows. */
export function* describeFirst(state: SessionState, frame: Frame, args: readonly Argument[]): Run<number> {
  const procedure = 'sp_describe_first_result_set';
  const given = namedArguments(procedure, ['@tsql', '@params', '@browse_information_mode'], args, 1);
  if ((valueOf(given, '@browse_information_mode', TINYINT) ?? 0) !== 0) throw notSupported(`${procedure} with @browse_information_mode`);
  state.sink.procedureBegin();
  yield* runStatement(state, frame, () => {
    const columns = state.interpreter.describe(state, frame, String(valueOf(given, '@tsql', nvarchar('max')) ?? ''), String(valueOf(given, '@params', nvarchar('max')) ?? ''));
    const database = state.instance.databases.get(frame.databaseId);
    state.sink.columns(DESCRIBED_COLUMNS);
    if (database) for (const column of columns) state.sink.row(describedRow(column, database));
    state.sink.statementEnd({ command: CommandCode.select, rowCount: columns.length });
  });
  state.sink.procedureEnd({ returnStatus: 0 });
  return 0;
}
