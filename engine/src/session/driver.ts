// Drives the interpreter: the one place that awaits. A wait that comes up inside a synchronous statement is thrown on to that statement.
import { EngineBug } from '../errors/engine-bug';
import type { LockWait } from '../locking/lock-wait';
import { Cancelled, type Outcome, type Run, type Wait } from './outcome';
import type { SessionState } from './state';

/** Runs to the end, awaiting locks and delays. Rejects with what the run throws. */
export async function drive<T>(state: SessionState, run: Run<T>): Promise<T> {
  let step = run.next('granted');
  while (!step.done) {
    const outcome = await waitFor(state, step.value);
    step = outcome === 'cancelled' ? run.throw(new Cancelled(state.cancelled ?? 'attention')) : run.next(outcome);
  }
  return step.value;
}

/** Runs without waiting: the first lock that is not free is thrown as LockWait, for the outer statement to undo and wait. */
export function runNow<T>(state: SessionState, run: Run<T>): T {
  state.nestedDepth++;
  try {
    const step = run.next('granted');
    if (step.done) return step.value;
    if (step.value.kind === 'lock') throw step.value.wait;
    throw new EngineBug('a delay inside a synchronous statement');
  } finally {
    state.nestedDepth--;
  }
}

function waitFor(state: SessionState, wait: Wait): Promise<Outcome> {
  if (state.cancelled) return Promise.resolve('cancelled');
  if (wait.kind === 'turn') return turn(state);
  state.status = 'suspended';
  return (wait.kind === 'lock' ? lockWait(state, wait.wait) : delay(state, wait.delayMs)).finally(() => { state.status = 'running'; });
}

const lockWait = (state: SessionState, wait: LockWait): Promise<Outcome> => new Promise((resolve) => {
  const { lockTimeoutMs, deadlockPriority } = (state.frame ?? state).settings;
  const timeoutMs = wait.timeoutMs ?? lockTimeoutMs;
  state.transaction.owner.deadlockPriority = deadlockPriority;
  state.instance.transactions.locks.wait(state.transaction.owner, wait, { timeoutMs, onEnd: resolve });
});

const turn = (state: SessionState): Promise<Outcome> => new Promise((resolve) => {
  setImmediate(() => {
    state.turnBegan = performance.now();
    state.listenedAt = state.turnBegan;
    resolve(state.cancelled ? 'cancelled' : 'granted');
  });
});

const POLL_MS = 20;

/** WAITFOR DELAY, cut short by cancel. */
const delay = (state: SessionState, delayMs: number): Promise<Outcome> => new Promise((resolve) => {
  const end = Date.now() + delayMs;
  const tick = (): void => {
    if (state.cancelled) resolve('cancelled');
    else if (Date.now() >= end) resolve('granted');
    else setTimeout(tick, Math.min(POLL_MS, end - Date.now()));
  };
  tick();
});
