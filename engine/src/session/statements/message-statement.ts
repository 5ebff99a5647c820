// PRINT, RAISERROR and THROW: texts to the client and errors of the user's own.
import { Messages } from '../../errors/catalogue';
import { notSupported } from '../../errors/not-supported';
import { listedMessage, type ListedMessage } from '../../errors/listed-messages';
import { FIRST_MESSAGE_NUMBER, TEXT_MESSAGE_NUMBER } from '../../errors/message-numbers';
import { isSqlError, raise, SqlError } from '../../errors/sql-error';
import { userMessage } from '../../ddl/user-messages';
import { isAllowedOnServer } from '../../instance/principals';
import type { PrintStatement, RaiserrorStatement, ThrowStatement } from '../../syntax/ast/statement';
import { converter } from '../../types/conversion/convert';
import { BIGINT, INT, isCharacter, isDecimal, nvarchar } from '../../types/sql-type';
import { ARGUMENTS_BEFORE, PRINT_LIMIT } from '../compile-values';
import { evaluateAs, evaluateTyped } from '../evaluate';
import { formatMessage, type Substitution } from '../../exec/functions/message-format';
import { endStatement } from '../completion';
import type { Frame } from '../frame';
import type { Run } from '../outcome';
import type { SessionState } from '../state';

/** PRINT: an INFO of number 0; NULL and '' print a blank. */
export function* runPrint(state: SessionState, frame: Frame, statement: PrintStatement): Run<void> {
  const { type, value } = yield* evaluateTyped(state, frame, statement.value);
  const text = String(converter(type, nvarchar('max'))(value) ?? ' ');
  state.sink.info({ number: 0, state: 1, severity: 0, text: text.slice(0, PRINT_LIMIT), procedure: frame.procedureName, line: statement.at.line });
  endStatement(state, frame, 'print');
}

// A number written with a point or beyond int arrives as a bigint.
const literalSubstitution = (given: Substitution): Substitution =>
  (isDecimal(given.type) ? { type: BIGINT, value: converter(given.type, BIGINT)(given.value) } : given);

/** RAISERROR with text or a variable: severity 10 and below is an INFO, above an error of number 50000. */
export function* runRaiserror(state: SessionState, frame: Frame, statement: RaiserrorStatement): Run<void> {
  const message = yield* evaluateTyped(state, frame, statement.message);
  const severity = Number(yield* evaluateAs(state, frame, statement.severity, INT));
  const state_ = Number(yield* evaluateAs(state, frame, statement.state, INT));
  const args: Substitution[] = [];
  for (const arg of statement.args) {
    const given = yield* evaluateTyped(state, frame, arg);
    args.push(arg.kind === 'variable' ? given : literalSubstitution(given));
  }
  const numbered = isCharacter(message.type) ? undefined : catalogued(state, { number: Number(message.value), severity, state: state_, setsError: statement.options.includes('SETERROR') });
  // A text has no severity of its own that one below 0 could stand for.
  const level = severity < 0 ? numbered?.severity ?? 0 : severity;
  const raised = { frame, statement, number: numbered?.number ?? TEXT_MESSAGE_NUMBER, severity: level, errorState: state_ < 0 ? 1 : Math.min(state_, 255) };
  raiseText(state, { ...raised, text: formatted(raised, numbered?.text ?? String(message.value ?? ''), args) });
}

/** The text with its arguments. What is wrong with them is told under its own number, and @@ERROR is what it would have been. */
function formatted({ statement, number, severity }: Omit<Raised, 'text'>, text: string, args: readonly Substitution[]): string {
  try {
    return formatMessage(text, args, ARGUMENTS_BEFORE);
  } catch (error) {
    if (isSqlError(error) && (severity > WORST_INFO || statement.options.includes('SETERROR'))) error.variableNumber = number;
    throw error;
  }
}

interface Raised { readonly frame: Frame; readonly statement: RaiserrorStatement; readonly number: number; readonly severity: number; readonly errorState: number; readonly text: string }

/** Severity 10 and below is an INFO, above an error. */
function raiseText(state: SessionState, { frame, statement, number, severity, errorState, text }: Raised): void {
  const isLogged = statement.options.includes('LOG');
  if (severity > 18 && !isLogged) throw raise(Messages.RaiserrorNeedsLog, {});
  if (isLogged && state.security && !isAllowedOnServer(state.instance, state.security, 'ALTER TRACE')) throw raise(Messages.RaiserrorLogNotAllowed, {});
  if (severity <= WORST_INFO) {
    if (statement.options.includes('SETERROR')) state.lastError = number;
    state.sink.info({ number, state: errorState, severity: severity === 10 ? 0 : severity, text, procedure: frame.procedureName, line: statement.at.line });
    endStatement(state, frame, 'raiserror');
    return;
  }
  throw withCause(state, new SqlError(number, Math.min(severity, WORST_SEVERITY), errorState, text));
}

const WORST_INFO = 10;
const FATAL_SEVERITY = 20;
const WORST_SEVERITY = 25;

/** An error that ends the connection is announced. */
function withCause(state: SessionState, error: SqlError): SqlError {
  if (error.severity >= FATAL_SEVERITY) error.preceding = [raise(Messages.UserErrorEnds, { spid: state.spid, number: error.number, severity: error.severity })];
  return error;
}

function unknownMessage(number: number, severity: number, { state, setsError }: { readonly state: number; readonly setsError: boolean }): SqlError {
  const error = raise(Messages.RaiserrorUnknown, { number, severity, state });
  if (severity > WORST_INFO || setsError) error.variableNumber = number;
  return error;
}

interface Numbered { readonly number: number; readonly severity: number; readonly state: number; readonly setsError: boolean }

/** A message of sys.messages with its placeholders as RAISERROR fills them. Raises 2732, 18054. */
function catalogued(session: SessionState, { number, severity, state, setsError }: Numbered): ListedMessage {
  if (!(number >= FIRST_MESSAGE_NUMBER) || number === TEXT_MESSAGE_NUMBER) throw raise(Messages.RaiserrorNumber, { number });
  const own = userMessage(session.instance, number);
  if (own) return own;
  if (number > TEXT_MESSAGE_NUMBER) throw unknownMessage(number, severity, { state, setsError });
  const found = listedMessage(number);
  if (!found) throw notSupported(`RAISERROR of message ${number}`);
  return found;
}

/** THROW: with arguments an error of severity 16, without them the CATCH block's error once more. */
export function* runThrow(state: SessionState, frame: Frame, statement: ThrowStatement): Run<void> {
  if (!statement.number || !statement.message || !statement.state) throw rethrown(frame);
  const number = Number(yield* evaluateAs(state, frame, statement.number, INT));
  const text = String(yield* evaluateAs(state, frame, statement.message, nvarchar(2048)));
  const errorState = Number(yield* evaluateAs(state, frame, statement.state, INT));
  if (number < TEXT_MESSAGE_NUMBER) throw raise(Messages.ThrowNumberTooLow, { number });
  throw new SqlError(number, 16, errorState, text);
}

function rethrown(frame: Frame): SqlError {
  for (let scope: Frame | undefined = frame; scope; scope = scope.parent) {
    const caught = scope.caughtError;
    if (!caught) continue;
    const error = new SqlError(caught.number, caught.severity, caught.state, caught.message);
    error.line = caught.line;
    error.procedure = caught.procedure ?? '';
    error.hasOwnLine = true;
    return error;
  }
  return raise(Messages.ThrowOutsideCatch, {});
}
