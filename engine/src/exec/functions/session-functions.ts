// Functions that tell of the session: user, transaction, caught error, context. What they tell is the injected SessionLookup's.
import { Messages } from '../../errors/catalogue';
import { TEXT_MESSAGE_NUMBER } from '../../errors/message-numbers';
import { isSqlError, raise } from '../../errors/sql-error';
import { isInMask } from '../../storage/change-history';
import type { Value } from '../../types/value';
import type { CaughtError, FunctionContext } from './function-context';
import { asVariant } from './metadata-functions';
import { numberAt, strict, textAt } from './implementation';
import { formatMessage } from './message-format';
import { INT } from '../../types/sql-type';
import type { Factory, FunctionTable } from './implementation';

const MESSAGE_LENGTH = 2047;
/** What FORMATMESSAGE gives where RAISERROR would fail. */
const unformatted = (number: number, severity: number): string =>
  `Error: ${number}, Severity: ${severity}, State: 1. (Params:). The error is printed in terse mode because there was error during formatting. Tracing, ETW, notifications etc are skipped.\r\n`;

const tell = (read: (context: FunctionContext) => Value): Factory => () => (_, context) => read(context);
const ask = (find: (args: readonly Value[], context: FunctionContext) => Value): Factory => () => strict(find);
const ofError = (read: (error: CaughtError) => Value): Factory => tell(({ session }) => (session.caughtError === undefined ? null : read(session.caughtError)));
const optionalText = (args: readonly Value[], index: number): string | undefined => (args.length > index ? textAt(args, index) : undefined);

/** A text, or undefined for NULL. */
const givenText = (value: Value | undefined): string | undefined => (value === null || value === undefined ? undefined : String(value));

const userName = ask((args, { session }) => (args.length > 0 ? session.userNameOf(numberAt(args, 0)) : session.userName));

/** No mask stands for every column. Raises 22101 for bytes that are none. */
function isColumnInMask(column: Value, mask: Value): Value {
  if (column === null) return null;
  if (mask === null) return 1;
  const isIn = isInMask(Number(column), mask as Uint8Array);
  if (isIn === undefined) throw raise(Messages.TrackingMask, {});
  return Number(isIn);
}

const formatted: Factory = (types) => ([wanted = null, ...values], { session }) => {
  if (wanted === null) return null;
  const found = typeof wanted === 'number' ? session.message(wanted) : { number: TEXT_MESSAGE_NUMBER, severity: -1, text: String(wanted) };
  if (!found) return null;
  const { number, severity, text } = found;
  if (text === '') return unformatted(number, severity);
  try {
    return formatMessage(text, values.map((value, i) => ({ value, type: types[i + 1] ?? INT }))).slice(0, MESSAGE_LENGTH);
  } catch (error) {
    if (isSqlError(error) && error.number !== Messages.SubstitutionType.number) return unformatted(number, severity);
    throw error;
  }
};

const loginName = ask((args, { session }) => {
  if (args.length > 0) return typeof args[0] === 'number' ? session.loginNameOf(args[0]) : session.loginOfSid(args[0] as Uint8Array);
  return session.loginName;
});

/** Session functions by name. */
export const SESSION_FUNCTIONS: FunctionTable = {
  USER_NAME: userName,
  USER: userName,
  CURRENT_USER: userName,
  SESSION_USER: userName,
  USER_ID: ask((args, { session }) => session.userId(optionalText(args, 0))),
  DATABASE_PRINCIPAL_ID: ask((args, { session }) => session.userId(optionalText(args, 0))),
  SUSER_SNAME: loginName,
  SUSER_NAME: loginName,
  SYSTEM_USER: tell(({ session }) => session.loginName),
  ORIGINAL_LOGIN: tell(({ session }) => session.originalLogin),
  SUSER_SID: ask((args, { session }) => session.loginSid(optionalText(args, 0))),
  HOST_NAME: tell(({ session }) => session.hostName),
  HOST_ID: tell(({ session }) => String(session.hostProcessId).padEnd(10)),
  CURRENT_REQUEST_ID: tell(() => 0),
  APP_NAME: tell(({ session }) => session.appName),
  IS_SRVROLEMEMBER: ask((args, { session }) => session.isServerRoleMember(textAt(args, 0), optionalText(args, 1))),
  IS_MEMBER: ask((args, { session }) => session.isRoleMember(textAt(args, 0))),
  IS_ROLEMEMBER: ask((args, { session }) => session.isRoleMember(textAt(args, 0), optionalText(args, 1))),
  SCOPE_IDENTITY: tell(({ session }) => session.scopeIdentity),
  XACT_STATE: tell(({ session }) => session.transactionState),
  CURRENT_TRANSACTION_ID: tell(({ session }) => session.currentTransactionId),
  ROWCOUNT_BIG: tell(({ session }) => session.rowCount),
  ERROR_NUMBER: ofError((error) => error.number),
  ERROR_MESSAGE: ofError((error) => error.message),
  ERROR_SEVERITY: ofError((error) => error.severity),
  ERROR_STATE: ofError((error) => error.state),
  ERROR_LINE: ofError((error) => error.line),
  ERROR_PROCEDURE: ofError((error) => error.procedure),
  CONTEXT_INFO: tell(({ session }) => session.contextInfo),
  SESSION_CONTEXT: ask((args, { session }) => session.sessionContext(textAt(args, 0))),
  SESSIONPROPERTY: ask((args, { session }) => asVariant(session.sessionProperty(textAt(args, 0)))),
  CONNECTIONPROPERTY: ask((args, { session }) => asVariant(session.connectionProperty(textAt(args, 0)))),
  APPLOCK_MODE: () => ([principal, resource, owner], { session }) => session.applockMode(givenText(principal), givenText(resource), givenText(owner)),
  APPLOCK_TEST: () => ([principal, resource, mode, owner], { session }) => session.applockTest(givenText(principal), givenText(resource), givenText(mode), givenText(owner)),
  TRIGGER_NESTLEVEL: ask((args, { session }) => session.triggerNestLevel(args.length > 0 ? numberAt(args, 0) : 0, optionalText(args, 1), optionalText(args, 2))),
  GETANSINULL: tell(() => 1),
  CURSOR_STATUS: ask((args, { session }) => session.cursorStatus(textAt(args, 0), textAt(args, 1))),
  MIN_ACTIVE_ROWVERSION: tell(({ session }) => session.minActiveRowVersion),
  CHANGE_TRACKING_CURRENT_VERSION: tell(({ session }) => session.changeVersion),
  CHANGE_TRACKING_MIN_VALID_VERSION: ask((args, { session }) => session.minimumChangeVersion(numberAt(args, 0))),
  CHANGE_TRACKING_IS_COLUMN_IN_MASK: () => ([column = null, mask = null]) => isColumnInMask(column, mask),
  ORIGINAL_DB_NAME: tell(({ session }) => session.originalDatabaseName),
  EVENTDATA: tell(({ session }) => session.eventData),
  COLUMNS_UPDATED: tell(({ session }) => session.columnsUpdated()),
  FORMATMESSAGE: formatted,
  SUSER_ID: ask((args, { session }) => (args.length > 0 ? session.loginId(textAt(args, 0)) : session.loginId(session.loginName))),
};
