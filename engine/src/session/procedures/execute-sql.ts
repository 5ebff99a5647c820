// sp_executesql: a text with parameters of its own, from T-SQL or by RPC. Knows no other procedure.
import { Messages } from '../../errors/catalogue';
import { raise } from '../../errors/sql-error';
import { bindArguments, giveOutputs } from './arguments';
import { declaredParameters } from './describe/declared-parameters';
import type { Argument } from './match-arguments';
import type { Frame } from '../frame';
import type { Run } from '../outcome';
import { inScope, newFrame } from '../scope';
import type { SessionState } from '../state';
import { tellTransactionCount } from '../transaction-count';

/** sp_executesql from T-SQL or by RPC: a scope of its own with declared parameters. It returns what @@ERROR is at its text's end. */
export function* executeSql(state: SessionState, caller: Frame, args: readonly Argument[]): Run<number> {
  const [statement, declarations, ...rest] = args;
  if (!statement) throw raise(Messages.ParameterNotSupplied, { procedure: 'sp_executesql', parameter: '@statement' });
  requireNational(statement, '@statement', 2);
  requireNational(declarations, '@parameters', 3);
  const text = String(statement.value ?? '');
  const isTopLevel = isFromClient(caller);
  // Called from a text, the procedure is a level of its own, and its text the next (Microsoft Learn: @@NESTLEVEL).
  const frame = newFrame(state, isTopLevel ? undefined : caller, { kind: 'dynamic', procedureName: '', text, nestLevel: isTopLevel ? 1 : caller.nestLevel + 2 });
  const declared = String(declarations?.value ?? '');
  const parameters = declaredParameters(state, frame, declared);
  const outputs = bindArguments(state, frame, { name: '', writtenName: '', parameters, query: `(${declared})${text}` }, rest);
  const before = state.transactionCount;
  state.sink.procedureBegin();
  yield* inScope(state, frame, state.interpreter.runText(state, frame, text));
  if (!isTopLevel) tellTransactionCount(state, before);
  const wire = giveOutputs(frame, outputs);
  const returnStatus = state.lastError;
  state.sink.procedureEnd({ returnStatus, outputs: isTopLevel ? wire : [] });
  return returnStatus;
}

/** Whether a procedure was called by RPC, not from a text. */
export const isFromClient = (caller: Frame): boolean => caller.parent === undefined && caller.kind === 'batch' && caller.text === '';

const NATIONAL = new Set(['nvarchar', 'nchar', 'ntext']);

/** Raises 214 for a text that is not of a Unicode type. */
export function requireNational(argument: Argument | undefined, parameter: string, state: number): void {
  if (argument && !argument.isNullWord && !NATIONAL.has(argument.type.name)) throw raise(Messages.NationalTextExpected, { parameter }, state);
}
