// What is thrown when a lock is not free. Not an Error: it says "wait for this, then run the statement again".
// Knows nothing of sessions, which catch it.
import type { LockMode } from './lock-mode';
import type { Resource } from './resource';

/** How long a granted lock is kept: to the end of the statement, of the transaction, or of the session. */
export type LockDuration = 'statement' | 'transaction' | 'session';

/** A lock that is wanted. */
export interface LockRequest { readonly resource: Resource; readonly mode: LockMode; readonly duration: LockDuration }

/** Thrown by RowAccess and by schema locks: the catcher undoes the statement, waits through LockManager.wait and runs it again. */
export class LockWait implements LockRequest {
  /** `timeoutMs` overrides the session's LOCK_TIMEOUT (NOWAIT: 0). */
  constructor(readonly resource: Resource, readonly mode: LockMode, readonly duration: LockDuration, readonly timeoutMs?: number) {}
}
