// Rows of sys.dm_exec_describe_first_result_set.
import { NOT_SUPPORTED_NUMBER, notSupported } from '../../errors/not-supported';
import { isSqlError } from '../../errors/sql-error';
import type { Value } from '../../types/value';
import type { Frame } from '../frame';
import { SHARED_COLUMNS, sharedValues } from '../procedures/describe/described-columns';
import type { SessionState } from '../state';

/** A row for each column of the first result set, by column names; what cannot be described is refused. */
export function describeRecords(state: SessionState, caller: Frame, text: string, declarations: string): readonly Readonly<Record<string, Value>>[] {
  const database = state.instance.databases.get(caller.databaseId);
  try {
    const described = database ? state.interpreter.describe(state, caller, text, declarations).map((column) => sharedValues(column, database)) : [];
    return described.map((row) => Object.fromEntries(SHARED_COLUMNS.map(({ name }, i) => [name, row[i] ?? null])));
  } catch (error) {
    if (isSqlError(error) && error.number !== NOT_SUPPORTED_NUMBER) throw notSupported('sys.dm_exec_describe_first_result_set of a text with errors');
    throw error;
  }
}
