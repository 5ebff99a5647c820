// sp_getapplock and sp_releaseapplock as they are called: what they check and how they tell it. The locks themselves are in application-locks.
import { Messages } from '../../errors/catalogue';
import { isSqlError, raise } from '../../errors/sql-error';
import { foldName } from '../../types/text/collation';
import { INT, nvarchar } from '../../types/sql-type';
import type { Frame } from '../frame';
import type { Run } from '../outcome';
import type { SessionState } from '../state';
import { applicationLockOwner, getApplicationLock, lockModeNamed, releaseApplicationLock, type ApplicationLock } from './application-locks';
import { namedArguments, valueOf, type Argument } from './match-arguments';

type Given = ReadonlyMap<string, Argument>;

/** What takes and releases the locks for both procedures: errors are told as its own. */
const WORKER = 'xp_userlock';
const BAD_CALL = -999;

/** 0 at once, 1 after waiting, -1 timeout, -2 cancelled, -3 deadlock victim, -999 for what was refused. */
export function* getAppLock(state: SessionState, frame: Frame, args: readonly Argument[]): Run<number> {
  const procedure = 'sp_getapplock';
  const given = namedArguments(procedure, ['@Resource', '@LockMode', '@LockOwner', '@LockTimeout', '@DbPrincipal'], args);
  if (!given.has(foldName('@LockMode'))) throw raise(Messages.ParameterNotSupplied, { procedure, parameter: '@LockMode' });
  const timeout = valueOf(given, '@LockTimeout', INT);
  const wantedMode = textOf(given, '@LockMode', 32, null);
  const wantedOwner = textOf(given, '@LockOwner', 32, 'Transaction');
  return yield* answer(state, frame, (function* (): Run<number> {
    const mode = lockModeNamed(wantedMode ?? '');
    if (!mode) return tellOption(state, { procedure, line: 26 }, '@LockMode', wantedMode);
    const owner = applicationLockOwner(wantedOwner ?? '');
    if (!owner) return tellOption(state, { procedure, line: 39 }, '@LockOwner', wantedOwner);
    if (owner === 'transaction' && state.transactionCount === 0) {
      return tell(state, { procedure, line: 52 }, 15626, 'You attempted to acquire a transactional application lock without an active transaction.');
    }
    if (timeout !== null && Number(timeout) < -1) throw raise(Messages.ApplicationLockTimeout, { name: WORKER });
    return yield* getApplicationLock(state, { ...lockOf(given, frame, owner), mode, timeoutMs: timeout === null ? frame.settings.lockTimeoutMs : Number(timeout) });
  })());
}

/** 0, or -999 for what was refused. */
export function* releaseAppLock(state: SessionState, frame: Frame, args: readonly Argument[]): Run<number> {
  const procedure = 'sp_releaseapplock';
  const given = namedArguments(procedure, ['@Resource', '@LockOwner', '@DbPrincipal'], args);
  const wantedOwner = textOf(given, '@LockOwner', 32, 'Transaction');
  return yield* answer(state, frame, (function* (): Run<number> {
    const owner = applicationLockOwner(wantedOwner ?? '');
    if (!owner) return tellOption(state, { procedure, line: 20 }, '@LockOwner', wantedOwner);
    if (owner === 'transaction' && state.transactionCount === 0) throw raise(Messages.NeedsTransaction, {});
    releaseApplicationLock(state, lockOf(given, frame, owner));
    return 0;
  })());
}

/** Which lock is meant. Raises 1224 and 1230 for a resource and a principal that are NULL. */
function lockOf(given: Given, { databaseId }: Frame, owner: ApplicationLock['owner']): ApplicationLock {
  const resource = textOf(given, '@Resource', 255, null);
  if (resource === null) throw raise(Messages.ApplicationLockResource, { name: WORKER });
  const principal = textOf(given, '@DbPrincipal', 128, 'public');
  if (principal === null) throw raise(Messages.ApplicationLockNoPrincipal, { name: WORKER });
  return { databaseId, principal, resource, owner };
}

function textOf(given: Given, name: string, length: number, otherwise: string | null): string | null {
  const argument = given.get(foldName(name));
  if (!argument || argument.isDefault) return otherwise;
  const value = valueOf(given, name, nvarchar(length));
  return value === null ? null : String(value);
}

/** Runs it as the body of the procedure, which goes on behind an error of its worker unless somebody catches that. */
function* answer(state: SessionState, frame: Frame, work: Run<number>): Run<number> {
  state.sink.procedureBegin();
  let returnStatus = BAD_CALL;
  try {
    returnStatus = yield* work;
  } catch (error) {
    if (!isSqlError(error)) throw error;
    Object.assign(error, { line: 1, procedure: `sys.${WORKER}` });
    if (state.tryDepth > 0 || frame.settings.xactAbort) throw error;
    state.sink.error(error);
  }
  state.lastError = 0;
  state.rowCount = 1n;
  state.sink.procedureEnd({ returnStatus });
  return returnStatus;
}

interface Place { readonly procedure: string; readonly line: number }

const tellOption = (state: SessionState, place: Place, parameter: string, option: string | null): number =>
  tell(state, place, 15625, `Option '${option ?? '(null)'}' not recognized for '${parameter}' parameter.`);

function tell(state: SessionState, place: Place, number: number, text: string): number {
  state.sink.info({ number, state: 1, severity: 0, text, ...place });
  return BAD_CALL;
}
