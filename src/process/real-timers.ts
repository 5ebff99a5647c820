// Lets code that waits for a socket run while a spec has Jest's fake timers on. Knows no socket.
import * as timers from 'node:timers';

const NAMES = ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'setImmediate', 'clearImmediate'] as const;

type Callback = (...args: unknown[]) => void;

/** Runs `work` with Node's own timers in place of faked ones, and puts the faked ones back. */
export async function withRealTimers<T>(work: () => Promise<T>): Promise<T> {
  const undo: Array<() => void> = [];
  for (const name of NAMES) {
    if (isFaked(globalThis[name])) undo.push(replace(globalThis, name, timers[name]));
  }
  if (isFaked(process.nextTick)) undo.push(replace(process, 'nextTick', (run: Callback, ...args: unknown[]) => void Promise.resolve().then(() => run(...args))));
  if (isFaked(globalThis.queueMicrotask)) undo.push(replace(globalThis, 'queueMicrotask', (run: () => void) => void Promise.resolve().then(run)));
  try {
    return await work();
  } finally {
    undo.forEach((step) => step());
  }
}

/** Whether Jest's fake timers have taken what drivers and pools wait with: under them no connection opens and no query ends. */
export function areDriversStopped(): boolean {
  return isFaked(process.nextTick) || isFaked(globalThis.setImmediate);
}

// Modern fakes carry their clock; legacy ones are mock functions.
function isFaked(value: unknown): boolean {
  return typeof value === 'function' && ('clock' in value || '_isMockFunction' in value);
}

function replace(target: object, name: string, value: unknown): () => void {
  const before = Object.getOwnPropertyDescriptor(target, name);
  Object.defineProperty(target, name, { value, configurable: true, writable: true, enumerable: true });
  return () => {
    if (before === undefined) delete (target as Record<string, unknown>)[name];
    else Object.defineProperty(target, name, before);
  };
}
