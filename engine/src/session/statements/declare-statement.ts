// DECLARE: the variables of a frame and their first values. A DECLARE that no run comes by declares all the same.
import { bindDataType } from '../../binder/bind-statement';
import { tableVariableDefinition } from '../../ddl/tables/table-variable';
import { isSqlError } from '../../errors/sql-error';
import type { DeclareTable, DeclareVariables, Statement } from '../../syntax/ast/statement';
import { foldName } from '../../types/text/collation';
import { evaluateAs } from '../evaluate';
import type { Frame } from '../frame';
import type { Run } from '../outcome';
import { bindIn } from '../plan-cache';
import { requireType } from '../security/require-uses';
import { statementsIn } from '../statement-tree';
import type { SessionState } from '../state';
import { ddlContext } from '../surroundings/ddl-surroundings';
import { noteAssignment } from './query-statement';

/** Declares what is not there yet, and gives the values. */
export function* runDeclare(state: SessionState, frame: Frame, statement: DeclareVariables): Run<void> {
  for (const declared of statement.variables) {
    declareOne(state, frame, declared);
    const variable = frame.variables.get(foldName(declared.name));
    if (!declared.value || variable?.kind !== 'scalar') continue;
    variable.value = yield* evaluateAs(state, frame, declared.value, variable.type);
    noteAssignment(state, frame);
  }
}

/** Declares a table variable, unless it is there: DECLARE in a loop runs again without resetting it. */
export function runDeclareTable(state: SessionState, frame: Frame, statement: DeclareTable): void {
  const name = foldName(statement.name);
  if (frame.variables.get(name)?.kind === 'table') return;
  frame.variables.set(name, { kind: 'table', ...tableVariableDefinition(ddlContext(state, frame), name, statement), isReadOnly: false });
}

function declareOne(state: SessionState, frame: Frame, declared: DeclareVariables['variables'][number]): void {
  const name = foldName(declared.name);
  const existing = frame.variables.get(name);
  if (declared.type === 'cursor') {
    if (existing?.kind !== 'cursor') frame.variables.set(name, { kind: 'cursor' });
    return;
  }
  const bind = bindIn(state, frame);
  const userType = bind.findType(declared.type.name.parts);
  if (userType?.kind === 'table-type') {
    requireType(state, frame, userType);
    if (existing?.kind !== 'table') frame.variables.set(name, { kind: 'table', ...tableVariableDefinition(ddlContext(state, frame), name, userType.table), isReadOnly: false });
    return;
  }
  if (existing?.kind === 'scalar') return;
  frame.variables.set(name, { kind: 'scalar', type: bindDataType(declared.type, bind, 'variable').type, value: null });
}

type Declaration = DeclareVariables | DeclareTable;

const unreached = new WeakMap<readonly Statement[], readonly Declaration[]>();

/** Declares what a module's body declares where a run may not come by. A type that is gone is told of when its DECLARE runs. */
export function declareUnreached(state: SessionState, frame: Frame, body: readonly Statement[]): void {
  const declarations = unreached.get(body) ?? declarationsOffTheWay(body);
  unreached.set(body, declarations);
  for (const statement of declarations) {
    try {
      if (statement.kind === 'declare-table') runDeclareTable(state, frame, statement);
      else for (const declared of statement.variables) declareOne(state, frame, declared);
    } catch (error) {
      if (!isSqlError(error)) throw error;
    }
  }
}

/** Those within IF, WHILE, TRY and blocks; all of them where a GOTO may jump over some. */
function declarationsOffTheWay(body: readonly Statement[]): readonly Declaration[] {
  const all = declarationsIn(body);
  const jumps = body.some(holdsGoto);
  return jumps ? all : all.filter((statement) => !body.includes(statement));
}

const declarationsIn = (statements: readonly Statement[]): Declaration[] => statements.flatMap((statement) => (
  statement.kind === 'declare' || statement.kind === 'declare-table' ? [statement] : declarationsIn(statementsIn(statement))
));

const holdsGoto = (statement: Statement): boolean => statement.kind === 'goto' || statementsIn(statement).some(holdsGoto);
