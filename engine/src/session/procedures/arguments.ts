// Fills the variables of a module's parameters from the arguments of a call: values, defaults, tables, OUTPUT.
import { bindScalar } from '../../binder/bind-statement';
import type { Parameter } from '../../catalog/definitions';
import { Messages } from '../../errors/catalogue';
import { raise } from '../../errors/sql-error';
import { compileExpression } from '../../exec/compile-expression';
import { parseExpression } from '../../syntax/parse';
import { foldName } from '../../types/collation';
import { assignConverter } from '../../types/convert';
import { messageTypeName } from '../../types/format-type';
import { StatementContext } from '../surroundings/execution';
import type { Frame, TableVariable, Variable } from '../frame';
import { bindIn } from '../plan-cache';
import { requireType } from '../security/require-uses';
import type { SessionState } from '../state';
import { convertArgument, matchArguments, type Argument, type Expected } from './match-arguments';
import { fillTable } from './table-parameter';

/** The parameter an OUTPUT argument belongs to. */
export interface BoundOutput { readonly parameter: Parameter; readonly argument: Argument; readonly ordinal: number }

/** Fills `frame.variables` from the arguments. Raises 201, 206, 8144, 8145, 8143. Returns the OUTPUT ones. */
export function bindArguments(state: SessionState, frame: Frame, module: { readonly name: string; readonly parameters: readonly Parameter[] }, args: readonly Argument[]): BoundOutput[] {
  const given = matchArguments(module.name, module.parameters.map(expected), args);
  const outputs: BoundOutput[] = [];
  module.parameters.forEach((parameter, ordinal) => {
    const argument = given.get(foldName(parameter.name));
    frame.variables.set(foldName(parameter.name), variableFor(state, frame, { moduleName: module.name, parameter, argument }));
    if (argument?.isOutput && parameter.isOutput) outputs.push({ parameter, argument, ordinal });
    if (argument?.isOutput && !parameter.isOutput) throw raise(Messages.NotAnOutputParameter, { name: parameter.name });
  });
  return outputs;
}

const expected = ({ name, tableType, default: text }: Parameter): Expected => ({ name, isRequired: tableType === undefined && text === undefined });

interface Slot { readonly moduleName: string; readonly parameter: Parameter; readonly argument: Argument | undefined }

function variableFor(state: SessionState, frame: Frame, { moduleName, parameter, argument }: Slot): Variable {
  if (parameter.tableType) return tableArgument(state, frame, parameter, argument);
  if (argument && !argument.isDefault) {
    if (argument.table) throw raise(Messages.OperandTypeClash, { left: 'table', right: messageTypeName(parameter.type) });
    return { kind: 'scalar', type: parameter.type, value: convertArgument(argument, parameter.type) };
  }
  if (parameter.default === undefined) throw raise(Messages.ParameterNotSupplied, { procedure: moduleName, parameter: parameter.name });
  const bound = bindScalar(parseExpression(parameter.default, { quotedIdentifier: true }), bindIn(state, frame));
  const value = compileExpression(bound)([], new StatementContext(state, frame));
  // A NULL default is written without a type: it fits any.
  return { kind: 'scalar', type: parameter.type, value: value === null ? null : assignConverter(bound.type, parameter.type)(value) };
}

function tableArgument(state: SessionState, frame: Frame, parameter: Parameter, argument: Argument | undefined): Variable {
  const table = emptyTable(state, frame, parameter.tableType ?? '');
  const clash = (left: string): Error => raise(Messages.OperandTypeClash, { left, right: (parameter.tableType ?? '').split('.').at(-1) ?? '' });
  if (argument?.table) {
    if (argument.table.definition.columns !== table.definition.columns) throw clash('table');
    return { ...argument.table, isReadOnly: true };
  }
  if (argument && !argument.isDefault && !argument.rows && argument.value !== null) throw clash(messageTypeName(argument.type));
  if (argument?.rows) fillTable(state, table, argument.rows);
  return table;
}

/** A table variable of a named table type, without rows. */
export function emptyTable(state: SessionState, frame: Frame, typeName: string): TableVariable {
  return tableOfType(state, frame, typeName.split('.'));
}

function tableOfType(state: SessionState, frame: Frame, parts: readonly string[]): TableVariable {
  const type = bindIn(state, frame).findType(parts);
  if (type?.kind !== 'table-type') throw raise(Messages.CannotFindDataType, { position: 1, name: parts.join('.') });
  requireType(state, frame, type);
  return { kind: 'table', definition: type.table, store: state.makeTableStore(type.table), isReadOnly: true };
}
