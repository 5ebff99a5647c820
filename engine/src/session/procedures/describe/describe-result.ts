// The columns of a text's first result set, found without running it: statements without rows are passed over, a procedure is looked into.
// What would need the paths through IF and WHILE is refused.
import { compileBatch } from '../../compile-batch';
import { Messages } from '../../../errors/catalogue';
import { NOT_SUPPORTED_NUMBER, notSupported } from '../../../errors/not-supported';
import { isSqlError, raise, type SqlError } from '../../../errors/sql-error';
import type { OutputColumn } from '../../../plan/node';
import type { SelectStatement } from '../../../syntax/ast/query';
import type { ExecuteProcedure, Statement } from '../../../syntax/ast/statement';
import { foldName, sameName } from '../../../types/text/collation';
import { emptyTable } from '../arguments';
import { declareParameters } from './declared-parameters';
import type { DescribedColumn } from './described-columns';
import { moduleTree } from '../module-tree';
import type { Frame } from '../../frame';
import { bindIn } from '../../plan-cache';
import { newFrame } from '../../scope';
import { selectFor } from '../../statements/select-plan';
import type { SessionState } from '../../state';
import { parseOptionsOf } from '../../surroundings/parse-options';

/** The columns of the text's first result set; none for a text without one. Raises 11501, 11514 and 11529 behind their cause. */
export function describeResult(state: SessionState, caller: Frame, text: string, declarations: string): readonly DescribedColumn[] {
  const frame = newFrame(state, caller, { kind: 'dynamic', procedureName: '', text });
  const statements = followedBy(Messages.BatchNotAnalyzed, () => {
    declareParameters(state, frame, declarations);
    const batch = state.texts.parse(text, { ...parseOptionsOf(state, frame), quotedIdentifier: true }).statements;
    compileBatch(state, frame, batch);
    return batch;
  });
  return followedBy(Messages.EveryPathFails, () => firstOf(state, frame, statements)?.columns ?? []);
}

/** What ends the search: columns, or the end of a body without any. */
type Found = { readonly columns: readonly DescribedColumn[] | undefined };

function followedBy<T>(entry: typeof Messages.BatchNotAnalyzed | typeof Messages.EveryPathFails, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!isSqlError(error) || error.number === NOT_SUPPORTED_NUMBER || error.number === Messages.DynamicNotDescribed.number) throw error;
    const last: SqlError = raise(entry, {});
    last.preceding = [...error.preceding, error];
    throw last;
  }
}

function firstOf(state: SessionState, frame: Frame, statements: readonly Statement[]): Found | undefined {
  for (const statement of statements) {
    const found = describe(state, frame, statement);
    if (found) return found;
  }
  return undefined;
}

function describe(state: SessionState, frame: Frame, statement: Statement): Found | undefined {
  switch (statement.kind) {
    case 'select': {
      const { plan } = selectFor(state, frame, statement);
      return plan.assignments || plan.into ? undefined : { columns: plan.node.columns.map((column, i) => ({ column, ordinal: i + 1, ...orderOf(statement, column, i + 1) })) };
    }
    case 'insert': case 'update': case 'delete': case 'merge':
      if (statement.outputs.some((output) => !output.into)) throw notSupported('describing the rows of OUTPUT');
      return undefined;
    case 'block': return firstOf(state, frame, statement.statements);
    case 'execute': return describeProcedure(state, frame, statement);
    case 'execute-text': throw raise(Messages.DynamicNotDescribed, { statement: /[^;\n]*/.exec(frame.text.slice(statement.at.offset))?.[0].trim() ?? '' });
    case 'return': case 'throw': return { columns: undefined };
    case 'if': return requireNone(state, frame, 'IF', statement.otherwise ? [statement.then, statement.otherwise] : [statement.then]);
    case 'while': return requireNone(state, frame, 'WHILE', [statement.body]);
    case 'try': return requireNone(state, frame, 'TRY', statement.handler) ?? firstOf(state, frame, statement.body);
    case 'goto': throw notSupported('describing the result of a text with GOTO');
    case 'fetch': throw notSupported('describing the result of FETCH');
    default: return undefined;
  }
}

/** Where the column stands in ORDER BY, by its name or its number. */
function orderOf({ orderBy }: SelectStatement, column: OutputColumn, ordinal: number): Pick<DescribedColumn, 'order'> {
  const at = orderBy.findIndex(({ expression }) =>
    expression.kind === 'column' ? sameName(expression.parts.at(-1) ?? '', column.name) : expression.kind === 'literal' && Number(expression.text) === ordinal,
  );
  return at < 0 ? {} : { order: { ordinal: at + 1, length: orderBy.length, isDescending: orderBy[at]?.isDescending === true } };
}

/** Statements that may be passed over: none of them gives rows. */
function requireNone(state: SessionState, frame: Frame, word: string, statements: readonly Statement[]): undefined {
  if (statements.some((statement) => firstOf(state, frame, [statement])?.columns)) throw notSupported(`describing a result set that depends on ${word}`);
  return undefined;
}

function describeProcedure(state: SessionState, frame: Frame, statement: ExecuteProcedure): Found | undefined {
  if (statement.resultSets) throw notSupported('describing EXECUTE ... WITH RESULT SETS');
  if ('variable' in statement.name) throw notSupported('describing EXECUTE of a procedure that a variable names');
  const { parts } = statement.name;
  const found = bindIn(state, frame).findObject(parts);
  if (!found && /^[sx]p_/i.test(parts.at(-1) ?? '')) throw notSupported(`describing the result of ${parts.at(-1) ?? ''}`);
  if (found?.object.kind !== 'procedure') throw raise(Messages.ProcedureNotFound, { name: parts.join('.') });
  const procedure = found.object;
  const inside = newFrame(state, frame, { kind: 'procedure', procedureName: procedure.name, module: procedure, text: procedure.definition, databaseId: found.database.header.databaseId });
  for (const { name, type, tableType } of procedure.parameters)
    inside.variables.set(foldName(name), tableType === undefined ? { kind: 'scalar', type, value: null } : emptyTable(state, inside, tableType));
  const { body } = moduleTree(procedure);
  compileBatch(state, inside, body);
  return firstOf(state, inside, body);
}
