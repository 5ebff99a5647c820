// waitFor: repeats a check until it holds. It lives on Node's own timers, so fake timers do not stop it.
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { presetError, reasonOf } from '../errors';

/** How long waitFor goes on, and how often it looks. */
export interface WaitOptions {
  readonly timeoutMs?: number;
  readonly everyMs?: number;
}

/**
 * Calls `check` until it neither throws nor gives a false value, and gives back what it gave; raises JNM_WAIT, with the last
 * reason, when the time is over.
 */
export async function waitFor<T>(check: () => Promise<T> | T, { timeoutMs = 5000, everyMs = 20 }: WaitOptions = {}): Promise<T> {
  const end = performance.now() + timeoutMs;
  for (;;) {
    const outcome = await attempt(check);
    if (outcome.isDone) return outcome.value;
    if (performance.now() >= end) throw presetError('JNM_WAIT', { timeoutMs, reason: outcome.reason }, outcome.error);
    await sleep(everyMs);
  }
}

type Outcome<T> = { readonly isDone: true; readonly value: T } | { readonly isDone: false; readonly reason: string; readonly error?: unknown };

async function attempt<T>(check: () => Promise<T> | T): Promise<Outcome<T>> {
  try {
    const value = await check();
    if (value !== false && value !== undefined && value !== null) return { isDone: true, value };
    return { isDone: false, reason: `the check gave ${String(value)}` };
  } catch (error) {
    return { isDone: false, reason: reasonOf(error), error };
  }
}
