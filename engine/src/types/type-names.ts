// The names of all data types, in one list. Knows nothing else of them.
import { PRECEDENCE, type SqlTypeName } from './sql-type';

/** Every type name the engine knows, sysname's alias left out. */
export const SQL_TYPE_NAMES: readonly SqlTypeName[] = PRECEDENCE;
