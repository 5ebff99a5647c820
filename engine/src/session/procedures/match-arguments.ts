// Which argument of a call belongs to which parameter, for procedures of users and of the system alike; and what it is as the parameter's type.
// Does not know what a procedure does with its parameters, nor where their defaults come from.
import { Messages } from '../../errors/catalogue';
import { isSqlError, numbersOf, raise } from '../../errors/sql-error';
import { foldName } from '../../types/text/collation';
import { assignConverter, type ConversionSettings } from '../../types/conversion/convert';
import { messageTypeName } from '../../types/format-type';
import type { SqlType } from '../../types/sql-type';
import type { TableValue } from '../../tds/session-port';
import type { Value } from '../../types/value';
import type { CursorVariable, TableVariable } from '../frame';

/** Rows from the client for a table-valued parameter: the name it came under, if any, and which of the call's arguments it was. */
export interface GivenRows { readonly value: TableValue; readonly name: string | undefined; readonly position: number }

/** One argument as the call gives it. `value` undefined with `isDefault`: DEFAULT was written. */
export interface Argument {
  readonly name?: string; readonly type: SqlType; readonly value: Value; readonly table?: TableVariable;
  /** The cursor variable that is given. */
  readonly cursor?: CursorVariable; readonly cursorName?: string;
  /** Rows from the client that name no type: the parameter's type is theirs. */
  readonly rows?: GivenRows;
  /** The word NULL was written, which is of every type. */
  readonly isNullWord?: boolean; readonly isOutput: boolean; readonly isDefault: boolean;
  /** Takes the OUTPUT parameter's final value. */
  readonly assign?: (type: SqlType, value: Value) => void;
}

/** A parameter as far as finding its argument goes; its name has its @. */
export interface Expected { readonly name: string; readonly isRequired: boolean }

/** A parameter of a system procedure: it has no value where it is not required and not given. */
export interface TypedParameter extends Expected { readonly type: SqlType }

/** What is called: a procedure, or the text of sp_executesql, which has no name but is quoted, `query` with its declarations in front. */
export interface Called { readonly name: string; readonly query?: string }

/** Longer texts are cut here where an error quotes them. */
const QUOTED_LENGTH = 64;

/** The error of a parameter without a value: 201, for a text 8178. */
export function notSupplied({ name, query }: Called, parameter: string): Error {
  return query === undefined ? raise(Messages.ParameterNotSupplied, { procedure: name, parameter }) : raise(Messages.QueryParameterNotSupplied, { query: query.slice(0, QUOTED_LENGTH), parameter });
}

/** Errors of a call's arguments carry the procedure's name (none for a text) and line 0. */
export function argumentsOf<T>(bind: () => T, procedure: string): T {
  try {
    return bind();
  } catch (error) {
    if (isSqlError(error)) Object.assign(error, { line: 0, procedure, hasOwnLine: true, isOfArguments: true });
    throw error;
  }
}

const STATE_OF_TEXT = 1;

/** The arguments by folded name of their parameters: by position, then by name. Raises 8146, 8144, 8143 and 8145 (8144 for a text); `notSupplied` before 8145. */
export function matchArguments(called: Called, parameters: readonly Expected[], args: readonly Argument[]): Map<string, Argument> {
  const given = new Map<string, Argument>();
  if (args.length > 0 && parameters.length === 0) throw raise(Messages.NoParametersExpected, { procedure: called.name }, called.query === undefined ? undefined : STATE_OF_TEXT);
  if (args.length > parameters.length) throw raise(Messages.TooManyArguments, { name: called.name });
  let unknown: string | undefined;
  args.forEach((argument, index) => {
    const parameter = argument.name ? parameters.find((p) => foldName(p.name) === foldName(argument.name ?? '')) : parameters[index];
    if (!parameter) {
      unknown ??= argument.name;
      return;
    }
    const key = foldName(parameter.name);
    if (given.has(key)) throw raise(Messages.ParameterTwice, { name: parameter.name });
    given.set(key, argument);
  });
  if (unknown === undefined) return given;
  // SQL Server misses a parameter before it minds a name too many.
  const missing = parameters.find((parameter) => parameter.isRequired && !given.has(foldName(parameter.name)));
  if (missing) throw notSupplied(called, missing.name);
  throw called.query === undefined ? raise(Messages.NotAParameter, { name: unknown, procedure: called.name }) : raise(Messages.TooManyArguments, { name: called.name });
}

/** The values that a system procedure was given, by declared name and of the declared types. Raises what `matchArguments` raises, 201 and 8114. */
export function givenValues(procedure: string, parameters: readonly TypedParameter[], args: readonly Argument[]): Map<string, Value> {
  const given = matchArguments({ name: procedure }, parameters, args);
  const values = new Map<string, Value>();
  for (const { name, type, isRequired } of parameters) {
    const argument = given.get(foldName(name));
    if (argument && !argument.isDefault) values.set(name, convertArgument(argument, type));
    else if (isRequired) throw raise(Messages.ParameterNotSupplied, { procedure, parameter: name });
  }
  return values;
}

interface Given extends Pick<Argument, 'type' | 'value' | 'isNullWord'> { readonly stateOfFailure?: number }

/** A value that is none of the parameter's type raises 8114, whatever a plain conversion would raise. */
export function convertArgument(argument: Given, to: SqlType, settings?: ConversionSettings): Value {
  if (argument.isNullWord) return null;
  try {
    return assignConverter(argument.type, to, settings)(argument.value);
  } catch (error) {
    if (!isSqlError(error) || !FAILED_CONVERSIONS.has(error.number)) throw error;
    throw raise(Messages.ConversionError, { from: messageTypeName(argument.type), to: messageTypeName(to) }, argument.stateOfFailure);
  }
}

const FAILED_CONVERSIONS = numbersOf(
  Messages.DateConversionFailed, Messages.DateOutOfRange, Messages.SmallDateConversionFailed, Messages.StringToIntFailed, Messages.StringToIntOverflow, Messages.StringToSmallIntOverflow,
  Messages.IntegerOverflowForType, Messages.ArithmeticOverflow, Messages.FloatOverflow, Messages.GuidConversionFailed,
);

/** The arguments of a procedure of which the first `required` parameters must be given. Raises 201 beside what matching raises. */
export function namedArguments(procedure: string, names: readonly string[], args: readonly Argument[], required = 0): Map<string, Argument> {
  const given = matchArguments({ name: procedure }, names.map((name, i) => ({ name, isRequired: i < required })), args);
  const missing = names.slice(0, required).find((name) => !given.has(foldName(name)));
  if (missing !== undefined) throw raise(Messages.ParameterNotSupplied, { procedure, parameter: missing });
  return given;
}

/** The value of an argument as a type; NULL where it is not given. */
export function valueOf(given: ReadonlyMap<string, Argument>, name: string, type: SqlType): Value {
  const argument = given.get(foldName(name));
  return argument && !argument.isDefault ? convertArgument(argument, type) : null;
}
