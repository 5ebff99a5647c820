// Errors of promises that nobody awaited, while the user's code runs in the main process: Node would end the process over them, with a stack
// for a message. Knows nothing of what the code does.
import { setImmediate } from 'node:timers/promises';
import { isPresetError, presetError, reasonOf } from '../errors';

/** Runs `work`; raises JNM_NOT_AWAITED if a promise that it left to itself has been rejected by its end, whatever has become of `work`. */
export async function withoutLostErrors<T>(work: (raiseLost: () => void) => Promise<T>): Promise<T> {
  const lost: unknown[] = [];
  const note = (error: unknown): void => void lost.push(error);
  const raiseLost = (): void => {
    if (lost.length === 0) return;
    throw isPresetError(lost[0]) ? lost[0] : presetError('JNM_NOT_AWAITED', { reason: reasonOf(lost[0]) }, lost[0]);
  };
  process.on('unhandledRejection', note);
  try {
    return await work(raiseLost);
  } finally {
    // What is rejected already is told of when the queue of promises is empty.
    await setImmediate();
    process.removeListener('unhandledRejection', note);
    raiseLost();
  }
}
