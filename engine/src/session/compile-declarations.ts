// The variables that a text declares, in the frame in which it is compiled.
import { bindDataType } from '../binder/bind-statement';
import { tableVariableDefinition } from '../ddl/tables/table-variable';
import { Messages } from '../errors/catalogue';
import { raise } from '../errors/sql-error';
import type { Statement } from '../syntax/ast/statement';
import { foldName } from '../types/text/collation';
import type { Frame } from './frame';
import { bindIn } from './plan-cache';
import type { SessionState } from './state';
import { ddlContext } from './surroundings/ddl-surroundings';

/** Declares one variable of DECLARE, or a parameter. Raises 134. */
export function declareVariable(state: SessionState, frame: Frame, variable: Extract<Statement, { kind: 'declare' }>['variables'][number], declared: Set<string>): void {
  once(declared, variable.name);
  const name = foldName(variable.name);
  const bind = bindIn(state, frame);
  if (variable.type === 'cursor') frame.variables.set(name, { kind: 'cursor' });
  else if (bind.findType(variable.type.name.parts)?.kind !== 'table-type') frame.variables.set(name, { kind: 'scalar', type: bindDataType(variable.type, bind, 'variable', { position: declared.size, subject: variable.name }).type, value: null });
  else frame.variables.set(name, { kind: 'table', ...typedTable(state, frame, name, variable.type.name.parts), isReadOnly: variable.isReadOnly === true });
}

/** Raises 2739: text and its kin are types of parameters only. */
export function requireLocalType(frame: Frame, name: string): void {
  const variable = frame.variables.get(foldName(name));
  if (variable?.kind === 'scalar' && ['text', 'ntext', 'image'].includes(variable.type.name)) throw raise(Messages.LargeLocalVariable, {});
}

/** Declares a table variable. Raises 134. */
export function declareTable(state: SessionState, frame: Frame, statement: Extract<Statement, { kind: 'declare-table' }>, declared: Set<string>): void {
  once(declared, statement.name);
  const name = foldName(statement.name);
  frame.variables.set(name, { kind: 'table', ...tableVariableDefinition(ddlContext(state, frame), name, statement), isReadOnly: false });
}

function typedTable(state: SessionState, frame: Frame, name: string, parts: readonly string[]) {
  const type = bindIn(state, frame).findType(parts);
  if (type?.kind !== 'table-type') throw raise(Messages.CannotFindDataType, { position: 1, name: parts.join('.') });
  return tableVariableDefinition(ddlContext(state, frame), name, type.table);
}

function once(declared: Set<string>, name: string): void {
  const key = foldName(name);
  if (declared.has(key)) throw raise(Messages.VariableDeclaredTwice, { name });
  declared.add(key);
}
