// sp_set_session_context: what it refuses, in which order, and that it goes on behind that. Its arguments count by their places; names say nothing.
import { Messages } from '../../errors/catalogue';
import { isSqlError, raise } from '../../errors/sql-error';
import { BIT, nvarchar, SQL_VARIANT, type SqlType } from '../../types/sql-type';
import { foldName } from '../../types/text/collation';
import type { Value } from '../../types/value';
import type { Frame } from '../frame';
import type { Run } from '../outcome';
import type { SessionState } from '../state';
import { convertArgument, type Argument } from './match-arguments';

const PROCEDURE = 'sys.sp_set_session_context';
/** As its messages call the procedure. */
const INNER_NAME = 'sp_set_connection_context';
const LONGEST_KEY = 128;

/** EXEC sp_set_session_context. A failure is told and makes the status 1, unless somebody catches it. */
export function* setSessionContext(state: SessionState, frame: Frame, args: readonly Argument[]): Run<number> {
  let returnStatus = 0;
  state.sink.procedureBegin();
  try {
    setValue(state, args);
  } catch (error) {
    if (!isSqlError(error)) throw error;
    Object.assign(error, { line: 1, procedure: PROCEDURE });
    if (state.tryDepth > 0 || frame.settings.xactAbort) throw error;
    state.sink.error(error);
    state.lastError = error.number;
    returnStatus = 1;
  }
  state.sink.procedureEnd({ returnStatus });
  return returnStatus;
}

const valueOf = (argument: Argument, type: SqlType): Value => (argument.isDefault ? null : convertArgument(argument, type));

/** Raises 16914, 16903, 225, 15666, 15600 and 15664. */
function setValue(state: SessionState, args: readonly Argument[]): void {
  const [key, value, readOnly] = args;
  if (args.length > 3) throw raise(Messages.ContextArgumentsTooMany, { procedure: INNER_NAME });
  if (!key || !value) throw raise(Messages.ContextArgumentsWrong, { procedure: INNER_NAME });
  const given = valueOf(key, nvarchar(4000));
  if (given === null) throw raise(Messages.ParametersNotValid, { kind: 'procedure', name: 'sp_set_session_context' });
  const name = String(given);
  if (name === '' || name.length > LONGEST_KEY) throw raise(Messages.SessionKeySize, { key: name });
  const isReadOnly = readOnly ? valueOf(readOnly, BIT) : 0;
  if (isReadOnly === null || value.type.length === 'max') throw raise(Messages.InvalidProcedureOption, { procedure: INNER_NAME });
  const place = foldName(name.trimEnd());
  if (state.sessionContext.get(place)?.isReadOnly === true) throw raise(Messages.SessionKeyReadOnly, { key: name });
  state.sessionContext.set(place, { value: valueOf(value, SQL_VARIANT), isReadOnly: isReadOnly === 1 });
}
