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

type Owner = 'session' | 'transaction';

/** Which lock is meant, and whose it is: the session's or the transaction's. */
export interface ApplicationLock { readonly databaseId: number; readonly principal: string; readonly resource: string; readonly owner: Owner }

/** As a function is asked: what is NULL is absent, and the owner is a name that may be none. */
interface Asked { readonly databaseId: number; readonly principal?: string | undefined; readonly resource?: string | undefined; readonly owner?: string | undefined }

/** 0 at once, 1 after waiting, -1 timeout, -2 cancelled, -3 deadlock victim. Raises 1202. */
export function* getApplicationLock(state: SessionState, request: ApplicationLock & { readonly mode: LockMode; readonly timeoutMs: number }): Run<number> {
  const resource = resourceOf(state, request);
  const { mode, owner, timeoutMs } = request;
  if (state.instance.transactions.locks.tryAcquire(state.transaction.owner, resource, mode, owner) === 'granted') return 0;
  if (state.nestedDepth > 0) throw new LockWait(resource, mode, owner, timeoutMs);
  const outcome = yield { kind: 'lock', wait: new LockWait(resource, mode, owner, timeoutMs) };
  return outcome === 'granted' ? 1 : outcome === 'timeout' ? -1 : outcome === 'deadlock-victim' ? -3 : -2;
}

/** Raises 1202, and 1223 for what is not held. */
export function releaseApplicationLock(state: SessionState, lock: ApplicationLock): void {
  if (state.instance.transactions.locks.release(state.transaction.owner, resourceOf(state, lock), lock.owner)) return;
  throw raise(Messages.ApplicationLockNotHeld, { principal: lock.principal, resource: lock.resource });
}

/** APPLOCK_MODE(): how the caller holds it. */
export function applicationLockMode(state: SessionState, asked: Asked): string {
  const resource = askedResource('applock_mode', state, asked);
  const owner = askedOwner('applock_mode', state, asked);
  const held = state.instance.transactions.locks.heldMode(state.transaction.owner, resource, owner);
  return (held && NAMES[held]) ?? 'NoLock';
}

/** APPLOCK_TEST(): 1 if it could be had at once. */
export function testApplicationLock(state: SessionState, asked: Asked & { readonly mode?: string | undefined }): number {
  const mode = asked.mode === undefined ? undefined : lockModeNamed(asked.mode);
  const resource = askedResource('applock_test', state, asked);
  if (!mode) throw raise(Messages.ApplicationLockMode, { name: 'applock_test' }, asked.mode === undefined ? 2 : 3);
  askedOwner('applock_test', state, asked);
  return state.instance.transactions.locks.isFree(state.transaction.owner, resource, mode) ? 1 : 0;
}

/** What a function asks about. Raises 1202 and 1230 for the principal, 1225 for no resource. */
function askedResource(name: string, state: SessionState, { databaseId, principal, resource }: Asked): Resource {
  if (principal === undefined) throw raise(Messages.ApplicationLockNoPrincipal, { name }, 3);
  if (resource === undefined) throw raise(Messages.ApplicationLockMode, { name }, 1);
  return resourceOf(state, { databaseId, principal, resource });
}

/** Whose lock a function means: the transaction's, if it does not say. Raises 1226 for no owner and 3918 for the transaction outside of one. */
function askedOwner(name: string, state: SessionState, asked: Asked): Owner {
  const owner = asked.owner === undefined ? 'transaction' : applicationLockOwner(asked.owner);
  if (!owner) throw raise(Messages.ApplicationLockOwner, { name });
  if (owner === 'transaction' && state.transactionCount === 0) throw raise(Messages.NeedsTransaction, {}, 2);
  return owner;
}

/** The owner of that name. */
export const applicationLockOwner = (name: string): Owner | undefined => (/^session$/i.test(name) ? 'session' : /^transaction$/i.test(name) ? 'transaction' : undefined);

/** The mode of that name. */
export const lockModeNamed = (name: string): LockMode | undefined => ownEntry(MODES, name.toLowerCase());

/** Raises 1202 for a principal that the caller is not in; the database's owners are in all of them. */
function resourceOf(state: SessionState, { databaseId, principal: name, resource }: Omit<ApplicationLock, 'owner'>): Resource {
  const database = state.instance.databases.get(databaseId);
  const principal = database?.catalog.findPrincipal(name);
  if (!database || !principal || !isIn(principal.principalId, authorityOf(state, database))) throw raise(Messages.ApplicationLockPrincipal, { principal: name });
  return applicationResource(databaseId, principal.principalId, resource.slice(0, MAX_NAME));
}

const isIn = (principalId: number, authority: Authority | undefined): boolean => authority === undefined || [principalId, DBO, DB_OWNER].some((id) => authority.ids.has(id));
