// What an error ends: its statement, its batch, or its batch together with the transaction (SQLSERVER facts B1).
import { Messages } from '../errors/catalogue';
import { TEXT_MESSAGE_NUMBER } from '../errors/message-numbers';
import { isSqlError, numbersOf, type SqlError } from '../errors/sql-error';
import { XML_MESSAGES } from '../errors/xml-messages';
import { ARITHMETIC_ERRORS } from '../exec/expressions/absorb';
import { isOfValidation } from '../types/conversion/convert-xml';
import type { SessionSettings } from './settings';

/** 'scope': the procedure or batch that raised it ends. 'transaction': the batch ends and everything is rolled back. */
export type ErrorEffect = 'statement' | 'scope' | 'batch' | 'transaction';

/** Text that is no date, number, GUID or XML, deadlocks, snapshot conflicts, the 33rd nesting level, no memory left, rows that MERGE meets twice, bases that an alias type cannot have, objects that one may not create and kin: the batch ends and the transaction is rolled back whatever XACT_ABORT says. Values that are merely too great (242, 248, 8115) end their statement. */
const ENDS_TRANSACTION = numbersOf(
  Messages.NestingLevelExceeded, Messages.InvalidBaseType, Messages.DateConversionFailed, Messages.StringToIntFailed,
  Messages.StatementPermissionDenied, Messages.SmallDateConversionFailed, Messages.ReadPastNotAllowed, Messages.InsufficientMemory,
  Messages.DeadlockVictim, Messages.TransactionEndedInTrigger, Messages.ErrorInTrigger, Messages.SnapshotNotAllowed, Messages.SnapshotConflict,
  Messages.SnapshotSchemaChanged, Messages.SnapshotDdl, Messages.XmlMutatorOnNull, Messages.XmlAttributeOutside, Messages.XmlAttributeTwice,
  Messages.XmlReplaceNotNillable, Messages.XmlReplaceEmpty, Messages.XmlTooDeep, Messages.ConversionError, Messages.GuidConversionFailed,
  Messages.StringToMoneyFailed, Messages.StringToSmallMoneyFailed, Messages.IndexKeyTooLong, Messages.MergeTwice, Messages.UncommittableAtEnd, Messages.RangeOverLob, Messages.RangeTooWide, Messages.TypeOverXml, Messages.XmlDtd, ...Object.values(XML_MESSAGES),
);
/** GUIDs and money without room for them, styles and parts of dates that are none, counts of TOP and NTILE, savepoints outside a transaction, databases that USE does not find, sequences at their end, REVERT in another database, clauses of DROP INDEX that an index does not take, extended properties that are there already or not, on what is not there, writes to read-only databases, collations and compatibility levels that are none: their batch ends, a transaction stays. */
const ENDS_BATCH = numbersOf(
  Messages.TopNegative, Messages.NotEnoughMoneySpace, Messages.InvalidStyle, Messages.CannotConstruct,
  Messages.SaveWithoutTransaction, Messages.CannotFindDatabase, Messages.TopInvalid, Messages.PercentOutOfRange, Messages.OffsetNotInteger,
  Messages.TilesNotPositive, Messages.GuidSpaceInsufficient, Messages.SequenceExhausted, Messages.CannotRevert, Messages.DropIndexClause,
  Messages.ExtendedPropertyTarget, Messages.ExtendedPropertyExists, Messages.ExtendedPropertyMissing, Messages.DatabaseReadOnly, Messages.InvalidCollation, Messages.CompatibilityLevels,
);
/** So it does with what functions on JSON object to, a path that is NULL among it. */
const isOfJson = ({ number, state }: SqlError): boolean => (number >= 13606 && number < 13700) || (number === 8116 && state >= 8);
/** Names that are missing or not clear. */
const NAME_ERRORS = numbersOf(
  Messages.InvalidColumnName, Messages.InvalidObjectName, Messages.MultiPartNotBound, Messages.AmbiguousColumn, Messages.ColumnCountMismatch,
);
/** Errors of rows that DDL had to build or convert: they end their statement alone, and 3621 follows them. */
const ROW_ERRORS = numbersOf(
  Messages.IntegerOverflowForType, Messages.StringToIntFailed, Messages.CannotInsertNull, Messages.CreateUniqueIndexDuplicate,
  Messages.WouldBeTruncated, Messages.ConversionError, Messages.ArithmeticOverflow, Messages.WouldBeTruncatedSomewhere,
);
/** What CREATE TABLE and ALTER TABLE find missing, or one too many, before they run. */
const EARLY_ERRORS = numbersOf(Messages.AlterNotFound, Messages.TwoPrimaryKeys, Messages.CannotFindDataType, Messages.NoSuchColumnForDefault);
/** Whether an error is a compile error of its level although it came up only now: no TRY of that level catches it. */
export const isLateCompileError = (error: SqlError): boolean => NAME_ERRORS.has(error.number) || EARLY_ERRORS.has((error.preceding[0] ?? error).number);
/** Result sets that do not fit WITH RESULT SETS. They end their scope, and so do names that were found missing only at run time. */
const RESULT_SET_ERRORS = numbersOf(Messages.ResultSetsTooMany, Messages.ResultSetWidth, Messages.ResultSetType, Messages.ResultSetNull);
/** Messages of RAISERROR, and objects that DROP does not find. */
const ESCAPES_XACT_ABORT = new Set([Messages.CannotDrop.number, TEXT_MESSAGE_NUMBER]);

/** Under ANSI_WARNINGS OFF it is ARITHABORT that lets an overflow or a division by zero end everything. */
const isFatalArithmetic = (error: SqlError, settings: SessionSettings): boolean => !settings.ansiWarnings && settings.arithAbort && ARITHMETIC_ERRORS.has(error.number);

const SYNTAX_SEVERITY = 15;
/** XACT_ABORT does not bear on what is no T-SQL (Microsoft Learn: SET XACT_ABORT). */
const isOfSyntax = (error: SqlError): boolean => error.isFromCompile && error.severity === SYNTAX_SEVERITY;

const ENDS_TRANSACTION_UNRUN = numbersOf(Messages.RangeOverLob, Messages.RangeTooWide);
/** Does the error end the transaction that was open before its batch, which did not even compile? */
export const endsTransactionUnrun = (error: SqlError): boolean => ENDS_TRANSACTION_UNRUN.has(error.number);

const endsTransaction = (error: SqlError): boolean => !error.isOfArguments && (error.endsTransaction || ENDS_TRANSACTION.has(error.number) || isOfValidation(error.number));

/** Is it one of rows? What follows it (1750) is of its kind. */
export const isOfRows = (error: SqlError): boolean => ROW_ERRORS.has((error.preceding[0] ?? error).number);

/** What is wrong with a definition ends its batch and its transaction (Microsoft Learn: TRY...CATCH), but for what was found before it ran and for rows that do not fit it. */
export function endingTransaction<T>(define: () => T): T {
  try {
    return define();
  } catch (error) {
    if (isSqlError(error) && !isLateCompileError(error) && !isOfRows(error)) error.endsTransaction = true;
    throw error;
  }
}

/** More arguments than a procedure has parameters (a text's are another matter) end the batch, unlike all else that is wrong with arguments. */
const endsCallersBatch = (error: SqlError): boolean => error.number === Messages.TooManyArguments.number && error.procedure !== '';

/** The effect of an uncaught error under these settings. `origin`: what raised it. */
export function errorEffect(error: SqlError, settings: SessionSettings, origin: 'raiserror' | 'throw' | 'statement'): ErrorEffect {
  if (error.severity >= 19) return 'transaction';
  if (error.isOfArguments && !settings.xactAbort) return endsCallersBatch(error) ? 'batch' : 'statement';
  if (endsTransaction(error)) return 'transaction';
  if (isFatalArithmetic(error, settings)) return 'transaction';
  if (origin === 'raiserror' && error.number !== Messages.RaiserrorNumber.number) return 'statement';
  if (origin === 'throw') return settings.xactAbort ? 'transaction' : 'batch';
  if (settings.xactAbort && !ESCAPES_XACT_ABORT.has(error.number) && !isOfSyntax(error)) return 'transaction';
  if (ENDS_BATCH.has(error.number) || isOfJson(error)) return 'batch';
  if (isLateCompileError(error) || RESULT_SET_ERRORS.has(error.number)) return 'scope';
  return 'statement';
}

/** Does catching this error leave the transaction uncommittable (XACT_STATE -1)? */
export function doomsTransaction(error: SqlError, settings: SessionSettings): boolean {
  return settings.xactAbort || isFatalArithmetic(error, settings) || endsTransaction(error) || error.severity >= 19;
}
