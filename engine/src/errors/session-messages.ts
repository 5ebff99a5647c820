// Messages of SET options, cursors, application locks and modules. Part of the catalogue (catalogue.ts).
// In numeric order; one line each. Placeholders become required arguments of raise().
import { message } from './sql-error';

/** Messages raised for statements about the session itself, and for modules that say what they may not. */
export const SESSION_MESSAGES = {
  NamedArgumentExpected: message(119, 15, "Must pass parameter number {number} and subsequent parameters as '@name = value'. After the form '@name = value' has been used, all subsequent parameters must be passed in the form '@name = value'."),
  UpdateOfJoinedView: message(414, 16, 'UPDATE is not allowed because the statement updates view "{name}" which participates in a join and has an INSTEAD OF UPDATE trigger.'),
  DeleteOfJoinedView: message(415, 16, 'DELETE is not allowed because the statement updates view "{name}" which participates in a join and has an INSTEAD OF DELETE trigger.'),
  RowCountArgument: message(507, 16, 'Invalid argument for SET ROWCOUNT. Must be a non-null non-negative integer.', 2),
  SessionIsKilled: message(596, 21, 'Cannot continue the execution because the session is in the kill state.'),
  StarInSchemaBound: message(1054, 15, "Syntax '{syntax}' is not allowed in schema-bound objects.", 6),
  IndexHintOnTarget: message(1069, 15, 'Index hints are only allowed in a FROM or OPTION clause.'),
  FunctionReturnNeedsValue: message(1075, 15, 'RETURN statements in scalar valued functions must include an argument.'),
  ApplicationLockResource: message(1224, 16, 'An invalid application lock resource was passed to {name}.', 5),
  ApplicationLockMode: message(1225, 16, 'An invalid application lock mode was passed to {name}.'),
  ApplicationLockOwner: message(1226, 16, 'An invalid application lock owner was passed to {name}.'),
  ApplicationLockTimeout: message(1227, 16, 'An invalid application lock time-out was passed to {name}.', 2),
  DateFirstRange: message(2742, 16, 'SET DATEFIRST {value} is out of range.'),
  DeadlockPriorityOption: message(2755, 16, 'SET DEADLOCK_PRIORITY option is invalid. Valid options are {options}.'),
  NeedsTransaction: message(3918, 16, 'The statement or function must be executed in the context of a user transaction.'),
  TableParameterWritten: message(10700, 16, 'The table-valued parameter "{name}" is READONLY and cannot be modified.'),
  BatchNotAnalyzed: message(11501, 16, 'The batch could not be analyzed because of compile errors.', 2),
  DynamicNotDescribed: message(11514, 16, "The metadata could not be determined because statement '{statement}' contains dynamic SQL.  Consider using the WITH RESULT SETS clause to explicitly describe the result set."),
  EveryPathFails: message(11529, 16, 'The metadata could not be determined because every code path results in an error; see previous errors for some of these.'),
  UserMessageNumber: message(15040, 16, 'User-defined error messages must have an ID greater than 50000.'),
  UserMessageSeverity: message(15041, 16, 'User-defined error messages must have a severity level between 1 and 25.'),
  UserMessageExists: message(15043, 16, "You must specify 'REPLACE' to overwrite an existing message."),
  AddMessageUsage: message(15071, 16, 'Usage: sp_addmessage <msgnum>,<severity>,<msgtext> [,<language> [,FALSE | TRUE [,REPLACE]]]'),
  AlterMessageParameter: message(15176, 16, "The only valid @parameter value is 'WITH_LOG'."),
  DropMessageUsage: message(15177, 16, "Usage: sp_dropmessage <msg number> [,<language> | 'ALL']"),
  DropSystemMessage: message(15178, 16, 'Cannot drop a message with an ID less than 50,000.'),
  UserMessageMissing: message(15179, 16, 'The message number {number} or specified language version does not exist.'),
  UserMessageLog: message(15271, 16, "Invalid @with_log parameter value. Valid values are 'true' or 'false'."),
  AlterMessageValue: message(15277, 16, "The only valid @parameter_value values are 'true' or 'false'."),
  FetchForwardOnly: message(16911, 16, 'fetch: The fetch type {direction} cannot be used with forward only cursors.'),
  FetchDynamic: message(16925, 16, 'The fetch type {direction} cannot be used with dynamic cursors.'),
  CursorNothingWritten: message(16947, 16, 'No rows were updated or deleted.'),
} as const;
