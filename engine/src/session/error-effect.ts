// What an error ends: its statement, its batch, or its batch together with the transaction (SQLSERVER facts B1).
import type { SqlError } from '../errors/sql-error';
import { ARITHMETIC_ERRORS } from '../exec/expressions/absorb';
import { isOfValidation } from '../types/convert-xml';
import type { SessionSettings } from './settings';

/** 'scope': the procedure or batch that raised it ends. 'transaction': the batch ends and everything is rolled back. */
export type ErrorEffect = 'statement' | 'scope' | 'batch' | 'transaction';

/** Conversion failures of strings, deadlocks, snapshot conflicts, the 33rd nesting level, no memory left, bases that an alias type cannot have, objects that one may not create and kin: the batch ends and the transaction is rolled back whatever XACT_ABORT says. */
const ENDS_TRANSACTION = new Set([217, 222, 241, 242, 245, 248, 262, 295, 701, 1205, 3609, 3616, 3960, 3961, 3964, 5302, 6307, 6308, 6320, 6325, 6335, 8169, 9807, 3998, 8728, 15226]);
/** REVERT in another database ends its batch. */
const ENDS_BATCH = new Set([15199]);
/** Names that were found missing only at run time end their scope, and so do result sets that do not fit WITH RESULT SETS. */
const ENDS_SCOPE = new Set([207, 208, 4104, 209, 213, 11535, 11537, 11538, 11553]);
const RAISERROR_NUMBER = 50000;

/** Under ANSI_WARNINGS OFF it is ARITHABORT that lets an overflow or a division by zero end everything. */
const isFatalArithmetic = (error: SqlError, settings: SessionSettings): boolean => !settings.ansiWarnings && settings.arithAbort && ARITHMETIC_ERRORS.has(error.number);

const endsTransaction = (error: SqlError): boolean => error.endsTransaction || ENDS_TRANSACTION.has(error.number) || isOfValidation(error.number);

/** The effect of an uncaught error under these settings. `isThrow`: it came from THROW, `isRaiserror`: from RAISERROR. */
export function errorEffect(error: SqlError, settings: SessionSettings, origin: 'raiserror' | 'throw' | 'statement'): ErrorEffect {
  if (error.severity >= 19) return 'transaction';
  if (endsTransaction(error)) return 'transaction';
  if (isFatalArithmetic(error, settings)) return 'transaction';
  if (origin === 'raiserror') return 'statement';
  if (origin === 'throw') return settings.xactAbort ? 'transaction' : 'batch';
  if (settings.xactAbort && error.number !== RAISERROR_NUMBER) return 'transaction';
  if (ENDS_BATCH.has(error.number)) return 'batch';
  if (ENDS_SCOPE.has(error.number)) return 'scope';
  return 'statement';
}

/** Does catching this error leave the transaction uncommittable (XACT_STATE -1)? */
export function doomsTransaction(error: SqlError, settings: SessionSettings): boolean {
  return settings.xactAbort || isFatalArithmetic(error, settings) || endsTransaction(error) || error.severity >= 19;
}
