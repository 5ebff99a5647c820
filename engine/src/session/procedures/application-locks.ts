// sp_getapplock and sp_releaseapplock: named locks of a database, owned by the session or its transaction.
import { Messages } from '../../errors/catalogue';
import { raise } from '../../errors/sql-error';
import type { LockMode } from '../../locking/lock-mode';
import { LockWait } from '../../locking/lock-wait';
import { applicationResource, type Resource } from '../../locking/resource';
import type { Run } from '../outcome';
import type { SessionState } from '../state';
import { ownEntry } from '../../types/own-entry';

const MODES: Readonly<Record<string, LockMode>> = { shared: 'S', update: 'U', intentshared: 'IS', intentexclusive: 'IX', exclusive: 'X' };
const NAMES: Readonly<Partial<Record<LockMode, string>>> = { S: 'Shared', U: 'Update', IS: 'IntentShared', IX: 'IntentExclusive', X: 'Exclusive', SIX: 'SharedIntentExclusive' };
const MAX_NAME = 255;

export interface ApplicationLockRequest { readonly resource: string; readonly mode: string; readonly owner: string; readonly timeoutMs: number }

/** 0 at once, 1 after waiting, -1 timeout, -2 cancelled, -3 deadlock victim, -999 bad call. */
export function* getApplicationLock(state: SessionState, databaseId: number, request: ApplicationLockRequest): Run<number> {
  const mode = ownEntry(MODES, request.mode.toLowerCase());
  const duration = durationOf(request.owner);
  if (!mode || !duration || request.resource === '' || request.timeoutMs < -1) return -999;
  if (duration === 'transaction' && state.transactionCount === 0) return -999;
  const resource = resourceOf(databaseId, request.resource);
  if (state.instance.transactions.locks.tryAcquire(state.transaction.owner, resource, mode, duration) === 'granted') return 0;
  if (state.nestedDepth > 0) throw new LockWait(resource, mode, duration, request.timeoutMs);
  const outcome = yield { kind: 'lock', wait: new LockWait(resource, mode, duration, request.timeoutMs) };
  return outcome === 'granted' ? 1 : outcome === 'timeout' ? -1 : outcome === 'deadlock-victim' ? -3 : -2;
}

/** 0, or raises 1223 for what is not held. */
export function releaseApplicationLock(state: SessionState, databaseId: number, name: string, owner: string): number {
  const duration = durationOf(owner);
  if (!duration) return -999;
  if (!state.instance.transactions.locks.release(state.transaction.owner, resourceOf(databaseId, name), duration)) {
    throw raise(Messages.ApplicationLockNotHeld, { principal: 'public', resource: name });
  }
  return 0;
}

/** APPLOCK_MODE(): how the caller holds it. */
export function applicationLockMode(state: SessionState, databaseId: number, name: string, owner: string): string {
  const duration = ownerIn('applock_mode', state, owner);
  const held = state.instance.transactions.locks.heldMode(state.transaction.owner, resourceOf(databaseId, name), duration);
  return (held && NAMES[held]) ?? 'NoLock';
}

/** APPLOCK_TEST(): 1 if it could be had at once. */
export function testApplicationLock(state: SessionState, databaseId: number, request: { readonly resource: string; readonly mode: string; readonly owner: string }): number {
  const mode = ownEntry(MODES, request.mode.toLowerCase());
  if (!mode) throw raise(Messages.ApplicationLockMode, { name: 'applock_test' });
  ownerIn('applock_test', state, request.owner);
  return state.instance.transactions.locks.isFree(state.transaction.owner, resourceOf(databaseId, request.resource), mode) ? 1 : 0;
}

/** The owner that a function names; raises 1226 for no owner and 3918 for the transaction outside of one. */
function ownerIn(functionName: string, state: SessionState, owner: string): 'session' | 'transaction' {
  const duration = durationOf(owner);
  if (!duration) throw raise(Messages.ApplicationLockOwner, { name: functionName });
  if (duration === 'transaction' && state.transactionCount === 0) throw raise(Messages.NeedsTransaction, {});
  return duration;
}

const durationOf = (owner: string): 'session' | 'transaction' | undefined => (/^session$/i.test(owner) ? 'session' : /^transaction$/i.test(owner) ? 'transaction' : undefined);
const resourceOf = (databaseId: number, name: string): Resource => applicationResource(databaseId, name.slice(0, MAX_NAME));
