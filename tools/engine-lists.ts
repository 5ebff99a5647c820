// What the engine's own tables say that it has: names of built-in functions and system views, for COMPATIBILITY.md.
import { DATE_SIGNATURES } from '../engine/src/binder/signatures/date-signatures';
import { MATH_SIGNATURES } from '../engine/src/binder/signatures/math-signatures';
import { STRING_SIGNATURES } from '../engine/src/binder/signatures/string-signatures';
import { STRUCTURED_SIGNATURES } from '../engine/src/binder/signatures/structured-signatures';
import { SYSTEM_SIGNATURES } from '../engine/src/binder/signatures/system-signatures';
import { isImplementedFunction } from '../engine/src/exec/functions/scalar-functions';
import { CONSTRAINT_VIEWS } from '../engine/src/system/constraint-views';
import { DATABASE_VIEWS } from '../engine/src/system/database-views';
import { INDEX_VIEWS } from '../engine/src/system/index-views';
import { INFORMATION_SCHEMA } from '../engine/src/system/information-schema';
import { INFORMATION_SCHEMA_CONSTRAINTS } from '../engine/src/system/information-schema-constraints';
import { MODULE_VIEWS } from '../engine/src/system/module-views';
import { OBJECT_VIEWS } from '../engine/src/system/object-views';
import { SECURITY_VIEWS } from '../engine/src/system/security-views';
import { STATE_FUNCTIONS, STATE_VIEWS } from '../engine/src/system/state-views';
import { TABLE_VIEWS } from '../engine/src/system/table-views';

/** Names, sorted. */
export interface EngineLists {
  readonly functions: readonly string[];
  readonly views: readonly string[];
}

/** Reads the lists from the engine's sources. */
export function engineLists(): EngineLists {
  const signatures = [...STRING_SIGNATURES, ...DATE_SIGNATURES, ...MATH_SIGNATURES, ...SYSTEM_SIGNATURES, ...STRUCTURED_SIGNATURES];
  const isWritten = (name: string): boolean => !name.includes('::');
  const views = [
    ...OBJECT_VIEWS, ...TABLE_VIEWS, ...CONSTRAINT_VIEWS, ...INDEX_VIEWS, ...MODULE_VIEWS, ...DATABASE_VIEWS, ...SECURITY_VIEWS, ...STATE_VIEWS, ...STATE_FUNCTIONS,
    ...INFORMATION_SCHEMA, ...INFORMATION_SCHEMA_CONSTRAINTS,
  ];
  return {
    functions: signatures.map(({ name }) => name).filter(isWritten).filter(isImplementedFunction).sort(),
    views: views.map(({ name }) => name.replace(/^information_schema\..*/, (whole) => whole.toUpperCase())).sort(),
  };
}
