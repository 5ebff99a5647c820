// Finds circles of sessions that wait for each other and says who has to give way. Ends no wait itself.
import { isCompatible } from './lock-mode';
import type { LockOwner, Waiter } from './lock-owner';

/** The owners that keep a request waiting: incompatible holders, and those queued before it (conversions pass those by). */
export function blockersOf(waiter: Waiter): LockOwner[] {
  const blockers: LockOwner[] = [];
  for (const hold of waiter.entry.holds) if (hold.owner !== waiter.owner && !isCompatible(waiter.target, hold.mode)) blockers.push(hold.owner);
  if (waiter.isConversion) return blockers;
  for (const other of waiter.entry.queue) {
    if (other === waiter) break;
    if (!isCompatible(waiter.target, other.target)) blockers.push(other.owner);
  }
  return blockers;
}

/** A circle of waits that `start` is part of, or undefined. */
export function findCycle(start: LockOwner): LockOwner[] | undefined {
  const visited = new Set<LockOwner>();
  const path: LockOwner[] = [];
  const visit = (owner: LockOwner): boolean => {
    if (!owner.waiter) return false;
    path.push(owner);
    for (const blocker of blockersOf(owner.waiter)) {
      if (blocker === start) return true;
      if (visited.has(blocker)) continue;
      visited.add(blocker);
      if (visit(blocker)) return true;
    }
    path.pop();
    return false;
  };
  return visit(start) ? path : undefined;
}

/** The victim: lowest DEADLOCK_PRIORITY, then least log written; on a tie the one that closed the circle (its first element). */
export function chooseVictim(cycle: readonly LockOwner[]): LockOwner | undefined {
  let victim = cycle[0];
  for (const owner of cycle) {
    if (!victim || owner.deadlockPriority < victim.deadlockPriority || (owner.deadlockPriority === victim.deadlockPriority && owner.bytesLogged < victim.bytesLogged)) victim = owner;
  }
  return victim;
}
