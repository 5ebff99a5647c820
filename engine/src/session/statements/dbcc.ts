// DBCC: arguments worked out, the command handed to ddl/ or to its queries, its result sets and messages sent in their order.
import { DBCC_DONE, executeDbcc, requireDbccOptions, type DbccRequest } from '../../ddl/dbcc';
import type { DbccStatement } from '../../syntax/ast/statement';
import { CommandCode, type ResultColumn } from '../../tds/session-port';
import type { Row, Value } from '../../types/value';
import { evaluateTyped, whenFree } from '../evaluate';
import type { Frame } from '../frame';
import type { Run } from '../outcome';
import { requireDbcc } from '../security/database-rights';
import { runStatement } from '../statement';
import type { SessionState } from '../state';
import { ddlContext } from '../surroundings/ddl-surroundings';
import { checkConstraints } from './check-constraints';

/** Runs a DBCC command and sends what it tells. */
export function* runDbcc(state: SessionState, frame: Frame, statement: DbccStatement): Run<void> {
  const args: (Value | { readonly word: string })[] = [];
  for (const arg of statement.args) args.push(arg.kind === 'word' ? { word: arg.word } : (yield* evaluateTyped(state, frame, arg)).value);
  const [first] = args;
  const table = typeof first === 'object' && first !== null && 'word' in first ? first.word : String(first ?? '');
  yield* whenFree(state, frame, () => requireDbcc(state, ddlContext(state, frame), statement.command, table));
  if (statement.command === 'CHECKCONSTRAINTS') return yield* runConstraintCheck(state, frame, { args, options: statement.options });
  const result = yield* runStatement(state, frame, () => executeDbcc(ddlContext(state, frame), { command: statement.command, args, options: statement.options }, frame.settings));
  for (const set of result.resultSets ?? []) sendResult(state, set, CommandCode.dbcc);
  if (result.closing) ddlContext(state, frame).info(result.closing.number, 0, result.closing.text);
  if (result.closing || !result.resultSets?.length) state.sink.statementEnd({ command: CommandCode.dbcc });
}

/** Its message comes before the end of its rows, which are not counted. */
function* runConstraintCheck(state: SessionState, frame: Frame, { args, options }: Pick<DbccRequest, 'args' | 'options'>): Run<void> {
  requireDbccOptions({ command: 'CHECKCONSTRAINTS', options });
  const [first] = args;
  const target = typeof first === 'object' && first !== null && 'word' in first ? first.word : first;
  yield* checkConstraints(state, frame, { target, withDisabled: options.includes('ALL_CONSTRAINTS'), withEveryRow: options.includes('ALL_ERRORMSGS') });
  if (!options.includes('NO_INFOMSGS')) ddlContext(state, frame).info(2528, 0, DBCC_DONE);
  state.sink.statementEnd({ command: CommandCode.dbcc });
}

/** Sends a result set with its end. */
export function sendResult(state: SessionState, set: { readonly columns: readonly ResultColumn[]; readonly rows: readonly Row[] }, command: number = CommandCode.select): void {
  state.sink.columns(set.columns);
  for (const row of set.rows) state.sink.row(row);
  state.rowCount = BigInt(set.rows.length);
  state.sink.statementEnd({ command, rowCount: set.rows.length });
}
