// Fills the variables of a module's parameters from the arguments of a call: values, defaults, tables, OUTPUT.
import { bindScalar } from '../../binder/bind-statement';
import type { Parameter } from '../../catalog/definitions';
import { Messages } from '../../errors/catalogue';
import { raise } from '../../errors/sql-error';
import { compileExpression } from '../../exec/compile-expression';
import { emptyStore } from '../../ddl/tables/table-variable';
import { parseExpression } from '../../syntax/parse';
import { foldName } from '../../types/text/collation';
import { messageTypeName } from '../../types/format-type';
import type { OutputValue } from '../../tds/session-port';
import type { Value } from '../../types/value';
import { StatementContext } from '../surroundings/execution';
import { assignmentIn } from '../evaluate';
import type { Frame, ScalarVariable, TableVariable, Variable } from '../frame';
import { bindIn } from '../plan-cache';
import { requireType } from '../security/require-uses';
import type { SessionState } from '../state';
import { argumentsOf, convertArgument, matchArguments, notSupplied, type Argument, type Called, type Expected } from './match-arguments';
import { fillTable } from './table-parameter';
import { conversionSettings } from '../settings';

/** The parameter an OUTPUT argument belongs to. */
export interface BoundOutput { readonly parameter: Parameter; readonly argument: Argument; readonly ordinal: number }

/** A module that is called; its errors carry the name as it was written, if it is given, and line 0. */
export interface CalledModule extends Called { readonly parameters: readonly Parameter[]; readonly writtenName?: string }

/** Fills `frame.variables` from the arguments. Raises 201 (8178 for a text), 206, 8144, 8145, 8143. Returns the OUTPUT ones. */
export function bindArguments(state: SessionState, frame: Frame, module: CalledModule, args: readonly Argument[]): BoundOutput[] {
  return module.writtenName === undefined ? bound(state, frame, module, args) : argumentsOf(() => bound(state, frame, module, args), module.writtenName);
}

function bound(state: SessionState, frame: Frame, module: CalledModule, args: readonly Argument[]): BoundOutput[] {
  const given = matchArguments(module, module.parameters.map(expected), args);
  const outputs: BoundOutput[] = [];
  module.parameters.forEach((parameter, ordinal) => {
    const argument = given.get(foldName(parameter.name));
    frame.variables.set(foldName(parameter.name), variableFor(state, frame, { module, parameter, argument }));
    if (argument?.isOutput && parameter.isOutput) outputs.push({ parameter, argument, ordinal });
    if (argument?.isOutput && !parameter.isOutput) throw raise(Messages.NotAnOutputParameter, { name: parameter.name });
  });
  return outputs;
}

/** Of 8114 for a result that does not fit the variable it goes to. */
const STATE_OF_OUTPUT = 2;

/** How a variable of the caller takes an OUTPUT parameter's final value. Raises 8114. */
export const outputTo = (caller: Frame, variable: ScalarVariable): NonNullable<Argument['assign']> => (type, value) => {
  variable.value = convertArgument({ type, value, stateOfFailure: STATE_OF_OUTPUT }, variable.type, conversionSettings(caller.settings));
};

/** Gives an OUTPUT parameter's final value to the caller's variable, and tells of it as the client takes it: in the type of its own variable. Raises 8114. */
function giveOutput({ parameter, argument, ordinal }: BoundOutput, value: Value): OutputValue {
  argument.assign?.(parameter.type, value);
  const isTyped = !argument.assign && !argument.isNullWord && !argument.isDefault;
  const type = isTyped ? argument.type : parameter.type;
  return { name: parameter.name, ordinal, type, value: isTyped ? convertArgument({ type: parameter.type, value }, type) : value };
}

const expected = ({ name, tableType, default: text }: Parameter): Expected => ({ name, isRequired: tableType === undefined && text === undefined });

interface Slot { readonly module: Called; readonly parameter: Parameter; readonly argument: Argument | undefined }

function variableFor(state: SessionState, frame: Frame, { module, parameter, argument }: Slot): Variable {
  if (parameter.isCursor) return cursorArgument(module, parameter, argument);
  if (parameter.tableType) return tableArgument(state, frame, parameter, argument);
  if (argument && !argument.isDefault) {
    if (argument.cursor) throw raise(Messages.OperandTypeClash, { left: 'cursor', right: messageTypeName(parameter.type) });
    if (argument.table) throw raise(Messages.OperandTypeClash, { left: 'table', right: messageTypeName(parameter.type) });
    return { kind: 'scalar', type: parameter.type, value: convertArgument(argument, parameter.type, conversionSettings(frame.settings)) };
  }
  if (parameter.default === undefined) throw notSupplied(module, parameter.name);
  const expression = bindScalar(parseExpression(parameter.default, { quotedIdentifier: true }), bindIn(state, frame));
  const value = compileExpression(expression)([], new StatementContext(state, frame));
  // A NULL default is written without a type: it fits any.
  return { kind: 'scalar', type: parameter.type, value: value === null ? null : assignmentIn(frame, expression.type, parameter.type)(value) };
}

/** A cursor parameter has no cursor when its procedure begins. Raises 206 for a variable that is no cursor's and 16951 for one that has a cursor. */
function cursorArgument(module: Called, { name }: Parameter, argument: Argument | undefined): Variable {
  if (!argument || argument.isDefault) throw notSupplied(module, name);
  if (!argument.cursor && !argument.isNullWord) throw raise(Messages.OperandTypeClash, { left: argument.table ? 'table' : messageTypeName(argument.type), right: 'cursor' });
  if (argument.isOutput && argument.cursor?.cursor) throw raise(Messages.CursorArgumentAllocated, { name: argument.cursorName ?? name });
  return { kind: 'cursor' };
}

/** Gives the callers their open cursors, and the values of the other OUTPUT parameters: these go to the client. */
export function giveOutputs(frame: Frame, outputs: readonly BoundOutput[]): OutputValue[] {
  return outputs.flatMap((output) => {
    const variable = frame.variables.get(foldName(output.parameter.name));
    if (variable?.kind !== 'cursor') return [giveOutput(output, variable?.kind === 'scalar' ? variable.value : null)];
    if (output.argument.cursor && variable.cursor?.opened) output.argument.cursor.cursor = variable.cursor;
    return [];
  });
}

function tableArgument(state: SessionState, frame: Frame, parameter: Parameter, argument: Argument | undefined): Variable {
  const table = emptyTable(state, frame, parameter.tableType ?? '');
  const clash = (left: string): Error => raise(Messages.OperandTypeClash, { left, right: (parameter.tableType ?? '').split('.').at(-1) ?? '' });
  if (argument?.table) {
    if (argument.table.definition.columns !== table.definition.columns) throw clash('table');
    return { ...argument.table, isReadOnly: true };
  }
  if (argument && !argument.isDefault && !argument.rows && argument.value !== null) throw clash(messageTypeName(argument.type));
  if (argument?.rows) fillTable(state, frame, table, argument.rows);
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
  return { kind: 'table', definition: type.table, store: emptyStore(type.table), isReadOnly: true };
}
