// Where the parameters of each kind of statement get their types from. Statements of which nothing is known here are refused.
import { bindDelete, bindInsert, bindMerge, bindSelect, bindUpdate } from '../../../binder/bind-statement';
import { notSupported } from '../../../errors/not-supported';
import type { ExecuteProcedure, Statement } from '../../../syntax/ast/statement';
import { foldName } from '../../../types/text/collation';
import type { Frame } from '../../frame';
import { bindIn } from '../../plan-cache';
import type { SessionState } from '../../state';
import { deduceInDml, deduceInSelect, notDeduced, targetOf, type Deduction, type Deductions } from './deduced-types';

function deductionsIn(state: SessionState, frame: Frame): Deductions {
  return {
    found: new Map(),
    columnsOf(target) {
      if (target.kind === 'variable') return bindIn(state, frame).resolveTableVariable(target.name)?.definition.columns ?? [];
      return (target.kind === 'base' ? state.instance.databases.get(target.databaseId)?.catalog.table(target.objectId)?.columns : undefined) ?? [];
    },
    parametersOf(databaseId, objectId) {
      const called = state.instance.databases.get(databaseId)?.catalog.byId(objectId);
      return called?.kind === 'function' ? called.parameters : [];
    },
  };
}

/** What the statements say of their undeclared parameters, by folded name. */
export function deduceInStatements(state: SessionState, frame: Frame, statements: readonly Statement[]): ReadonlyMap<string, Deduction> {
  const at = deductionsIn(state, frame);
  for (const statement of statements) deduce(state, frame, statement, at);
  return at.found;
}

function deduce(state: SessionState, frame: Frame, statement: Statement, at: Deductions): void {
  const bind = bindIn(state, frame);
  switch (statement.kind) {
    case 'select': return deduceInSelect(bindSelect(statement, bind), at);
    case 'insert':
      if (statement.source.kind === 'execute') throw notSupported('describing the parameters of INSERT ... EXEC');
      return deduceInDml(bindInsert(statement, bind), at);
    case 'update': return deduceInDml(bindUpdate(statement, bind), at);
    case 'delete': return deduceInDml(bindDelete(statement, bind), at);
    case 'merge': return deduceInDml(bindMerge(statement, bind), at);
    case 'block': return statement.statements.forEach((inner) => deduce(state, frame, inner, at));
    case 'execute': return deduceInCall(state, frame, statement, at);
    case 'declare': case 'declare-table': case 'set-option': return;
    default: throw notSupported(`describing the parameters of ${statement.kind.replace(/-/g, ' ').toUpperCase()}`);
  }
}

/** EXEC: each argument is given for a parameter of the procedure. */
function deduceInCall(state: SessionState, frame: Frame, { name, args }: ExecuteProcedure, at: Deductions): void {
  const found = 'variable' in name ? undefined : bindIn(state, frame).findObject(name.parts);
  if (found?.object.kind !== 'procedure') throw notSupported('describing the parameters of EXECUTE of anything but a procedure of the user');
  const { parameters } = found.object;
  args.forEach((argument, i) => {
    const parameter = argument.name === undefined ? parameters[i] : parameters.find((one) => foldName(one.name) === foldName(argument.name ?? ''));
    const { value } = argument;
    if (value.kind !== 'variable' || frame.variables.get(foldName(value.name))?.kind !== 'undeclared') return;
    if (!parameter || parameter.tableType !== undefined || parameter.isCursor) throw notDeduced(value.name);
    at.found.set(foldName(value.name), { ...targetOf(parameter), ...(argument.isOutput ? { isOutput: true } : {}) });
  });
}
