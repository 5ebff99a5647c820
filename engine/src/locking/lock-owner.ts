// Whoever holds locks: one per session. What it holds, for how long, and what it weighs when a deadlock's victim is chosen.
// Knows no queues' rules (lock-manager.ts).
import type { LockMode } from './lock-mode';
import type { LockDuration, LockRequest } from './lock-wait';
import type { Resource } from './resource';

/** One resource's holders and queue. */
export interface LockEntry { readonly resource: Resource; readonly holds: Hold[]; readonly queue: Waiter[] }

/** One owner's lock on one resource: its mode by duration, and what they add up to. */
export interface Hold {
  readonly owner: LockOwner; readonly entry: LockEntry;
  mode: LockMode; statement: LockMode | undefined; transaction: LockMode | undefined; session: LockMode | undefined;
  /** Application locks are counted, per duration. */
  counts: Record<LockDuration, number> | undefined;
}

/** How a wait ended. */
export type WaitOutcome = 'granted' | 'timeout' | 'cancelled' | 'deadlock-victim';

/** A request in a queue. `target` is the requested mode combined with what the owner holds already. */
export interface Waiter {
  readonly owner: LockOwner; readonly entry: LockEntry; readonly request: LockRequest;
  readonly target: LockMode; readonly isConversion: boolean; readonly sinceMs: number;
  readonly onEnd: (outcome: WaitOutcome) => void;
  timer: NodeJS.Timeout | undefined;
}

/** One owner's locks on one table's rows by rowKey, and how many it took in this statement (for escalation). */
export interface OwnedRows { readonly holds: Map<number, Hold>; rangeHolds: number; takenInStatement: number; nextEscalationAt: number }

/** A session as the lock manager knows it. */
export class LockOwner {
  /** SET DEADLOCK_PRIORITY, -10 to 10. */
  deadlockPriority = 0;
  /** Log written by the open transaction: the second criterion for a deadlock's victim. */
  bytesLogged = 0;
  /** The one request this owner waits for, if any. */
  waiter: Waiter | undefined;
  /** Everything held but rows and keys. */
  readonly holds = new Set<Hold>();
  /** Rows and keys held, by tableKey. */
  readonly rows = new Map<number, OwnedRows>();
  /** Holds that have a statement part. */
  readonly brief = new Set<Hold>();
  constructor(readonly spid: number) {}
}
