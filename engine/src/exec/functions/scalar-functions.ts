// The built-in scalar functions by name. What the binder knows of them stands in binder/function-signatures.
import { notSupported } from '../../errors/not-supported';
import type { SqlType } from '../../types/sql-type';
import { BIT_FUNCTIONS } from './bit-functions';
import { DATE_FUNCTIONS } from './date-functions';
import { DATE_CONSTRUCTORS } from './date-constructors';
import { FORMAT_FUNCTIONS } from './format-function';
import { JSON_FUNCTIONS } from './json-functions';
import { MATH_FUNCTIONS } from './math-functions';
import { METADATA_FUNCTIONS } from './metadata-functions';
import { PARSE_FUNCTIONS } from './parse-function';
import { PASSPHRASE_FUNCTIONS } from './passphrase-functions';
import { SESSION_FUNCTIONS } from './session-functions';
import { STRING_FUNCTIONS } from './string-functions';
import { STRUCTURED_FUNCTIONS } from './structured-functions';
import { TEXT_SEARCH_FUNCTIONS } from './text-search-functions';
import { VALUE_FUNCTIONS } from './value-functions';
import type { Factory, ScalarImplementation } from './implementation';

export type { ScalarImplementation } from './implementation';

const TABLES = [STRING_FUNCTIONS, TEXT_SEARCH_FUNCTIONS, FORMAT_FUNCTIONS, DATE_FUNCTIONS, DATE_CONSTRUCTORS, MATH_FUNCTIONS, BIT_FUNCTIONS, VALUE_FUNCTIONS,
  JSON_FUNCTIONS, METADATA_FUNCTIONS, SESSION_FUNCTIONS, STRUCTURED_FUNCTIONS, PARSE_FUNCTIONS, PASSPHRASE_FUNCTIONS];
const FUNCTIONS = new Map<string, Factory>(TABLES.flatMap((table) => Object.entries(table)));

/** Compiles a built-in function for its arguments' types as they are handed over; refuses a name that has no implementation. */
export function scalarFunctionImplementation(name: string, argTypes: readonly SqlType[], resultType: SqlType): ScalarImplementation {
  const factory = FUNCTIONS.get(name.toUpperCase());
  if (factory === undefined) throw notSupported(`the function ${name.toUpperCase()}`);
  return factory(argTypes, resultType);
}

/** True when the function can be compiled. */
export const isImplementedFunction = (name: string): boolean => FUNCTIONS.has(name.toUpperCase());
