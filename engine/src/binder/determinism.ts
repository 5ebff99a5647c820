// Whether an expression gives the same value for the same row each time. Knows signatures, not what functions compute.
import type { BoundExpression } from '../plan/expression';
import { mapExpression } from '../plan/rewrite';
import { scalarFunction } from './function-signatures';

/** True when the expression depends on nothing but its columns and constants. */
export function isDeterministic(expression: BoundExpression): boolean {
  let isSteady = true;
  mapExpression(expression, (e) => {
    if (e.kind === 'call' && scalarFunction(e.name)?.isDeterministic !== true) isSteady = false;
    if (e.kind === 'next-value' || e.kind === 'system-variable' || e.kind === 'user-function') isSteady = false;
    return undefined;
  });
  return isSteady;
}
