// Which triggers are running in a chain of frames. Knows no session.
import type { Frame } from '../frame';

/** Is a trigger of that table and timing among the frames being run? INSTEAD OF triggers do not fire themselves again. */
export function isTriggerFiring(frame: Frame | undefined, parentObjectId: number, timing: 'after' | 'instead of'): boolean {
  for (let scope = frame; scope; scope = scope.parent) {
    if (scope.module?.kind === 'trigger' && scope.module.parentObjectId === parentObjectId && scope.module.timing === timing) return true;
  }
  return false;
}

/** Does an AFTER trigger run, at whatever depth? INSTEAD OF triggers and those on DDL do not count. */
export function isInAfterTrigger(frame: Frame | undefined): boolean {
  for (let scope = frame; scope; scope = scope.parent) {
    if (scope.trigger?.isInsteadOf === false) return true;
  }
  return false;
}

/** The trigger under way, of whatever kind and at whatever depth. */
export function innermostTrigger(frame: Frame): Frame | undefined {
  for (let scope: Frame | undefined = frame; scope; scope = scope.parent) if (scope.kind === 'trigger') return scope;
  return undefined;
}
