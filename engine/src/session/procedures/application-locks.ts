// sp_getapplock and sp_releaseapplock: named locks of a database's principals, owned by the session or its transaction.
import { DB_OWNER, DBO, type Authority } from '../../catalog/is-allowed';
import { Messages } from '../../errors/catalogue';
import { raise } from '../../errors/sql-error';
import type { LockMode } from '../../locking/lock-mode';
import { LockWait } from '../../locking/lock-wait';
import { applicationResource, type Resource } from '../../locking/resource';
import type { Run } from '../outcome';
import { authorityOf } from '../security/authority';
import type { SessionState } from '../state';
import { ownEntry } from '../../types/own-entry';

const MODES: Readonly<Record<string, LockMode>> = { shared: 'S', update: 'U', intentshared: 'IS', intentexclusive: 'IX', exclusive: 'X' };
const NAMES: Readonly<Partial<Record<LockMode, string>>> = { S: 'Shared', U: 'Update', IS: 'IntentShared', IX: 'IntentExclusive', X: 'Exclusive', SIX: 'SharedIntentExclusive' };
const MAX_NAME = 255;

/** Which lock is meant, and whose it is: the session's or the transaction's. */
export interface ApplicationLock { readonly databaseId: number; readonly principal: string; readonly resource: string; readonly owner: string }

/** 0 at once, 1 after waiting, -1 timeout, -2 cancelled, -3 deadlock victim, -999 bad call. Raises 1202. */
export function* getApplicationLock(state: SessionState, request: ApplicationLock & { readonly mode: string; readonly timeoutMs: number }): Run<number> {
  const resource = resourceOf(state, request);
  const mode = ownEntry(MODES, request.mode.toLowerCase());
  const duration = durationOf(request.owner);
  if (!mode) return refuse(state, 'sp_getapplock', unknownOption('@LockMode', request.mode));
  if (!duration) return refuse(state, 'sp_getapplock', unknownOption('@LockOwner', request.owner));
  if (request.resource === '' || request.timeoutMs < -1) return BAD_CALL;
  if (duration === 'transaction' && state.transactionCount === 0) {
    return refuse(state, 'sp_getapplock', { number: 15626, text: 'You attempted to acquire a transactional application lock without an active transaction.' });
  }
  if (state.instance.transactions.locks.tryAcquire(state.transaction.owner, resource, mode, duration) === 'granted') return 0;
  if (state.nestedDepth > 0) throw new LockWait(resource, mode, duration, request.timeoutMs);
  const outcome = yield { kind: 'lock', wait: new LockWait(resource, mode, duration, request.timeoutMs) };
  return outcome === 'granted' ? 1 : outcome === 'timeout' ? -1 : outcome === 'deadlock-victim' ? -3 : -2;
}

/** 0, -999 for a bad call, or raises 1202, 3918 for the transaction's outside of one, and 1223 for what is not held. */
export function releaseApplicationLock(state: SessionState, lock: ApplicationLock): number {
  const resource = resourceOf(state, lock);
  const duration = durationOf(lock.owner);
  if (!duration) return refuse(state, 'sp_releaseapplock', unknownOption('@LockOwner', lock.owner));
  if (duration === 'transaction' && state.transactionCount === 0) throw raise(Messages.NeedsTransaction, {});
  if (!state.instance.transactions.locks.release(state.transaction.owner, resource, duration)) {
    throw raise(Messages.ApplicationLockNotHeld, { principal: lock.principal, resource: lock.resource });
  }
  return 0;
}

/** APPLOCK_MODE(): how the caller holds it. */
export function applicationLockMode(state: SessionState, lock: ApplicationLock): string {
  const resource = resourceOf(state, lock);
  const held = state.instance.transactions.locks.heldMode(state.transaction.owner, resource, ownerIn('applock_mode', state, lock.owner));
  return (held && NAMES[held]) ?? 'NoLock';
}

/** APPLOCK_TEST(): 1 if it could be had at once. */
export function testApplicationLock(state: SessionState, request: ApplicationLock & { readonly mode: string }): number {
  const resource = resourceOf(state, request);
  const mode = ownEntry(MODES, request.mode.toLowerCase());
  if (!mode) throw raise(Messages.ApplicationLockMode, { name: 'applock_test' });
  ownerIn('applock_test', state, request.owner);
  return state.instance.transactions.locks.isFree(state.transaction.owner, resource, mode) ? 1 : 0;
}

const BAD_CALL = -999;

interface Notice { readonly number: number; readonly text: string }

const unknownOption = (parameter: string, option: string): Notice => ({ number: 15625, text: `Option '${option}' not recognized for '${parameter}' parameter.` });

/** A bad call is no error: the client is told in a message, the caller by the status. */
function refuse(state: SessionState, procedure: string, notice: Notice): number {
  state.sink.info({ ...notice, state: 1, severity: 0, procedure, line: 1 });
  return BAD_CALL;
}

/** The owner that a function names; raises 1226 for no owner and 3918 for the transaction outside of one. */
function ownerIn(functionName: string, state: SessionState, owner: string): 'session' | 'transaction' {
  const duration = durationOf(owner);
  if (!duration) throw raise(Messages.ApplicationLockOwner, { name: functionName });
  if (duration === 'transaction' && state.transactionCount === 0) throw raise(Messages.NeedsTransaction, {});
  return duration;
}

const durationOf = (owner: string): 'session' | 'transaction' | undefined => (/^session$/i.test(owner) ? 'session' : /^transaction$/i.test(owner) ? 'transaction' : undefined);

/** Raises 1202 for a principal that the caller is not in; the database's owners are in all of them. */
function resourceOf(state: SessionState, { databaseId, principal: name, resource }: ApplicationLock): Resource {
  const database = state.instance.databases.get(databaseId);
  const principal = database?.catalog.findPrincipal(name);
  if (!database || !principal || !isIn(principal.principalId, authorityOf(state, database))) throw raise(Messages.ApplicationLockPrincipal, { principal: name });
  return applicationResource(databaseId, principal.principalId, resource.slice(0, MAX_NAME));
}

const isIn = (principalId: number, authority: Authority | undefined): boolean => authority === undefined || [principalId, DBO, DB_OWNER].some((id) => authority.ids.has(id));
