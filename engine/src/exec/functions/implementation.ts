// The shape of a built-in function's implementation and small helpers to write one. Knows no function.
import type { SqlType } from '../../types/sql-type';
import type { Value } from '../../types/value';
import type { FunctionContext } from './function-context';

/** A compiled scalar function: arguments in the types it was compiled for, NULLs included. */
export type ScalarImplementation = (args: readonly Value[], context: FunctionContext) => Value;

/** Compiles a function for its arguments' types (as they are handed over) and its result's type. */
export type Factory = (argTypes: readonly SqlType[], resultType: SqlType) => ScalarImplementation;

/** Functions by upper-case name. */
export type FunctionTable = Readonly<Record<string, Factory>>;

/** Wraps a function so that any NULL argument gives NULL. */
export const strict = (compute: ScalarImplementation): ScalarImplementation => (args, context) => {
  for (const value of args) if (value === null) return null;
  return compute(args, context);
};

/** A factory of a function that needs no types and is NULL for any NULL. */
export const plain = (compute: ScalarImplementation): Factory => () => strict(compute);

/** The argument at `index` as text. */
export const textAt = (args: readonly Value[], index: number): string => args[index] as string;

/** The argument at `index` as a JavaScript number. */
export const numberAt = (args: readonly Value[], index: number): number => Number(args[index]);
